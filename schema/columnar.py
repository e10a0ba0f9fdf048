"""A walk as parallel arrays: what a front end draws a graph from, at a fraction of the bytes of nodes and edges."""

from enum import Enum

import strawberry


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


@strawberry.type(description="The edges of a walk as arrays of one length, in the direction of the data.")
class LineageEdgeColumns:
    """Ends are places in `ids` of the nodes; distinct values come in the order of their first edges."""

    from_: list[int] = strawberry.field(
        name="from", description="Where the data come from: a place in `ids` of the nodes."
    )
    to: list[int] = strawberry.field(description="Where they go: a place in `ids` of the nodes.")
    details: list[int] = strawberry.field(description="What is said of each edge: a place in `distinctDetails`.")
    distinct_details: list[LineageDetail] = strawberry.field(description="What is said of edges, each once.")
    origins: list[int] = strawberry.field(description="Who states each edge: a place in `distinctOrigins`.")
    distinct_origins: list[str] = strawberry.field(description="Who states edges, each once, e.g. view:asset:…")


@strawberry.type(
    description="A walk as arrays of one length: place 0 is the start, then come the nodes in the order of `nodes`."
)
class LineageColumns:
    """The same nodes and edges as the ordinary form."""

    ids: list[strawberry.ID] = strawberry.field(description="Their ids.")
    names: list[str | None] = strawberry.field(description="Their names.")
    kinds: list[LineageKind | None] = strawberry.field(description="What they are.")
    distances: list[int] = strawberry.field(description="How many hops away each is, at least; 0 for the start.")
    vias: list[LineageVia | None] = strawberry.field(description="How each was reached; null for the start.")
    assets: list[int | None] = strawberry.field(description="The asset that each is or is in: a place in `assetIds`.")
    asset_ids: list[strawberry.ID] = strawberry.field(description="The ids of these assets, each once.")
    edges: LineageEdgeColumns = strawberry.field(description="The edges among them.")
