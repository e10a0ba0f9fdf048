"""People's verdicts on classifications. They are sticky: a scan keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cypher import identity, subject
from cypher.attachment import BULK_SECONDS
from cypher.change import MACHINE, Change, ChangeKind, now, record
from cypher.errors import NotFound, legible
from cypher.graph import Graph, Transaction
from cypher.statement import Statement, Written
from cypher.visibility import Principal
from cypher.zone import rezone

MOST_REASON = 2_000

Verdict = Literal["CONFIRMED", "REJECTED"]


class _Standing(NamedTuple):
    id: str
    column: str
    data_class: str
    state: str
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    found: Sequence[Sequence[str]]


_VERDICTS = Statement("classification/verdicts", _Found)
_DECIDE = Statement("classification/decide", Written)
_WITHHOLD = Statement("classification/withhold", Written)
_ASSERT = Statement("classification/assert", Written)


async def confirm(graph: Graph, principal: Principal, ids: Sequence[str], reason: str | None = None) -> list[str]:
    """Confirm classifications by their ids; those that changed. Stored values of their columns are withheld at once.

    One transaction, at most 1,000 ids. Raises `InvalidId`, `Invalid`, `NotFound` with every unknown id.
    """
    return await decide(graph, principal, dict.fromkeys(ids, "CONFIRMED"), reason)


async def reject(graph: Graph, principal: Principal, ids: Sequence[str], reason: str | None = None) -> list[str]:
    """Reject classifications; those that changed. Values withheld because of them come back with the next scan.

    Raises as `confirm` does.
    """
    return await decide(graph, principal, dict.fromkeys(ids, "REJECTED"), reason)


async def confirm_class(
    graph: Graph, principal: Principal, columns: Sequence[str], data_class: str, reason: str | None = None
) -> list[str]:
    """Say that `columns` are of `data_class` (`class:EMAIL`), whether or not a machine thought so.

    The classifications that changed, as ids. Raises as `confirm` does.
    """
    identity.expect(data_class, "DataClass")
    checked = subject.checked(columns, "Column")
    name = data_class.removeprefix("class:")
    rows = [{"id": identity.classification_id(column, name), "column": column} for column in checked]
    because = _because(reason)

    async def work(transaction: Transaction) -> list[str]:
        await subject.lock(transaction, principal, checked)
        await subject.named(transaction, [data_class])
        await transaction.run(_ASSERT, rows=rows, **{"class": data_class}, at=now())
        return await _decide(transaction, principal, dict.fromkeys((row["id"] for row in rows), "CONFIRMED"), because)

    return await graph.transact(work, timeout=BULK_SECONDS)


async def decide(
    graph: Graph,
    principal: Principal,
    verdicts: Mapping[str, Verdict],
    reason: str | None = None,
    *,
    dry_run: bool = False,
) -> list[str]:
    """Confirm and reject up to 1,000 classifications in one transaction; those that changed.

    A verdict that a person gave already changes nothing. Raises as `confirm` does.
    """
    subject.checked(verdicts, "Classification")
    because = _because(reason)

    async def work(transaction: Transaction) -> list[str]:
        return await _decide(transaction, principal, verdicts, because, dry_run=dry_run)

    return await graph.transact(work, timeout=BULK_SECONDS)


def _because(reason: str | None) -> str | None:
    return legible(reason or "", "a reason", MOST_REASON) or None


async def _decide(
    transaction: Transaction,
    principal: Principal,
    verdicts: Mapping[str, Verdict],
    reason: str | None,
    *,
    dry_run: bool = False,
) -> list[str]:
    (row,) = await transaction.run(_VERDICTS, ids=sorted(verdicts), zones=principal.visible)
    found = [_Standing(*each) for each in row.found]
    if missing := set(verdicts).difference(each.id for each in found):
        raise NotFound(missing)
    changed = [each for each in found if each.state != verdicts[each.id] or each.decided_by in {MACHINE, None}]
    if dry_run or not changed:
        return [each.id for each in changed]
    at = now()
    for state in ("CONFIRMED", "REJECTED"):
        if ids := [each.id for each in changed if verdicts[each.id] == state]:
            await transaction.run(_DECIDE, ids=ids, state=state, by=principal.id, at=at, reason=reason)
    await transaction.run(_WITHHOLD, ids=[each.id for each in changed])
    await rezone(transaction, {each.column for each in changed})
    changes = [
        Change(
            ChangeKind.VERDICT,
            each.column,
            {
                "before": {"classId": each.data_class, "state": each.state, "decidedBy": each.decided_by}
                if each.decided_by
                else None,
                "after": {
                    "classId": each.data_class,
                    "state": verdicts[each.id],
                    "decidedBy": principal.id,
                    "reason": reason,
                },
            },
        )
        for each in changed
    ]
    await record(transaction, changes, by=principal.id)
    return [each.id for each in changed]
