"""Minimum, maximum, mean and quantiles of numbers and dates, also of those that come as text."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph_api.scanner.arrow import Array, compute
from graph_api.scanner.base import DataType
from graph_api.scanner.sketches import quantile_sketch

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NUMBERS = frozenset({DataType.INTEGER, DataType.DECIMAL, DataType.FLOAT})
DATES = frozenset({DataType.DATE, DataType.TIMESTAMP})
MAX_SHOWN = 256
_ZONE = re.compile(r":\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NumberProfile:
    """One pass over a column's numbers; dates are seconds since 1970. What is no number is not counted here."""

    def __init__(self, data_type: DataType) -> None:
        """Begin with none."""
        self._data_type = data_type
        self._sketch = quantile_sketch()
        self._number = 0
        self._sum = 0.0
        self._least = (np.inf, "")
        self._greatest = (-np.inf, "")

    def add(self, values: Array, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Add distinct values without nulls; returns which of them are NaN, that is, null."""
        numbers = _doubles(values, self._data_type)
        finite = np.isfinite(numbers)
        if finite.any():
            kept, weights = numbers[finite], counts[finite]
            places = np.flatnonzero(finite)
            low, high = int(kept.argmin()), int(kept.argmax())
            if kept[low] < self._least[0]:
                self._least = (float(kept[low]), _text(values[int(places[low])]))
            if kept[high] > self._greatest[0]:
                self._greatest = (float(kept[high]), _text(values[int(places[high])]))
            with np.errstate(over="ignore", invalid="ignore"):
                self._sum += float(kept @ weights)
            self._number += int(weights.sum())
            self._sketch.update(np.repeat(kept, weights))
        return _is_nan(values)

    @property
    def least(self) -> str | None:
        """The smallest, as its source writes it."""
        return self._least[1] if self._number else None

    @property
    def greatest(self) -> str | None:
        """The largest, as its source writes it."""
        return self._greatest[1] if self._number else None

    @property
    def mean(self) -> float | None:
        """The mean of numbers; of dates none."""
        mean = self._sum / self._number if self._number and self._data_type in NUMBERS else np.nan
        return mean if np.isfinite(mean) else None

    def quantiles(self) -> tuple[tuple[float, str], ...]:
        """(share, value) for each of `QUANTILES`: rank error under 1 %; dates in ISO form."""
        if self._sketch.is_empty():
            return ()
        found = ((share, self._sketch.get_quantile(share)) for share in QUANTILES)
        return tuple((share, self._write(value)) for share, value in found if np.isfinite(value))

    def _write(self, value: float) -> str:
        if self._data_type is DataType.INTEGER:
            return str(round(value))
        if self._data_type in DATES:
            moment = _EPOCH + timedelta(seconds=round(value))
            return moment.date().isoformat() if self._data_type is DataType.DATE else moment.isoformat()
        return format(value, ".12g")


def _text(value: Array) -> str:
    return str(value.as_py())[:MAX_SHOWN]


def _is_nan(values: Array) -> NDArray[np.bool_]:
    if pa.types.is_floating(values.type):
        return compute.is_nan(values).to_numpy(zero_copy_only=False)
    if values.type == pa.string():
        return compute.equal(compute.utf8_lower(values), "nan").to_numpy(zero_copy_only=False)
    return np.zeros(len(values), np.bool_)


def _doubles(values: Array, data_type: DataType) -> NDArray[np.float64]:
    """As doubles; NaN for what is none. Arrow's parser takes all or nothing, so one stray value costs a slower pass."""
    if values.type != pa.string():
        return values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    if data_type not in DATES:
        return _parse(values, lambda: values.cast(pa.float64()), float)
    zoned = len(values) and _ZONE.search(values[0].as_py())
    moment = pa.timestamp("us", "UTC") if zoned else pa.timestamp("us")
    return _parse(values, lambda: values.cast(moment).cast(pa.int64()), _seconds, 1e-6)


def _parse(
    values: Array, all_at_once: Callable[[], Array], one: Callable[[str], float], scale: float = 1.0
) -> NDArray[np.float64]:
    try:
        return all_at_once().to_numpy(zero_copy_only=False) * scale
    except pa.ArrowInvalid:
        return np.fromiter((_or_nan(one, text) for text in values.to_pylist()), np.float64, len(values))


def _or_nan(one: Callable[[str], float], text: str) -> float:
    try:
        return one(text)
    except (ValueError, OverflowError):
        return np.nan


def _seconds(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
