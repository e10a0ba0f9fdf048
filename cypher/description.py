"""What people write about sources, assets and columns."""

from cypher.graph import Graph
from cypher.visibility import Principal

MOST_CHARACTERS = 20_000


async def describe(graph: Graph, principal: Principal, subject: str, description: str | None) -> bool:
    """Set the description of a source, asset or column (None or blank: take it away); whether it changed.

    Raises `InvalidId`, `Invalid` (over 20,000 characters), `NotFound`.
    """
    raise NotImplementedError
