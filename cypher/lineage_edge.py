"""Lineage that people state: `origin` is `manual:<person>`, and each edge has its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from cypher import change, edge, identity, subject
from cypher.change import Change, ChangeKind
from cypher.edge import EdgeRow
from cypher.errors import Invalid, legible
from cypher.graph import Conflict, Graph, Transaction
from cypher.statement import Statement
from cypher.visibility import Action, Principal

MANUAL = "manual:"
MOST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class _Between:
    source: str
    target: str
    edges: Sequence[tuple[str, str, str | None]]
    implied: Sequence[tuple[str, str, str | None]]
    implying: Sequence[tuple[str, str]]


_BETWEEN = Statement("lineage_edge/between", _Between)


def _checked(start: str, end: str, reason: str) -> str:
    """The reason; raises `InvalidId`, `Invalid`."""
    kind = identity.type_of(identity.expect(start, "Asset", "Column"))
    identity.expect(end, kind)
    if start == end:
        raise Invalid("an edge leads from one thing to another, not to itself")
    reason = legible(reason, "a reason", MOST_REASON)
    if not reason:
        raise Invalid("give a reason: whoever finds the edge later will ask for it")
    return reason


def _change(ends: tuple[str, str], origin: str, before: str | None, after: str | None, reason: str) -> Change:
    start, end = ends
    said = {"before": before, "after": after}
    told = {when: text and {"from": start, "origin": origin, "reason": text} for when, text in said.items()}
    return Change(ChangeKind.LINEAGE_CHANGED, end, {**told, "reason": reason})


async def add(graph: Graph, principal: Principal, start: str, end: str, *, reason: str) -> str:
    """State that data flows from `start` to `end`, two columns or two assets; the origin of the edge.

    An edge between columns brings one between their assets along. Stated again with another reason, the edge ends and begins
    anew. Raises `InvalidId`, `Invalid`, `NotFound`, `Forbidden`.
    """
    reason = _checked(start, end, reason)
    origin = MANUAL + principal.id.removeprefix("person:")
    now = change.now()

    async def work(transaction: Transaction) -> None:
        await subject.lock(transaction, principal, Action.LINEAGE_EDIT, sorted((start, end)))
        (between,) = await transaction.run(_BETWEEN, **{"from": start, "to": end})
        stated = {"confidence": 1.0, "reason": reason}
        if start.startswith("column:"):
            stated |= {"masking": False}
        rows = [EdgeRow("FLOWS_TO", start, end, origin, stated)]
        if start.startswith("column:") and between.source != between.target:
            rows.append(EdgeRow("FLOWS_TO", between.source, between.target, origin, {"confidence": 1.0}))
        done = await edge.replace(transaction, [origin], rows, at=now, recorded_at=now, partial=[origin])
        if done.written:
            was = next((said for _, by, said in between.edges if by == origin), None)
            await change.record(transaction, [_change((start, end), origin, was, reason, reason)], by=principal.id)

    await graph.transact(work)
    return origin


async def remove(graph: Graph, principal: Principal, start: str, end: str, *, reason: str) -> None:
    """End what people stated: that data flows from `start` to `end`. It stays as past lineage.

    The edge between the assets of columns goes along where nothing else implies it and nobody stated it himself. Raises
    `InvalidId`, `Invalid` (there is no such edge), `NotFound`, `Forbidden`, and
    `Conflict`: the edge is stated by a producer, which would
    state it again, or follows from edges between columns.
    """
    reason = _checked(start, end, reason)
    now = change.now()

    async def work(transaction: Transaction) -> None:
        await subject.lock(transaction, principal, Action.LINEAGE_EDIT, sorted((start, end)))
        (between,) = await transaction.run(_BETWEEN, **{"from": start, "to": end})
        ours = [each for each in between.edges if each[1].startswith(MANUAL)]
        if not ours:
            _refuse(start, end, [origin for _, origin, _ in between.edges])
        origins = {origin for _, origin, _ in ours}
        ended = [identifier for identifier, *_ in ours]
        left = {origin for identifier, origin in between.implying if identifier not in ended}
        if start.startswith("asset:"):
            if implied := sorted(origins & left):
                raise Conflict(f"edges between columns of {', '.join(implied)} imply this one: remove those")
        else:
            ended += [
                identifier for identifier, origin, said in between.implied
                if origin in origins - left and said is None
            ]  # fmt: skip
        await edge.end(transaction, ended, at=now)
        told = [_change((start, end), origin, said or origin, None, reason) for _, origin, said in ours]
        await change.record(transaction, told, by=principal.id)

    await graph.transact(work)


def _refuse(start: str, end: str, origins: Sequence[str]) -> None:
    if not origins:
        raise Invalid(f"there is no edge from {start} to {end}")
    raise Conflict(
        f"this edge is stated by {', '.join(origins)}, which would state it again: change it there; here only edges that people "
        "stated can be removed"
    )
