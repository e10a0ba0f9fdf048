"""What a scan writes of assets and columns: in batches, each batch compared with the graph inside its own transaction.

So every function here may be repeated: the second time nothing differs and nothing is written. Labels are swapped when
something goes (`Asset` to `PastAsset`, `Column` to `PastColumn`) and swapped back when it returns; descriptions, tags,
owners and verdicts hang on the node and stay with it.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from cypher.change import Change, ChangeKind
from cypher.graph import Graph, Transaction
from cypher.statement import Statement, Written
from cypher.zone import Attributes, remember, rezone

DEFINITION = ("name", "position", "type", "dataType", "nullable", "primaryKey", "comment")
"""The properties of a column that its source states."""

_OF_THE_SOURCE = ("kind", "comment")
_RECALLED_PAGE = 200
_LISTED = itemgetter("id", *DEFINITION, "nameSort", "terms")
"""A new column's properties in the order of `create_assets.cypher`; the others are its asset's."""


@dataclass(frozen=True, slots=True)
class AssetRow:
    """An asset as it was listed: all properties of it and of its columns under their names in the graph, zone included."""

    id: str
    zone: Attributes
    properties: Mapping[str, Any]
    columns: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """An asset as the graph has it."""

    id: str
    qualified_name: str | None
    schema_hash: str | None
    profile_hash: str | None
    rows: int | None
    rows_exact: bool | None
    missing_scan: str | None
    past: bool


@dataclass(frozen=True, slots=True)
class Recalled:
    """An asset as the graph has it, as far as its sample needs it.

    `columns`: name, position, type, data type, nullable, primary key, comment. `references`: column, qualified name and column
    that it refers to, and the names of the classes that stand for that one.
    """

    id: str
    qualified_name: str
    kind: str
    comment: str | None
    schema_hash: str | None
    rows: int | None
    rows_exact: bool | None
    warnings: Sequence[str]
    columns: Sequence[Sequence[Any]]
    references: Sequence[Sequence[Any]]


@dataclass(slots=True)
class Outcome:
    """What a batch came to: ids of assets, and the changes to record. `refused` belong to another managed source."""

    added: list[str] = field(default_factory=list[str])
    changed: list[str] = field(default_factory=list[str])
    returned: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])
    changes: list[Change] = field(default_factory=list[Change])


@dataclass(frozen=True, slots=True)
class _Taken:
    id: str
    source: str | None
    managed: bool


@dataclass(frozen=True, slots=True)
class _Asset:
    id: str
    kind: str | None
    comment: str | None
    schema_hash: str | None
    missing_since: int | None
    until: int | None
    past: bool


@dataclass(frozen=True, slots=True)
class _Column:
    asset: str
    id: str
    past: bool
    until: int | None
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Id:
    id: str


KNOWN = Statement("inventory/known", Known)
RECALLED = Statement("inventory/recalled", Recalled)
_TAKEN = Statement("inventory/taken", _Taken)
_CREATE = Statement("inventory/create_assets", Written)
_ADOPT = Statement("inventory/adopt", Written)
_ASSETS_BEFORE = Statement("inventory/assets_before", _Asset)
_COLUMNS_BEFORE = Statement("inventory/columns_before", _Column)
_RETURN_ASSETS = Statement("inventory/return_assets", Written)
_FOUND_ASSETS = Statement("inventory/found_assets", Written)
_SET_ASSETS = Statement("inventory/set_assets", Written)
_ADD_COLUMNS = Statement("inventory/add_columns", Written)
_RETURN_COLUMNS = Statement("inventory/return_columns", Written)
_SET_COLUMNS = Statement("inventory/set_columns", Written)
_END_COLUMNS = Statement("inventory/end_columns", Written)
_MISSING = Statement("inventory/missing", _Id)
_HOLD_REMOVALS = Statement("inventory/hold_removals", Written)
_HELD = Statement("inventory/held", _Id)
_SUCCEEDED = Statement("inventory/succeeded", _Id)
_END_ASSETS = Statement("inventory/end_assets", _Id)


async def create_assets(transaction: Transaction, source: str, rows: Sequence[AssetRow]) -> Outcome:
    """Write assets that nobody has, zones of theirs remembered; `Conflict` if somebody has: then `write_assets` knows better."""
    payload = [{"asset": row.properties, "columns": [_LISTED(column) for column in row.columns]} for row in rows]
    await transaction.run(_CREATE, source=source, rows=payload)
    changes = [
        Change(ChangeKind.ASSET_ADDED, row.id, {"before": None, "after": _stated(row)}, source, row.zone.number)
        for row in rows
    ]
    return Outcome(added=[row.id for row in rows], changes=changes)


async def write_assets(transaction: Transaction, source: str, rows: Sequence[AssetRow], *, at: int) -> Outcome:
    """Write assets that are new, changed, or back; `at` is the scan's start. Rows in the order of ids, each id once."""
    taken = {row.id: row for row in await transaction.run(_TAKEN, ids=[row.id for row in rows])}
    new = [row for row in rows if row.id not in taken]
    await remember(transaction, {row.zone for row in new})
    outcome = await create_assets(transaction, source, new) if new else Outcome()
    others = {each.id: each for each in taken.values() if each.source != source}
    outcome.refused = [each.id for each in others.values() if each.managed]
    adopted = sorted(others.keys() - set(outcome.refused))
    if adopted:
        await transaction.run(_ADOPT, source=source, ids=adopted)
    old = [row for row in rows if row.id in taken and row.id not in outcome.refused]
    if old:
        await _revise(transaction, old, outcome, at=at, moved=set(adopted))
    return outcome


def _stated(row: AssetRow) -> dict[str, Any]:
    return {name: row.properties.get(name) for name in _OF_THE_SOURCE}


@dataclass(slots=True)
class _Revision:
    """What a batch of known assets has to be told."""

    assets: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    back: list[str] = field(default_factory=list[str])
    found: list[str] = field(default_factory=list[str])
    added: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    returned: list[str] = field(default_factory=list[str])
    revised: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    ended: list[str] = field(default_factory=list[str])
    moved: set[str] = field(default_factory=set[str])


async def _revise(
    transaction: Transaction, rows: Sequence[AssetRow], outcome: Outcome, *, at: int, moved: set[str]
) -> None:
    ids = [row.id for row in rows]
    before = {asset.id: asset for asset in await transaction.run(_ASSETS_BEFORE, ids=ids)}
    columns: dict[str, dict[str, _Column]] = defaultdict(dict)
    for column in await transaction.run(_COLUMNS_BEFORE, ids=ids):
        columns[column.asset][column.id] = column
    revision = _Revision(moved=moved)
    for row in rows:
        _compare(row, before[row.id], columns[row.id], revision, outcome)
    steps: tuple[tuple[Statement[Written], dict[str, Any], bool], ...] = (
        (_RETURN_ASSETS, {"ids": revision.back}, bool(revision.back)),
        (_FOUND_ASSETS, {"ids": revision.found}, bool(revision.found)),
        (_SET_ASSETS, {"rows": revision.assets}, bool(revision.assets)),
        (_END_COLUMNS, {"ids": revision.ended, "until": at}, bool(revision.ended)),
        (_RETURN_COLUMNS, {"ids": revision.returned}, bool(revision.returned)),
        (_ADD_COLUMNS, {"rows": revision.added}, bool(revision.added)),
        (_SET_COLUMNS, {"rows": revision.revised}, bool(revision.revised)),
    )
    for statement, parameters, needed in steps:
        if needed:
            await transaction.run(statement, **parameters)
    await rezone(transaction, revision.moved)


def _compare(
    row: AssetRow, before: _Asset, columns: Mapping[str, _Column], revision: _Revision, outcome: Outcome
) -> None:
    changes: list[Change] = []
    if before.past or before.missing_since is not None:
        (revision.back if before.past else revision.found).append(row.id)
        outcome.returned.append(row.id)
        missed = before.until if before.past else before.missing_since
        changes.append(Change(ChangeKind.ASSET_RETURNED, row.id, {"before": {"missingSince": missed}, "after": None}))
        if before.past:
            revision.moved.add(row.id)
    if before.schema_hash == row.properties["schemaHash"] and not before.past:
        outcome.changes += changes
        return
    # its zone, and since when it is known, are not the listing's to say; its rows are counted elsewhere
    kept = {"zone", "since", "rows", "rowsExact"}
    revision.assets.append(
        {"id": row.id, "properties": {name: value for name, value in row.properties.items() if name not in kept}}
    )
    stated = _stated(row)
    was = {"kind": before.kind, "comment": before.comment}
    differ = [name for name in _OF_THE_SOURCE if was[name] != stated[name]]
    if "kind" in differ:
        revision.moved.add(row.id)
    column_changes = _compare_columns(row, before, columns, revision)
    if differ or (not column_changes and before.schema_hash != row.properties["schemaHash"]):
        detail = {"before": {name: was[name] for name in differ}, "after": {name: stated[name] for name in differ}}
        changes.append(Change(ChangeKind.ASSET_CHANGED, row.id, detail))
    if not before.past:
        outcome.changed.append(row.id)
    outcome.changes += [*changes, *column_changes]


def _compare_columns(
    row: AssetRow, before: _Asset, columns: Mapping[str, _Column], revision: _Revision
) -> list[Change]:
    changes: list[Change] = []
    listed = {column["id"] for column in row.columns}
    for column in row.columns:
        was = columns.get(column["id"])
        stated = {name: column.get(name) for name in DEFINITION}
        if was is None:
            revision.added.append({"asset": row.id, "properties": column})
            revision.moved.add(column["id"])
            changes.append(Change(ChangeKind.COLUMN_ADDED, column["id"], {"before": None, "after": stated}))
            continue
        differ = [name for name in DEFINITION if was.properties.get(name) != stated[name]]
        if differ:
            revision.revised.append({"id": column["id"], "properties": {name: stated[name] for name in differ}})
        if was.past:
            revision.returned.append(column["id"])
            revision.moved.add(column["id"])
        if was.past and not _went_along(was, before):
            changes.append(Change(ChangeKind.COLUMN_ADDED, column["id"], {"before": None, "after": stated}))
        elif differ:
            detail = {
                "before": {name: was.properties.get(name) for name in differ},
                "after": {name: stated[name] for name in differ},
            }
            changes.append(Change(ChangeKind.COLUMN_CHANGED, column["id"], detail))
    for gone in columns.values():
        if gone.id not in listed and (not gone.past or _went_along(gone, before)):
            if not gone.past:
                revision.ended.append(gone.id)
            detail = {"before": {name: gone.properties.get(name) for name in DEFINITION}, "after": None}
            changes.append(Change(ChangeKind.COLUMN_REMOVED, gone.id, detail))
    return changes


def _went_along(column: _Column, asset: _Asset) -> bool:
    """Whether a column that is gone went with its asset, and not before."""
    return asset.past and column.until == asset.until


async def set_assets(transaction: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set `properties` of the assets `id`."""
    await transaction.run(_SET_ASSETS, rows=rows)


async def set_columns(transaction: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set `properties` of the columns `id`."""
    await transaction.run(_SET_COLUMNS, rows=rows)


async def mark_missing(transaction: Transaction, ids: Iterable[str], *, scan: str, at: int) -> list[Change]:
    """Remember that a scan did not find these assets; the changes to record, of those that were there until now."""
    new = await transaction.run(_MISSING, ids=sorted(ids), since=at, scan=scan)
    return [Change(ChangeKind.ASSET_MISSING, row.id, {"before": None, "after": {"missingSince": at}}) for row in new]


async def succeeded(graph: Graph, scans: Sequence[str]) -> frozenset[str]:
    """Which of these scans ended well."""
    return frozenset(row.id for row in await graph.read(_SUCCEEDED, ids=list(scans))) if scans else frozenset()


async def hold_removals(transaction: Transaction, ids: Iterable[str]) -> None:
    """Let the removal of these assets wait for approval."""
    await transaction.run(_HOLD_REMOVALS, ids=sorted(ids))


async def held(transaction: Transaction, source: str) -> list[str]:
    """The assets of a source whose removal waits for approval, in the order of ids."""
    return [row.id for row in await transaction.run(_HELD, source=source)]


async def end_assets(transaction: Transaction, ids: Iterable[str], *, at: int) -> list[Change]:
    """Assets become past ones, with their columns; the changes to record. Those already past stay as they are."""
    ended = await transaction.run(_END_ASSETS, ids=sorted(ids), until=at)
    return [Change(ChangeKind.ASSET_REMOVED, row.id, {"before": {"until": at}, "after": None}) for row in ended]


@dataclass(frozen=True, slots=True)
class Linked:
    """The schema (a hash) that a source's edges were completely read from, and how many edges of lineage that gave."""

    hash: str | None
    edges: int | None


_LINKED = Statement("inventory/linked", Linked)
_SET_LINKED = Statement("inventory/set_linked", Written)


async def linked(graph: Graph, source: str) -> Linked:
    """What the source's edges were last read from."""
    found = await graph.read(_LINKED, source=source)
    return found[0] if found else Linked(None, None)


async def set_linked(transaction: Transaction, source: str, now: Linked) -> None:
    """Remember it; with `hash` None the edges are read again next time."""
    await transaction.run(_SET_LINKED, source=source, hash=now.hash, edges=now.edges)


async def recalled(
    graph: Graph, source: str, *, assets: Sequence[str] | None = None, detector: str | None = None
) -> AsyncIterator[Sequence[Recalled]]:
    """The assets of a source in pages: all, or those named; with `detector` only what another one classified, or none."""
    after = ""
    while True:
        rows = await graph.read(
            RECALLED, source=source, assets=assets, detector=detector, after=after, limit=_RECALLED_PAGE, timeout=60
        )
        yield rows
        if len(rows) < _RECALLED_PAGE:
            return
        after = rows[-1].id
