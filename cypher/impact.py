"""What depends on a column or an asset: downstream along FLOWS_TO and INFLUENCES."""

from cypher import identity
from cypher.graph import Graph
from cypher.statement import Statement
from cypher.visibility import Principal
from cypher.walk import Direction, Hops, Reach, Walk, walk

_COLUMNS = Direction(
    Statement("impact/from_columns", Hops),
    Statement("impact/from_columns_at", Hops),
    downstream=True,
    count=Statement("impact/count_from_column", Reach),
)
_ASSETS = Direction(Statement("impact/from_assets", Hops), Statement("impact/from_assets_at", Hops), downstream=True)


async def downstream(
    graph: Graph,
    principal: Principal,
    start: str,
    *,
    depth: int | None = 1,
    limit: int = 1_000,
    influences: bool = True,
    at: int | None = None,
) -> Walk:
    """Walk from the asset or column `start` to what its data reach, at most `depth` hops (None: to the end).

    A hop is from asset to asset, or from column to column. An influenced asset is a result (`via` INFLUENCE) and the walk
    goes on from it along assets only. With `at` (microseconds UTC) it goes along what was stated at that time, also to and
    from what is past by now. Raises `InvalidId`, `Invalid` (depth 1..100, limit 1..10,000), `NotFound`.
    """
    identity.expect(start, "Asset", "Column")
    direction = _COLUMNS if identity.type_of(start) == "Column" else _ASSETS
    return await walk(graph, principal, start, direction, depth=depth, limit=limit, influences=influences, at=at)
