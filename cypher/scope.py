"""What belongs to a source: beginnings of names inside its namespace; and what must not stand in its configuration."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from cypher.errors import Invalid

MOST = 100
_MOST_CHARACTERS = 500

_SECRET_NAME = re.compile(r"pass(word|wd|phrase)|secret|token|credential|(api|access|private)_?key", re.IGNORECASE)
_REFERENCE = re.compile(r"(env|file|vault):\S.*|\*+|")
_URL_PASSWORD = re.compile(r"://[^/\s:@]*:[^/\s@]+@")


def checked(scope: Sequence[str]) -> list[str]:
    """The scope, in order, without what another part of it covers; raises `Invalid`."""
    if not 1 <= len(scope) <= MOST or any(len(each) > _MOST_CHARACTERS for each in scope):
        raise Invalid(f'a scope is 1 to {MOST} beginnings of names, such as "shop.public."; "" is everything')
    return [each for each in sorted(set(scope)) if not any(each != one and each.startswith(one) for one in scope)]


def overlap(scope: Sequence[str], other: Sequence[str]) -> str | None:
    """The first beginning of names that both have ("" is everything), or None."""
    return next((max(a, b, key=len) for a in scope for b in other if a.startswith(b) or b.startswith(a)), None)


def secret_in(value: object, path: str = "") -> str | None:
    """Where in a configuration a secret seems to stand that is no reference (`password`, `options.token`), or None."""
    if isinstance(value, Mapping):
        items = [(str(key), each) for key, each in cast("Mapping[Any, object]", value).items()]
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        items = [(str(number), each) for number, each in enumerate(cast("Sequence[object]", value))]
    else:
        if isinstance(value, str) and _URL_PASSWORD.search(value):
            return path
        name = path.rpartition(".")[2]
        named = isinstance(value, str) and _SECRET_NAME.search(name) and not _REFERENCE.fullmatch(value)
        return path if named else None
    found = (secret_in(each, f"{path}.{key}" if path else key) for key, each in items)
    return next((each for each in found if each), None)
