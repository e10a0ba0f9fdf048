"""The columns of an asset as they were, and the changes that led from there to here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cypher import identity
from cypher.change import ChangeKind
from cypher.errors import NotFound
from cypher.graph import Graph
from cypher.page import cursor, keyset, size
from cypher.statement import Statement
from cypher.visibility import Principal
from cypher.walk import Count

_ORDER = "schemaChanges"
_NEWEST = 2**53 - 1
_LIFE = {ChangeKind.ASSET_ADDED, ChangeKind.ASSET_MISSING, ChangeKind.ASSET_REMOVED, ChangeKind.ASSET_RETURNED}
_COLUMN = {ChangeKind.COLUMN_ADDED, ChangeKind.COLUMN_REMOVED, ChangeKind.COLUMN_CHANGED}
SCHEMA_KINDS = tuple(sorted({*_LIFE, *_COLUMN, ChangeKind.ASSET_CHANGED}))


@dataclass(frozen=True, slots=True)
class ColumnState:
    """A column of an asset at some time; `current` says whether `id` still is a column of today's graph."""

    id: str
    name: str
    position: int
    type: str | None
    data_type: str | None
    nullable: bool | None
    primary_key: bool
    comment: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class AssetSchema:
    """The columns, by position; `existed` is false where the asset was not there (then there are none)."""

    asset_id: str
    as_of: int | None
    existed: bool
    columns: Sequence[ColumnState]


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change of an asset or a column. `before` and `after` hold the properties that differ; `at` is in microseconds UTC."""

    id: str
    seq: int
    kind: str
    subject_id: str
    source_id: str
    at: int
    by: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    cursor: str


@dataclass(frozen=True, slots=True)
class SchemaChanges:
    """A page of changes, newest first; `total` counts all visible ones."""

    changes: Sequence[SchemaChange]
    total: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class _History:
    past: bool
    since: int | None
    until: int | None
    columns: Sequence[Mapping[str, Any]]
    changes: Sequence[tuple[int, int, str, str, str | None]]


@dataclass(frozen=True, slots=True)
class _Change:
    id: str
    seq: int
    kind: str
    subject: str
    source: str
    at: int
    by: str
    detail: str | None


_HISTORY = Statement("asset_schema/history", _History)
_CHANGES = {
    "Asset": Statement("asset_schema/changes_of_asset", _Change),
    "Source": Statement("asset_schema/changes_of_source", _Change),
}
_COUNT = {
    "Asset": Statement("asset_schema/count_of_asset", Count),
    "Source": Statement("asset_schema/count_of_source", Count),
}


async def schema_at(graph: Graph, principal: Principal, asset: str, as_of: int | None = None) -> AssetSchema:
    """The columns of `asset` at `as_of` (microseconds UTC; None: now), folded back from the present, exactly.

    A change counts from when it was recorded. A removed asset can be asked for too. Raises `InvalidId`, `NotFound`.
    """
    identity.expect(asset, "Asset")
    found = await graph.read(_HISTORY, id=asset, kinds=list(SCHEMA_KINDS), zones=principal.visible)
    if not found:
        raise NotFound([asset])
    history = found[0]
    if not _existed(history, as_of):
        return AssetSchema(asset, as_of, existed=False, columns=[])
    current = {each["id"] for each in history.columns if not each["past"]}
    columns = [
        ColumnState(
            id=identifier,
            name=state["name"],
            position=state["position"],
            type=state.get("type"),
            data_type=state.get("dataType"),
            nullable=state.get("nullable"),
            primary_key=bool(state.get("primaryKey")),
            comment=state.get("comment"),
            current=identifier in current,
        )
        for identifier, state in _fold_back(history, as_of).items()
    ]
    return AssetSchema(asset, as_of, existed=True, columns=sorted(columns, key=lambda each: (each.position, each.id)))


def _cut(history: _History, as_of: int) -> int:
    """The place in the order of commits up to which changes had been recorded at `as_of`."""
    return max((seq for seq, at, *_ in history.changes if at <= as_of), default=0)


def _existed(history: _History, as_of: int | None) -> bool:
    """Whether the asset was there: what the last change of its life until then says, or the first one after it."""
    if as_of is None:
        return not history.past
    cut = _cut(history, as_of)
    life = [(seq, kind) for seq, _, kind, *_ in history.changes if kind in _LIFE]
    before = [kind for seq, kind in life if seq <= cut]
    if before:
        return before[-1] != ChangeKind.ASSET_REMOVED
    if any(kind == ChangeKind.ASSET_ADDED for _, kind in life):
        return False
    return history.since is not None and history.since <= as_of


def _fold_back(history: _History, as_of: int | None) -> dict[str, dict[str, Any]]:
    """The properties of the columns at `as_of`: those of today, or of when the asset went, with later changes undone."""
    columns = {
        each["id"]: dict(each)
        for each in history.columns
        if not each["past"] or (history.past and each["until"] == history.until)
    }
    if as_of is None:
        return columns
    cut = _cut(history, as_of)
    for seq, _, kind, subject, detail in reversed(history.changes):
        if seq <= cut or kind not in _COLUMN:
            continue
        if kind == ChangeKind.COLUMN_ADDED:
            columns.pop(subject, None)
        else:
            columns[subject] = columns.get(subject, {}) | (_detail(detail).get("before") or {})
    return columns


def _detail(text: str | None) -> dict[str, dict[str, Any] | None]:
    return orjson.loads(text) if text else {}


async def schema_changes(
    graph: Graph, principal: Principal, subject: str, *, first: int | None = None, after: str | None = None
) -> SchemaChanges:
    """Schema changes of an asset with its columns, or of a whole source, newest first.

    Raises `InvalidId`, `InvalidPage`, `NotFound`.
    """
    kind = identity.type_of(identity.expect(subject, "Asset", "Source"))
    most, _ = size(first, None)
    before = keyset(after, _ORDER, int)[0] if after is not None else _NEWEST
    shared: dict[str, Any] = {"id": subject, "kinds": list(SCHEMA_KINDS), "zones": principal.visible}
    counted = await graph.read(_COUNT[kind], **shared)
    if not counted:
        raise NotFound([subject])
    rows = await graph.read(_CHANGES[kind], **shared, before=before, limit=most + 1)
    return SchemaChanges([_change(row) for row in rows[:most]], counted[0].count, len(rows) > most)


def _change(row: _Change) -> SchemaChange:
    detail = _detail(row.detail)
    return SchemaChange(
        row.id,
        row.seq,
        row.kind,
        row.subject,
        row.source,
        row.at,
        row.by,
        detail.get("before"),
        detail.get("after"),
        cursor(_ORDER, row.seq),
    )
