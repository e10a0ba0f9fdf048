"""Zones: one number for each distinct combination of what grants can speak of (docs/graph-model.md).

A column has its asset's source, kind, domains, tags and owners plus its own; an asset does not take its columns' classes.
Classifications and changes have the zone of what they are about, scans that of their source.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson

from cypher.errors import NotFound
from cypher.graph import Graph, Transaction
from cypher.statement import Statement, Written

SENSITIVITIES = ("PUBLIC", "INTERNAL", "CONFIDENTIAL", "RESTRICTED")


@dataclass(frozen=True, slots=True)
class Attributes:
    """A combination; the tuples are sorted and hold ids. `sensitivity` is the highest of the classes'."""

    source: str | None
    kind: str | None = None
    domains: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    sensitivity: str | None = None

    @property
    def key(self) -> str:
        """The combination as JSON, the same text for the same combination."""
        return orjson.dumps(self).decode()

    @property
    def number(self) -> int:
        """52 bits of the key's sha256: no counter to wait for, exact in a double."""
        return int(hashlib.sha256(self.key.encode()).hexdigest()[:13], 16)


@dataclass(frozen=True, slots=True)
class _Holder:
    id: str
    asset: str


@dataclass(frozen=True, slots=True)
class _Source:
    id: str
    domains: Sequence[str]
    tags: Sequence[str]
    owners: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Asset:
    id: str
    source: str | None
    kind: str | None
    domains: Sequence[str]
    tags: Sequence[str]
    owners: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Column:
    id: str
    asset: str
    domains: Sequence[str]
    tags: Sequence[str]
    owners: Sequence[str]
    classes: Sequence[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class _Zones:
    zones: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class _Holdings:
    holdings: Sequence[tuple[int | None, int, int]]


@dataclass(frozen=True, slots=True)
class _Zone:
    zone: int | None


_COUNT = Statement("zone/count", Written)
_ALL = Statement("zone/all", _Zones)
_HOLDINGS = Statement("zone/holdings", _Holdings)
_OF = Statement("zone/of", _Zone)
_LOCK = Statement("zone/lock", Written)
_HOLDERS = Statement("zone/holders", _Holder)
_SOURCES = Statement("zone/sources", _Source)
_ASSETS = Statement("zone/assets", _Asset)
_COLUMNS = Statement("zone/columns", _Column)
_REMEMBER = Statement("zone/remember", Written)
_SET_SOURCES = Statement("zone/set_sources", Written)
_SET_ASSETS = Statement("zone/set_assets", Written)
_SET_COLUMNS = Statement("zone/set_columns", Written)


def _merged(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({each for group in groups for each in group}))


def _of_column(asset: _Asset, column: _Column) -> Attributes:
    levels = [SENSITIVITIES.index(level) for _, level in column.classes if level in SENSITIVITIES]
    return Attributes(
        source=asset.source,
        kind=asset.kind,
        domains=_merged(asset.domains, column.domains),
        tags=_merged(asset.tags, column.tags),
        owners=_merged(asset.owners, column.owners),
        classes=_merged(each for each, _ in column.classes),
        sensitivity=SENSITIVITIES[max(levels)] if levels else None,
    )


async def remember(transaction: Transaction, combinations: Iterable[Attributes]) -> None:
    """Make sure that the graph holds these combinations."""
    rows = {each.number: each.key for each in combinations}
    if rows:
        await transaction.run(_REMEMBER, rows=[{"number": number, "key": rows[number]} for number in sorted(rows)])


async def rezone(transaction: Transaction, ids: Iterable[str]) -> None:
    """Put sources, assets (with their columns) and columns into the zones that follow from the graph as it is now.

    Call it in the transaction of the change that moved them, after that change. Ids of other types are ignored.
    """
    wanted = set(ids)
    sources = sorted(each for each in wanted if each.startswith("source:"))
    assets = sorted(each for each in wanted if each.startswith("asset:"))
    columns = sorted(each for each in wanted if each.startswith("column:"))
    if sources:
        await _rezone_sources(transaction, sources)
    if assets or columns:
        await _rezone_columns(transaction, assets, columns)


async def _rezone_sources(transaction: Transaction, ids: list[str]) -> None:
    await transaction.run(_LOCK, ids=ids)
    found = {
        row.id: Attributes(row.id, None, _merged(row.domains), _merged(row.tags), _merged(row.owners))
        for row in await transaction.run(_SOURCES, ids=ids)
    }
    await remember(transaction, found.values())
    await transaction.run(_SET_SOURCES, rows=[{"id": each, "zone": found[each].number} for each in sorted(found)])


async def _rezone_columns(transaction: Transaction, assets: list[str], columns: list[str]) -> None:
    holders = {row.asset for row in await transaction.run(_HOLDERS, ids=columns)} if columns else set[str]()
    every = sorted(holders | set(assets))
    await transaction.run(_LOCK, ids=every)
    of_asset = {row.id: row for row in await transaction.run(_ASSETS, ids=every)}
    of_column = await transaction.run(_COLUMNS, ids=columns, assets=assets)
    moved_assets = {
        each: Attributes(row.source, row.kind, _merged(row.domains), _merged(row.tags), _merged(row.owners))
        for each in assets
        if (row := of_asset.get(each)) is not None
    }
    moved_columns = {row.id: _of_column(of_asset[row.asset], row) for row in of_column if row.asset in of_asset}
    await remember(transaction, [*moved_assets.values(), *moved_columns.values()])
    for statement, moved in ((_SET_ASSETS, moved_assets), (_SET_COLUMNS, moved_columns)):
        if moved:
            rows = [{"id": each, "zone": moved[each].number} for each in sorted(moved)]
            await transaction.run(statement, rows=rows)


async def count(graph: Graph) -> int:
    """How many zones there are: from the count store, so it may be asked often."""
    return (await graph.read(_COUNT))[0].count


async def known(graph: Graph) -> dict[int, Attributes]:
    """All zones by number."""
    (row,) = await graph.read(_ALL)
    return {number: _attributes(key) for number, key in row.zones}


def _attributes(key: str) -> Attributes:
    return Attributes(**frozen(key))


def frozen(text: str) -> dict[str, Any]:
    """An object of JSON, its lists as tuples."""
    parts: dict[str, Any] = orjson.loads(text)
    return {name: tuple(cast("list[Any]", part)) if isinstance(part, list) else part for name, part in parts.items()}


async def holdings(graph: Graph) -> dict[int, tuple[int, int]]:
    """How many assets and columns are in each zone. Counts all nodes: 0.1 s for 200,000 columns."""
    (row,) = await graph.read(_HOLDINGS)
    return {zone: (assets, columns) for zone, assets, columns in row.holdings if zone is not None}


async def zone_of(graph: Graph, identifier: str) -> int | None:
    """The zone of a source, asset, column, classification or scan, whoever asks; raises `NotFound`."""
    found = await graph.read(_OF, id=identifier)
    if not found:
        raise NotFound([identifier])
    return found[0].zone
