"""Full-text search over sources, assets and columns: exact id > exact name > prefix > token > description."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from cypher.graph import Graph
from cypher.visibility import Principal


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
    """A page of hits; `total` counts all visible ones."""

    hits: Sequence[Hit]
    total: int
    has_next: bool


TYPES = ("Source", "Asset", "Column")


async def search(
    graph: Graph,
    principal: Principal,
    text: str,
    *,
    types: Sequence[str] = TYPES,
    first: int = 20,
    after: str | None = None,
) -> Hits:
    """What `text` finds, in the order (tier, score, id). Every word must match, whole or as the beginning of a word.

    Raises `Invalid` (empty or over 400 characters, unknown type) and `InvalidPage`.
    """
    raise NotImplementedError
