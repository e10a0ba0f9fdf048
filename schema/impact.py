"""Lineage and impact: where data comes from, and what a change would break."""

from enum import Enum
from typing import Annotated, Any

import strawberry

from cypher.visibility import Action
from schema.asset import Asset
from schema.column import Column
from schema.columnar import LineageColumns, LineageDetail, LineageEdgeColumns, LineageVia
from schema.context import Info
from schema.declaration import requires
from schema.measure import MOST_DEPTH, MOST_LIMIT
from schema.read import Form, Reading, walk, walking
from schema.scalars import DateTime


@strawberry.enum(description="What cut a walk short.")
class LineageCut(Enum):
    """As the walk says."""

    DEPTH = strawberry.enum_value("DEPTH", description="More hops would lead to more.")
    LIMIT = strawberry.enum_value("LIMIT", description="There are more nodes within the depth than were asked for.")


Depth = Annotated[int, strawberry.argument(description=f"How many hops at most, 1 to {MOST_DEPTH}.")]
Limit = Annotated[
    int, strawberry.argument(description=f"How many nodes to give at most, 1 to {MOST_LIMIT}; `total` counts all.")
]
Influences = Annotated[
    bool,
    strawberry.argument(description="Whether columns count that only decide which rows there are (joins, filters …)."),
]
AsOf = Annotated[
    DateTime | None,
    strawberry.argument(
        description="Lineage as it was stated at this time, also of what is removed by now; now by default."
    ),
]
AssetId = Annotated[strawberry.ID, strawberry.argument(description="The asset to start from.")]
ColumnId = Annotated[strawberry.ID, strawberry.argument(description="The column to start from.")]


@strawberry.type(description="A node that a walk reached.")
class LineageNode:
    """Its distance is the least number of hops."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    distance: int = strawberry.field(description="How many hops away it is, at least.")
    via: LineageVia = strawberry.field(description="How it was reached.")
    asset: Asset | None = strawberry.field(description="The asset: the node itself, or the one its column is in.")
    column: Column | None = strawberry.field(description="The column; null where the node is an asset.")


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

    id: strawberry.ID = strawberry.field(description="The asset's id.")
    distance: int = strawberry.field(description="How many hops away its nearest node is.")
    via: LineageVia = strawberry.field(description="How it was reached first.")
    columns: int = strawberry.field(description="How many of its columns were reached.")
    asset: Asset | None = strawberry.field(description="The asset.")


@strawberry.type(description="What a walk along lineage found. Nothing is cut without saying so.")
class Lineage:
    """Of the four walks."""

    complete: bool = strawberry.field(description="Whether `nodes` are all that can be reached, at any distance.")
    truncated_by: LineageCut | None = strawberry.field(description="What cut it short; null where it is complete.")
    total: int = strawberry.field(description="How many nodes there are within the depth, those past the limit too.")
    has_hidden: bool = strawberry.field(
        description="Whether the walk, as far as it went, met what the caller may not see.",
        directives=[requires(Action.LINEAGE_GAPS)],
    )
    nodes: list[LineageNode] = strawberry.field(description="The nodes, nearest first.")
    edges: list[LineageEdge] = strawberry.field(description="The edges among the nodes and the start.")
    assets: list[LineageAsset] = strawberry.field(description="The assets of the nodes, nearest first.")
    columnar: LineageColumns = strawberry.field(
        description="The same nodes and edges as arrays: a tenth of the bytes, for drawing."
    )


WALK_TYPES = (
    Lineage,
    LineageNode,
    LineageEdge,
    LineageAsset,
    LineageColumns,
    LineageEdgeColumns,
    LineageDetail,
)
"""What `cypher.projection.lineage` decodes."""


def _field(form: Form, type_name: str, description: str) -> Any:
    reading = Reading(form, type_name)

    async def resolver(  # noqa: PLR0917 - the arguments of the four fields, in their order
        info: Info, id: str, depth: int = 1, limit: int = MOST_LIMIT, influences: bool = True, as_of: Any = None
    ) -> dict[str, Any]:
        given = {"id": id, "depth": depth, "limit": limit, "influences": influences, "asOf": as_of}
        return await walk(info, walking(reading, given))

    start: Any = AssetId if type_name == "Asset" else ColumnId
    resolver.__annotations__ = {
        "info": Info,
        "id": start,
        "depth": Depth,
        "limit": Limit,
        "influences": Influences,
        "as_of": AsOf,
        "return": Lineage,
    }
    return strawberry.field(
        resolver=resolver, description=description, metadata=reading.metadata, directives=[requires(Action.EXISTENCE)]
    )


@strawberry.type
class ImpactQuery:
    """The four walks."""

    asset_lineage = _field(Form.UPSTREAM, "Asset", "Where an asset's data come from; a hop is from asset to asset.")
    column_lineage = _field(
        Form.UPSTREAM, "Column", "Where a column's values come from; a hop is from column to column."
    )
    asset_impact = _field(
        Form.DOWNSTREAM, "Asset", "What a change of an asset would reach; a hop is from asset to asset."
    )
    column_impact = _field(
        Form.DOWNSTREAM, "Column", "What a change of a column would reach; a hop is from column to column."
    )
