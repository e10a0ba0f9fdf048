"""Entries of the audit as they are read: by filters and pages, or all of them; and taken away, unless somebody holds them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Select, delete, func, select

from cypher.act import canonical, going, note
from cypher.errors import Invalid, NotFound, legible
from cypher.graph import Conflict
from graph_api.audit.checkpoint import Checkpoint, Signer, keep
from graph_api.state import Store, chain
from graph_api.state.store import now
from graph_api.state.tables import audit, audit_hold, audit_object
from schema.ports import AuditFilter, AuditRow

PRUNE = "audit prune"
_PAGE = 1_000
_MOST_TEXT = 2_000


def said(entry: str) -> dict[str, Any]:
    """What an entry says."""
    return cast("dict[str, Any]", json.loads(entry))


def signature(entry: str) -> dict[str, Any]:
    """The signed checkpoint that the entry of a pruning has; empty where there is none."""
    given = said(entry).get("given")
    signed = cast("dict[str, Any]", given).get("checkpoint") if isinstance(given, dict) else None
    return cast("dict[str, Any]", signed) if isinstance(signed, dict) else {}


def page(connection: Connection, wanted: AuditFilter, *, before: int | None, limit: int) -> list[AuditRow]:
    """The newest entries that are wanted, of those with numbers under `before`, newest first."""
    asked = _wanted(select(audit), wanted)
    if before is not None:
        asked = asked.where(audit.c.seq < before)
    rows = connection.execute(asked.order_by(audit.c.seq.desc()).limit(limit)).all()
    return [_row(row.seq, row.hash, said(row.entry)) for row in rows]


def count(connection: Connection, wanted: AuditFilter) -> int:
    """How many entries are wanted."""
    return connection.scalar(_wanted(select(func.count()).select_from(audit), wanted)) or 0


def _wanted(asked: Select[Any], wanted: AuditFilter) -> Select[Any]:
    for column, some in (
        (audit.c.actor, wanted.actors),
        (audit.c.action, wanted.actions),
        (audit.c.outcome, wanted.outcomes),
    ):
        if some is not None:
            asked = asked.where(column.in_(some))
    if wanted.objects is not None:
        asked = asked.where(
            audit.c.seq.in_(select(audit_object.c.seq).where(audit_object.c.object.in_(wanted.objects)))
        )
    if wanted.since is not None:
        asked = asked.where(audit.c.at >= wanted.since)
    if wanted.until is not None:
        asked = asked.where(audit.c.at < wanted.until)
    return asked


def _row(seq: int, hashed: str, entry: dict[str, Any]) -> AuditRow:
    return AuditRow(
        seq=seq,
        hash=hashed,
        id=entry["id"],
        at=entry["at"],
        actor=entry["actor"],
        action=entry["action"],
        outcome=entry["outcome"],
        address=entry.get("address"),
        request=entry.get("request"),
        token=entry.get("token"),
        reason=entry.get("reason"),
        given=entry.get("given"),
        objects=tuple(entry.get("objects", ())),
        changes=tuple(_changes(entry.get("changes"))),
    )


def _changes(told: object) -> Iterator[tuple[str, Any, Any]]:
    for each in cast("list[object]", told) if isinstance(told, list) else ():
        if isinstance(each, dict):
            change = cast("dict[str, Any]", each)
            yield str(change.get("id")), change.get("before"), change.get("after")


def lines(store: Store) -> Iterator[bytes]:
    """Every entry as a line of JSON, in order: without its `hash`, the SHA-256 of a line is that hash. Blocks."""
    after = 0
    while True:
        with store.reading() as connection:
            rows = connection.execute(select(audit).where(audit.c.seq > after).order_by(audit.c.seq).limit(_PAGE)).all()
        for row in rows:
            line = {"entry": said(row.entry), "hash": row.hash, "previous": row.previous, "seq": row.seq}
            yield canonical(line).encode() + b"\n"
        if len(rows) < _PAGE:
            return
        after = rows[-1].seq


def prune(store: Store, signer: Signer, file: Path, *, before: int) -> int:
    """Take away the entries from before a moment (microseconds); how many. The last one stays.

    The checkpoint that says so is signed and kept before anything is gone. Blocks; raises `Conflict` while there is a hold.
    """
    if before > now():
        raise Invalid("prune what is before a moment that has come")
    with store.writing() as connection:
        if held := list(connection.scalars(select(audit_hold.c.name).order_by(audit_hold.c.name))):
            raise Conflict(f"nothing may be pruned under a legal hold: {', '.join(held)}")
        chain.lock(connection)
        last, _ = chain.head(connection, store.id)
        kept = connection.scalar(select(func.min(audit.c.seq)).where(audit.c.at >= before)) or last
        cut = connection.execute(select(audit.c.seq, audit.c.hash).where(audit.c.seq == kept - 1)).first()
        if cut is None:
            return 0
        signed = signer.signed(Checkpoint(store.id, cut[0], cut[1], now(), pruned=True))
        keep(file, signed)
        if (act := going()) is not None:
            act.given = {"before": before, "checkpoint": signed}
        connection.execute(delete(audit_object).where(audit_object.c.seq <= cut[0]))
        return connection.execute(delete(audit).where(audit.c.seq <= cut[0])).rowcount


def hold(connection: Connection, name: str, reason: str, *, by: str) -> None:
    """Have everything kept from now on. Raises `Invalid`, `Conflict`."""
    name, reason = legible(name, "a name", 200), _reason(reason)
    if not name:
        raise Invalid("give the hold a name, such as that of the case")
    if connection.execute(select(audit_hold).where(audit_hold.c.name == name)).first():
        raise Conflict(f"there is a hold {name} already")
    connection.execute(audit_hold.insert().values(name=name, reason=reason, created_at=now(), created_by=by))
    note(f"hold:{name}", None, {"reason": reason})


def release(connection: Connection, name: str, reason: str) -> None:
    """End a hold. Raises `Invalid`, `NotFound`."""
    reason = _reason(reason)
    held = connection.execute(select(audit_hold).where(audit_hold.c.name == name)).first()
    if held is None:
        raise NotFound([name])
    connection.execute(audit_hold.delete().where(audit_hold.c.name == name))
    note(f"hold:{name}", {"reason": held.reason, "by": held.created_by}, {"released": reason})


def holds(connection: Connection) -> list[tuple[str, str, int, str]]:
    """(name, reason, since, by) of every hold."""
    return [tuple(row) for row in connection.execute(select(audit_hold).order_by(audit_hold.c.name))]


def _reason(reason: str) -> str:
    reason = legible(reason, "a reason", _MOST_TEXT)
    if not reason:
        raise Invalid("give a reason: whoever looks later will ask for it")
    return reason
