"""The decoder of a plan's answer, as Python: comprehensions that the compiler writes, one expression a node.

A list of 100 nodes with 20 each has thousands of values: a generated `{"name": r1[0], …}` reads one in 40 ns, a loop over
closures in a microsecond.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import Any

import orjson

from cypher.model import Kind, Property
from cypher.page import cursor

Decoder = Callable[[Any, tuple[int, ...]], Any]
"""Takes a value of the database and the sizes of the plan's pages, by their numbers."""


class Row(dict[str, Any]):
    """A decoded node for resolvers: values by response key; `id` and `type` are always known."""

    __slots__ = ("id", "type")

    def __init__(self, values: dict[str, Any], identifier: str, type_name: str) -> None:
        """Take the fields that were asked for."""
        super().__init__(values)
        self.id = identifier
        self.type = type_name


class Unrepresentable(Exception):
    """A value in the graph has another form than the schema says; only graphql-core knows how to put that."""


_TESTS = {
    "String": "{0}.__class__ is str",
    "ID": "{0}.__class__ is str",
    "DateTime": "{0}.__class__ is str",
    "Boolean": "{0}.__class__ is bool",
    "BigInt": "{0}.__class__ is int",
    "Int": "{0}.__class__ is int and -2147483648 <= {0} <= 2147483647",
    "Float": "{0}.__class__ is float and {0} - {0} == 0.0",  # neither infinite nor NaN
}


def leaf(value: str, declared: Property, *, required: bool = False) -> str:
    """The value of a property as the response says it: as it is, where it has the form that the schema says.

    `required`: null has not.
    """
    if declared.kind is Kind.JSON:
        return f"json({value})"
    if declared.kind is Kind.LIST:
        listed = f"listed({value}, {declared.scalar!r})"
        return f"None if {value} is None else {listed}" if declared.requires else listed
    words = ", ".join(map(repr, declared.words))
    test = f"{value} in {{{words}}}" if words else _TESTS[declared.scalar].format(value)
    allowed = test if required else f"{test} or {value} is None"
    return f"{value} if {allowed} else odd({value}, {declared.scalar!r})"


def _odd(value: Any, scalar: str) -> Any:
    """Mend what can be: a whole number that stands for a Float. Raises `Unrepresentable`."""
    if scalar == "Float" and value.__class__ is int and int(float(value)) == value:
        return float(value)
    raise Unrepresentable(f"{value!r} is no {scalar}")


def _listed(values: Any, scalar: str) -> list[Any]:
    """A list of scalars that all have their form."""
    if values.__class__ is not list:
        raise Unrepresentable(f"{values!r} is no list")
    test = _ELEMENTS[scalar]
    return [value if test(value) else _odd(value, scalar) for value in values]


def _json(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)


def _places(values: Iterable[Hashable]) -> list[int]:
    """For each value its place among the distinct ones."""
    places: dict[Hashable, int] = {}
    return [places.setdefault(value, len(places)) for value in values]


def _touched(rows: list[Any]) -> Iterable[list[Any]]:
    """The assets of a walk, each with its least distance, how it is reached there, how many columns, and its first row."""
    found: dict[str, list[Any]] = {}
    for row in rows[1:]:
        _, distance, via, asset, column, *_ = row
        first = found.setdefault(asset, [asset, distance, via, 0, row])
        first[3] += column
        if via == "FLOW" and distance == first[1]:
            first[2] = via
    return found.values()


def _objects(text: str) -> list[dict[str, Any]]:
    """The objects of a list in JSON."""
    found: Any = orjson.loads(text)
    if found.__class__ is not list or any(each.__class__ is not dict for each in found):
        raise Unrepresentable("no list of objects")
    return found


_ELEMENTS: dict[str, Callable[[Any], bool]] = {
    scalar: eval(f"lambda y: {test.format('y')}")  # noqa: S307 - the tests above
    for scalar, test in _TESTS.items()
}
_NAMES = {
    "Row": Row,
    "cursor": cursor,
    "json": _json,
    "listed": _listed,
    "objects": _objects,
    "odd": _odd,
    "places": _places,
    "touched": _touched,
}


@lru_cache(maxsize=512)
def compiled(functions: tuple[str, ...], expression: str) -> Decoder:
    """The decoder that reads `expression` of `v`, the value, and `n`, the sizes; it may call `functions`.

    All text is of the compiler's making: indices, and names of declarations or response keys as `repr` quotes them.
    """
    scope: dict[str, Any] = dict(_NAMES)
    source = "\n".join([*functions, f"def decode(v, n):\n    return {expression}"])
    exec(source, scope)  # noqa: S102 - see above: no value of a request or of the graph is ever in it
    return scope["decode"]


def mapping(entries: dict[str, str]) -> str:
    """A dict display: response keys to expressions."""
    return "{" + ", ".join(f"{key!r}: {value}" for key, value in entries.items()) + "}"
