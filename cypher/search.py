"""Full-text search over sources, assets and columns: exact id > exact name > prefix > token > description.

What people type never reaches Lucene's parser: a query is made of the words in it, and words have letters and digits only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from cypher import identity
from cypher.errors import Invalid
from cypher.graph import Graph
from cypher.page import MOST_FIRST, cursor, keyset, size
from cypher.statement import Statement
from cypher.visibility import Principal
from cypher.walk import Count

TYPES = ("Source", "Asset", "Column")
MOST_CHARACTERS = 400
_MOST_WORDS = 24
_ORDER = "search"
_FIRST: tuple[Any, ...] = (-1, 0.0, "")


class Tier(IntEnum):
    """Why a hit is a hit, best first."""

    ID = 0
    NAME = 1
    PREFIX = 2
    TOKEN = 3
    DESCRIPTION = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """One found source, asset or column; `asset_id` is a column's asset. `score` is Lucene's, for the order inside a tier."""

    id: str
    type: str
    tier: Tier
    score: float
    asset_id: str | None
    cursor: str


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits; `total` counts all visible ones (None: not asked for)."""

    hits: Sequence[Hit]
    total: int | None
    has_next: bool


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    type: str
    tier: int
    score: float
    asset: str | None


_PAGE = Statement("search/page", _Row)
_COUNT = Statement("search/count", Count)


def _has(words: Sequence[str], boost: int) -> str:
    """Every word, whole or as the beginning of one; a whole word in the name counts most."""
    return " ".join(
        f"+(terms:{word}^{boost} name:{word}^{boost} terms:{word}* name:{word}* description:{word} comment:{word} "
        f"description:{word}* comment:{word}*)"
        for word in words
    )


def _queries(text: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The words of the text, and what Lucene is asked: the words, the text as spelled, a dotted path's last part."""
    words = identity.terms(text).split()
    spelled = list(dict.fromkeys(re.findall(r"\w+", text.lower())))
    if len(words) > _MOST_WORDS:
        raise Invalid(f"search for at most {_MOST_WORDS} words; there are {len(words)}")
    queries: list[dict[str, Any]] = []
    if words:
        either = f"({_has(words, 4)})" + (f" ({_has(spelled, 4)})" if spelled != words else "")
        queries.append({"text": either, "suffixes": None})
    last = identity.terms(re.split(r"[./#]", text)[-1]).split()
    if last and last != words:
        path = text.lower().replace("#", ".")
        queries.append({"text": " ".join(f"+terms:{word}" for word in last), "suffixes": [f".{path}", f"/{path}"]})
    return words, queries


def _position(after: str | None) -> tuple[Any, ...]:
    if after is None:
        return _FIRST
    tier, score, identifier = keyset(after, _ORDER, int, float, str)
    return (tier, float(score), identifier)


async def search(
    graph: Graph,
    principal: Principal,
    text: str,
    *,
    types: Sequence[str] = TYPES,
    first: int | None = None,
    after: str | None = None,
    count: bool = True,
) -> Hits:
    """What `text` finds, in the order (tier, score, id). Every word must match, whole or as the beginning of a word.

    A dotted path (`orders.email`, `public.orders`) is an exact name too. Raises `Invalid` (empty or over 400 characters,
    unknown type) and `InvalidPage`.
    """
    text = text.encode(errors="replace").decode().strip()
    if not text:
        raise Invalid("search for what? Give at least one character, such as email")
    if len(text) > MOST_CHARACTERS:
        raise Invalid(f"search for at most {MOST_CHARACTERS} characters; there are {len(text)}")
    if not types or not set(types) <= set(TYPES):
        raise Invalid(f"search can find {', '.join(TYPES)}, not {', '.join(types) or 'nothing'}"[:200])
    most, _ = size(first, None, MOST_FIRST)
    words, queries = _queries(text)
    candidates: dict[str, Any] = {
        "text": text,
        "queries": queries,
        "prefixes": [] if words else [text.casefold()],
        "types": list(types),
        "zones": principal.visible,
    }
    rows = await graph.read(
        _PAGE, **candidates, fold=text.casefold(), words=words, after=list(_position(after)), limit=most + 1
    )
    total = (await graph.read(_COUNT, **candidates))[0].count if count else None
    hits = [
        Hit(row.id, row.type, Tier(row.tier), row.score, row.asset, cursor(_ORDER, row.tier, row.score, row.id))
        for row in rows[:most]
    ]
    return Hits(hits, total, len(rows) > most)
