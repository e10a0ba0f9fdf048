"""First phase: list the source, and write what differs from the graph."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cypher import inventory
from cypher.change import Change
from cypher.graph import Conflict, Transaction
from cypher.identity import InvalidId
from cypher.inventory import AssetRow, Known
from cypher.zone import Attributes, remember
from graph_api.scan.listing import asset_row, schema_hash
from graph_api.scan.progress import Phase
from graph_api.scan.work import Work
from graph_api.scan.writer import BATCH_ENTITIES
from graph_api.scanner.base import AssetFailure, AssetInfo, ListsAssets, RowCount, SourceError

_ROWS_DRIFT = 0.1


@dataclass(slots=True)
class Discovered:
    """What the listing came to. `failed` are qualified names of what could not be listed ("": everything)."""

    known: dict[str, Known]
    failed: list[str] = field(default_factory=list[str])
    seen: set[str] = field(default_factory=set[str])
    zones: set[Attributes] = field(default_factory=set[Attributes])


@dataclass(slots=True)
class _Batch:
    rows: list[AssetRow] = field(default_factory=list[AssetRow])
    counts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    entities: int = 0

    def add(self, row: AssetRow) -> None:
        self.rows.append(row)
        self.entities += 1 + len(row.columns)


async def discover(work: Work, *, sampled: bool) -> Discovered:
    """List everything and write new, changed and returned assets; raises `SourceError` when the listing itself breaks off.

    `sampled`: rows are counted by the samples that follow, so a listing's estimate does not overwrite them.
    """
    scanner = work.scanner
    if not isinstance(scanner, ListsAssets):
        raise SourceError("CONFIG_INVALID", f"A source of kind {scanner.kind} cannot be listed.")
    work.progress.begin(Phase.DISCOVERING)
    known = await work.graph.read(inventory.KNOWN, source=work.source.id, timeout=60)
    found = Discovered({row.id: row for row in known})
    batch = _Batch()
    async with asyncio.TaskGroup() as group:
        listing = iter(scanner.assets())
        loop = asyncio.get_running_loop()
        while (listed := await loop.run_in_executor(work.lister, _next, listing)) is not None:
            for item in listed:
                _take(work, item, found, batch, sampled=sampled)
                if batch.entities + len(batch.counts) >= BATCH_ENTITIES:
                    await work.writer.room()
                    group.create_task(_write(work, batch, found))
                    batch = _Batch()
        group.create_task(_write(work, batch, found))
    return found


def _next(listing: Iterator[Sequence[AssetInfo | AssetFailure]]) -> Sequence[AssetInfo | AssetFailure] | None:
    return next(listing, None)


def _take(work: Work, item: AssetInfo | AssetFailure, found: Discovered, batch: _Batch, *, sampled: bool) -> None:
    progress, naming = work.progress, work.naming
    try:
        identifier = naming.asset(item.path) if item.path else ""
    except InvalidId as error:
        progress.fail("/".join(item.path), "NAME_INVALID", str(error))
        return
    if isinstance(item, AssetFailure):
        found.failed.append(naming.name(item.path))
        progress.fail(identifier or work.source.id, item.code, item.message)
        return
    if identifier in found.seen:
        progress.fail(identifier, "LISTED_TWICE", "the source lists two assets of this name")
        return
    found.seen.add(identifier)
    progress.listed += 1
    progress.done += 1
    progress.finished += not sampled
    progress.columns += len(item.columns)
    known = found.known.get(identifier)
    try:
        hashed = schema_hash(item)
    except TypeError:  # lone surrogates: no text that could be stored
        progress.fail(naming.source.id, "NAME_INVALID", "a name or comment of one of its assets is not valid text")
        return
    work.spool.add(item, identifier, hashed, known=known is not None)
    if known is None or known.past or known.missing_scan is not None or known.schema_hash != hashed:
        batch.add(asset_row(item, naming, hashed, at=work.at))
    else:
        progress.unchanged += 1
    if known is not None and not sampled and _counts_anew(known, item.rows):
        properties = {"rows": item.rows and item.rows.rows, "rowsExact": item.rows and item.rows.exact}
        batch.counts.append({"id": identifier, "properties": properties})


def _counts_anew(known: Known, rows: RowCount | None) -> bool:
    """Whether a listing's count is news: an estimate near an exact count is not."""
    if rows is None or (known.rows, known.rows_exact) == (rows.rows, rows.exact):
        return False
    if rows.exact or not known.rows_exact or known.rows is None:
        return True
    return rows.rows > 0 and abs(rows.rows - known.rows) > _ROWS_DRIFT * known.rows


async def _write(work: Work, batch: _Batch, found: Discovered) -> None:
    rows = sorted(batch.rows, key=lambda row: row.id)
    counts = sorted(batch.counts, key=lambda row: row["id"])
    if not rows and not counts:
        return

    async def write(transaction: Transaction) -> tuple[inventory.Outcome, list[Change]]:
        outcome = await inventory.write_assets(transaction, work.source.id, rows, at=work.at)
        if counts:
            await inventory.set_assets(transaction, counts)
        return outcome, outcome.changes

    async def create(transaction: Transaction) -> tuple[inventory.Outcome, list[Change]]:
        outcome = await inventory.create_assets(transaction, work.source.id, rows)
        return outcome, outcome.changes

    zones = {row.zone for row in rows} - found.zones
    if zones:
        await work.writer.transact(lambda transaction: _remember(transaction, zones))
        found.zones |= zones
    if counts or any(row.id in found.known for row in rows):
        outcome = await work.writer.transact(write)
    else:
        try:
            outcome = await work.writer.transact(create)
        except Conflict:  # another source's, or our own whose commit was not acknowledged
            outcome = await work.writer.transact(write)
    work.progress.added += len(outcome.added)
    work.progress.changed += len(outcome.changed)
    for refused in outcome.refused:
        work.progress.fail(refused, "SCOPE_OVERLAP", "it belongs to another source: let their scopes not overlap")


async def _remember(transaction: Transaction, zones: set[Attributes]) -> tuple[None, list[Change]]:
    await remember(transaction, zones)
    return None, []
