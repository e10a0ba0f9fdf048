"""What the nodes of a walk are called and what they are, all in one statement: for a graph that is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cypher.graph import Graph
from cypher.statement import Statement
from cypher.visibility import Principal


class Named(NamedTuple):
    """A node of a walk: its name, its kind (COLUMN or the asset's), and the id of the asset that it is or is in."""

    name: str | None
    kind: str | None
    asset_id: str


@dataclass(frozen=True, slots=True)
class Names:
    """The one row of `lineage/named`: for each node its id and the fields of `Named`."""

    named: Sequence[Sequence[Any]]


_NAMED = Statement("lineage/named", Names)


async def named(graph: Graph, principal: Principal, ids: Sequence[str]) -> Mapping[str, Named]:
    """The assets and columns with these ids, as far as they are visible."""
    (row,) = await graph.read(_NAMED, ids=ids, zones=principal.visible)
    return {identifier: Named(*rest) for identifier, *rest in row.named}
