"""Last phase: what was not found. The first completed scan marks it as missing, the next removes it, if it is not too much."""

from collections.abc import Sequence

from cypher import inventory, removal
from cypher.change import Change
from cypher.graph import Transaction
from cypher.inventory import Known
from graph_api.scan.discover import Discovered
from graph_api.scan.progress import Phase
from graph_api.scan.work import Work


async def remove(work: Work, found: Discovered) -> None:
    """Mark and remove; nothing in a scope that was not listed to its end."""
    present = [each for each in found.known.values() if not each.past]
    absent = [each for each in present if each.id not in found.seen and not _unseen(work, each, found)]
    work.progress.begin(Phase.REMOVING, len(absent))
    if not absent:
        return
    marks = sorted({each.missing_scan for each in absent if each.missing_scan})
    completed = await inventory.succeeded(work.graph, marks)  # a scan that broke off later says nothing
    due = sorted(each.id for each in absent if each.missing_scan in completed)
    first = sorted(each.id for each in absent if each.missing_scan not in completed)
    for batch in _batches(first):
        await work.writer.transact(lambda transaction, ids=batch: _mark(transaction, work, ids))
    work.progress.missing = len(first)
    if removal.too_many(len(due), len(present)):
        work.progress.held = len(due)
        work.progress.missing += len(due)
        for batch in _batches(due):
            await work.writer.transact(lambda transaction, ids=batch: _hold(transaction, ids))
        return
    for batch in _batches(due):
        await work.writer.transact(lambda transaction, ids=batch: _end(transaction, work, ids))
        work.progress.removed += len(batch)


def _unseen(work: Work, known: Known, found: Discovered) -> bool:
    return any(work.naming.within(known.qualified_name or "", scope) for scope in found.failed)


def _batches(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + removal.BATCH] for start in range(0, len(ids), removal.BATCH)]


async def _mark(transaction: Transaction, work: Work, ids: Sequence[str]) -> tuple[None, list[Change]]:
    return None, await inventory.mark_missing(transaction, ids, scan=work.claim.id, at=work.at)


async def _hold(transaction: Transaction, ids: Sequence[str]) -> tuple[None, list[Change]]:
    await inventory.hold_removals(transaction, ids)
    return None, []


async def _end(transaction: Transaction, work: Work, ids: Sequence[str]) -> tuple[None, list[Change]]:
    return None, await removal.remove(transaction, ids, at=work.at)
