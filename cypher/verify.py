"""The invariants of the graph, each a statement that finds what breaks it: `pursight verify`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from cypher.graph import Graph


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must not be: the rule's name, its promise, the id (or key) of what breaks it, and how."""

    rule: str
    promise: str
    id: str
    detail: str


def rules() -> dict[str, str]:
    """Name -> promise of every rule, in the order they are checked."""
    raise NotImplementedError


async def verify(graph: Graph) -> AsyncIterator[Violation]:
    """Check every rule; violations as they are found, in bounded memory."""
    raise NotImplementedError
    yield
