"""Which lineage of an asset or a column came and went between two times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cypher import identity
from cypher.errors import Invalid, NotFound
from cypher.graph import Graph
from cypher.statement import Statement
from cypher.visibility import Principal
from cypher.walk import Via

MOST = 1_000
"""Edges of each kind that are given; the totals count all."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge in the direction of the data, there from `since` to before `until` (microseconds UTC; None: still)."""

    source: str
    target: str
    via: Via
    kind: str | None
    masking: bool
    origin: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Edges that were there at the second time and not at the first (`came`), and the other way (`went`).

    An edge of which something else was said at the second time is in both.
    """

    came: Sequence[Edge]
    went: Sequence[Edge]
    came_total: int
    went_total: int


@dataclass(frozen=True, slots=True)
class _Differing:
    came_total: int
    went_total: int
    came: Sequence[Sequence[Any]]
    went: Sequence[Sequence[Any]]


_DIFF = {
    "Asset": Statement("lineage_diff/of_asset", _Differing),
    "Column": Statement("lineage_diff/of_column", _Differing),
}


def _edges(rows: Sequence[Sequence[Any]]) -> list[Edge]:
    return [Edge(source, target, Via(via), *rest) for source, target, via, *rest in rows]


async def difference(graph: Graph, principal: Principal, identifier: str, *, before: int, after: int) -> Difference:
    """What differs between the times `before` and `after` (microseconds UTC) of an asset with its columns, or of a column.

    Only edges both ends of which are visible. Raises `InvalidId`, `Invalid` (the times are in the wrong order), `NotFound`.
    """
    kind = identity.type_of(identity.expect(identifier, "Asset", "Column"))
    if before >= after:
        raise Invalid("the first time must be before the second")
    found = await graph.read(
        _DIFF[kind], id=identifier, before=before, after=after, limit=MOST, zones=principal.visible
    )
    if not found:
        raise NotFound([identifier])
    row = found[0]
    return Difference(_edges(row.came), _edges(row.went), row.came_total, row.went_total)
