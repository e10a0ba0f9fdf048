"""Where the data of a column or an asset come from: upstream along FLOWS_TO and INFLUENCES."""

from cypher.graph import Graph
from cypher.visibility import Principal
from cypher.walk import Walk


async def upstream(
    graph: Graph,
    principal: Principal,
    start: str,
    *,
    depth: int | None = 1,
    limit: int = 1_000,
    influences: bool = True,
) -> Walk:
    """Walk from the asset or column `start` back to what its data come from, at most `depth` hops (None: to the end).

    For a column, columns that influence its asset, or the asset of a column on the way, are results (`via` INFLUENCE), and
    the walk goes on from them along columns. Raises as `impact.downstream` does.
    """
    raise NotImplementedError
