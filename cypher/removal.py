"""Removal of assets that scans no longer find: with the edges they stated, and only if few, or approved."""

from collections.abc import Sequence

from cypher import change, edge, inventory, scan
from cypher.change import Change
from cypher.graph import Conflict, Graph, Transaction
from cypher.statement import Statement, Written
from cypher.visibility import Principal

BATCH = 200
"""Assets a transaction."""

MOST_ASSETS = 10
MOST_SHARE = 0.05
"""More removals at once than both of these wait for approval."""

_APPROVED = Statement("scan/approved", Written)


def too_many(removals: int, present: int) -> bool:
    """Whether so many removals, of a source with so many assets, wait for approval."""
    return removals > max(MOST_ASSETS, MOST_SHARE * present)


def stated_by(asset: str) -> list[str]:
    """The origins of the edges that stand and fall with an asset: its query and its foreign keys."""
    return [f"view:{asset}", f"fk:{asset}"]


async def remove(transaction: Transaction, ids: Sequence[str], *, at: int) -> list[Change]:
    """End assets and what they stated; the changes to record."""
    origins = [origin for asset in ids for origin in stated_by(asset)]
    await edge.replace(transaction, origins, [], at=at, recorded_at=change.now())
    return await inventory.end_assets(transaction, ids, at=at)


async def approve(graph: Graph, principal: Principal, scan_id: str) -> int:
    """Remove what the source's last good scan held back; how many assets. In several transactions: call again if it broke off.

    Raises `NotFound`, and `Conflict`: a scan of the source is not over, or a later one has looked again.
    """
    standing = await scan.state(graph, scan_id)
    removed = 0
    while True:

        async def work(transaction: Transaction) -> tuple[int, int]:
            await scan.lock_idle_source(transaction, standing.source)
            if await scan.completed(transaction, standing.source) != scan_id:
                raise Conflict(f"{scan_id} is not the last scan of {standing.source} that ended well: approve that one")
            held = await inventory.held(transaction, standing.source)
            changes = await remove(transaction, held[:BATCH], at=change.now()) if held else []
            await transaction.run(_APPROVED, id=scan_id, removed=len(changes), held=len(held[BATCH:]))
            await change.record(transaction, changes, by=principal.id)
            return len(changes), len(held[BATCH:])

        done, left = await graph.transact(work, timeout=60)
        removed += done
        if not left:
            return removed
