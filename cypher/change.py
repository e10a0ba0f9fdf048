"""The feed of changes: `(:Change {seq, kind, subjectId, sourceId, zone, at, by, detail})`, `seq` in the order of commits."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from cypher.act import note
from cypher.graph import Transaction
from cypher.statement import Statement, Written

MACHINE = "machine"
"""`by` of what no person decided."""


class ChangeKind(StrEnum):
    """What happened."""

    SOURCE_CREATED = "SOURCE_CREATED"
    SOURCE_UPDATED = "SOURCE_UPDATED"
    SOURCE_DELETED = "SOURCE_DELETED"
    ASSET_ADDED = "ASSET_ADDED"
    ASSET_MISSING = "ASSET_MISSING"
    ASSET_REMOVED = "ASSET_REMOVED"
    ASSET_RETURNED = "ASSET_RETURNED"
    ASSET_CHANGED = "ASSET_CHANGED"
    COLUMN_ADDED = "COLUMN_ADDED"
    COLUMN_REMOVED = "COLUMN_REMOVED"
    COLUMN_CHANGED = "COLUMN_CHANGED"
    CLASSIFICATION_CHANGED = "CLASSIFICATION_CHANGED"
    VERDICT = "VERDICT"
    DESCRIBED = "DESCRIBED"
    OWNED = "OWNED"
    TAGGED = "TAGGED"
    DOMAIN_ASSIGNED = "DOMAIN_ASSIGNED"
    LINEAGE_CHANGED = "LINEAGE_CHANGED"
    LINEAGE_COVERAGE_LOWERED = "LINEAGE_COVERAGE_LOWERED"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the source, asset or column `subject` (an id); `detail` is JSON, for example `{"before", "after"}`.

    Without `zone`, zone and source are read from the subject when the change is recorded, so after it was re-zoned.
    """

    kind: ChangeKind
    subject: str
    detail: Mapping[str, Any] | None = None
    source: str | None = None
    zone: int | None = None


@dataclass(frozen=True, slots=True)
class _About:
    id: str
    zone: int | None
    source: str | None


_ABOUT = Statement("change/about", _About)
_RECORD = Statement("change/record", Written)


def now() -> int:
    """Microseconds UTC."""
    return time.time_ns() // 1_000


async def record(transaction: Transaction, changes: Sequence[Change], *, by: str) -> None:
    """Append changes to the feed: the last statement of its transaction, for it holds the feed's lock until the commit.

    `by` is the id of a person, or `MACHINE`. The act that goes on is told of them, too.
    """
    if not changes:
        return
    unknown = sorted({each.subject for each in changes if each.zone is None})
    about = {row.id: row for row in await transaction.run(_ABOUT, ids=unknown)} if unknown else {}
    rows: list[dict[str, Any]] = []
    for each in changes:
        detail = dict(each.detail or {})
        note(each.subject, detail.get("before"), detail.get("after", detail or None))
        found = about.get(each.subject)
        rows.append(
            {
                "kind": each.kind.value,
                "subject": each.subject,
                "source": each.source or (found and found.source),
                "zone": each.zone if each.zone is not None else found and found.zone,
                "detail": orjson.dumps(each.detail).decode() if each.detail is not None else None,
            }
        )
    await transaction.run(_RECORD, rows=rows, by=by, at=now())
