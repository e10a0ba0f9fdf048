"""How far a scan is: counters that the graph, the command line and the log show."""

import logging
import traceback
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson

MOST_ERRORS = 100
MOST_MESSAGE = 1_000


_log = logging.getLogger("pursight.scan")


def unforeseen(error: BaseException | None) -> str:
    """Log where an error came from, and give its kind: its text may hold anything, a value or a password."""
    frames = traceback.format_tb(error.__traceback__) if error else []
    _log.error("%s\n%s", type(error).__name__, "".join(frames))
    return type(error).__name__


class Phase(StrEnum):
    """What a scan does now."""

    CONNECTING = "CONNECTING"
    DISCOVERING = "DISCOVERING"
    LINKING = "LINKING"
    SAMPLING = "SAMPLING"
    REMOVING = "REMOVING"


@dataclass(slots=True)
class Progress:
    """Counters of one scan. `done` counts the assets that the phase is through with; `to_do` is None while unknown.

    `finished` assets are through with all phases but the last.
    """

    phase: Phase = Phase.CONNECTING
    done: int = 0
    to_do: int | None = None
    listed: int = 0
    finished: int = 0
    failed: int = 0
    unchanged: int = 0
    added: int = 0
    changed: int = 0
    missing: int = 0
    removed: int = 0
    held: int = 0
    columns: int = 0
    classifications: int = 0
    lineage_edges: int = 0
    references_skipped: int = 0
    rows_sampled: int = 0
    errors: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def begin(self, phase: Phase, to_do: int | None = None) -> None:
        """Enter a phase."""
        self.phase, self.done, self.to_do = phase, 0, to_do

    def fail(self, asset: str, code: str, message: str) -> None:
        """One asset, or one scope, failed; the scan goes on."""
        self.failed += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append({"asset": asset, "code": code, "message": message[:MOST_MESSAGE]})

    def properties(self) -> dict[str, Any]:
        """The counters under their names in the graph."""
        return {
            "phase": self.phase.value,
            "assetsListed": self.listed,
            "assetsDone": self.finished,
            "assetsFailed": self.failed,
            "assetsUnchanged": self.unchanged,
            "assetsAdded": self.added,
            "assetsChanged": self.changed,
            "assetsMissing": self.missing,
            "assetsRemoved": self.removed,
            "removalsHeld": self.held,
            "columns": self.columns,
            "classifications": self.classifications,
            "lineageEdges": self.lineage_edges,
            "referencesSkipped": self.references_skipped,
            "rowsSampled": self.rows_sampled,
            "errors": orjson.dumps(self.errors).decode(),
        }
