"""Entries of the audit that changes of the graph have left, until they are sealed into the state store's chain."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from cypher.act import RECORD, Act, keepable
from cypher.graph import Graph
from cypher.statement import Statement, Written

_BATCH = 500
_MOST_ID = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits: canonical JSON, as `cypher.act` makes it; or whatever else somebody put in its place."""

    node: str
    id: object
    entry: object

    @property
    def texts(self) -> tuple[str, str]:
        """Id and entry, as texts that a state store takes."""
        named = keepable(self.id) and 0 < len(str(self.id)) <= _MOST_ID
        return (str(self.id) if named else self.node), str(self.entry) if keepable(self.entry) else repr(self.entry)


_WAITING = Statement("audit/waiting", Waiting)
_REMOVE = Statement("audit/remove", Written)


async def waits(graph: Graph) -> bool:
    """Whether there is anything to seal."""
    return bool(await graph.read(_WAITING, limit=1))


async def leave(graph: Graph, act: Act, outcome: str) -> None:
    """Leave the entry of an act that is over; nothing else is written with it."""
    await graph.write(RECORD, id=act.id, at=act.at, entry=act.entry(outcome))


async def seal(graph: Graph, into: Callable[[Sequence[tuple[str, str]]], Awaitable[None]]) -> int:
    """Hand every (id, entry) to `into`, which keeps each once and for good, the oldest first; then remove it. How many.

    Whoever is killed in between has it done again.
    """
    sealed = 0
    while found := await graph.read(_WAITING, limit=_BATCH):
        await into([each.texts for each in found])
        await graph.write(_REMOVE, nodes=[each.node for each in found])
        sealed += len(found)
    return sealed
