"""The audit's chain: entries in one order for all servers of a store, each bound to the one before by its hash.

`hash` is the SHA-256 of `{"entry":…,"previous":…,"seq":…}` in canonical JSON, `previous` the hash before; that of the first entry
is made of the store's id, so that no chain passes for another store's.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, select, text

from cypher.act import canonical, keepable
from graph_api.state.tables import audit, audit_object

_LOCK = 0x41756469  # "Audi": whoever appends is alone until its commit
_IDS = 500
_LATEST = 2**62
_MOST_BYTES = 1_024
"""Of what entries are found by: an index takes no more of every text."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What a row says of its entry besides the entry itself."""

    id: str
    at: int
    actor: str
    action: str
    outcome: str
    objects: tuple[str, ...]


def genesis(store: str) -> str:
    """What stands for the hash before the first entry of a store."""
    return hashlib.sha256(f"pursight audit {store}".encode()).hexdigest()


def link(seq: int, previous: str, entry: str) -> str:
    """The hash of an entry at its place."""
    return hashlib.sha256(f'{{"entry":{entry},"previous":"{previous}","seq":{seq}}}'.encode()).hexdigest()


def filed(entry: str) -> Filed:
    """What the row of an entry says of it; of one that nobody here made, that it is damaged."""
    try:
        said = json.loads(entry)
        of = Filed(
            id=said["id"],
            at=said["at"],
            actor=said["actor"],
            action=said["action"],
            outcome=said["outcome"],
            objects=tuple(dict.fromkeys(said.get("objects", []))),
        )
        texts = all(_fits(each) for each in (of.id, of.actor, of.action, of.outcome, *of.objects))
        if texts and type(of.at) is int and 0 <= of.at < _LATEST:
            return of
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise ValueError("this is no entry of the audit")


def _fits(text: object) -> bool:
    return keepable(text) and len(str(text).encode()) <= _MOST_BYTES


def append(connection: Connection, store: str, entries: Sequence[str]) -> None:
    """Add entries, each once, as the last thing of the caller's transaction: nobody else appends until its end."""
    add(connection, store, [(filed(entry).id, entry) for entry in entries])


def add(connection: Connection, store: str, entries: Sequence[tuple[str, str]]) -> None:
    """As `append`, with the ids that entries were found under: what is no entry, or another one's, is kept as damaged."""
    lock(connection)
    ids, known = [identifier for identifier, _ in entries], set[str]()
    for start in range(0, len(ids), _IDS):
        known.update(connection.scalars(select(audit.c.id).where(audit.c.id.in_(ids[start : start + _IDS]))))
    seq, previous = head(connection, store)
    for identifier, entry in entries:
        if identifier in known:
            continue
        known.add(identifier)
        entry, of = _sound(identifier, entry)  # noqa: PLW2901 - what it says is kept
        seq, before = seq + 1, previous
        previous = link(seq, before, entry)
        row = {"id": identifier, "at": of.at, "actor": of.actor, "action": of.action, "outcome": of.outcome}
        connection.execute(audit.insert().values(seq=seq, entry=entry, previous=before, hash=previous, **row))
        if of.objects:
            connection.execute(audit_object.insert(), [{"object": each, "seq": seq} for each in of.objects])


def lock(connection: Connection) -> None:
    """Be the only one who appends until the commit: SQLite's writers are alone anyhow."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def head(connection: Connection, store: str) -> tuple[int, str]:
    """The number and hash of the last entry."""
    row = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    return (0, genesis(store)) if row is None else (row[0], row[1])


def _sound(identifier: str, entry: str) -> tuple[str, Filed]:
    """An entry, or, of what was put into the graph in its place, that it was: a forgery must not stop the others."""
    try:
        of = filed(entry)
        said: object = json.loads(entry)
        orjson.dumps(said)  # as answers are written
        if of.id == identifier and canonical(said) == entry:
            return entry, of
    except (ValueError, TypeError, RecursionError):
        pass
    stands = {"id": identifier, "at": 0, "actor": "", "action": "unknown", "outcome": "DAMAGED", "text": entry[:2_000]}
    return canonical(stands), filed(canonical(stands))
