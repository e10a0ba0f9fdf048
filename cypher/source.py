"""Sources: made, changed and deleted by people; what a scan needs to know of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from cypher import identity, scope, subject
from cypher.act import note
from cypher.change import Change, ChangeKind, now, record
from cypher.errors import Invalid, NotFound, legible
from cypher.graph import Conflict, Graph, Transaction
from cypher.scan import lock_idle_source
from cypher.statement import Statement, Written
from cypher.subject import Ids
from cypher.visibility import Action, Principal
from cypher.zone import rezone

MOST_NAME = 200
MOST_DESCRIPTION = 20_000
_LOCK_NAME = "source"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What a scan needs to know of a source. `config` holds references to secrets, never their values."""

    id: str
    name: str
    kind: str
    namespace: str
    managed: bool
    config: Mapping[str, Any]
    scope: Sequence[str]
    description: str | None
    also_known_as: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Stored:
    id: str
    name: str
    kind: str
    namespace: str
    managed: bool
    config: str
    scope: Sequence[str]
    description: str | None
    also_known_as: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Rival:
    id: str
    scope: Sequence[str]
    created_at: int | None


@dataclass(frozen=True, slots=True)
class Deletion:
    """What deleting a source takes with it."""

    assets: int
    columns: int
    classifications: int
    lineage_edges: int
    scans: int
    changes: int


@dataclass(frozen=True, slots=True)
class _Gone:
    zone: int | None


_LOCK = Statement("source/lock", Written)
_RIVALS = Statement("source/rivals", _Rival)
_CREATE = Statement("source/create", Written)
_UPDATE = Statement("source/update", Written)
_BY_IDS = Statement("source/by_ids", _Stored)
_MANAGED = Statement("source/managed", Ids)
_DELETION = Statement("source/deletion", Deletion)
_PURGE_COLUMNS = Statement("source/purge_columns", Written)
_PURGE_ASSETS = Statement("source/purge_assets", Written)
_PURGE_CHANGES = Statement("source/purge_changes", Written)
_PURGE_ORIGINS = Statement("source/purge_origins", Written)
_PURGE_SCANS = Statement("source/purge_scans", Written)
_DELETE = Statement("source/delete", _Gone)
_PURGE_MOST = 2_000
_PURGE_SECONDS = 60.0


async def create(
    graph: Graph,
    principal: Principal,
    *,
    slug: str,
    kind: str,
    namespace: str,
    config: Mapping[str, Any],
    scope: Sequence[str] = ("",),
    name: str | None = None,
    description: str | None = None,
    also_known_as: Sequence[str] = (),
) -> str:
    """Make the source `source:<slug>`; its id. `namespace` is normalised here; `config` is JSON with references only.

    `scope` are the beginnings of names that belong to this source inside its namespace, each ending in the separator
    (`shop.`, `data/lake/`), `""` the whole namespace. Raises `InvalidId`, `Invalid` and `Conflict`: the slug is taken, or
    another managed source has an overlapping scope in the same namespace; and `Forbidden`, for it may be any source.
    """
    principal.demand_everywhere(Action.SOURCE_EDIT)
    identifier = identity.source_id(slug)
    properties = _checked(
        identifier,
        name=name or slug,
        description=description,
        config=config,
        scope=scope,
        also_known_as=also_known_as,
    ) | {
        "kind": kind,
        "namespace": identity.namespace(namespace),
        "managed": True,
        "createdAt": now(),
        "createdBy": principal.id,
    }

    async def work(transaction: Transaction) -> None:
        await transaction.run(_LOCK, name=_LOCK_NAME)
        rivals = await transaction.run(_RIVALS, id=identifier, namespace=properties["namespace"])
        ours = [each for each in rivals if each.id == identifier]
        if ours and ours[0].created_at == properties["createdAt"]:
            return  # the commit was made, only its confirmation was lost
        if ours:
            raise Conflict(f"{identifier} exists already; choose another slug, or change that one with sourceUpdate")
        _refuse_overlap(properties, rivals)
        await transaction.run(_CREATE, id=identifier, properties=properties)
        await rezone(transaction, [identifier])
        detail = {"before": None, "after": _told(properties)}
        await record(transaction, [Change(ChangeKind.SOURCE_CREATED, identifier, detail)], by=principal.id)

    await graph.transact(work)
    return identifier


async def update(
    graph: Graph,
    principal: Principal,
    source: str,
    *,
    config: Mapping[str, Any] | None = None,
    scope: Sequence[str] | None = None,
    name: str | None = None,
    description: str | None = None,
    also_known_as: Sequence[str] | None = None,
) -> bool:
    """Change what is given; whether anything changed. Slug, kind and namespace stay.

    None leaves a thing as it is; the description "" takes it away, the name "" makes it the slug again. Raises `NotFound`,
    and `Forbidden`, `Invalid` and `Conflict` as `create` does: another `config` needs the right to make sources.
    """
    identity.expect(source, "Source")
    given = {
        "name": source.removeprefix("source:") if name == "" else name,
        "description": description,
        "config": config,
        "scope": scope,
        "also_known_as": also_known_as,
    }
    properties = _checked(source, **{key: value for key, value in given.items() if value is not None})

    async def work(transaction: Transaction) -> bool:
        await transaction.run(_LOCK, name=_LOCK_NAME)
        await subject.lock(transaction, principal, Action.SOURCE_EDIT, [source])
        if config is not None:  # whoever says where it lies, and by which secret, could make any source of it
            principal.demand_everywhere(Action.SOURCE_EDIT)
        (before,) = await transaction.run(_BY_IDS, ids=[source], zones=principal.visible)
        had = {"alsoKnownAs": before.also_known_as} | {
            key: getattr(before, key) for key in ("name", "description", "config", "scope")
        }
        changed = {key: value for key, value in properties.items() if key in had and had[key] != value}
        if not changed:
            return False
        if "scope" in changed and before.managed:
            rivals = await transaction.run(_RIVALS, id=source, namespace=before.namespace)
            _refuse_overlap(
                properties | {"namespace": before.namespace}, [each for each in rivals if each.id != source]
            )
        await transaction.run(_UPDATE, id=source, properties=properties)
        detail = {"before": _told({key: had[key] for key in changed}), "after": _told(changed)}
        await record(transaction, [Change(ChangeKind.SOURCE_UPDATED, source, detail)], by=principal.id)
        return True

    return await graph.transact(work)


async def config(graph: Graph, source: str) -> SourceRow:
    """What the scan of `source` needs; raises `InvalidId`, `NotFound`."""
    found = await _read(graph, [identity.expect(source, "Source")])
    if not found:
        raise NotFound([source])
    return found[0]


async def managed(graph: Graph) -> list[SourceRow]:
    """Every managed source, in the order of `nameSort`, for `scan --all`."""
    (row,) = await graph.read(_MANAGED)
    return await _read(graph, row.ids)


async def _read(graph: Graph, ids: Sequence[str]) -> list[SourceRow]:
    return [
        SourceRow(**asdict(row) | {"config": orjson.loads(row.config)})
        for row in await graph.read(_BY_IDS, ids=ids, zones=None)
    ]


async def delete_preview(graph: Graph, principal: Principal, source: str) -> Deletion:
    """What `delete(…, purge=True)` would take; raises `InvalidId`, `NotFound`."""
    identity.expect(source, "Source")
    found = await graph.read(_DELETION, id=source, zones=principal.visible, timeout=_PURGE_SECONDS)
    if not found:
        raise NotFound([source])
    return found[0]


async def delete(graph: Graph, principal: Principal, source: str, *, purge: bool = False) -> Deletion:
    """Delete a source with its scans, its changes and the SQL about it; with `purge` also its assets, past ones too, and lineage.

    In transactions of at most 2,000 nodes: a broken purge is taken up by calling again. Raises `NotFound`,
    `Forbidden` and `Conflict`: it has assets and `purge` is false (the message has the counts), or one of its scans is not over.
    """
    gone = await delete_preview(graph, principal, source)
    await subject.demand(graph, principal, Action.SOURCE_EDIT, [source])
    if gone.assets and not purge:
        raise Conflict(
            f"{source} has {gone.assets:,} assets with {gone.columns:,} columns, {gone.classifications:,} classifications and "
            f"{gone.lineage_edges:,} lineage edges; purge deletes them all"
        )

    note(source, asdict(gone), None)  # now, for the first of several transactions has the entry
    for statement in (_PURGE_COLUMNS, _PURGE_ASSETS) if purge else ():
        await _empty(graph, source, statement)
    for statement in (_PURGE_ORIGINS, _PURGE_SCANS, _PURGE_CHANGES):
        await _empty(graph, source, statement)

    async def work(transaction: Transaction) -> bool:
        try:
            await lock_idle_source(transaction, source)
        except NotFound:
            return True  # the commit was made, only its confirmation was lost
        deleted = await transaction.run(_DELETE, id=source)
        detail = {"before": asdict(gone), "after": None}
        told = [Change(ChangeKind.SOURCE_DELETED, source, detail, source, each.zone or 0) for each in deleted]
        await record(transaction, told, by=principal.id)
        return bool(deleted)

    if not await graph.transact(work):
        raise Conflict(f"{source} has got assets meanwhile; look again and purge them too")
    return gone


async def _empty(graph: Graph, source: str, statement: Statement[Written]) -> None:
    """Run a purging statement until nothing is left, each time in a transaction of its own."""

    async def work(transaction: Transaction) -> int:
        await lock_idle_source(transaction, source)
        return (await transaction.run(statement, id=source, most=_PURGE_MOST))[0].count

    while await graph.transact(work, timeout=_PURGE_SECONDS):
        pass


def _checked(identifier: str, **given: Any) -> dict[str, Any]:
    """The properties in the graph of what is given of a source; raises `Invalid`, `InvalidId`."""
    properties: dict[str, Any] = {}
    if "name" in given:
        name = legible(given["name"], "a name", MOST_NAME)
        if not name:
            raise Invalid("a name must not be empty")
        properties |= {"name": name, "nameSort": identity.sort_key(name, identifier), "terms": identity.terms(name)}
    if "description" in given:
        properties["description"] = legible(given["description"] or "", "a description", MOST_DESCRIPTION) or None
    if "config" in given:
        if secret := scope.secret_in(given["config"]):
            raise Invalid(f"config.{secret} looks like a secret: give a reference to it, env:NAME or file:/path")
        properties["config"] = orjson.dumps(given["config"], option=orjson.OPT_SORT_KEYS).decode()
    if "scope" in given:
        properties["scope"] = scope.checked(given["scope"])
    if "also_known_as" in given:
        properties["alsoKnownAs"] = sorted({identity.namespace(each) for each in given["also_known_as"]})
    return properties


def _told(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What a change tells of a source: what people gave, config as a map."""
    told = {
        key: value for key, value in properties.items() if key not in {"nameSort", "terms", "createdAt", "createdBy"}
    }
    return told | {"config": orjson.loads(told["config"])} if "config" in told else told


def _refuse_overlap(properties: Mapping[str, Any], rivals: Iterable[_Rival]) -> None:
    for rival in rivals:
        shared = scope.overlap(properties["scope"], rival.scope)
        if shared is not None:
            raise Conflict(
                f"{rival.id} already has {shared or 'everything'} in {properties['namespace']}: an asset belongs to one "
                "source, so give scopes that do not overlap, or a namespace of its own"
            )
