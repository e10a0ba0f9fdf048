"""Relay connections with keyset cursors."""

from typing import Generic, TypeVar

import strawberry

T = TypeVar("T")


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
