"""What names in SQL may mean: the assets of a source by the last part of their names, with their columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cypher import identity
from cypher.errors import NotFound
from cypher.graph import Graph
from cypher.statement import Statement
from cypher.visibility import Principal


@dataclass(frozen=True, slots=True)
class Table:
    """An asset: `name` is its qualified name, encoded as in the id; `columns` are (name, type, id), by position."""

    id: str
    name: str
    columns: Sequence[tuple[str, str | None, str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source's assets lie."""

    kind: str
    namespace: str
    scope: Sequence[str]
    zone: int | None


_NAMED = Statement("catalog/named", Table)
_BY_IDS = Statement("catalog/by_ids", Table)
_PLACE = Statement("catalog/place", Place)


async def place(graph: Graph, principal: Principal, source: str) -> Place:
    """Where the assets of `source` lie; raises `InvalidId`, `NotFound`."""
    found = await graph.read(_PLACE, id=identity.expect(source, "Source"), zones=principal.visible)
    if not found:
        raise NotFound([source])
    return found[0]


async def named(graph: Graph, principal: Principal, source: str, names: Iterable[str]) -> list[Table]:
    """The visible assets of `source` that have one of these names, in whatever case."""
    beginnings = sorted({identity.sort_key(name, "") for name in names})
    return await graph.read(_NAMED, source=source, beginnings=beginnings, zones=principal.visible) if beginnings else []


async def by_ids(graph: Graph, principal: Principal, ids: Iterable[str]) -> list[Table]:
    """The visible assets with these ids, of any source."""
    wanted = sorted(set(ids))
    return await graph.read(_BY_IDS, ids=wanted, zones=principal.visible) if wanted else []
