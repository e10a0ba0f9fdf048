"""A walk, and what is asked of its nodes: one statement where it can be, else the hops and one statement for the nodes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from cypher.errors import NotFound
from cypher.graph import Graph
from cypher.impact import downstream
from cypher.lineage import upstream
from cypher.projection import Bound, Walked
from cypher.visibility import Principal
from cypher.walk import Reached, Truncated, Via

_FACTS: Mapping[str, Callable[[Reached], Any]] = {
    "id": attrgetter("id"),
    "distance": attrgetter("distance"),
    "via": attrgetter("via"),
    "asset": attrgetter("asset_id"),
    "column": lambda node: node.type == "Column",
}
"""What `Walked.facts` are of a node."""


@dataclass(frozen=True, slots=True)
class Walking:
    """A walk to be made, as `impact.downstream` and `lineage.upstream` take it, from a node of the type `start`.

    With `at`, microseconds UTC, along the edges that were there then; a node that is past now has its ids and no more.
    """

    start: str
    downstream: bool
    id: str
    depth: int
    limit: int
    influences: bool
    at: int | None = None


async def walk(graph: Graph, asked: Walked, plan: Bound, principal: Principal, walking: Walking) -> dict[str, Any]:
    """The answer, `plan` being that of `asked`, bound; raises `NotFound`."""
    found = await _at_once(graph, asked, plan, principal, walking)
    return plan.decode(found or await _hop_by_hop(graph, asked, plan, principal, walking))


async def _at_once(graph: Graph, asked: Walked, plan: Bound, principal: Principal, walking: Walking) -> Any:
    """Truncation, total, whether something is hidden, rows and edges by one statement; None where it takes more.

    It has no edges, it can only follow influences where nothing but distance matters (a column's impact), where the depth
    ends at hidden nodes alone it does not know what lies behind them, and where the limit cuts it short it does not know
    how far the hidden ones are.
    """
    follows_all = walking.downstream and walking.start == "Column"
    if walking.at is not None or asked.steps or (walking.influences and not follows_all):
        return None
    relationships = "FLOWS_TO|INFLUENCES" if walking.influences else "FLOWS_TO"
    gaps = asked.gaps and principal.zones is not None
    text = asked.along(walking.start, relationships, downstream=walking.downstream, hops=walking.depth + 1, gaps=gaps)
    parameters = {
        **plan.parameters_for(principal),
        "id": walking.id,
        "depth": walking.depth,
        "limit": walking.limit + 1,  # the start is a row, too
        "influences": walking.influences,
    }
    records = await graph.query(plan.name, text, parameters)
    if not records:
        raise NotFound([walking.id])
    (record,) = records
    total, has_hidden = record["total"] - 1, gaps and record["passed"] > 0
    if total > walking.limit and has_hidden:
        return None
    if total <= walking.limit and record["hidden"] and not record["beyond"]:
        return None
    truncated = Truncated.LIMIT if total > walking.limit else Truncated.DEPTH if record["beyond"] else None
    return truncated, total, has_hidden, record["rows"], ()


async def _hop_by_hop(graph: Graph, asked: Walked, plan: Bound, principal: Principal, walking: Walking) -> Any:
    """The same, and the edges; the nodes are read afterwards, where anything is asked of them."""
    step = downstream if walking.downstream else upstream
    found = await step(
        graph,
        principal,
        walking.id,
        depth=walking.depth,
        limit=walking.limit,
        influences=walking.influences,
        at=walking.at,
    )
    nodes = [Reached(found.start, walking.start, 0, Via.FLOW, ""), *found.nodes]
    read: dict[str, list[Any]] = {}
    if asked.reads or "asset" in asked.facts:
        parameters = {**plan.parameters_for(principal), "ids": [node.id for node in nodes]}
        (record,) = await graph.query(plan.name, plan.text, parameters)
        read = {identifier: values for identifier, *values in record["rows"]}
        if found.start in read:
            nodes[0] = replace(nodes[0], asset_id=read[found.start][0])
        elif walking.at is None:  # it is gone meanwhile
            raise NotFound([found.start])
    facts, nothing = [_FACTS[name] for name in asked.facts], [None] * (1 + len(asked.reads))
    rows = [[*(fact(node) for fact in facts), *read.get(node.id, nothing)[1:]] for node in nodes]
    return found.truncated_by, found.total, found.has_hidden, rows, found.steps
