"""Columns: what assets are made of."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from cypher import identity, model
from cypher.description import describe
from cypher.model import Direction, Kind, Read
from cypher.visibility import Action
from schema.classification import STANDING, Classification, ClassificationWhere
from schema.connection import Connection, Facet, FlowConnection, InfluenceConnection, Order
from schema.context import Info
from schema.declaration import prop, requires
from schema.filters import BooleanFilter, Filter, FloatFilter, IdFilter, TextFilter, condition
from schema.graph_type import connection, edge, facet, lazy, node_type
from schema.node import Node
from schema.owner import Owner, OwnerWhere
from schema.payload import INPUT, Payload, answering, changed
from schema.read import listing, single
from schema.scalars import JSON, BigInt, DateTime
from schema.tag import Domain, DomainWhere, Tag, TagWhere

if TYPE_CHECKING:
    from schema.asset import Asset, AssetWhere


@strawberry.enum(description="A column's type, the same words for every kind of source.")
class DataType(Enum):
    """Normalised types."""

    STRING = strawberry.enum_value("STRING", description="Text.")
    INTEGER = strawberry.enum_value("INTEGER", description="Whole numbers.")
    DECIMAL = strawberry.enum_value("DECIMAL", description="Exact decimal numbers.")
    FLOAT = strawberry.enum_value("FLOAT", description="Floating-point numbers.")
    BOOLEAN = strawberry.enum_value("BOOLEAN", description="Yes or no.")
    DATE = strawberry.enum_value("DATE", description="Days.")
    TIME = strawberry.enum_value("TIME", description="Times of day.")
    TIMESTAMP = strawberry.enum_value("TIMESTAMP", description="Moments.")
    INTERVAL = strawberry.enum_value("INTERVAL", description="Spans of time.")
    UUID = strawberry.enum_value("UUID", description="Universally unique ids.")
    JSON = strawberry.enum_value("JSON", description="JSON documents.")
    ARRAY = strawberry.enum_value("ARRAY", description="Lists.")
    STRUCT = strawberry.enum_value("STRUCT", description="Records.")
    BINARY = strawberry.enum_value("BINARY", description="Bytes.")
    UNKNOWN = strawberry.enum_value("UNKNOWN", description="A type of the source's own; see `type`.")


ASSET: Any = lazy("Asset", "asset")
COLUMN_FLOWS: Any = FlowConnection[lazy("Column", "column")]
COLUMN_WHERE: Any = lazy("ColumnWhere", "column")


@node_type("Column", read=Read.ZONE, description="A column of a table, view or file.")
class Column(Node):
    """`column:<namespace>/<asset>#<column>`."""

    name: str | None = prop("The name as the source spells it.")
    position: int | None = prop("Its place in the asset, from 1.")
    type: str | None = prop("The type in the source's own words.")
    data_type: DataType | None = prop("The type in words that are the same for every source.")
    nullable: bool | None = prop("Whether nulls are allowed.")
    primary_key: bool | None = prop("Whether it is part of the primary key.")
    comment: str | None = prop("The comment in the source.")
    description: str | None = prop("What people wrote about it here.")
    since: DateTime | None = prop("Since when it is known.", kind=Kind.TIMESTAMP)
    null_share: float | None = prop("The share of nulls in the sample, 0 to 1.", action=Action.PROFILE)
    distinct: BigInt | None = prop(
        "How many distinct values the sample has (HyperLogLog where many).", action=Action.PROFILE
    )
    distinct_exact: bool | None = prop("Whether `distinct` was counted and not estimated.", action=Action.PROFILE)
    min: str | None = prop("The least value of the sample; null where values are withheld.", action=Action.PROFILE)
    max: str | None = prop("The greatest value of the sample; null where values are withheld.", action=Action.PROFILE)
    mean: float | None = prop("The mean of the sample's numbers.", action=Action.PROFILE)
    quantiles: list[float] | None = prop(
        "The sample's quantiles at 0, 0.25, 0.5, 0.75 and 1. Null where profiles are not granted.",
        kind=Kind.LIST,
        action=Action.PROFILE,
    )
    top_values: JSON | None = prop(
        "The most frequent values: `[{value, count}]`.", kind=Kind.JSON, action=Action.PROFILE
    )
    patterns: JSON | None = prop(
        "The forms of the values: `[{pattern, share}]`.", kind=Kind.JSON, action=Action.PROFILE
    )
    min_length: int | None = prop("The length of the shortest text, in characters.", action=Action.PROFILE)
    max_length: int | None = prop("The length of the longest text, in characters.", action=Action.PROFILE)
    profile_suppressed: bool | None = prop("Whether values of the profile are withheld, for the column is sensitive.")
    asset: Annotated["Asset", strawberry.lazy("schema.asset")] | None = edge(
        "The asset it is part of.", "HAS_COLUMN", Direction.IN, order=None
    )
    classifications: list[Classification] = edge(
        "Which kinds of data it holds, with evidence.", "HAS_CLASSIFICATION", Direction.OUT, order="id"
    )
    references: "list[Column]" = edge("The columns it refers to (foreign keys).", "REFERENCES", Direction.OUT)
    referenced_by: "list[Column]" = edge("The columns that refer to it.", "REFERENCES", Direction.IN)
    flows_to = connection(
        "The columns that its values flow to, one hop on, by name.",
        "FLOWS_TO",
        Direction.OUT,
        COLUMN_FLOWS,
        COLUMN_WHERE,
    )
    flows_from = connection(
        "The columns that its values come from, one hop back, by name.",
        "FLOWS_TO",
        Direction.IN,
        COLUMN_FLOWS,
        COLUMN_WHERE,
    )
    influences = connection(
        "The assets whose rows it decides: it is joined, filtered, grouped or sorted by.",
        "INFLUENCES",
        Direction.OUT,
        InfluenceConnection[ASSET],
        lazy("AssetWhere", "asset"),
    )
    tags: list[Tag] = edge("Its tags.", "ON", Direction.IN)
    owners: list[Owner] = edge("Who answers for it.", "OWNS", Direction.IN)
    domains: list[Domain] = edge("The domains it belongs to.", "HAS", Direction.IN)


@strawberry.enum(description="What columns can be ordered by.")
class ColumnSort(Enum):
    """`NAME` reads an index; the others sort what the filter leaves."""

    NAME = strawberry.enum_value(model.Order("nameSort"), description="By name.")
    POSITION = strawberry.enum_value(model.Order("position", int, missing=-1), description="By place in the asset.")
    NULL_SHARE = strawberry.enum_value(model.Order("nullShare", float, missing=-1), description="By share of nulls.")
    DISTINCT = strawberry.enum_value(model.Order("distinct", int, missing=-1), description="By distinct values.")


@strawberry.input(description="The order of columns.")
class ColumnOrder(Order[ColumnSort]):
    """Of lists of columns."""


@strawberry.type(description="How many columns of a list have what: for each the 100 most frequent, most first.")
class ColumnFacets:
    """Counted among what the caller sees and the list's filter leaves."""

    data_type: list[Facet] = facet("By type.")
    data_classes: list[Facet] = facet(
        "By kind of data, suggested or confirmed.", "classifications", "dataClass", where=STANDING
    )
    sensitivity: list[Facet] = facet(
        "By how sensitive the kinds of data they hold are; a column may count for several.",
        "classifications",
        "dataClass",
        "sensitivity",
        where=STANDING,
    )
    tags: list[Facet] = facet("By tag.")
    owners: list[Facet] = facet("By owner.")
    domains: list[Facet] = facet("By domain.")


@strawberry.type(description="A page of columns.")
class ColumnConnection(Connection[Column]):
    """With facets."""

    facets: ColumnFacets = strawberry.field(description="Counts by value; counted only when asked for.")


@strawberry.input(description="Which column.")
class ColumnWhere:
    """A filter over columns."""

    id: IdFilter | None = condition("By id.")
    name: TextFilter | None = condition("By name.")
    data_type: Filter[DataType] | None = condition("By type.")
    primary_key: BooleanFilter | None = condition("By being part of the primary key.")
    description: TextFilter | None = condition("By what people wrote.")
    null_share: FloatFilter | None = condition("By share of nulls.")
    asset: Annotated["AssetWhere", strawberry.lazy("schema.asset")] | None = condition("By its asset.")
    classifications: ClassificationWhere | None = condition("By a classification it has.")
    tags: TagWhere | None = condition("By a tag it has.")
    owners: OwnerWhere | None = condition("By an owner.")
    domains: DomainWhere | None = condition("By a domain.")
    and_: "list[ColumnWhere] | None" = condition("All of these hold.", name="and")
    or_: "list[ColumnWhere] | None" = condition("At least one of these holds.", name="or")
    not_: Annotated["ColumnWhere", strawberry.lazy("schema.column")] | None = condition(
        "This does not hold.", name="not"
    )


@strawberry.input(description="What people say about a thing.")
class DescribeInput:
    """Null or blank takes the description away."""

    id: strawberry.ID = strawberry.field(description="What it is about.")
    description: str | None = strawberry.field(description="The text, at most 10,000 characters.")


@strawberry.type(description="The column after the change.")
class ColumnPayload(Payload):
    """Of `columnDescribe`."""

    column = changed(Column, "The column.")


@strawberry.type
class ColumnQuery:
    """Reads of columns."""

    columns = listing(Column, ColumnWhere, "The columns of all assets, by name.", ColumnConnection, ColumnOrder)
    column = single(Column, "One column.")


@strawberry.type
class ColumnMutation:
    """Changes of columns."""

    @strawberry.mutation(
        description="Describe a column; scans keep what people wrote.", directives=[requires(Action.METADATA_EDIT)]
    )
    @answering
    async def column_describe(self, info: Info, input: Annotated[DescribeInput, INPUT]) -> ColumnPayload:
        """`columnDescribe`."""
        identity.expect(input.id, "Column")
        await describe(info.context.graph, info.context.principal, input.id, input.description)
        return ColumnPayload(id=input.id)
