"""Parquet: types and counts are in the file. Nested records become columns with dotted names, two levels deep."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from graph_api.scanner.arrow import Array, arrays, compute, parquet, record_batch
from graph_api.scanner.base import MAX_TEXT, ColumnInfo, DataType, RowCount
from graph_api.scanner.files.reading import Description, Trouble, readable

_LEVELS = 2
_BATCH_CELLS = 500_000


class ParquetReader:
    """Reads Parquet files."""

    def describe(self, file: Path, trouble: Trouble, *, values: bool) -> Description:
        """All from the footer."""
        del trouble, values
        with readable(file), parquet.ParquetFile(file) as opened:
            fields = list(_flat_fields(opened.schema_arrow, "", _LEVELS))
            rows = RowCount(opened.metadata.num_rows, exact=True)
        columns = (
            ColumnInfo(name, place, str(field.type), data_type(field.type), nullable=field.nullable)
            for place, (name, field) in enumerate(fields, 1)
        )
        return Description(tuple(columns), rows)

    def count(self, file: Path) -> int:
        """From the footer."""
        with readable(file), parquet.ParquetFile(file) as opened:
            return opened.metadata.num_rows

    def read(self, file: Path, trouble: Trouble, *, whole: bool) -> Iterator[pa.RecordBatch]:
        """All row groups."""
        del trouble, whole
        return self.read_groups(file, None)

    def groups(self, file: Path) -> list[int]:
        """The rows of each row group."""
        with readable(file), parquet.ParquetFile(file) as opened:
            return [opened.metadata.row_group(each).num_rows for each in range(opened.num_row_groups)]

    def read_groups(self, file: Path, groups: list[int] | None) -> Iterator[pa.RecordBatch]:
        """Some row groups, or all: numbers and truth values as they are, everything else as text."""
        with readable(file), parquet.ParquetFile(file) as opened:
            size = max(1, min(16_384, _BATCH_CELLS // max(1, len(opened.schema_arrow))))
            for batch in opened.iter_batches(batch_size=size, row_groups=groups):
                columns = list(_flat_columns(batch, "", _LEVELS))
                yield record_batch([_plain(array) for _, array in columns], [name for name, _ in columns])


def data_type(kind: Any) -> DataType:
    """An Arrow type in our words."""
    types: Any = pa.types
    if types.is_dictionary(kind):
        return data_type(kind.value_type)
    for test, found in (
        (types.is_integer, DataType.INTEGER),
        (types.is_floating, DataType.FLOAT),
        (types.is_decimal, DataType.DECIMAL),
        (types.is_boolean, DataType.BOOLEAN),
        (types.is_date, DataType.DATE),
        (types.is_time, DataType.TIME),
        (types.is_timestamp, DataType.TIMESTAMP),
        (types.is_duration, DataType.INTERVAL),
        (types.is_struct, DataType.STRUCT),
        (types.is_map, DataType.JSON),
        (types.is_list, DataType.ARRAY),
        (types.is_large_list, DataType.ARRAY),
        (types.is_fixed_size_list, DataType.ARRAY),
        (_is_text, DataType.STRING),
        (_is_bytes, DataType.BINARY),
    ):
        if test(kind):
            return found
    return DataType.UNKNOWN


def _is_text(kind: pa.DataType) -> bool:
    types: Any = pa.types
    return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)


def _is_bytes(kind: pa.DataType) -> bool:
    types: Any = pa.types
    return (
        types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_fixed_size_binary(kind)
        or types.is_binary_view(kind)
    )


def _flat_fields(schema: Any, prefix: str, levels: int) -> Iterator[tuple[str, Any]]:
    """Fields of a schema or of a struct type."""
    for field in schema:
        if levels and pa.types.is_struct(field.type) and field.type.num_fields:
            yield from _flat_fields(field.type, f"{prefix}{field.name}.", levels - 1)
        else:
            yield prefix + field.name, field


def _flat_columns(columns: Any, prefix: str, levels: int) -> Iterator[tuple[str, Array]]:
    """The same for a batch of rows, or a struct array; a record that is null has null fields."""
    is_batch = isinstance(columns, pa.RecordBatch)
    schema: Any = columns.schema if is_batch else columns.type
    found: list[Array] = arrays(columns) if is_batch else columns.flatten()
    for field, array in zip(schema, found, strict=True):
        if levels and pa.types.is_struct(field.type) and field.type.num_fields:
            yield from _flat_columns(array, f"{prefix}{field.name}.", levels - 1)
        else:
            yield prefix + field.name, array


def _plain(array: Array) -> Array:
    """A number, a truth value, or text."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    match data_type(array.type):
        case DataType.INTEGER | DataType.FLOAT | DataType.BOOLEAN:
            return array
        case DataType.STRING | DataType.DECIMAL | DataType.DATE | DataType.TIME:
            text = array.cast(pa.string())
        case DataType.TIMESTAMP:  # in UTC, to the microsecond, so that no database of time zones is needed
            text = array.cast(pa.timestamp("us", array.type.tz), safe=False).cast(pa.timestamp("us")).cast(pa.string())
        case DataType.INTERVAL:
            text = array.cast(pa.int64()).cast(pa.string())
        case DataType.BINARY:
            return pa.array([_hexadecimal(each) for each in array.to_pylist()], pa.string())
        case _:
            text = pa.array([None if each is None else _json(each) for each in array.to_pylist()], pa.string())
    longest = compute.max(compute.binary_length(text)).as_py() or 0
    return compute.utf8_slice_codeunits(text, 0, MAX_TEXT) if longest > MAX_TEXT else text


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _hexadecimal(value: bytes | None) -> str | None:
    return None if value is None else value[: MAX_TEXT // 2].hex()
