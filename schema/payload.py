"""Payloads of mutations: the object, and what was wrong with the input."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import strawberry

from schema import errors
from schema.context import Info
from schema.read import by_id

INPUT = strawberry.argument(description="What to do, and to what.")
"""Every mutation has one argument, described by its own type."""
P = ParamSpec("P")
T = TypeVar("T", bound="Payload")


@strawberry.type(description="What was wrong with a mutation's input. Nothing was changed.")
class UserError:
    """`code` is for programs, `message` for people."""

    code: str = strawberry.field(description="Stable: BAD_INPUT, NOT_FOUND, CONFLICT …")
    message: str = strawberry.field(description="What was wrong and what to do.")
    field: list[str] | None = strawberry.field(
        description="Where in the input; null where it is not one field.", default=None
    )


@strawberry.interface(description="What every mutation answers.")
class Payload:
    """Base of payloads: `id` or `ids` are what the object fields are read by."""

    id: strawberry.Private[str | None] = None
    ids: strawberry.Private[tuple[str, ...]] = ()
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty where the mutation took effect.",
        default_factory=list[UserError],
    )


def answering(mutation: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """A mutation whose payload says what was wrong with the input; all other errors stay errors of the request."""
    payload = cast("type[T]", mutation.__annotations__["return"])

    @wraps(mutation)
    async def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await mutation(*args, **kwargs)
        except Exception as error:
            code = errors.code(error)
            if code not in {"BAD_INPUT", "NOT_FOUND", "CONFLICT", "SOURCE_FAILED"}:
                raise
            return payload(user_errors=[UserError(code=code, message=str(error))])

    return answer


def changed(target: Any, description: str) -> Any:
    """The payload's object, read after the change."""

    async def resolver(self: Payload, info: Info) -> Any:
        return None if self.id is None else await by_id(info, self.id)

    resolver.__annotations__ = {"info": Info, "return": target | None}
    return strawberry.field(resolver=cast("Callable[..., Any]", resolver), description=description)


def changed_all(target: Any, description: str) -> Any:
    """The payload's objects, read after the change."""

    async def resolver(self: Payload, info: Info) -> Any:
        return [row for row in await asyncio.gather(*(by_id(info, each) for each in self.ids)) if row is not None]

    resolver.__annotations__ = {"info": Info, "return": list[target]}
    return strawberry.field(resolver=cast("Callable[..., Any]", resolver), description=description)
