"""People's verdicts on classifications. They are sticky: a scan keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from cypher import identity, subject
from cypher.attachment import BULK_SECONDS
from cypher.change import MACHINE, Change, ChangeKind, now, record
from cypher.data_class import refuse_groups
from cypher.errors import NotFound, legible
from cypher.graph import Graph, Transaction
from cypher.statement import Statement, Written
from cypher.visibility import Action, Principal
from cypher.zone import rezone

MOST_REASON = 2_000

State = Literal["CONFIRMED", "REJECTED"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided; `at` in microseconds UTC (None: now)."""

    state: State
    by: str
    reason: str | None = None
    at: int | None = None


class _Standing(NamedTuple):
    id: str
    column: str
    data_class: str
    state: str
    decided_by: str | None
    zone: int | None


@dataclass(frozen=True, slots=True)
class _Found:
    found: Sequence[tuple[str, str, str, str, str | None, int | None]]


@dataclass(frozen=True, slots=True)
class Explained:
    """A classification as it stands, and where its column is; `data_class` is a name, `evidence` JSON."""

    asset: str
    source: str
    column: str
    data_class: str
    state: str
    decided_by: str | None
    confidence: float | None
    detector: str | None
    evidence: str


_EXPLAINED = Statement("classification/explained", Explained)
_VERDICTS = Statement("classification/verdicts", _Found)
_DECIDE = Statement("classification/decide", Written)
_WITHHOLD = Statement("classification/withhold", Written)
_ASSERT = Statement("classification/assert", Written)


async def explained(graph: Graph, principal: Principal, identifier: str) -> Explained:
    """A classification of a column that is there; raises `InvalidId`, `NotFound`."""
    found = await graph.read(_EXPLAINED, id=identity.expect(identifier, "Classification"), zones=principal.visible)
    if not found:
        raise NotFound([identifier])
    return found[0]


async def confirm(graph: Graph, principal: Principal, ids: Sequence[str], reason: str | None = None) -> list[str]:
    """Confirm classifications by their ids; those that changed. Stored values of their columns are withheld at once.

    One transaction, at most 1,000 ids. Raises `InvalidId`, `Invalid`, `NotFound` with every unknown id.
    """
    return await _by_ids(graph, principal, ids, Verdict("CONFIRMED", principal.id, reason))


async def reject(graph: Graph, principal: Principal, ids: Sequence[str], reason: str | None = None) -> list[str]:
    """Reject classifications; those that changed. Values withheld because of them come back with the next scan.

    Raises as `confirm` does.
    """
    return await _by_ids(graph, principal, ids, Verdict("REJECTED", principal.id, reason))


async def _by_ids(graph: Graph, principal: Principal, ids: Sequence[str], verdict: Verdict) -> list[str]:
    checked = subject.checked(ids, "Classification")
    verdicts = dict.fromkeys(checked, _legible(verdict))

    async def work(transaction: Transaction) -> list[str]:
        return await _decide(transaction, principal, verdicts)

    return await graph.transact(work, timeout=BULK_SECONDS)


async def confirm_class(
    graph: Graph, principal: Principal, columns: Sequence[str], data_class: str, reason: str | None = None
) -> list[str]:
    """Say that `columns` are of `data_class` (`class:EMAIL`), whether or not a machine thought so.

    The classifications that changed, as ids. Raises as `confirm` does.
    """
    verdict = Verdict("CONFIRMED", principal.id, reason)
    return await decide(graph, principal, {(column, data_class): verdict for column in columns})


async def decide(
    graph: Graph, principal: Principal, verdicts: Mapping[tuple[str, str], Verdict], *, dry_run: bool = False
) -> list[str]:
    """Decide, for (column, data class) each, whether or not a machine thought so; the classifications that changed, as ids.

    Raises as `confirm` does.
    """
    columns = subject.checked({column for column, _ in verdicts}, "Column")
    classes = subject.checked({data_class for _, data_class in verdicts}, "DataClass")
    decided: dict[str, Verdict] = {}
    rows: list[dict[str, str]] = []
    for (column, data_class), verdict in verdicts.items():
        identifier = identity.classification_id(column, data_class.removeprefix("class:"))
        rows.append({"id": identifier, "column": column, "class": data_class})
        decided[identifier] = _legible(verdict)

    async def work(transaction: Transaction) -> list[str]:
        await subject.lock(transaction, principal, Action.CLASSIFY, columns)
        await subject.named(transaction, classes)
        await refuse_groups(transaction, classes)
        if dry_run:
            (row,) = await transaction.run(_VERDICTS, ids=sorted(decided), zones=principal.visible)
            found = {standing.id: standing for standing in (_Standing(*each) for each in row.found)}
            return [each for each in sorted(decided) if each not in found or _differs(found[each], decided[each])]
        await transaction.run(_ASSERT, rows=rows, at=now())
        return await _decide(transaction, principal, decided)

    return await graph.transact(work, timeout=BULK_SECONDS)


def _legible(verdict: Verdict) -> Verdict:
    return replace(verdict, reason=legible(verdict.reason or "", "a reason", MOST_REASON) or None)


def _differs(standing: _Standing, verdict: Verdict) -> bool:
    """A person's same verdict changes nothing."""
    return standing.state != verdict.state or standing.decided_by in {MACHINE, None}


async def _decide(transaction: Transaction, principal: Principal, verdicts: Mapping[str, Verdict]) -> list[str]:
    (row,) = await transaction.run(_VERDICTS, ids=sorted(verdicts), zones=principal.visible)
    found = [_Standing(*each) for each in row.found]
    if missing := set(verdicts).difference(each.id for each in found):
        raise NotFound(missing)
    principal.demand(Action.CLASSIFY, {each.id: each.zone for each in found})
    changed = [each for each in found if _differs(each, verdicts[each.id])]
    if not changed:
        return []
    at = now()
    rows = [
        {"id": each.id, "state": verdict.state, "by": verdict.by, "at": verdict.at or at, "reason": verdict.reason}
        for each in changed
        for verdict in [verdicts[each.id]]
    ]
    await transaction.run(_DECIDE, rows=rows)
    await transaction.run(_WITHHOLD, ids=[each.id for each in changed])
    await rezone(transaction, {each.column for each in changed})
    await record(transaction, [_told(each, verdicts[each.id]) for each in changed], by=principal.id)
    return [each.id for each in changed]


def _told(was: _Standing, verdict: Verdict) -> Change:
    before = {"classId": was.data_class, "state": was.state, "decidedBy": was.decided_by} if was.decided_by else None
    after = {
        "classId": was.data_class,
        "state": verdict.state,
        "decidedBy": verdict.by,
        "reason": verdict.reason,
    }
    return Change(ChangeKind.VERDICT, was.column, {"before": before, "after": after})
