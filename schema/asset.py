"""Assets: tables, views and files."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from cypher import identity, model
from cypher.description import describe
from cypher.model import Direction, Kind, Read
from cypher.visibility import Action
from schema.classification import STANDING
from schema.column import Column, ColumnConnection, ColumnOrder, ColumnWhere, DescribeInput
from schema.connection import Connection, Facet, FlowConnection, InfluenceConnection, Order
from schema.context import Info
from schema.declaration import prop, requires
from schema.filters import DateTimeFilter, Filter, IdFilter, IntFilter, TextFilter, condition
from schema.graph_type import connection, edge, facet, lazy, node_type
from schema.node import Node
from schema.owner import Owner, OwnerWhere
from schema.payload import INPUT, Payload, answering, changed
from schema.read import listing, single
from schema.scalars import BigInt, DateTime
from schema.tag import Domain, DomainWhere, Tag, TagWhere

if TYPE_CHECKING:
    from schema.source import Source, SourceWhere


@strawberry.enum(description="What an asset is.")
class AssetKind(Enum):
    """The kinds of assets that scanners find."""

    TABLE = strawberry.enum_value("TABLE", description="A table.")
    VIEW = strawberry.enum_value("VIEW", description="A view: a query with a name.")
    MATERIALIZED_VIEW = strawberry.enum_value("MATERIALIZED_VIEW", description="A view whose rows are stored.")
    FILE = strawberry.enum_value("FILE", description="A file, or a folder of parts of one.")


ASSET_FLOWS: Any = FlowConnection[lazy("Asset", "asset")]
ASSET_WHERE: Any = lazy("AssetWhere", "asset")


@node_type("Asset", read=Read.ZONE, description="A table, view or file of a source.")
class Asset(Node):
    """`asset:<namespace>/<name>`."""

    name: str | None = prop("The last part of its name.")
    qualified_name: str | None = prop("The whole name within the namespace, as in the id.")
    kind: AssetKind | None = prop("What it is.")
    comment: str | None = prop("The comment in the source.")
    description: str | None = prop("What people wrote about it here.")
    view_sql: str | None = prop("A view's query, its literals replaced by `?`.", action=Action.SQL_READ)
    lineage_error: str | None = prop("Why the query could not be read for lineage; null where it could.")
    rows: BigInt | None = prop("How many rows the source says it has.")
    rows_exact: bool | None = prop("Whether `rows` was counted and not estimated.")
    column_count: int | None = prop("How many columns it has.")
    sample_method: str | None = prop("How the sample was taken: ALL, RANDOM or FIRST rows.")
    sampled_rows: BigInt | None = prop("How many rows the sample has.")
    sample_fraction: float | None = prop("The sample's share of all rows; null where unknown.")
    warnings: list[str] = prop("What was odd when it was read.", kind=Kind.LIST)
    detector: str | None = prop("The detector and version that classified its columns last; null where none did.")
    since: DateTime | None = prop("Since when it is known.", kind=Kind.TIMESTAMP)
    missing_since: DateTime | None = prop(
        "Since when scans do not find it; the next complete scan removes it.", kind=Kind.TIMESTAMP
    )
    source: Annotated["Source", strawberry.lazy("schema.source")] | None = edge(
        "The source it is in.", "HAS_ASSET", Direction.IN, order=None
    )
    columns = connection(
        "Its columns, by position.",
        "HAS_COLUMN",
        Direction.OUT,
        ColumnConnection,
        ColumnWhere,
        ColumnOrder,
        order="position",
    )
    flows_to = connection(
        "The assets that its data flow to, one hop on, by name.", "FLOWS_TO", Direction.OUT, ASSET_FLOWS, ASSET_WHERE
    )
    flows_from = connection(
        "The assets that its data come from, one hop back, by name.", "FLOWS_TO", Direction.IN, ASSET_FLOWS, ASSET_WHERE
    )
    influenced_by = connection(
        "The columns that decide its rows, by name.",
        "INFLUENCES",
        Direction.IN,
        InfluenceConnection[Column],
        ColumnWhere,
    )
    tags: list[Tag] = edge("Its tags.", "ON", Direction.IN)
    owners: list[Owner] = edge("Who answers for it.", "OWNS", Direction.IN)
    domains: list[Domain] = edge("The domains it belongs to.", "HAS", Direction.IN)


@strawberry.enum(description="What assets can be ordered by.")
class AssetSort(Enum):
    """`NAME` reads an index; the others sort what the filter leaves."""

    NAME = strawberry.enum_value(model.Order("nameSort"), description="By name.")
    ROWS = strawberry.enum_value(model.Order("rows", int, missing=-1), description="By number of rows.")
    COLUMN_COUNT = strawberry.enum_value(
        model.Order("columnCount", int, missing=-1), description="By number of columns."
    )
    SINCE = strawberry.enum_value(model.Order("since", int, missing=-1), description="By when they became known.")


@strawberry.input(description="The order of assets.")
class AssetOrder(Order[AssetSort]):
    """Of lists of assets."""


@strawberry.type(description="How many assets of a list have what: for each the 100 most frequent, most first.")
class AssetFacets:
    """Counted among what the caller sees and the list's filter leaves."""

    kind: list[Facet] = facet("By kind.")
    source: list[Facet] = facet("By source.")
    data_classes: list[Facet] = facet(
        "By kind of data in their columns, suggested or confirmed.",
        "columns",
        "classifications",
        "dataClass",
        where=STANDING,
    )
    sensitivity: list[Facet] = facet(
        "By how sensitive the kinds of data in their columns are; an asset may count for several.",
        "columns",
        "classifications",
        "dataClass",
        "sensitivity",
        where=STANDING,
    )
    tags: list[Facet] = facet("By tag.")
    owners: list[Facet] = facet("By owner.")
    domains: list[Facet] = facet("By domain.")


@strawberry.type(description="A page of assets.")
class AssetConnection(Connection[Asset]):
    """With facets."""

    facets: AssetFacets = strawberry.field(description="Counts by value; counted only when asked for.")


@strawberry.input(description="Which asset.")
class AssetWhere:
    """A filter over assets."""

    id: IdFilter | None = condition("By id.")
    name: TextFilter | None = condition("By the last part of its name.")
    qualified_name: TextFilter | None = condition("By the whole name.")
    kind: Filter[AssetKind] | None = condition("By kind.")
    description: TextFilter | None = condition("By what people wrote.")
    rows: IntFilter | None = condition("By number of rows.")
    column_count: IntFilter | None = condition("By number of columns.")
    detector: TextFilter | None = condition("By the detector that classified its columns last.")
    since: DateTimeFilter | None = condition("By when it became known.")
    missing_since: DateTimeFilter | None = condition("By since when scans do not find it.")
    lineage_error: TextFilter | None = condition("By why its query could not be read.")
    source: Annotated["SourceWhere", strawberry.lazy("schema.source")] | None = condition("By its source.")
    columns: ColumnWhere | None = condition("By a column it has.")
    tags: TagWhere | None = condition("By a tag it has.")
    owners: OwnerWhere | None = condition("By an owner.")
    domains: DomainWhere | None = condition("By a domain.")
    and_: "list[AssetWhere] | None" = condition("All of these hold.", name="and")
    or_: "list[AssetWhere] | None" = condition("At least one of these holds.", name="or")
    not_: "AssetWhere | None" = condition("This does not hold.", name="not")


@strawberry.type(description="The asset after the change.")
class AssetPayload(Payload):
    """Of `assetDescribe`."""

    asset = changed(Asset, "The asset.")


@strawberry.type
class AssetQuery:
    """Reads of assets."""

    assets = listing(Asset, AssetWhere, "The assets of all sources, by name.", AssetConnection, AssetOrder)
    asset = single(Asset, "One asset.")


@strawberry.type
class AssetMutation:
    """Changes of assets."""

    @strawberry.mutation(
        description="Describe an asset; scans keep what people wrote.", directives=[requires(Action.METADATA_EDIT)]
    )
    @answering
    async def asset_describe(self, info: Info, input: Annotated[DescribeInput, INPUT]) -> AssetPayload:
        """`assetDescribe`."""
        identity.expect(input.id, "Asset")
        await describe(info.context.graph, info.context.principal, input.id, input.description)
        return AssetPayload(id=input.id)
