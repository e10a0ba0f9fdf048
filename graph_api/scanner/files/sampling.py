"""Which rows of a data set are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa

from graph_api.scanner.base import RowCount, Sample, SampleMethod
from graph_api.scanner.files.folder import DataSet, Part
from graph_api.scanner.files.parquet import ParquetReader
from graph_api.scanner.files.reading import Reader, Trouble, readable

T = TypeVar("T")

_PIECES = 16
_SMALL_BYTES = 64 << 20  # up to here all of it is read to choose from


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part, or one row group of it."""

    part: Part
    rows: int
    group: int | None = None


def spread(items: Sequence[T], number: int) -> Sequence[T]:
    """At most `number` of them, evenly spaced, the first and the last among them."""
    if len(items) <= number:
        return items
    return [items[place * (len(items) - 1) // (number - 1)] for place in range(number)]


def choose(
    data: DataSet, reader: Reader, rows: int | None, sample: Sample, trouble: Trouble
) -> Iterator[tuple[Part, pa.RecordBatch]]:
    """At most `rows` rows (None: all), with the part they are from; `sample` learns how they were chosen, and of how many."""
    size = sum(_size(part) for part in data.parts)
    if rows is None:
        for part in data.parts:
            for batch in reader.read(part.file, trouble, whole=True):
                yield part, batch
    elif isinstance(reader, ParquetReader) or size <= _SMALL_BYTES:
        pieces = [piece for part in data.parts for piece in _pieces(reader, part)]
        total = sum(each.rows for each in pieces)
        if total > rows:
            sample.method, sample.rows = SampleMethod.RANDOM, RowCount(total, exact=True)
        yield from _random(reader, pieces if size <= _SMALL_BYTES else spread(pieces, _PIECES), rows, trouble)
    else:
        sample.method = SampleMethod.FIRST
        yield from _first(reader, spread(data.parts, _PIECES), rows, trouble)


def _size(part: Part) -> int:
    with readable(part.file):
        return part.file.stat().st_size


def _pieces(reader: Reader, part: Part) -> Iterator[_Piece]:
    if isinstance(reader, ParquetReader):
        for group, rows in enumerate(reader.groups(part.file)):
            yield _Piece(part, rows, group)
    else:
        yield _Piece(part, reader.count(part.file))


def _random(
    reader: Reader, pieces: Sequence[_Piece], rows: int, trouble: Trouble
) -> Iterator[tuple[Part, pa.RecordBatch]]:
    """The same rows each time."""
    total = sum(each.rows for each in pieces)
    chosen = np.sort(np.random.default_rng(0).choice(total, min(rows, total), replace=False))
    start = 0
    for piece in pieces:
        if isinstance(reader, ParquetReader):
            batches = reader.read_groups(piece.part.file, None if piece.group is None else [piece.group])
        else:
            batches = reader.read(piece.part.file, trouble, whole=True)
        for batch in batches:
            first, last = np.searchsorted(chosen, [start, start + batch.num_rows])
            if first < last:
                yield piece.part, batch.take(chosen[first:last] - start)
            start += batch.num_rows


def _first(reader: Reader, parts: Sequence[Part], rows: int, trouble: Trouble) -> Iterator[tuple[Part, pa.RecordBatch]]:
    """As many from each part."""
    for place, part in enumerate(parts):
        wanted = rows * (place + 1) // len(parts) - rows * place // len(parts)
        for batch in reader.read(part.file, trouble, whole=False):
            if wanted <= 0:
                break
            yield part, batch.slice(0, wanted)
            wanted -= batch.num_rows
