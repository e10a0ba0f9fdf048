"""What was listed, on disk: bounded memory however large the source, and every asset at hand for lineage and sampling."""

import pickle
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from graph_api.scanner.base import AssetInfo


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept in memory of an asset; `known` ones were in the graph before this scan."""

    offset: int
    id: str
    schema_hash: str
    targets: tuple[tuple[str, ...], ...]
    has_sql: bool
    known: bool


class Spool:
    """Assets by path, in the order in which they were listed. The file has no name, so it is gone with the process."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._file = tempfile.TemporaryFile(prefix="pursight-scan-")  # noqa: SIM115 - lives as long as the spool
        self._lock = threading.Lock()
        self.entries: dict[tuple[str, ...], Entry] = {}

    def add(self, info: AssetInfo, identifier: str, schema_hash: str, *, known: bool) -> None:
        """Keep one more asset."""
        with self._lock:
            offset = self._file.seek(0, 2)
            pickle.dump(info, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        targets = tuple(dict.fromkeys(key.target for key in info.foreign_keys))
        self.entries[info.path] = Entry(offset, identifier, schema_hash, targets, info.view_sql is not None, known)

    def get(self, path: tuple[str, ...]) -> AssetInfo:
        """The asset at `path`; raises `KeyError`. Any thread may ask."""
        with self._lock:
            self._file.seek(self.entries[path].offset)
            return cast("AssetInfo", pickle.load(self._file))  # noqa: S301 - our own unlinked file

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """The paths, in the order of listing."""
        return iter(self.entries)

    def __len__(self) -> int:
        """How many assets were listed."""
        return len(self.entries)

    def referred_first(self) -> list[tuple[str, ...]]:
        """All paths, each after those its foreign keys refer to, as far as they make no circle."""
        order: dict[tuple[str, ...], None] = {}
        begun: set[tuple[str, ...]] = set()
        for path in self.entries:
            stack = [] if path in begun else [path]
            while stack:
                begun.add(stack[-1])
                targets = self.entries[stack[-1]].targets
                waiting = next((each for each in targets if each in self.entries and each not in begun), None)
                if waiting is None:
                    order[stack.pop()] = None
                else:
                    stack.append(waiting)
        return list(order)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
