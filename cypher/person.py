"""People."""

from cypher.graph import Graph
from cypher.label import Merged, merge
from cypher.statement import Statement
from cypher.visibility import Principal

_MERGE = Statement("person/merge", Merged)


async def create(
    graph: Graph, principal: Principal, login: str, name: str | None = None, email: str | None = None
) -> str:
    """Make the person `person:<login>`, or give the existing one what is not None here; the id. Raises `InvalidId`, `Invalid`."""
    return await merge(graph, principal, _MERGE, "person", login, name=name, email=email)
