"""JSON Lines: an object a line. Nested objects become columns with dotted names, two levels deep; deeper ones stay JSON."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, cast

import orjson
import pyarrow as pa

from graph_api.scanner.arrow import record_batch
from graph_api.scanner.base import MAX_TEXT, ColumnInfo, DataType, SourceError
from graph_api.scanner.files.inference import type_of_texts
from graph_api.scanner.files.reading import Description, Trouble, lines

_HEAD_LINES = 1_000
_BATCH_CELLS = 200_000
_LEVELS = 2
_JSON_TYPES: dict[type, DataType] = {
    int: DataType.INTEGER,
    float: DataType.FLOAT,
    bool: DataType.BOOLEAN,
    list: DataType.ARRAY,
    dict: DataType.JSON,
}
_BROKEN = "A line that is not a JSON object was left out"


class JsonLinesReader:
    """Reads files of JSON Lines. Columns are the keys of the first 1,000 lines, in order of appearance."""

    def describe(self, file: Path, trouble: Trouble, *, values: bool) -> Description:
        """Types are JSON's own, and those of dates and UUIDs in text if `values` may be looked at."""
        found: dict[str, list[Any]] = defaultdict(list)
        number = 0
        for row in islice(_rows(file, trouble), _HEAD_LINES):
            number += 1
            for key, value in row.items():
                found[key].append(value)
        if not number and trouble[_BROKEN]:
            raise SourceError("UNREADABLE", f"{file.name} is not JSON Lines: no line of it is a JSON object.")
        kinds = {
            key: _data_type([each for each in seen if each is not None], look=values) for key, seen in found.items()
        }
        return Description(
            tuple(
                ColumnInfo(name, place, kind.lower(), kind, nullable=len(found[name]) < number or None in found[name])
                for place, (name, kind) in enumerate(kinds.items(), 1)
            )
        )

    def count(self, file: Path) -> int:
        """Lines that are objects."""
        return sum(1 for _ in _rows(file, Trouble()))

    def read(self, file: Path, trouble: Trouble, *, whole: bool) -> Iterator[pa.RecordBatch]:
        """All columns as text; keys that the description did not see are left out and counted."""
        del whole
        names = [column.name for column in self.describe(file, Trouble(), values=False).columns]
        known = frozenset(names)
        rows = _rows(file, trouble)
        size = max(1, _BATCH_CELLS // max(1, len(names)))
        while batch := list(islice(rows, size)):
            for key in {key for row in batch for key in row.keys() - known}:
                trouble[f"The key {key!r} appears only after the first {_HEAD_LINES} lines and was left out"] += 1
            yield record_batch(
                [pa.array([_text(row.get(name)) for row in batch], pa.string()) for name in names], names
            )


def _rows(file: Path, trouble: Trouble) -> Iterator[dict[str, Any]]:
    for line in lines(file, trouble):
        try:
            value: object = orjson.loads(line)
        except orjson.JSONDecodeError:
            value = None
        if isinstance(value, dict):
            yield dict(_flat(cast("dict[str, Any]", value), "", _LEVELS))
        else:
            trouble[_BROKEN] += 1


def _flat(value: dict[str, Any], prefix: str, levels: int) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        if isinstance(inner, dict) and inner and levels:
            yield from _flat(cast("dict[str, Any]", inner), f"{prefix}{key}.", levels - 1)
        else:
            yield prefix + key, inner


def _data_type(values: list[Any], *, look: bool) -> DataType:
    kinds: set[type] = {type(each) for each in values}
    if kinds == {str}:
        return type_of_texts(values, numbers=False) if look else DataType.STRING
    if kinds == {int, float}:
        return DataType.FLOAT
    if len(kinds) == 1:
        return _JSON_TYPES[kinds.pop()]
    return DataType.JSON if kinds & {dict, list} else DataType.STRING


def _text(value: Any) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text[:MAX_TEXT]
