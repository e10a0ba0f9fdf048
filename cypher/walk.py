"""A walk along lineage, level by level: exact distances, never a path enumerated, hidden nodes passed through but not shown."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from cypher.errors import Invalid, NotFound
from cypher.graph import Graph
from cypher.statement import Statement
from cypher.visibility import Principal


class Via(StrEnum):
    """How a node was reached: by data flowing, or by a column that decides which rows there are."""

    FLOW = "FLOW"
    INFLUENCE = "INFLUENCE"


class Truncated(StrEnum):
    """What cut a walk short."""

    DEPTH = "DEPTH"
    LIMIT = "LIMIT"


@dataclass(frozen=True, slots=True)
class Reached:
    """A node of a walk. `distance` is the least number of hops; `type` is Asset or Column; `asset_id` is itself for an asset."""

    id: str
    type: str
    distance: int
    via: Via
    asset_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """An edge between two nodes of a walk, in the direction of the data, `source` and `target` being ids.

    `kind` is the transformation (IDENTITY, TRANSFORMATION, AGGREGATION; None where nobody said) of a FLOW, and the kind of
    an INFLUENCE (JOIN, FILTER …).
    """

    source: str
    target: str
    via: Via
    kind: str | None
    masking: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Touched:
    """An asset of a walk: its least distance, how it is reached there (by flow if it can be), and how many columns are nodes."""

    id: str
    distance: int
    via: Via
    columns: int


@dataclass(frozen=True, slots=True)
class Walk:
    """Visible nodes in the order (distance, id), at most `limit`, and every edge that was walked between them and the start.

    `total` counts the visible nodes within the depth, those past the limit too. `complete` is true exactly where no visible
    node that can be reached is missing from `nodes`; else `truncated_by` says why: LIMIT where `nodes` is shorter than
    `total`, DEPTH where only more hops would lead to more. `assets` are those of `nodes`, in the same order; an edge to or
    from a hidden node is not shown. `has_hidden`: the walk, as far as it went, met a node or an edge that is not shown.
    """

    start: str
    nodes: Sequence[Reached]
    steps: Sequence[Step]
    assets: Sequence[Touched]
    total: int
    truncated_by: Truncated | None
    has_hidden: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.truncated_by is None


class Hop(NamedTuple):
    """From `near`, which was reached, to `far`. `shown`: the edge itself may be shown."""

    near: str
    far: str
    type: str
    asset: str
    visible: bool
    shown: bool
    via: str
    kind: str | None
    masking: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Hops:
    """The one row of the hop statements, for the driver takes its time for each: lists of the fields of `Hop`."""

    hops: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Count:
    """A row with one number."""

    count: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many visible nodes can be reached, and how many past ones: a walk does not go through those, the count does."""

    visible: int
    past: int


@dataclass(frozen=True, slots=True)
class Direction:
    """The hop statements of a kind of walk, along what is there and what was there at `$at`; whether it follows the data.

    And, where there is one, the count of all it reaches.
    """

    hops: Statement[Hops]
    hops_at: Statement[Hops]
    downstream: bool
    count: Statement[Reach] | None = None


_MOST_DEPTH = 100
_MOST_LIMIT = 10_000
_CHUNK = 2_000
_BUDGET = 1_001
"""Nodes whose hops are read at once, the start among them, so that a walk is not a statement a level; nearest first."""
_BUDGET_NEAR, _NEAR = 64, 2


async def walk(
    graph: Graph,
    principal: Principal,
    start: str,
    direction: Direction,
    *,
    depth: int | None,
    limit: int,
    influences: bool,
    at: int | None = None,
) -> Walk:
    """Walk from `start`; the promise is `impact.downstream`'s."""
    if depth is not None and not 1 <= depth <= _MOST_DEPTH:
        raise Invalid(f"depth is 1 to {_MOST_DEPTH} hops, or none to go to the end; got {depth}")
    if not 1 <= limit <= _MOST_LIMIT:
        raise Invalid(f"limit is 1 to {_MOST_LIMIT:,} nodes; got {limit}")
    budget = _BUDGET_NEAR if depth is not None and depth <= _NEAR else min(limit + 1, _BUDGET)
    if at is not None:
        direction = replace(direction, hops=direction.hops_at, count=None)
    search = _Search(graph, principal, direction, start, limit=limit, influences=influences, budget=budget, at=at)
    while search.level and (depth is None or search.distance < depth):
        await search.advance()
        if search.full and depth is None and influences and direction.count:
            (reach,) = await graph.read(direction.count, id=start, zones=principal.visible)
            if not reach.past:
                await search.edges_of_level()
                return search.result(reach.visible, Truncated.LIMIT, has_hidden=search.hidden)
            direction = replace(direction, count=None)
    total, hidden = search.visible, search.hidden
    truncated = Truncated.LIMIT if search.full else None
    if search.full:
        await search.edges_of_level()
    while search.level and truncated is None:
        await search.advance()
        truncated = Truncated.DEPTH if search.visible > total else None
    return search.result(total, truncated, has_hidden=hidden)


class _Search:
    """Breadth-first over two states: reached by flow alone, or past an influence.

    Only flow alone goes on to influences, so a node that it reaches later than an influence did is expanded again.
    """

    def __init__(
        self,
        graph: Graph,
        principal: Principal,
        direction: Direction,
        start: str,
        *,
        limit: int,
        influences: bool,
        budget: int,
        at: int | None,
    ) -> None:
        self._at: dict[str, int] = {} if at is None else {"at": at}
        self._graph = graph
        self._principal = principal
        self._direction = direction
        self._start = start
        self._limit = limit
        self._seen = {start}
        self._by_flow: set[str] = {start}
        self._influences = influences
        self._nodes: list[Reached] = []
        self._kept: set[str] | None = None
        self._ahead: dict[str, list[Hop]] = {}
        self._budget = budget
        self._steps: dict[Step, None] = {}
        self.level = [start]
        self.distance = 0
        self.visible = 0
        self.hidden = False

    @property
    def full(self) -> bool:
        """Whether more visible nodes were reached than are asked for."""
        return self.visible > self._limit

    async def _hops(self, ids: Sequence[str]) -> AsyncIterator[Hop]:
        """The hops from these nodes, read ahead of the walk where it is going to go."""
        unread = [each for each in ids if each not in self._ahead]
        for begin in range(0, len(unread), _CHUNK):
            chunk = unread[begin : begin + _CHUNK]
            for each in chunk:
                self._ahead[each] = []
            first = chunk == [self._start]
            (row,) = await self._graph.read(
                self._direction.hops,
                ids=chunk,
                ahead=self._budget if first else 1,
                inside=not first,
                influences=self._influences,
                zones=self._principal.visible,
                **self._at,
            )
            if first and not row.hops:  # a node that leads nowhere has a row that says so
                raise NotFound([self._start])
            for near, far, *rest in row.hops:
                known = self._ahead.setdefault(near, [])
                if far is not None:  # else `near` leads nowhere
                    known.append(Hop(near, far, *rest))
        for each in ids:
            by_flow = each in self._by_flow
            for hop in self._ahead.pop(each):
                if by_flow or hop.via == Via.FLOW:
                    yield hop

    def _keep(self, hop: Hop) -> None:
        if not hop.shown:
            self.hidden = True
            return
        if self._kept is not None and (hop.near not in self._kept or hop.far not in self._kept):
            return
        source, target = (hop.near, hop.far) if self._direction.downstream else (hop.far, hop.near)
        self._steps[Step(source, target, Via(hop.via), hop.kind, hop.masking, hop.origin)] = None

    async def advance(self) -> None:
        """Expand the level and take the next one: nodes not seen before, and those that flow alone reaches only now."""
        self.distance += 1
        reached: dict[str, Reached] = {}
        by_flow: set[str] = set()
        hidden: set[str] = set()
        async for hop in self._hops(self.level):
            self._keep(hop)
            if hop.via == Via.FLOW and hop.near in self._by_flow:
                by_flow.add(hop.far)
            if hop.far not in self._seen and hop.far not in reached:
                reached[hop.far] = Reached(hop.far, hop.type, self.distance, Via.INFLUENCE, hop.asset)
                if not hop.visible:
                    hidden.add(hop.far)
        by_flow.difference_update(self._by_flow)
        self._by_flow.update(by_flow)
        self._seen |= reached.keys()
        self.level = [*reached, *(by_flow - reached.keys())]
        found = [
            replace(node, via=Via.FLOW) if node.id in by_flow else node
            for node in reached.values()
            if node.id not in hidden
        ]
        self.visible += len(found)
        self.hidden = self.hidden or bool(hidden)
        if self._kept is None:
            self._nodes += sorted(found, key=lambda node: node.id)
            if self.full:
                del self._nodes[self._limit :]
                self._kept = {self._start, *(node.id for node in self._nodes)}

    async def edges_of_level(self) -> None:
        """Read the edges between what is kept that begin in the last level."""
        kept = self._kept or set()
        async for hop in self._hops([each for each in self.level if each in kept]):
            self._keep(hop)

    def result(self, total: int, truncated: Truncated | None, *, has_hidden: bool) -> Walk:
        """The walk as far as `total` visible nodes."""
        nodes = self._nodes[:total]
        ends = {self._start, *(node.id for node in nodes)}
        steps = [step for step in self._steps if step.source in ends and step.target in ends]
        assets: dict[str, Touched] = {}
        for node in nodes:
            first = assets.setdefault(node.asset_id, Touched(node.asset_id, node.distance, node.via, 0))
            via = node.via if node.distance == first.distance and node.via is Via.FLOW else first.via
            columns = first.columns + (node.type == "Column")
            assets[node.asset_id] = replace(first, via=via, columns=columns)
        return Walk(self._start, nodes, steps, list(assets.values()), total, truncated, has_hidden)
