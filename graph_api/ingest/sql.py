"""SQL that is handed in: what it does, as a dry run, and its lineage stated by an origin of its own, `sql:<source>/<upload>`.

Each text replaces what its upload stated before, as of the time it is of. What could not be followed as a whole changes nothing;
what could be followed in part only adds. The text is kept without its literals, and not as it came.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cypher import catalog, change, lineage_coverage, origin
from cypher.change import Change, ChangeKind
from cypher.edge import EdgeRow
from cypher.errors import Invalid, legible
from cypher.graph import Graph, Transaction
from cypher.origin import Said
from cypher.visibility import Action, Principal
from graph_api.ingest.edges import edges
from graph_api.ingest.names import Meanings, Path, meanings
from graph_api.lineage.base import Lineage, Unresolved
from graph_api.lineage.sql import MOST_CHARACTERS, sql_lineage
from schema.ports import SqlApplied, SqlFlow, SqlGap, SqlRead, SqlTable

MOST_UPLOAD = 300
_MOST_GAPS = 100
"""Gaps that are kept of one text."""
_MOST_KEPT = 100_000
"""Characters of a text that are kept."""
_LATE = 300_000_000
"""Microseconds that a clock may be ahead of ours."""
_SECONDS = 60.0
_MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class _Understood:
    lineage: Lineage
    meant: Meanings

    def gaps(self, *, naming: bool) -> list[Unresolved]:
        """What stayed open: in the text, and of its names; with `naming`, what they may mean, as far as the asker sees it."""
        names = [
            Unresolved(f"{'.'.join(path)} may be {' or '.join(several[:3]) if naming else 'several'}: name its schema")
            for path, several in self.meant.ambiguous.items()
        ]
        names += [
            Unresolved(f"{'.'.join(path)} is not in the catalog, and nobody can say where it would be")
            for path, identifier in self.meant.unknown.items()
            if identifier is None
        ]
        return [*self.lineage.unresolved, *names]


class Sql:
    """`schema.ports.SqlPort` over a graph."""

    def __init__(self, graph: Graph) -> None:
        """Texts are followed one at a time: following is work for a processor, and others want to be answered too."""
        self._graph = graph
        self._turn = asyncio.Lock()

    async def read(self, principal: Principal, sql: str, dialect: str, source: str) -> SqlRead:
        """The port's promise."""
        return _told(await self._understand(principal, sql, dialect, source))

    async def apply(
        self, principal: Principal, sql: str, dialect: str, source: str, *, upload: str, at: int | None
    ) -> SqlApplied:
        """The port's promise. The changes are told of the assets that are written."""
        now = change.now()
        at = now if at is None else at
        if not 0 < at <= now + _LATE:
            raise Invalid("`at` is a time that has come, not one before 1970 or in the future")
        upload = legible(upload, "the upload's name", MOST_UPLOAD)
        if not upload:
            raise Invalid("give the upload a name: what is applied under it again replaces what it stated")
        place = await catalog.place(self._graph, principal, source)
        principal.demand(Action.LINEAGE_EDIT, {source: place.zone})
        by = f"sql:{source.removeprefix('source:')}/{upload}"
        understood = await self._understand(principal, sql, dialect, source)
        lineage = understood.lineage
        gaps = understood.gaps(naming=False)  # kept for all who see the source
        rows = [] if lineage.error else edges(lineage, understood.meant, by)
        about: dict[str, Any] = {
            "sql": lineage.sql and lineage.sql[:_MOST_KEPT],
            "dialect": dialect,
            "error": lineage.error,
            "unresolved": orjson.dumps([_gap(each) for each in gaps[:_MOST_GAPS]]).decode() if gaps else None,
            "by": principal.id,
        }

        async def work(transaction: Transaction) -> bool:
            await origin.lock(transaction, by, {"sourceId": source, "zone": place.zone})
            await origin.describe(transaction, by, about, at=at)
            if lineage.error is not None:
                return False
            said = Said(rows, partial=bool(gaps))
            done = await origin.state(transaction, by, said, at=at, recorded_at=now)
            changed = bool(done.written or done.ended or done.origins)
            told = [*_changes(rows, by), *await lineage_coverage.lowered(transaction, source)] if changed else []
            await change.record(transaction, told, by=principal.id)
            return changed

        changed = await self._graph.transact(work, timeout=_SECONDS)
        return SqlApplied(by, _told(understood), len(rows), changed)

    async def _understand(self, principal: Principal, sql: str, dialect: str, source: str) -> _Understood:
        """Follow a text twice: for the tables that it names, and again with their columns."""
        if len(sql) > MOST_CHARACTERS:
            raise Invalid(
                f"a text may have {MOST_CHARACTERS:,} characters; there are {len(sql):,}: hand it in in parts"
            )
        await catalog.place(self._graph, principal, source)
        async with self._turn:
            first = await asyncio.to_thread(sql_lineage, sql, dialect, {}, None, None)
            if first.error is not None and not first.reads:
                return _Understood(first, Meanings())
            meant = await meanings(self._graph, principal, source, dialect, first)
            found = (
                await asyncio.to_thread(sql_lineage, sql, dialect, meant.schema(), None, None) if meant.known else first
            )
        return _Understood(found, meant)


def _changes(rows: Sequence[EdgeRow], by: str) -> list[Change]:
    """What the feed tells: that the lineage of these assets changed, as a scan tells it."""
    targets = sorted({row.end for row in rows if row.end.startswith("asset:")})[:_MOST_TOLD]
    return [Change(ChangeKind.LINEAGE_CHANGED, each, {"before": None, "after": {"origin": by}}) for each in targets]


def _gap(gap: Unresolved) -> dict[str, Any]:
    return {"reason": gap.reason, "line": gap.line, "column": gap.column}


def _name(path: Path) -> str:
    return ".".join(path)


def _told(understood: _Understood) -> SqlRead:
    lineage, meant = understood.lineage, understood.meant

    def table(path: Path) -> SqlTable:
        return SqlTable(_name(path), meant.known[path].id if path in meant.known else None)

    def column(path: Path, name: str) -> tuple[str, str | None]:
        known = {each for _, _, each in meant.known[path].columns} if path in meant.known else frozenset[str]()
        identifier = meant.column(path, name)
        return _name((*path, name)), identifier if identifier in known else None

    return SqlRead(
        reads=[table(path) for path in lineage.reads if path],
        writes=[table(path) for path in lineage.writes if path],
        columns=[
            SqlFlow(
                *column(each.source.table, each.source.column),
                *column(each.target.table, each.target.column),
                each.transformation.value,
                each.masking,
            )
            for each in lineage.columns
        ],
        influences=[
            SqlFlow(
                *column(each.source.table, each.source.column),
                _name(each.target),
                table(each.target).asset_id,
                each.kind.value,
            )
            for each in lineage.influences
        ],
        unresolved=[SqlGap(each.reason, each.line, each.column) for each in understood.gaps(naming=True)],
        sql=lineage.sql,
        error=lineage.error,
    )
