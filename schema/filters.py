"""The operators of `where` inputs, by the form of the value."""

from typing import Any, Generic, TypeVar

import strawberry

from schema.scalars import BigInt, DateTime

T = TypeVar("T")


def operator(description: str, name: str | None = None) -> Any:
    """One operator of a filter; all that are given must hold."""
    return strawberry.field(description=description, name=name, default=strawberry.UNSET)


def condition(description: str, name: str | None = None) -> Any:
    """One condition of a `where` input; all that are given must hold."""
    return strawberry.field(description=description, name=name, default=strawberry.UNSET)


@strawberry.input(description="Which ids.")
class IdFilter:
    """Equality only: ids have no order that means anything."""

    eq: strawberry.ID | None = operator("Exactly this id.")
    in_: list[strawberry.ID] | None = operator("One of these ids.", name="in")


@strawberry.input(description="Which word.")
class WordFilter:
    """Equality only."""

    eq: str | None = operator("Exactly this word.")
    in_: list[str] | None = operator("One of these words.", name="in")


@strawberry.input(description="Which text.")
class TextFilter:
    """Text comparisons."""

    eq: str | None = operator("Exactly this text.")
    ne: str | None = operator("Any text but this.")
    in_: list[str] | None = operator("One of these texts.", name="in")
    prefix: str | None = operator("Text that begins with this.")
    contains: str | None = operator("Text that has this somewhere, in upper or lower case.")
    is_null: bool | None = operator("Whether there is no value.")


@strawberry.input(description="Which whole number.")
class IntFilter:
    """Comparisons of whole numbers."""

    eq: BigInt | None = operator("Exactly this.")
    in_: list[BigInt] | None = operator("One of these.", name="in")
    gt: BigInt | None = operator("More than this.")
    gte: BigInt | None = operator("This or more.")
    lt: BigInt | None = operator("Less than this.")
    lte: BigInt | None = operator("This or less.")
    is_null: bool | None = operator("Whether there is no value.")


@strawberry.input(description="Which number.")
class FloatFilter:
    """Comparisons of numbers."""

    gt: float | None = operator("More than this.")
    gte: float | None = operator("This or more.")
    lt: float | None = operator("Less than this.")
    lte: float | None = operator("This or less.")
    is_null: bool | None = operator("Whether there is no value.")


@strawberry.input(description="Which lists.")
class ListFilter:
    """By what is in a list."""

    has: str | None = operator("Lists that have this in them.")


@strawberry.input(description="Yes or no.")
class BooleanFilter:
    """A truth value."""

    eq: bool | None = operator("Exactly this.")
    is_null: bool | None = operator("Whether there is no value.")


@strawberry.input(description="Which moment.")
class DateTimeFilter:
    """Comparisons of moments."""

    gt: DateTime | None = operator("After this.")
    gte: DateTime | None = operator("At this or after.")
    lt: DateTime | None = operator("Before this.")
    lte: DateTime | None = operator("At this or before.")
    is_null: bool | None = operator("Whether there is no value.")


@strawberry.input(description="Which of the enumeration's values.")
class Filter(Generic[T]):
    """Equality with a value, or with one of several."""

    eq: T | None = operator("Exactly this.")
    in_: list[T] | None = operator("One of these.", name="in")
