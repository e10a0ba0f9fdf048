"""Where the data of a column or an asset come from: upstream along FLOWS_TO and INFLUENCES."""

from cypher import identity
from cypher.graph import Graph
from cypher.statement import Statement
from cypher.visibility import Principal
from cypher.walk import Direction, Hops, Walk, walk

_COLUMNS = Direction(Statement("lineage/to_columns", Hops), Statement("lineage/to_columns_at", Hops), downstream=False)
_ASSETS = Direction(Statement("lineage/to_assets", Hops), Statement("lineage/to_assets_at", Hops), downstream=False)


async def upstream(
    graph: Graph,
    principal: Principal,
    start: str,
    *,
    depth: int | None = 1,
    limit: int = 1_000,
    influences: bool = True,
    at: int | None = None,
) -> Walk:
    """Walk from the asset or column `start` back to what its data come from, at most `depth` hops (None: to the end).

    For a column, columns that influence its asset, or the asset of a column on the way, are results (`via` INFLUENCE), and
    the walk goes on from them along columns. `at` is as of `impact.downstream`. Raises as `impact.downstream` does.
    """
    identity.expect(start, "Asset", "Column")
    direction = _COLUMNS if identity.type_of(start) == "Column" else _ASSETS
    return await walk(graph, principal, start, direction, depth=depth, limit=limit, influences=influences, at=at)
