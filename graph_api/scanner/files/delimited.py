"""CSV and TSV, parsed by Arrow: any of four delimiters, quoted line breaks, broken lines counted."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from graph_api.scanner.arrow import arrays, compute, csv, record_batch
from graph_api.scanner.base import MAX_TEXT, ColumnInfo, DataType, SourceError
from graph_api.scanner.files.dialect import NULLS, Dialect, find_dialect
from graph_api.scanner.files.inference import type_of_texts
from graph_api.scanner.files.reading import LINE_BYTES, Description, Trouble, Utf8, readable

_LINE_END = b"\n"  # Arrow cannot skip a header that has none; an empty line is nothing
_RAGGED = "A line has another number of fields than the header and was left out"
_UNQUOTED = "A quote is opened and never closed, so quotes were read as ordinary characters"


class DelimitedReader:
    """Reads delimited text; `preferred` is the delimiter its suffix promises."""

    def __init__(self, preferred: str) -> None:
        """Take the delimiter."""
        self._preferred = preferred

    def describe(self, file: Path, trouble: Trouble, *, values: bool) -> Description:
        """Names from the header, types from the first rows if `values` may be looked at."""
        dialect = find_dialect(file, trouble, self._preferred)
        columns: list[ColumnInfo] = []
        for place, name in enumerate(dialect.names):
            texts = (row[place] for row in dialect.rows if place < len(row) and row[place] not in NULLS)
            kind = type_of_texts(texts) if values else DataType.STRING
            columns.append(ColumnInfo(name, place + 1, "text" if kind is DataType.STRING else kind.lower(), kind))
        return Description(tuple(columns))

    def count(self, file: Path) -> int:
        """Lines that have as many fields as the header."""
        dialect = find_dialect(file, Trouble(), self._preferred)
        rows = _count_quoted(file, dialect)
        if rows is None:
            return sum(
                each.num_rows for each in _batches(file, dialect, Trouble(), quoted=False, columns=dialect.names[:1])
            )
        return rows

    def read(self, file: Path, trouble: Trouble, *, whole: bool) -> Iterator[pa.RecordBatch]:
        """All columns as text; an empty field that is not quoted is null."""
        dialect = find_dialect(file, trouble, self._preferred)
        quoted = not whole or _count_quoted(file, dialect) is not None
        if not quoted:
            trouble[_UNQUOTED] += 1
        return _batches(file, dialect, trouble, quoted=quoted, columns=dialect.names)


def _count_quoted(file: Path, dialect: Dialect) -> int | None:
    """The rows if quotes are heeded; None if one is never closed: it would swallow the rest of the file.

    Told by a line put after the last one: if it does not come out as a line of its own, it was inside quotes.
    """
    if not dialect.names:
        return 0
    mark = secrets.token_hex(16)
    tail = "\n" + mark + dialect.delimiter * (len(dialect.names) - 1) + "\n"
    rows, last = 0, None
    try:
        for batch in _batches(file, dialect, Trouble(), quoted=True, columns=dialect.names[:1], tail=tail.encode()):
            rows += batch.num_rows
            last = arrays(batch)[0][-1].as_py() if batch.num_rows else last
    except SourceError as error:
        if error.code == "UNREADABLE":
            return None
        raise
    return rows - 1 if last == mark else None


def _batches(
    file: Path, dialect: Dialect, trouble: Trouble, *, quoted: bool, columns: tuple[str, ...], tail: bytes = _LINE_END
) -> Iterator[pa.RecordBatch]:
    if not dialect.names:
        return
    source = Utf8(file, trouble, tail)

    def left_out(row: Any) -> str:
        del row
        trouble[_RAGGED] += 1
        return "skip"

    try:
        with readable(file):
            batches = csv.open_csv(
                pa.PythonFile(cast("Any", source), "r"),
                read_options=csv.ReadOptions(
                    use_threads=False,
                    block_size=LINE_BYTES,
                    column_names=list(dialect.names),
                    skip_rows_after_names=int(dialect.header),
                ),
                parse_options=csv.ParseOptions(
                    delimiter=dialect.delimiter,
                    quote_char='"' if quoted else False,
                    newlines_in_values=quoted,
                    invalid_row_handler=left_out,
                ),
                convert_options=csv.ConvertOptions(
                    column_types=dict.fromkeys(dialect.names, pa.string()),
                    include_columns=list(columns),
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=False,
                    null_values=list(NULLS),
                    check_utf8=False,  # it was made by us
                ),
            )
            for batch in batches:
                yield _bounded(batch)
    finally:
        source.close()


def _bounded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """No value longer than `MAX_TEXT`."""
    if batch.nbytes <= MAX_TEXT:
        return batch
    columns = [compute.utf8_slice_codeunits(each, 0, MAX_TEXT) for each in arrays(batch)]
    return record_batch(columns, batch.schema.names)
