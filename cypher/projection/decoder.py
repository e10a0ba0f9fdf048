"""The decoder of a plan's answer, as Python: comprehensions that the compiler writes, one expression a node.

A list of 100 nodes with 20 each has thousands of values: a generated `{"name": r1[0], …}` reads one in 40 ns, a loop over
closures in a microsecond.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson

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


def _json(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)


_NAMES = {"Row": Row, "cursor": cursor, "json": _json}


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
