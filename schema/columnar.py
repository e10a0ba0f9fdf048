"""A walk as parallel arrays: what a front end draws a graph from, at a fraction of the bytes of nodes and edges."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import Enum

import strawberry

from cypher.columnar import Named, named
from cypher.walk import Step, Via, Walk
from schema.context import Info
from schema.selection import selected

_OF_NAMED = {"names", "kinds", "assets", "assetIds"}


@strawberry.enum(description="How a node was reached.")
class LineageVia(Enum):
    """As in the graph."""

    FLOW = strawberry.enum_value("FLOW", description="Data flow to it.")
    INFLUENCE = strawberry.enum_value("INFLUENCE", description="A column decides which rows it has (join, filter …).")


@strawberry.enum(description="What a node of a walk is.")
class LineageKind(Enum):
    """A column, or a kind of asset."""

    COLUMN = strawberry.enum_value("COLUMN", description="A column.")
    TABLE = strawberry.enum_value("TABLE", description="A table.")
    VIEW = strawberry.enum_value("VIEW", description="A view.")
    MATERIALIZED_VIEW = strawberry.enum_value("MATERIALIZED_VIEW", description="A view whose rows are stored.")
    FILE = strawberry.enum_value("FILE", description="A file, or a folder of parts of one.")


@strawberry.type(description="What is said of edges: many share it.")
class LineageDetail:
    """As of a `LineageEdge`, without its ends and its origin."""

    via: LineageVia = strawberry.field(description="Whether data flow or only influence.")
    kind: str | None = strawberry.field(
        description="IDENTITY, TRANSFORMATION, AGGREGATION; or JOIN, FILTER, GROUP_BY, SORT, WINDOW, CONDITIONAL."
    )
    masking: bool = strawberry.field(description="Whether the values are masked on the way.")


_Said = tuple[Via, str | None, bool]


@strawberry.type(description="The edges of a walk as arrays of one length, in the direction of the data.")
class LineageEdgeColumns:
    """Ends are places in `ids` of the nodes."""

    steps: strawberry.Private[Sequence[Step]]
    places: strawberry.Private[Mapping[str, int]]

    @strawberry.field(name="from", description="Where the data come from: a place in `ids` of the nodes.")
    def from_(self) -> list[int]:
        """Places."""
        return [self.places[step.source] for step in self.steps]

    @strawberry.field(description="Where they go: a place in `ids` of the nodes.")
    def to(self) -> list[int]:
        """Places."""
        return [self.places[step.target] for step in self.steps]

    @strawberry.field(description="What is said of each edge: a place in `distinctDetails`.")
    def details(self) -> list[int]:
        """Places."""
        return _places(map(_said, self.steps))

    @strawberry.field(description="What is said of edges, each once.")
    def distinct_details(self) -> list[LineageDetail]:
        """In the order of their first edges."""
        return [
            LineageDetail(via=LineageVia(via.value), kind=kind, masking=masking)
            for via, kind, masking in dict.fromkeys(map(_said, self.steps))
        ]

    @strawberry.field(description="Who states each edge: a place in `distinctOrigins`.")
    def origins(self) -> list[int]:
        """Places."""
        return _places(step.origin for step in self.steps)

    @strawberry.field(description="Who states edges, each once, e.g. view:asset:…")
    def distinct_origins(self) -> list[str]:
        """In the order of their first edges."""
        return list(dict.fromkeys(step.origin for step in self.steps))


def _places(values: Iterable[Hashable]) -> list[int]:
    """For each value its place among the distinct ones."""
    places: dict[Hashable, int] = {}
    return [places.setdefault(value, len(places)) for value in values]


def _said(step: Step) -> _Said:
    return step.via, step.kind, step.masking


@strawberry.type(
    description="A walk as arrays of one length: place 0 is the start, then come the nodes in the order of `nodes`."
)
class LineageColumns:
    """The same nodes and edges as the ordinary form."""

    walk: strawberry.Private[Walk]
    named: strawberry.Private[Mapping[str, Named]]

    @strawberry.field(description="Their ids.")
    def ids(self) -> list[strawberry.ID]:
        """The start's and the nodes'."""
        return [strawberry.ID(each) for each in _ids(self.walk)]

    @strawberry.field(description="Their names.")
    def names(self) -> list[str | None]:
        """The last part of each name."""
        return [each and each.name for each in self._named()]

    @strawberry.field(description="What they are.")
    def kinds(self) -> list[LineageKind | None]:
        """Kinds."""
        return [LineageKind(each.kind) if each and each.kind else None for each in self._named()]

    @strawberry.field(description="How many hops away each is, at least; 0 for the start.")
    def distances(self) -> list[int]:
        """Hops."""
        return [0, *(node.distance for node in self.walk.nodes)]

    @strawberry.field(description="How each was reached; null for the start.")
    def vias(self) -> list[LineageVia | None]:
        """FLOW or INFLUENCE."""
        return [None, *(LineageVia(node.via.value) for node in self.walk.nodes)]

    @strawberry.field(description="The asset that each is or is in: a place in `assetIds`.")
    def assets(self) -> list[int | None]:
        """Places."""
        places = {each: place for place, each in enumerate(self._assets())}
        return [each and places[each.asset_id] for each in self._named()]

    @strawberry.field(description="The ids of these assets, each once.")
    def asset_ids(self) -> list[strawberry.ID]:
        """Each once."""
        return [strawberry.ID(each) for each in self._assets()]

    @strawberry.field(description="The edges among them.")
    def edges(self) -> LineageEdgeColumns:
        """In the direction of the data."""
        places = {each: place for place, each in enumerate(_ids(self.walk))}
        return LineageEdgeColumns(steps=self.walk.steps, places=places)

    def _named(self) -> Iterable[Named | None]:
        return map(self.named.get, _ids(self.walk))

    def _assets(self) -> list[str]:
        return list(dict.fromkeys(each.asset_id for each in self._named() if each))


def _ids(walk: Walk) -> list[str]:
    return [walk.start, *(node.id for node in walk.nodes)]


async def columns(info: Info, walk: Walk) -> LineageColumns:
    """The walk as arrays; its nodes are read, in one statement, where their names or kinds are asked for."""
    asked = any(field.name in _OF_NAMED for field in selected(info).fields)
    known: Mapping[str, Named] = {}
    if asked:
        known = await named(info.context.graph, info.context.principal, _ids(walk))
    return LineageColumns(walk=walk, named=known)
