"""Second phase: foreign keys and the lineage of views, from the schema as it was listed; replaced by origin."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from cypher import change, edge, inventory, lineage_coverage, origin
from cypher.change import Change, ChangeKind
from cypher.edge import EdgeRow, Replaced
from cypher.graph import Transaction
from cypher.identity import InvalidId
from cypher.inventory import Linked
from graph_api.lineage.base import Lineage, Transformation
from graph_api.lineage.sql import Schema, view_lineage
from graph_api.scan.listing import digest
from graph_api.scan.progress import Phase, unforeseen
from graph_api.scan.spool import Entry
from graph_api.scan.work import Work
from graph_api.scan.writer import BATCH_ENTITIES
from graph_api.scanner.base import AssetInfo, AssetKind, ReadsForeignKeys, ReadsViewSql

Path = tuple[str, ...]

_BATCH_ORIGINS = 1_000
_MOST_REASONS = 3
_VIEWS = frozenset({AssetKind.VIEW, AssetKind.MATERIALIZED_VIEW})
_WEIGHT = {Transformation.IDENTITY: 0, Transformation.TRANSFORMATION: 1, Transformation.AGGREGATION: 2}


@dataclass(slots=True)
class _Batch:
    """Origins that were read, and all they state; `partial` ones could not be followed to the end."""

    origins: list[str] = field(default_factory=list[str])
    partial: set[str] = field(default_factory=set[str])
    edges: list[EdgeRow] = field(default_factory=list[EdgeRow])
    views: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    @property
    def full(self) -> bool:
        return len(self.edges) >= BATCH_ENTITIES or len(self.origins) >= _BATCH_ORIGINS


async def link(work: Work, unlisted: Sequence[str] = ()) -> None:
    """Read foreign keys and view lineage anew if anything about the source's schema differs from the last time.

    `unlisted` are qualified names of what could not be listed: a view that reads there keeps the lineage it had.
    """
    entries = work.spool.entries
    work.progress.begin(Phase.LINKING, len(entries))
    hashed = digest(sorted((entry.id, entry.schema_hash) for entry in entries.values()))
    before = await inventory.linked(work.graph, work.source.id)
    if before.hash == hashed:
        work.progress.lineage_edges = before.edges or 0
        return
    tables = _Tables(work, unlisted)
    batch = _Batch()
    async with asyncio.TaskGroup() as group:
        for path, entry in entries.items():
            work.progress.done += 1
            if entry.targets or entry.has_sql or entry.known:
                info = work.spool.get(path)
                _foreign_keys(work, info, entry, batch)
                await _view(work, info, entry, tables, batch)
            if batch.full:
                await work.writer.room()
                group.create_task(_write(work, batch))
                batch = _Batch()
        group.create_task(_write(work, batch))
    for each in await origin.waiting(work.graph):  # SQL that named what this scan has found
        await work.writer.transact(lambda transaction, each=each: _redraw(transaction, each))
    # a reference whose end is not in the graph may be there the next time
    after = Linked(None if work.progress.references_skipped else hashed, work.progress.lineage_edges)
    await work.writer.transact(lambda transaction: _remember(transaction, work.source.id, after))


async def _redraw(transaction: Transaction, waiting: str) -> tuple[Replaced, list[Change]]:
    return await origin.redraw(transaction, waiting, recorded_at=change.now()), []


async def _remember(transaction: Transaction, source: str, after: Linked) -> tuple[None, list[Change]]:
    await inventory.set_linked(transaction, source, after)
    return None, await lineage_coverage.lowered(transaction, source)


def _foreign_keys(work: Work, info: AssetInfo, entry: Entry, batch: _Batch) -> None:
    if not isinstance(work.scanner, ReadsForeignKeys):
        return
    origin = f"fk:{entry.id}"
    batch.origins.append(origin)
    for key in info.foreign_keys:
        for column, target in zip(key.columns, key.target_columns, strict=False):
            try:
                ends = work.naming.column(info.path, column), work.naming.column(key.target, target)
            except InvalidId:
                work.progress.references_skipped += 1
            else:
                batch.edges.append(EdgeRow("REFERENCES", *ends, origin))


async def _view(work: Work, info: AssetInfo, entry: Entry, tables: "_Tables", batch: _Batch) -> None:
    origin = f"view:{entry.id}"
    if info.view_sql is None:
        if info.kind not in _VIEWS and isinstance(work.scanner, ReadsViewSql) and entry.known:
            batch.origins.append(origin)  # it was a view once: what it stated then is over
            batch.views.append({"id": entry.id, "properties": {"viewSql": None, "lineageError": None}})
        return
    lineage = await work.read(lambda: tables.lineage(info))
    if tables.reads_unlisted(lineage):
        return
    reasons = list(dict.fromkeys(each.reason for each in lineage.unresolved))
    open_ends = f"not followed: {'; '.join(reasons[:_MOST_REASONS])}" if reasons else None
    properties = {"viewSql": lineage.sql, "lineageError": lineage.error or open_ends}
    batch.views.append({"id": entry.id, "properties": properties})
    if lineage.error is None:
        batch.origins.append(origin)
        if reasons:
            batch.partial.add(origin)
        batch.edges += _edges(work, info, lineage, origin)


def _edges(work: Work, info: AssetInfo, lineage: Lineage, origin: str) -> Iterator[EdgeRow]:
    naming, target = work.naming, work.naming.asset(info.path)
    flows: dict[tuple[str, str], tuple[Transformation, bool]] = {}
    for flow in lineage.columns:
        try:
            ends = naming.column(flow.source.table, flow.source.column), naming.column(info.path, flow.target.column)
        except InvalidId:
            work.progress.references_skipped += 1
            continue
        was = flows.get(ends)
        # several ways from one column to another: the furthest-going one is told, and it masks only if all of them do
        furthest = max(flow.transformation, was[0] if was else flow.transformation, key=_WEIGHT.__getitem__)
        flows[ends] = furthest, flow.masking and (was is None or was[1])
    for (start, end), (transformation, masking) in flows.items():
        if start != end:
            properties = {"transformation": transformation.value, "masking": masking, "confidence": 1.0}
            yield EdgeRow("FLOWS_TO", start, end, origin, properties)
    for path in dict.fromkeys(lineage.reads):
        try:
            start = naming.asset(path)
        except InvalidId:
            work.progress.references_skipped += 1
            continue
        if start != target:
            yield EdgeRow("FLOWS_TO", start, target, origin, {"confidence": 1.0})
    for influence in dict.fromkeys(lineage.influences):
        try:
            start = naming.column(influence.source.table, influence.source.column)
        except InvalidId:
            work.progress.references_skipped += 1
            continue
        yield EdgeRow("INFLUENCES", start, target, origin, {"kind": influence.kind.value})


class _Tables:
    """The listed tables by name, for the queries that name them; only those that a query reads are loaded."""

    def __init__(self, work: Work, unlisted: Sequence[str]) -> None:
        self._spool, self._naming, self._unlisted = work.spool, work.naming, unlisted
        self._folded: dict[Path, Path] = {}
        for path in work.spool:
            self._folded.setdefault(tuple(part.casefold() for part in path), path)

    def lineage(self, info: AssetInfo) -> Lineage:
        """A view's lineage: read once for the tables it names, and again with their columns."""
        sql, dialect, default = info.view_sql or "", info.dialect or "ansi", info.path[:-1]
        try:
            first = view_lineage(sql, dialect, info.path, self._schema([info.path]), default)
            if first.error is not None and not first.reads:
                return first
            return view_lineage(sql, dialect, info.path, self._schema([info.path, *first.reads]), default)
        except Exception as error:  # noqa: BLE001 - whatever one query does to a parser, the others are read
            return Lineage(error=f"it could not be followed: {unforeseen(error)}")

    def reads_unlisted(self, lineage: Lineage) -> bool:
        """Whether a query reads what is there but could not be listed, so that its lineage is not all there is to say."""
        for path in lineage.reads:
            if path not in self._spool.entries:
                with suppress(InvalidId):
                    name = self._naming.name(path)
                    if any(self._naming.within(name, scope) for scope in self._unlisted):
                        return True
        return False

    def _schema(self, paths: list[Path]) -> Schema:
        found = (self._folded.get(tuple(part.casefold() for part in path)) for path in paths)
        listed = [path for path in found if path is not None]
        return {path: {each.name: each.type for each in self._spool.get(path).columns} for path in listed}


async def _write(work: Work, batch: _Batch) -> None:
    if not batch.origins and not batch.views:
        return

    async def write(transaction: Transaction) -> tuple[Replaced, list[Change]]:
        if batch.views:
            await inventory.set_assets(transaction, sorted(batch.views, key=lambda row: row["id"]))
        replaced = await edge.replace(
            transaction,
            batch.origins,
            batch.edges,
            at=work.at,
            recorded_at=change.now(),
            partial=batch.partial,
        )
        told = sorted(origin for origin in replaced.origins if origin.startswith("view:"))
        return replaced, [
            Change(ChangeKind.LINEAGE_CHANGED, each.removeprefix("view:"), {"before": None, "after": {"origin": each}})
            for each in told
        ]

    replaced = await work.writer.transact(write)
    work.progress.references_skipped += len(replaced.skipped)
    skipped = set(map(id, replaced.skipped))
    work.progress.lineage_edges += sum(row.type != "REFERENCES" and id(row) not in skipped for row in batch.edges)
