"""Cursor <-> keyset: a cursor is the value of the sort property after which to go on, with the name of the order it is of."""

import base64
import binascii
from typing import Any, cast

import orjson

DEFAULT_FIRST = 20
MOST_FIRST = 100


class InvalidPage(ValueError):
    """A cursor or a page size that cannot be used."""


def cursor(order: str, *key: str | float) -> str:
    """An opaque cursor at the row whose sort key is `key`, in the order called `order`."""
    return base64.urlsafe_b64encode(orjson.dumps([order, *key])).rstrip(b"=").decode()


def keyset(text: str, order: str, *kinds: type[str | int | float]) -> list[Any]:
    """The sort key in a cursor, its parts of these kinds; raises `InvalidPage` if it is none or made for another order."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        value = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        value = None
    if not isinstance(value, list) or len(cast("list[Any]", value)) < 2:  # noqa: PLR2004 - order and key
        raise InvalidPage(f"{text[:40]!r} is no cursor: take one from pageInfo.endCursor or an edge of the same list")
    made_for, *key = cast("list[Any]", value)
    if not isinstance(made_for, str) or made_for != order:
        raise InvalidPage("this cursor belongs to another list or another order; begin again without it")
    if len(key) != len(kinds) or not all(map(_fits, key, kinds)):
        raise InvalidPage("this cursor is damaged; begin again without it")
    return key


def _fits(part: object, kind: type[str | int | float]) -> bool:
    """Whether a value is of a kind, and one that the database can take."""
    if kind is str:
        return isinstance(part, str)
    whole = type(part) is int and -(2**63) <= part < 2**63
    return whole or (kind is float and isinstance(part, float))


def size(first: int | None, last: int | None, most: int = MOST_FIRST) -> tuple[int, bool]:
    """How many rows to read and whether backwards, from `first` and `last` (both None: 20 forwards)."""
    if first is not None and last is not None:
        raise InvalidPage("give first or last, not both")
    count = DEFAULT_FIRST if first is None and last is None else first if first is not None else last
    assert count is not None
    if not 0 <= count <= most:
        raise InvalidPage(f"a page has 0 to {most} rows, not {count}; read the next one with after: pageInfo.endCursor")
    return count, last is not None
