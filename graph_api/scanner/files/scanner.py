"""The scanner of one folder of files."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa

from graph_api.scanner.arrow import Array, arrays, record_batch
from graph_api.scanner.base import (
    AssetFailure,
    AssetInfo,
    AssetKind,
    CapabilityResult,
    ColumnInfo,
    CountsRows,
    DataType,
    ListsAssets,
    RowCount,
    Sample,
    SampleMethod,
    SamplesRows,
    Sampling,
    Scanner,
    SourceError,
)
from graph_api.scanner.capability import capability_report
from graph_api.scanner.files.config import FilesConfig, Format
from graph_api.scanner.files.delimited import DelimitedReader
from graph_api.scanner.files.folder import DataSet, Folder
from graph_api.scanner.files.inference import type_of_texts
from graph_api.scanner.files.jsonlines import JsonLinesReader
from graph_api.scanner.files.parquet import ParquetReader
from graph_api.scanner.files.reading import Reader, Trouble
from graph_api.scanner.files.sampling import choose, spread
from graph_api.scanner.reach import EVERYWHERE, Reach

_BATCH_ASSETS = 50
_DESCRIBED_PARTS = 20
_READERS: dict[Format, Reader] = {
    Format.CSV: DelimitedReader(","),
    Format.TSV: DelimitedReader("\t"),
    Format.JSONL: JsonLinesReader(),
    Format.PARQUET: ParquetReader(),
}
_WIDENING = (DataType.INTEGER, DataType.DECIMAL, DataType.FLOAT)


class FilesScanner(Scanner, ListsAssets, SamplesRows, CountsRows):
    """Files and folders of parts; paths are relative to the root, and `prefix` is where the root is."""

    kind = "files"
    config_class = FilesConfig
    label = "Folder of files"

    def __init__(self, config: FilesConfig, reach: Reach = EVERYWHERE) -> None:
        """Look at nothing."""
        super().__init__(config, reach)
        self._config = config
        self._folder = Folder(config.root, config.formats)

    def namespace(self, slug: str) -> str:
        """`file`; names are then absolute paths."""
        del slug
        return "file"

    @property
    def prefix(self) -> tuple[str, ...]:
        """The root's own place, in parts."""
        return self._config.root.absolute().parts[1:]

    def connect(self) -> None:
        """See that the root is a folder that can be listed."""
        self.check_cancelled()
        root = self._reach.path(self._config.root)
        self._folder = Folder(root, self._config.formats)
        try:
            os.scandir(root).close()
        except (FileNotFoundError, NotADirectoryError):
            raise SourceError("NOT_FOUND", f"There is no folder {root}. Check `root`.") from None
        except PermissionError:
            raise SourceError("PERMISSION_DENIED", f"The folder {root} may not be listed by this user.") from None
        except OSError as error:
            raise SourceError("UNREADABLE", f"The folder {root} cannot be listed: {error.strerror}.") from None

    def assets(self) -> Iterator[Sequence[AssetInfo | AssetFailure]]:
        """Included files and folders of parts, by path."""
        batch: list[AssetInfo | AssetFailure] = []
        for found in self._folder.data_sets():
            self.check_cancelled()
            if found.path and not self.includes(found.path):
                continue
            batch.append(found if isinstance(found, AssetFailure) else self._describe(found))
            if len(batch) == _BATCH_ASSETS:
                yield batch
                batch = []
        if batch:
            yield batch

    def sample(self, asset: AssetInfo, rows: int | None) -> Sample:
        """Rows from all over small files and from some row groups of large Parquet ones; the first of other large ones."""
        self.check_cancelled()
        self.check_sampling(asset.path)
        sample = Sample(iter(()), SampleMethod.ALL)
        sample.batches = self._batches(asset, rows, sample)
        return sample

    def close(self) -> None:
        """Nothing is held between two calls."""

    def test(self) -> list[CapabilityResult]:
        """Try each capability."""
        return capability_report(self)

    def _describe(self, data: DataSet) -> AssetInfo | AssetFailure:
        trouble = Trouble()
        values = self.sampling_for(data.path) is Sampling.VALUES
        parts = spread(data.parts, _DESCRIBED_PARTS)
        try:
            described = [_READERS[data.format].describe(each.file, trouble, values=values) for each in parts]
        except SourceError as error:
            return AssetFailure(data.path, error.code, str(error))
        if len({tuple(column.name for column in each.columns) for each in described}) > 1:
            trouble["Its parts differ in their columns"] += 1
        counts = [each.rows.rows for each in described if each.rows]
        rows = None
        if counts and len(counts) == len(parts):
            rows = RowCount(sum(counts) * len(data.parts) // len(parts), exact=len(parts) == len(data.parts))
        columns = _union([*(each.columns for each in described), _partition_columns(data)])
        kind = AssetKind.FILE
        return AssetInfo(path=data.path, kind=kind, columns=columns, rows=rows, warnings=trouble.warnings())

    def _batches(self, asset: AssetInfo, rows: int | None, sample: Sample) -> Iterator[pa.RecordBatch]:
        data = self._folder.data_set(asset.path)
        if data is None:
            raise SourceError("NOT_FOUND", "It is no longer there. Scan again.")
        trouble = Trouble()
        names = [column.name for column in asset.columns]
        seen = 0
        for part, batch in choose(data, _READERS[data.format], rows, sample, trouble):
            self.check_cancelled()
            seen += batch.num_rows
            if batch.num_rows:
                yield _project(batch, names, dict(part.partition))
        if sample.method is SampleMethod.ALL:
            sample.rows = RowCount(seen, exact=True)
        sample.warnings.extend(trouble.warnings())


def _partition_columns(data: DataSet) -> tuple[ColumnInfo, ...]:
    values: dict[str, list[str]] = {}
    for part in data.parts:
        for key, value in part.partition:
            values.setdefault(key, []).extend([] if value is None else [value])
    return tuple(ColumnInfo(key, 1, "partition", type_of_texts(texts)) for key, texts in values.items())


def _union(described: Sequence[Sequence[ColumnInfo]]) -> tuple[ColumnInfo, ...]:
    """All columns by name, in order of appearance; where types differ, one that holds both."""
    found: dict[str, ColumnInfo] = {}
    for column in (column for columns in described for column in columns):
        before = found.setdefault(column.name, column)
        if before.data_type is not column.data_type:
            both = (before.data_type, column.data_type)
            wide = max(both, key=_WIDENING.index) if all(each in _WIDENING for each in both) else DataType.STRING
            found[column.name] = replace(before, data_type=wide, type=f"{before.type} or {column.type}")
    return tuple(replace(column, position=place) for place, column in enumerate(found.values(), 1))


def _project(batch: pa.RecordBatch, names: Sequence[str], partition: dict[str, str | None]) -> pa.RecordBatch:
    """The asset's columns: those of this part, those of its folders, and null for what it does not have."""
    found: dict[str, Array] = dict(zip(batch.schema.names, arrays(batch), strict=True))
    missing = (name for name in names if name not in found)
    found |= {name: pa.array([partition.get(name)] * batch.num_rows, pa.string()) for name in missing}
    return record_batch([found[name] for name in names], names)
