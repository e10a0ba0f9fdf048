"""Scalars whose values leave Cypher in their GraphQL form already."""

from datetime import UTC, datetime
from typing import Any, NewType, cast

import strawberry
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

DateTime = NewType("DateTime", str)
BigInt = NewType("BigInt", int)
Value = NewType("Value", object)


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("a DateTime is RFC 3339 text, e.g. 2026-11-20T18:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def micros(time: DateTime) -> int:
    """Microseconds UTC of a DateTime, as it is parsed."""
    return round(cast("datetime", time).timestamp() * 1_000_000)


def _whole(value: Any) -> int:
    limit = 2**63
    if isinstance(value, bool) or not isinstance(value, int) or not -limit <= value < limit:
        raise ValueError("a BigInt is a whole number of at most 64 bits")
    return value


def _as_it_is(value: Any) -> Any:
    """What is wrong with it is said by the resolver, without the value: GraphQL's own errors would quote it."""
    return value


SCALARS: dict[object, ScalarDefinition] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment in UTC, RFC 3339, e.g. `2026-11-20T18:00:00.5Z`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=str,
        parse_value=_moment,
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number of up to 64 bits, as a JSON number: rows and bytes pass 2^31.",
        serialize=int,
        parse_value=_whole,
    ),
    Value: strawberry.scalar(
        name="Value",
        description="A value of a column or a text, as it comes: text, a number, a Boolean or null. No error repeats it.",
        serialize=str,
        parse_value=_as_it_is,
    ),
}

__all__ = ["JSON", "SCALARS", "BigInt", "DateTime", "Value", "micros"]
