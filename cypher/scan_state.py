"""How many scans there are in each state: what the metrics show. For the owner of the installation; zones play no part."""

from dataclasses import dataclass

from cypher.graph import Graph
from cypher.statement import Statement


@dataclass(frozen=True, slots=True)
class _Count:
    state: str
    scans: int


_COUNTS = Statement("scan_state/counts", _Count)


async def counts(graph: Graph, *, timeout: float) -> dict[str, int]:
    """State -> scans; raises `DeadlineExceeded` after `timeout` seconds, `Unavailable` without a database."""
    return {row.state: row.scans for row in await graph.read(_COUNTS, timeout=timeout)}
