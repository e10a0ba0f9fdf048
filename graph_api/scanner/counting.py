"""Distinct values of one column, their number and the frequent ones, in memory that does not grow with them.

Up to `LIMIT` distinct values everything is exact. Beyond, counts are a Misra-Gries summary in its mergeable form (Agarwal
et al., Mergeable Summaries, 2012): a count is at most `error` too low, and a value that is missing occurred at most `error`
times; the number of distinct values is HyperLogLog's; and the values kept are those with the smallest hashes, which is a
uniform sample of the distinct ones that does not depend on their order or frequency.
"""

import zlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph_api.scanner.arrow import Array, compute
from graph_api.scanner.sketches import DistinctSketch, distinct_sketch, feed

LIMIT = 10_000
VALUES = 1_000


class ValueCounts:
    """Add distinct texts with their counts; ask for `distinct`, `top` and `values` at any time."""

    def __init__(self, max_bytes: int) -> None:
        """Keep about `max_bytes` of text at most."""
        self._max_bytes = max_bytes
        self._values: Array = pa.array([], pa.string())
        self._counts: NDArray[np.int64] = np.empty(0, np.int64)
        self._sketch: DistinctSketch | None = None
        self._kept: Array = pa.array([], pa.string())
        self._hashes: NDArray[np.uint32] = np.empty(0, np.uint32)
        self._room = VALUES
        self.error = 0

    @property
    def exact(self) -> bool:
        """Whether every distinct value is still held."""
        return self._sketch is None

    def add(self, values: Array, counts: NDArray[np.int64]) -> None:
        """Add texts, each once, without nulls, with how often each occurred."""
        places = compute.index_in(values, value_set=self._values)
        known = places.is_valid().to_numpy(zero_copy_only=False)
        self._counts[places.drop_null().to_numpy()] += counts[known]
        new, new_counts = values.filter(pa.array(~known)), counts[~known]
        if self._sketch is not None:
            self._observe(self._sketch, new)
        limit = _room(LIMIT, len(self._values) + len(new), self._values.nbytes + new.nbytes, self._max_bytes)
        if len(self._values) + len(new) <= limit:
            self._values, self._counts = _concat(self._values, new), np.concatenate([self._counts, new_counts])
            return
        if self._sketch is None:
            self._sketch = distinct_sketch()
            self._observe(self._sketch, _concat(self._values, new))
        cut = np.partition(np.concatenate([self._counts, new_counts]), -limit - 1)[-limit - 1]
        self.error += int(cut)
        old, fresh = self._counts > cut, new_counts > cut
        self._values = _concat(self._values.filter(pa.array(old)), new.filter(pa.array(fresh)))
        self._counts = np.concatenate([self._counts[old], new_counts[fresh]]) - cut

    def distinct(self) -> int:
        """How many distinct values there were; an estimate unless `exact`."""
        return len(self._values) if self._sketch is None else round(self._sketch.get_estimate())

    def top(self, number: int) -> list[tuple[str, int]]:
        """The most frequent values that occurred more than once, and at least how often each did."""
        order = np.lexsort((np.arange(len(self._counts)), -self._counts))[:number]
        return [(str(self._values[int(i)]), int(self._counts[i])) for i in order if self._counts[i] > 1]

    def values(self) -> Sequence[str]:
        """Up to `VALUES` distinct values."""
        if self._sketch is not None:
            return self._kept.to_pylist()
        if len(self._values) <= VALUES:
            return self._values.to_pylist()
        smallest = np.argsort(_hashes(self._values), kind="stable")[:VALUES]
        return self._values.take(pa.array(smallest)).to_pylist()

    def _observe(self, sketch: DistinctSketch, values: Array) -> None:
        """Count distinct values, and keep those with the smallest hashes."""
        hashes = _hashes(values)
        feed(sketch, hashes.tolist())
        if len(self._hashes) >= self._room:
            small = hashes < self._hashes[-1]
            hashes, values = hashes[small], values.filter(pa.array(small))
        merged, places = np.unique(np.concatenate([self._hashes, hashes]), return_index=True)
        texts = _concat(self._kept, values).take(pa.array(places[: self._room]))
        self._room = min(self._room, _room(VALUES, len(texts), texts.nbytes, self._max_bytes))
        self._hashes, self._kept = merged[: self._room], texts.slice(0, self._room)


def _room(most: int, number: int, size: int, max_bytes: int) -> int:
    """How many values of this average size fit."""
    return most if size <= max_bytes else max(10, min(most, max_bytes * number // size))


def _concat(first: Array, second: Array) -> Array:
    return pa.concat_arrays([first, second])


def _hashes(values: Array) -> NDArray[np.uint32]:
    """The same numbers on every machine; CRC-32 alone is linear in its input, so its bits are mixed (MurmurHash3's finish)."""
    mixed = np.fromiter(map(zlib.crc32, values.cast(pa.binary()).to_pylist()), np.uint32, len(values))
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    return mixed ^ (mixed >> np.uint32(16))
