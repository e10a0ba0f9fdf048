"""Of how many columns the origin is known, and why of others it is not.

Counted are the columns of derived assets: views, materialised views, and what data of another asset flow into.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cypher import identity
from cypher.change import Change, ChangeKind
from cypher.errors import NotFound
from cypher.graph import Graph, Transaction
from cypher.statement import Statement
from cypher.visibility import Principal

MOST = 1_000
"""Failures that are given at most."""
_PLACE = re.compile(r"(.*) at line (\d+), column (\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be followed, in the query of a view (`asset`) or a text that was handed in; `line`, `column` from 1."""

    origin: str
    asset: str | None
    reason: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """`known` of `columns` columns of `assets` derived assets have a known origin.

    `failing` views and texts could not be followed to the end. A view is stated when its source was last scanned to the end, what
    is no view when an origin last said that data flow there: the oldest of these times, and the newest, in microseconds UTC.
    """

    assets: int
    columns: int
    known: int
    stalest: int | None
    stated_at: int | None
    failing: int
    failures: Sequence[Failure]

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there is nothing to know."""
        return self.known / self.columns if self.columns else None


@dataclass(frozen=True, slots=True)
class _Counted:
    assets: int
    columns: int
    known: int
    stalest: int | None
    stated_at: int | None
    failing: int
    views: Sequence[tuple[str, str]]
    texts: Sequence[tuple[str, str | None, str | None]]


@dataclass(frozen=True, slots=True)
class _Kept:
    before: float | None


_OF = Statement("lineage_coverage/of", _Counted)
_KEEP = Statement("lineage_coverage/keep", _Kept)


async def coverage(graph: Graph, principal: Principal, identifier: str | None, *, limit: int = MOST) -> Coverage:
    """Coverage of a source, an asset, or all, as if what is hidden from `principal` were not there.

    Raises `InvalidId`, `NotFound`.
    """
    if identifier is not None:
        identity.expect(identifier, "Source", "Asset")
    found = await graph.read(_OF, id=identifier, limit=limit, zones=principal.visible)
    if not found:
        raise NotFound([identifier or ""])
    return _coverage(found[0], limit)


async def lowered(transaction: Transaction, source: str) -> list[Change]:
    """Measure a source whose lineage was written, keep its share, and tell if it was greater before."""
    rows = await transaction.run(_OF, id=source, limit=0, zones=None)
    share = _coverage(rows[0], 0).share if rows else None
    kept = await transaction.run(_KEEP, source=source, share=share)
    before = kept[0].before if kept else None
    if before is None or share is None or share >= before:
        return []
    return [
        Change(ChangeKind.LINEAGE_COVERAGE_LOWERED, source, {"before": {"share": before}, "after": {"share": share}})
    ]


def _coverage(row: _Counted, limit: int) -> Coverage:
    failures = [_failure(f"view:{asset}", asset, error) for asset, error in row.views]
    for origin, error, unresolved in row.texts:
        if error is not None:
            failures.append(_failure(origin, None, error))
        gaps: list[dict[str, Any]] = orjson.loads(unresolved) if unresolved else []
        failures += [Failure(origin, None, gap["reason"], gap["line"], gap["column"]) for gap in gaps]
    return Coverage(row.assets, row.columns, row.known, row.stalest, row.stated_at, row.failing, failures[:limit])


def _failure(origin: str, asset: str | None, error: str) -> Failure:
    """The place, where the words have one."""
    found = _PLACE.fullmatch(error)
    if found is None:
        return Failure(origin, asset, error)
    return Failure(origin, asset, found[1], int(found[2]), int(found[3]))
