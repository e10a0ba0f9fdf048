"""Values that a plan does not know yet: it is compiled once, and bound to the variables of each request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

Variables = Mapping[str, Any]
"""The variables of an operation by name, coerced."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value: the name of a variable, then keys of input objects and places in lists of them."""

    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """What `function` makes of `arguments` once they are known."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


def known(value: Any) -> bool:
    """Whether a value has no slot in it."""
    if isinstance(value, list):
        return all(map(known, cast("list[Any]", value)))
    return not isinstance(value, Slot | Late)


def late(function: Callable[..., Any], *arguments: Any) -> Any:
    """`function(*arguments)`: now, or as soon as they are known."""
    return function(*arguments) if all(map(known, arguments)) else Late(function, arguments)


def bound(value: Any, variables: Variables) -> Any:
    """The value itself, of what may have slots in it."""
    match value:
        case Slot():
            found: Any = variables
            for step in value.path:
                found = found[step]
            return found
        case Late():
            return value.function(*(bound(argument, variables) for argument in value.arguments))
        case list():
            return [bound(part, variables) for part in cast("list[Any]", value)]
        case _:
            return value


def symbolic(value: Any, *path: str | int) -> tuple[Any, Any]:
    """The value with slots for what can only become a parameter, and its shape, hashable.

    What can decide the text of a statement is kept, and is part of the shape: Booleans, enum values, null, the keys of
    input objects and the lengths of lists of them.
    """
    match value:
        case None | bool() | Enum():
            return value, value
        case dict():
            parts = {key: symbolic(part, *path, key) for key, part in cast("dict[str, Any]", value).items()}
            return {key: kept for key, (kept, _) in parts.items()}, tuple((key, of) for key, (_, of) in parts.items())
        case list() if all(isinstance(part, dict | Enum) for part in cast("list[Any]", value)):
            listed = [symbolic(part, *path, index) for index, part in enumerate(cast("list[Any]", value))]
            return [kept for kept, _ in listed], tuple(of for _, of in listed)
        case _:
            return Slot(path), Slot
