"""The life of a scan: QUEUED, RUNNING, then SUCCEEDED, FAILED or CANCELLED; one scan of a source at a time.

Who runs a scan holds its lease by heartbeats and writes under its fence, a node that stands while the scan runs; a scan whose
lease is over is FAILED as soon as anyone looks, and its fence falls, so that a process that wakes up late cannot write any
more. (The fence is not the scan itself: its lock is held through commits, which heartbeats must not wait for.) Times are the
database's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cypher import change, identity
from cypher.act import Act, acting, note
from cypher.errors import NotFound
from cypher.graph import Conflict, Graph, Transaction
from cypher.statement import Statement, Written

LEASE_SECONDS = 30

Mode = Literal["FULL", "METADATA_ONLY", "CLASSIFY_ONLY"]
End = Literal["SUCCEEDED", "FAILED", "CANCELLED"]


class Fenced(Exception):
    """The scan is no longer this process's: its lease was over, or somebody ended it. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to write as the scan `id`; `started_at` in microseconds.

    Of CLASSIFY_ONLY: `assets` are those that are meant (None: all), `only_stale` those of another detector.
    """

    id: str
    source: str
    mode: Mode
    by: str
    fence: int
    started_at: int
    assets: Sequence[str] | None = None
    only_stale: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a scan stands."""

    id: str
    source: str
    state: str
    mode: Mode
    by: str
    cancel_requested: bool
    error: str | None


@dataclass(frozen=True, slots=True)
class _Source:
    zone: int | None
    managed: bool | None


@dataclass(frozen=True, slots=True)
class _Active:
    id: str
    state: str


@dataclass(frozen=True, slots=True)
class _Id:
    id: str


@dataclass(frozen=True, slots=True)
class _Claimed:
    fence: int
    started_at: int
    assets: Sequence[str] | None
    only_stale: bool


@dataclass(frozen=True, slots=True)
class _Beat:
    cancel_requested: bool


@dataclass(frozen=True, slots=True)
class _State:
    state: str


@dataclass(frozen=True, slots=True)
class _Latest:
    source: str
    finished_at: int | None


_LOCK_SOURCE = Statement("scan/lock_source", _Source)
_ACTIVE = Statement("scan/active", _Active)
_EXPIRED = Statement("scan/expired", _Id)
_EXPIRE = Statement("scan/expire", _Id)
_QUEUE = Statement("scan/queue", Written)
_STATE = Statement("scan/state", Standing)
_CLAIM = Statement("scan/claim", _Claimed)
_HOLD = Statement("scan/hold", Written)
_HEARTBEAT = Statement("scan/heartbeat", _Beat)
_FINISH = Statement("scan/finish", Written)
_CANCEL = Statement("scan/cancel", _State)
_GIVE_UP = Statement("scan/give_up", Written)
_LATEST = Statement("scan/latest", _Latest)
_COMPLETED = Statement("scan/completed", _Id)


async def lock_idle_source(transaction: Transaction, source: str, *, but: str | None = None) -> None:
    """Lock a source until the commit; raises `NotFound`, and `Conflict` while a scan of it, other than `but`, is not over."""
    locked = await transaction.run(_LOCK_SOURCE, source=source)
    if not locked:
        raise NotFound([source])
    active = [each.id for each in await transaction.run(_ACTIVE, source=source)]
    ended = {each.id for each in await transaction.run(_EXPIRE, ids=active)} if active else set[str]()
    for each in active:
        if each != but and each not in ended:
            raise Conflict(f"{each} of {source} is not over; one scan of a source runs at a time")


async def queue(
    graph: Graph, source: str, *, mode: Mode, trigger: Literal["CLI", "API"], by: str, lease: int = LEASE_SECONDS
) -> str:
    """Ask for a scan; its id. Somebody has to `claim` it within `lease` seconds. Raises `NotFound`, `Conflict`, `InvalidId`."""
    (scan,) = await _queue(graph, {source: None}, mode=mode, trigger=trigger, by=by, lease=lease)
    return scan


async def queue_classify(
    graph: Graph,
    chosen: Mapping[str, Sequence[str] | None],
    *,
    only_stale: bool,
    trigger: Literal["CLI", "API"],
    by: str,
    lease: int = LEASE_SECONDS,
) -> list[str]:
    """Ask for classification alone, of each source's assets that are named (None: all): a scan a source, all or none.

    Raises as `queue` does.
    """
    return await _queue(graph, chosen, mode="CLASSIFY_ONLY", trigger=trigger, by=by, lease=lease, only_stale=only_stale)


async def _queue(
    graph: Graph,
    chosen: Mapping[str, Sequence[str] | None],
    *,
    mode: Mode,
    trigger: str,
    by: str,
    lease: int,
    only_stale: bool = False,
) -> list[str]:
    scans = {identity.expect(source, "Source"): identity.scan_id() for source in sorted(chosen)}
    at = change.now()

    async def work(transaction: Transaction) -> None:
        for source, scan in scans.items():
            assets = chosen[source]
            note(scan, None, {"source": source, "mode": mode, "trigger": trigger})
            await lock_idle_source(transaction, source, but=scan)
            await transaction.run(
                _QUEUE,
                id=scan,
                source=source,
                mode=mode,
                assets=None if assets is None else list(assets),
                only_stale=only_stale or None,
                trigger=trigger,
                by=by,
                at=at,
                start_sort=f"{10**17 - at:018d}{scan}",
                lease=lease,
            )

    await graph.transact(work)
    return list(scans.values())


async def claim(graph: Graph, scan: str, *, lease: int = LEASE_SECONDS) -> Claim:
    """Take a queued scan, which the audit is told; raises `NotFound`, and `Conflict`: it is over, or another one is running."""
    standing = await state(graph, scan)

    async def work(transaction: Transaction) -> list[_Claimed]:
        await lock_idle_source(transaction, standing.source, but=scan)
        return await transaction.run(_CLAIM, id=scan, lease=lease)

    with acting(Act("scan", standing.by, subjects=[scan, standing.source])):
        claimed = await graph.transact(work)
    if not claimed:
        raise Conflict(f"{scan} is {(await state(graph, scan)).state}: only a QUEUED scan can begin")
    found = claimed[0]
    return Claim(
        id=scan,
        source=standing.source,
        mode=standing.mode,
        by=standing.by,
        fence=found.fence,
        started_at=found.started_at,
        assets=found.assets,
        only_stale=found.only_stale,
    )


async def state(graph: Graph, scan: str) -> Standing:
    """How a scan stands; raises `NotFound`."""
    found = await graph.read(_STATE, id=identity.expect(scan, "Scan"))
    if not found:
        raise NotFound([scan])
    return found[0]


async def reap(graph: Graph) -> list[str]:
    """Make every scan FAILED whose lease is over; their ids."""
    expired = [each.id for each in await graph.read(_EXPIRED)]
    return [each.id for each in await graph.write(_EXPIRE, ids=expired)] if expired else []


async def hold(transaction: Transaction, claim: Claim) -> None:
    """Raise `Fenced` unless the scan is still ours, and keep it ours until the commit: in every writing transaction of a scan."""
    held = await transaction.run(_HOLD, id=claim.id)
    if not held[0].count:
        raise Fenced(claim.id)


async def heartbeat(graph: Graph, claim: Claim, progress: Mapping[str, Any], *, lease: int = LEASE_SECONDS) -> bool:
    """Prolong the lease and show how far the scan is (properties of Scan); whether it is asked to stop. Raises `Fenced`."""
    beats = await graph.write(_HEARTBEAT, id=claim.id, fence=claim.fence, lease=lease, progress=dict(progress))
    if not beats:
        raise Fenced(claim.id)
    return beats[0].cancel_requested


async def finish(graph: Graph, claim: Claim, end: End, progress: Mapping[str, Any], error: str | None = None) -> None:
    """End the scan, with its last counts; raises `Fenced`. Telling it twice is once."""
    ended = await graph.write(_FINISH, id=claim.id, fence=claim.fence, state=end, error=error, progress=dict(progress))
    if not ended[0].count and (await state(graph, claim.id)).state != end:
        raise Fenced(claim.id)


async def cancel(graph: Graph, scan: str) -> str:
    """Stop a scan; its state now: a queued one is CANCELLED at once, a running one within 2 s. Raises `NotFound`."""
    states = await graph.write(_CANCEL, id=identity.expect(scan, "Scan"))
    if not states:
        raise NotFound([scan])
    return states[0].state


async def give_up(graph: Graph, scan: str, error: str) -> bool:
    """Make a scan FAILED whose process is known to be dead, without waiting for its lease; whether it was not over."""
    return bool((await graph.write(_GIVE_UP, id=identity.expect(scan, "Scan"), error=error))[0].count)


async def latest(graph: Graph, sources: Sequence[str]) -> dict[str, int | None]:
    """When each source was last scanned to the end, in microseconds; None: never."""
    return {row.source: row.finished_at for row in await graph.read(_LATEST, sources=list(sources))}


async def completed(transaction: Transaction, source: str) -> str | None:
    """The scan of `source` that ended well last."""
    found = await transaction.run(_COMPLETED, source=source)
    return found[0].id if found else None
