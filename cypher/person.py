"""People."""

from cypher.graph import Graph
from cypher.visibility import Principal


async def create(
    graph: Graph, principal: Principal, login: str, name: str | None = None, email: str | None = None
) -> str:
    """Make the person `person:<login>`, or give the existing one what is not None here; the id. Raises `InvalidId`, `Invalid`."""
    raise NotImplementedError
