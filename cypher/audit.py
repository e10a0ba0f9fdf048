"""Entries of the audit that changes of the graph have left, until they are sealed into the state store's chain."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from cypher.graph import Graph
from cypher.statement import Statement, Written

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits: canonical JSON, as `cypher.act` makes it."""

    id: str
    entry: str


_WAITING = Statement("audit/waiting", Waiting)
_REMOVE = Statement("audit/remove", Written)


async def waits(graph: Graph) -> bool:
    """Whether there is anything to seal."""
    return bool(await graph.read(_WAITING, limit=1))


async def seal(graph: Graph, into: Callable[[Sequence[Waiting]], Awaitable[None]]) -> int:
    """Hand every entry to `into`, which keeps each once and for good, the oldest first; then remove it. How many.

    Whoever is killed in between has it done again.
    """
    sealed = 0
    while found := await graph.read(_WAITING, limit=_BATCH):
        await into(found)
        await graph.write(_REMOVE, ids=[each.id for each in found])
        sealed += len(found)
    return sealed
