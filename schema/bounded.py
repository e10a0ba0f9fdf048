"""A cache that is bounded twice: by its entries, and by what they weigh."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Keeps what was used last."""

    def __init__(self, *, most: int, weight: int) -> None:
        """At most `most` entries, that weigh at most `weight` together."""
        self._most, self._heaviest = most, weight
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self.weight = 0

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def get(self, key: K) -> V | None:
        """The value, which counts as used."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: K, value: V, weight: int) -> None:
        """Keep the value, unless it is too heavy for any room to be made."""
        self._drop(key)
        if weight > self._heaviest:
            return
        self._entries[key] = value, weight
        self.weight += weight
        while len(self._entries) > self._most or self.weight > self._heaviest:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: K) -> None:
        _, weight = self._entries.pop(key, (None, 0))
        self.weight -= weight
