"""What a column's values are like, in one pass over batches of rows, in memory that does not grow with them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph_api.scanner.arrow import Array, compute
from graph_api.scanner.base import ColumnInfo, DataType
from graph_api.scanner.counting import ValueCounts
from graph_api.scanner.measure import DATES, MAX_SHOWN, NUMBERS, NumberProfile

MAX_VALUE = 4_096
TOP = 10
_FLUSH_ROWS = 65_536
_FLUSH_BYTES = 64 << 20
_COLUMN_BYTES = 4 << 20
_ALL_COLUMNS_BYTES = 256 << 20
_ORDERED_TEXT = frozenset({DataType.STRING, DataType.UUID, DataType.TIME})
_NO_PATTERN = frozenset(
    {
        DataType.DECIMAL,
        DataType.FLOAT,
        DataType.BOOLEAN,
        DataType.BINARY,
        DataType.JSON,
        DataType.ARRAY,
        DataType.STRUCT,
    }
)
_MAX_PATTERN = 64
_MIN_SHARE = 0.01
_RUN = re.compile(r"([Aa ])\1+")
_CATEGORIES = {"Lu": "A", "Lt": "A", "Ll": "a", "Lo": "a", "Lm": "a", "Mn": "a", "Mc": "a", "Me": "a", "Nd": "9"}


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """A column's profile over the `sampled` rows.

    `nulls` counts NaN too; `null_share` is None when nothing was sampled. `distinct` is exact or, with relative error 1.6 %,
    HyperLogLog's. `least` and `greatest` are the source's text (numbers by value, dates by time, text by code point), cut at
    256 characters; `mean` is of numbers only; `quantiles` are (share, value) of numbers and dates. `top` are the most frequent
    values with their counts, each at most `top_error` too low. `patterns` are (form, share of distinct values): `A9-999` for
    `B2-417`. Lengths are in characters, those of BINARY in bytes. `values` are up to 1,000 distinct texts, all of them if
    `distinct_exact`, cut at 4,096 characters, none of BINARY.
    """

    sampled: int
    nulls: int
    null_share: float | None
    distinct: int
    distinct_exact: bool
    least: str | None = None
    greatest: str | None = None
    mean: float | None = None
    quantiles: tuple[tuple[float, str], ...] = ()
    top: tuple[tuple[str, int], ...] = ()
    top_error: int = 0
    patterns: tuple[tuple[str, float], ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    values: tuple[str, ...] = ()


class Profiler:
    """`add` batches that have these columns in this order, then ask for the `result`."""

    def __init__(self, columns: Sequence[ColumnInfo]) -> None:
        """Begin with no rows."""
        budget = max(4_096, min(_COLUMN_BYTES, _ALL_COLUMNS_BYTES // max(1, len(columns))))
        self._columns = [(column.name, _Column(column.data_type, budget)) for column in columns]
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._bytes = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Take more rows; small batches wait for each other."""
        if batch.num_columns != len(self._columns):
            raise ValueError(f"A batch of {batch.num_columns} columns was given to a profile of {len(self._columns)}.")
        self._waiting.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= _FLUSH_ROWS or self._bytes >= _FLUSH_BYTES:
            self._flush()

    def result(self) -> dict[str, ColumnProfile]:
        """The profile of each column, by name, of all rows until now."""
        self._flush()
        return {name: column.result() for name, column in self._columns}

    def _flush(self) -> None:
        waiting, self._waiting, self._rows, self._bytes = self._waiting, [], 0, 0
        if waiting:
            for place, (_, column) in enumerate(self._columns):
                column.add(_joined([_plain(batch.column(place)) for batch in waiting]))


class _Column:
    def __init__(self, data_type: DataType, max_bytes: int) -> None:
        self._type = data_type
        self._counts = ValueCounts(max_bytes)
        self._numbers = NumberProfile(data_type) if data_type in NUMBERS | DATES else None
        self._sampled = 0
        self._nulls = 0
        self._least: str | None = None
        self._greatest: str | None = None
        self._shortest: int | None = None
        self._longest: int | None = None

    def add(self, array: Array) -> None:
        self._sampled += len(array)
        self._nulls += array.null_count
        counted = array.drop_null().value_counts()
        values, counts = counted.field("values"), counted.field("counts").to_numpy()
        if self._numbers is not None and len(values):
            is_nan = self._numbers.add(values, counts)
            if is_nan.any():
                self._nulls += int(counts[is_nan].sum())
                values, counts = values.filter(pa.array(~is_nan)), counts[~is_nan]
        if not len(values):
            return
        text = values if pa.types.is_string(values.type) else values.cast(pa.string())
        self._measure(text)
        self._counts.add(*_cut(text, counts))

    def _measure(self, text: Array) -> None:
        lengths = compute.min_max(compute.utf8_length(text)).as_py()
        self._shortest = min(lengths["min"], lengths["min"] if self._shortest is None else self._shortest)
        self._longest = max(lengths["max"], lengths["max"] if self._longest is None else self._longest)
        if self._type in _ORDERED_TEXT:
            ends = compute.min_max(text).as_py()
            self._least = min(ends["min"], ends["min"] if self._least is None else self._least)
            self._greatest = max(ends["max"], ends["max"] if self._greatest is None else self._greatest)

    def result(self) -> ColumnProfile:
        filled = self._sampled - self._nulls
        binary = self._type is DataType.BINARY
        values = () if binary else tuple(self._counts.values())
        per_unit = 2 if binary else 1  # hexadecimal
        numbers = self._numbers
        return ColumnProfile(
            sampled=self._sampled,
            nulls=self._nulls,
            null_share=self._nulls / self._sampled if self._sampled else None,
            distinct=min(self._counts.distinct(), filled),
            distinct_exact=self._counts.exact,
            least=numbers.least if numbers else self._least and self._least[:MAX_SHOWN],
            greatest=numbers.greatest if numbers else self._greatest and self._greatest[:MAX_SHOWN],
            mean=numbers.mean if numbers else None,
            quantiles=numbers.quantiles() if numbers else (),
            top=() if binary else tuple(self._counts.top(TOP)),
            top_error=self._counts.error,
            patterns=() if self._type in _NO_PATTERN else _patterns(values),
            min_length=None if self._shortest is None else self._shortest // per_unit,
            max_length=None if self._longest is None else self._longest // per_unit,
            values=values,
        )


def _plain(array: Array) -> Array:
    """A number, a truth value or a text; anything else becomes a text."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    kind = array.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind) or pa.types.is_string(kind):
        return array
    return array.cast(pa.string())


def _joined(arrays: list[Array]) -> Array:
    """One array; parts of a data set may differ in a column's type."""
    if any(each.type != arrays[0].type for each in arrays):
        arrays = [each.cast(pa.string()) for each in arrays]
    return pa.concat_arrays(arrays)


def _cut(text: Array, counts: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64]]:
    """Values no longer than `MAX_VALUE`; those that become the same count together."""
    if compute.max(compute.binary_length(text)).as_py() <= MAX_VALUE:
        return text, counts
    table: Any = pa.Table.from_pydict({"value": compute.utf8_slice_codeunits(text, 0, MAX_VALUE), "count": counts})
    summed = table.group_by("value", use_threads=False).aggregate([("count", "sum")]).combine_chunks()
    return summed["value"].chunk(0), summed["count_sum"].to_numpy()


class _Forms(dict[int, str]):
    """What stands in a pattern for each character: `A` and `a` for letters, `9` for digits, a space, or the character itself."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        form = " " if character.isspace() else _CATEGORIES.get(unicodedata.category(character), character)
        self[code] = form
        return form


_FORMS = _Forms()


def _patterns(values: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """The forms of at least a hundredth of the values; runs of letters or spaces are one, digits are as many as they were."""
    forms = Counter(_RUN.sub(r"\1", value[:_MAX_PATTERN].translate(_FORMS)) for value in values)
    ordered = sorted(forms.items(), key=lambda each: (-each[1], each[0]))
    return tuple((form, count / len(values)) for form, count in ordered[:TOP] if count >= _MIN_SHARE * len(values))
