"""Teams, and who is in them."""

from collections.abc import Sequence

from cypher.graph import Graph
from cypher.visibility import Principal


async def create(graph: Graph, principal: Principal, slug: str, name: str | None = None) -> str:
    """Make the team `team:<slug>`, or give the existing one its name; its id. Raises `InvalidId`, `Invalid`."""
    raise NotImplementedError


async def member_add(graph: Graph, principal: Principal, team: str, people: Sequence[str]) -> list[str]:
    """Put `people` into the team; those who were not in it. Raises `InvalidId`, `Invalid`, `NotFound`."""
    raise NotImplementedError


async def member_remove(graph: Graph, principal: Principal, team: str, people: Sequence[str]) -> list[str]:
    """Take `people` out of the team; those who were in it. Raises `InvalidId`, `Invalid`, `NotFound`."""
    raise NotImplementedError
