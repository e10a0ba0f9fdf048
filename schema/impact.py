"""Lineage and impact: where data comes from, and what a change would break."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Annotated, Any

import strawberry

from cypher import identity, impact, lineage
from cypher.errors import Invalid
from cypher.visibility import Action
from cypher.walk import Reached, Step, Touched, Walk
from schema.asset import Asset
from schema.column import Column
from schema.columnar import LineageColumns, LineageVia, columns
from schema.context import Info
from schema.declaration import requires
from schema.read import by_id

MOST_DEPTH = 100
MOST_NODES = 1_000


@strawberry.enum(description="What cut a walk short.")
class LineageCut(Enum):
    """As the walk says."""

    DEPTH = strawberry.enum_value("DEPTH", description="More hops would lead to more.")
    LIMIT = strawberry.enum_value("LIMIT", description="There are more nodes within the depth than were asked for.")


Depth = Annotated[int, strawberry.argument(description=f"How many hops at most, 1 to {MOST_DEPTH}.")]
Limit = Annotated[
    int, strawberry.argument(description=f"How many nodes to give at most, 1 to {MOST_NODES}; `total` counts all.")
]
Influences = Annotated[
    bool,
    strawberry.argument(description="Whether columns count that only decide which rows there are (joins, filters …)."),
]
AssetId = Annotated[strawberry.ID, strawberry.argument(description="The asset to start from.")]
ColumnId = Annotated[strawberry.ID, strawberry.argument(description="The column to start from.")]


@strawberry.type(description="A node that a walk reached.")
class LineageNode:
    """Its distance is the least number of hops."""

    reached: strawberry.Private[Reached]

    @strawberry.field(description="Its id.")
    def id(self) -> strawberry.ID:
        """The id."""
        return strawberry.ID(self.reached.id)

    @strawberry.field(description="How many hops away it is, at least.")
    def distance(self) -> int:
        """Hops."""
        return self.reached.distance

    @strawberry.field(description="How it was reached.")
    def via(self) -> LineageVia:
        """FLOW or INFLUENCE."""
        return LineageVia(self.reached.via.value)

    @strawberry.field(description="The asset: the node itself, or the one its column is in.")
    async def asset(self, info: Info) -> Asset | None:
        """Read by its id."""
        return await by_id(info, self.reached.asset_id, "Asset")

    @strawberry.field(description="The column; null where the node is an asset.")
    async def column(self, info: Info) -> Column | None:
        """Read by its id."""
        return await by_id(info, self.reached.id, "Column") if self.reached.type == "Column" else None


@strawberry.type(description="An edge between two nodes of a walk, in the direction of the data.")
class LineageEdge:
    """Ids, not nodes: a front end has them in `nodes`."""

    source: strawberry.ID = strawberry.field(description="Where the data come from.")
    target: strawberry.ID = strawberry.field(description="Where they go.")
    via: LineageVia = strawberry.field(description="Whether data flow or only influence.")
    kind: str | None = strawberry.field(
        description="IDENTITY, TRANSFORMATION, AGGREGATION; or JOIN, FILTER, GROUP_BY, SORT, WINDOW, CONDITIONAL."
    )
    masking: bool = strawberry.field(description="Whether the values are masked on the way.")
    origin: str = strawberry.field(description="Who states it, e.g. view:asset:…")


@strawberry.type(description="An asset that a walk touched.")
class LineageAsset:
    """Groups a column walk by asset."""

    touched: strawberry.Private[Touched]

    @strawberry.field(description="The asset's id.")
    def id(self) -> strawberry.ID:
        """The id."""
        return strawberry.ID(self.touched.id)

    @strawberry.field(description="How many hops away its nearest node is.")
    def distance(self) -> int:
        """Hops."""
        return self.touched.distance

    @strawberry.field(description="How it was reached first.")
    def via(self) -> LineageVia:
        """FLOW or INFLUENCE."""
        return LineageVia(self.touched.via.value)

    @strawberry.field(description="How many of its columns were reached.")
    def columns(self) -> int:
        """A count."""
        return self.touched.columns

    @strawberry.field(description="The asset.")
    async def asset(self, info: Info) -> Asset | None:
        """Read by its id."""
        return await by_id(info, self.touched.id, "Asset")


@strawberry.type(description="What a walk along lineage found. Nothing is cut without saying so.")
class Lineage:
    """Of the four walks."""

    walk: strawberry.Private[Walk]

    @strawberry.field(description="Whether `nodes` are all that can be reached, at any distance.")
    def complete(self) -> bool:
        """True only where nothing is missing."""
        return self.walk.truncated_by is None

    @strawberry.field(description="What cut it short; null where it is complete.")
    def truncated_by(self) -> LineageCut | None:
        """DEPTH or LIMIT."""
        return None if self.walk.truncated_by is None else LineageCut(self.walk.truncated_by.value)

    @strawberry.field(
        description="Whether there is more on the way, as far as the walk went, than the caller may see.",
        directives=[requires(Action.LINEAGE_GAPS)],
    )
    def has_hidden(self) -> bool:
        """For those who may know."""
        return self.walk.has_hidden

    @strawberry.field(description="How many nodes there are within the depth, those past the limit too.")
    def total(self) -> int:
        """Exact."""
        return self.walk.total

    @strawberry.field(description="The nodes, nearest first.")
    def nodes(self) -> list[LineageNode]:
        """At most `limit`."""
        return [LineageNode(reached=each) for each in self.walk.nodes]

    @strawberry.field(description="The edges among the nodes and the start.")
    def edges(self) -> list[LineageEdge]:
        """In the direction of the data."""
        return [_edge(each) for each in self.walk.steps]

    @strawberry.field(description="The assets of the nodes, nearest first.")
    def assets(self) -> list[LineageAsset]:
        """Each once."""
        return [LineageAsset(touched=each) for each in self.walk.assets]

    @strawberry.field(description="The same nodes and edges as arrays: a tenth of the bytes, for drawing.")
    async def columnar(self, info: Info) -> LineageColumns:
        """Parallel arrays."""
        return await columns(info, self.walk)


def _edge(step: Step) -> LineageEdge:
    return LineageEdge(
        source=strawberry.ID(step.source),
        target=strawberry.ID(step.target),
        via=LineageVia(step.via.value),
        kind=step.kind,
        masking=step.masking,
        origin=step.origin,
    )


async def _walk(  # noqa: PLR0917 - the arguments of the four fields, in their order
    walk: Callable[..., Awaitable[Walk]],
    info: Info,
    start: str,
    type_name: str,
    depth: int,
    limit: int,
    influences: bool,
) -> Lineage:
    identity.expect(start, type_name)
    for name, value, most in (("depth", depth, MOST_DEPTH), ("limit", limit, MOST_NODES)):
        if not 1 <= value <= most:
            raise Invalid(f"{name} is 1 to {most}, not {value}")
    found = await walk(
        info.context.graph, info.context.principal, start, depth=depth, limit=limit, influences=influences
    )
    return Lineage(walk=found)


def _field(walk: Callable[..., Awaitable[Walk]], type_name: str, description: str) -> Any:
    async def resolver(
        info: Info, id: str, depth: int = 1, limit: int = MOST_NODES, influences: bool = True
    ) -> Lineage:
        return await _walk(walk, info, id, type_name, depth, limit, influences)

    start: Any = AssetId if type_name == "Asset" else ColumnId
    resolver.__annotations__ = {
        "info": Info,
        "id": start,
        "depth": Depth,
        "limit": Limit,
        "influences": Influences,
        "return": Lineage,
    }
    return strawberry.field(resolver=resolver, description=description, directives=[requires(Action.EXISTENCE)])


@strawberry.type
class ImpactQuery:
    """The four walks."""

    asset_lineage = _field(lineage.upstream, "Asset", "Where an asset's data come from; a hop is from asset to asset.")
    column_lineage = _field(
        lineage.upstream, "Column", "Where a column's values come from; a hop is from column to column."
    )
    asset_impact = _field(
        impact.downstream, "Asset", "What a change of an asset would reach; a hop is from asset to asset."
    )
    column_impact = _field(
        impact.downstream, "Column", "What a change of a column would reach; a hop is from column to column."
    )
