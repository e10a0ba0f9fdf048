"""Relay connections with keyset cursors."""

from enum import Enum
from typing import Generic, TypeVar

import strawberry

from cypher.model import Kind, Towards
from schema.declaration import prop
from schema.scalars import DateTime

T = TypeVar("T")


@strawberry.enum(description="Which end of an order comes first.")
class OrderDirection(Enum):
    """As in `cypher.model.Towards`."""

    ASC = strawberry.enum_value(Towards.ASC, description="The least first: A before Z, what has no value before all.")
    DESC = strawberry.enum_value(Towards.DESC, description="The greatest first, what has no value last.")


@strawberry.input(description="In which order; where several have the same value, by name.")
class Order(Generic[T]):
    """A noun's order is a class of its own, for its enumeration, whose values are `cypher.model.Order`s."""

    by: T = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(description="Which end comes first.", default=OrderDirection.ASC)


@strawberry.type(description="How many of a list have one value.")
class Facet:
    """`value` is what a filter takes."""

    value: str = strawberry.field(description="The value, or the id of what they have.")
    name: str | None = strawberry.field(description="The name of what they have; null where it is a plain value.")
    count: int = strawberry.field(description="How many have it.")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """`endCursor` goes into `after` for the next page."""

    has_next_page: bool = strawberry.field(description="Whether rows follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows come before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the page's first row.")
    end_cursor: str | None = strawberry.field(description="The cursor of the page's last row: give it as `after`.")


@strawberry.type(description="One row of a list, with its place in it.")
class Edge(Generic[T]):
    """A node and its cursor."""

    cursor: str = strawberry.field(description="This row's place in the list.")
    node: T | None = strawberry.field(description="The row itself.")


@strawberry.type(description="A page of a list (Relay connection); `first` is 20 by default, at most 100.")
class Connection(Generic[T]):
    """`nodes` is the short way, `edges` the one with a cursor for each row."""

    edges: list[Edge[T]] = strawberry.field(description="The page's rows with their cursors.")
    nodes: list[T] = strawberry.field(description="The page's rows.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int = strawberry.field(description="How many rows the whole list has; counted only when asked for.")


@strawberry.type(description="One row of a list along data flow: one for each who states it.")
class FlowEdge(Edge[T]):
    """With what the relationship `FLOWS_TO` says."""

    transformation: str | None = prop("Between columns: IDENTITY, TRANSFORMATION or AGGREGATION; null where unknown.")
    masking: bool | None = prop("Between columns: whether the values are masked on the way.")
    origin: str | None = prop("Who states it, e.g. view:asset:…")
    since: DateTime | None = prop("Since when it is stated.", kind=Kind.TIMESTAMP)


@strawberry.type(description="A page of what data flow to, or come from, one hop away.")
class FlowConnection(Connection[T]):
    """Rows are relationships: two who state the same flow give two."""

    edges: list[FlowEdge[T]] = strawberry.field(  # pyright: ignore[reportIncompatibleVariableOverride] - never written
        description="The page's rows with what is known of the flow."
    )


@strawberry.type(description="One row of a list along influence: one for each kind and each who states it.")
class InfluenceEdge(Edge[T]):
    """With what the relationship `INFLUENCES` says."""

    kind: str | None = prop("JOIN, FILTER, GROUP_BY, SORT, WINDOW or CONDITIONAL.")
    origin: str | None = prop("Who states it, e.g. view:asset:…")
    since: DateTime | None = prop("Since when it is stated.", kind=Kind.TIMESTAMP)


@strawberry.type(
    description="A page of columns that decide which rows there are, or of the assets whose rows they decide."
)
class InfluenceConnection(Connection[T]):
    """Rows are relationships."""

    edges: list[InfluenceEdge[T]] = strawberry.field(  # pyright: ignore[reportIncompatibleVariableOverride] - never written
        description="The page's rows with what is known of the influence."
    )
