"""The graph in figures, for summaries."""

from dataclasses import dataclass

from cypher.graph import Graph
from cypher.statement import Statement
from cypher.visibility import Principal


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """Counts of one source; `flows`, `influences` and `references` are edges that begin at its columns."""

    id: str
    assets: int
    rows: int
    columns: int
    classified: int
    flows: int
    influences: int
    references: int


@dataclass(frozen=True, slots=True)
class Classified:
    """One class of one column; `evidence` is JSON text."""

    asset_id: str
    asset: str
    column: str
    class_id: str
    confidence: float
    state: str
    evidence: str


_SOURCES = Statement("overview/sources", SourceFigures)
_CLASSIFIED = Statement("overview/classified", Classified)


async def sources(graph: Graph, principal: Principal) -> list[SourceFigures]:
    """Every visible source, by id."""
    return await graph.read(_SOURCES, zones=principal.visible)


async def classified(graph: Graph, principal: Principal, *, limit: int = 1_000) -> list[Classified]:
    """The surest classifications."""
    return await graph.read(_CLASSIFIED, zones=principal.visible, limit=limit)
