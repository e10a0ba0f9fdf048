"""One scan from claim to end: the phases, the heartbeat beside them, and how each way out is written down."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from cypher import scan
from cypher.graph import Graph, GraphError
from cypher.scan import Claim, Fenced
from cypher.source import SourceRow
from graph_api.scan.discover import discover
from graph_api.scan.linking import link
from graph_api.scan.listing import Naming
from graph_api.scan.progress import Progress, unforeseen
from graph_api.scan.removal import remove
from graph_api.scan.sampling import sample_all
from graph_api.scan.work import Options, Work
from graph_api.scan.writer import Writer
from graph_api.scanner.base import SourceError
from graph_api.scanner.registry import open_scanner

_BEAT = 0.7
_WIND_DOWN = 1.0

OnProgress = Callable[[Progress], None]


class End(StrEnum):
    """How a scan ended."""

    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Result:
    """A scan that is over; `error` is `CODE: message` of a FAILED one."""

    scan: str
    end: End
    progress: Progress
    error: str | None = None

    @property
    def exit_code(self) -> int:
        """0: all is well; 3: listed to the end, some assets failed; 1: failed; 130: cancelled."""
        if self.end is End.SUCCEEDED:
            return 3 if self.progress.failed else 0
        return 1 if self.end is End.FAILED else 130


async def run_scan(
    graph: Graph,
    source: SourceRow,
    claim: Claim,
    *,
    options: Options | None = None,
    on_progress: OnProgress | None = None,
) -> Result:
    """Run a claimed scan to its end. Cancelling the task that awaits this cancels the scan in good order: CANCELLED, no raise."""
    options = options or Options()
    progress = Progress()
    try:
        scanner = await asyncio.to_thread(open_scanner, source.kind, dict(source.config), options.reach)
        work = Work(
            graph=graph,
            claim=claim,
            source=source,
            scanner=scanner,
            naming=Naming(source, scanner),
            writer=Writer(graph, claim),
            progress=progress,
            options=options,
        )
    except SourceError as error:
        outcome = _failure(error)
    except asyncio.CancelledError:
        outcome = _Outcome(End.CANCELLED)
    else:
        try:
            outcome = await _supervised(work, on_progress)
        finally:
            work.close()
    await _finish(graph, claim, outcome, progress)
    return Result(claim.id, outcome.end, progress, outcome.error)


async def cancelled(graph: Graph, claim: Claim) -> Result:
    """End a claimed scan before it began."""
    await _finish(graph, claim, _Outcome(End.CANCELLED), Progress())
    return Result(claim.id, End.CANCELLED, Progress())


@dataclass(frozen=True, slots=True)
class _Outcome:
    end: End
    error: str | None = None


async def _supervised(work: Work, on_progress: OnProgress | None) -> _Outcome:
    """The phases, with a heartbeat beside them; whichever ends first decides."""
    phases = asyncio.create_task(_phases(work))
    beat = asyncio.create_task(_beat(work, on_progress))
    cancelled = False
    try:
        await asyncio.wait({phases, beat}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        cancelled = True
    if not phases.done():
        work.stop.set()
        await asyncio.to_thread(work.scanner.cancel)
        phases.cancel()
        await asyncio.wait({phases}, timeout=_WIND_DOWN)
    beat.cancel()
    await asyncio.wait({beat})
    if cancelled or (not beat.cancelled() and beat.exception() is None):
        return _Outcome(End.CANCELLED)
    if not beat.cancelled():
        return _failure(beat.exception())
    return _failure(phases.exception()) if phases.exception() else _Outcome(End.SUCCEEDED)


async def _phases(work: Work) -> None:
    full = work.claim.mode == "FULL"
    await work.read(work.scanner.connect)
    found = await discover(work, sampled=full)
    await link(work, found.failed)
    if full:
        await sample_all(work)
    await remove(work, found)


async def _beat(work: Work, on_progress: OnProgress | None) -> None:
    """Prolong the lease and show progress until the scan is asked to stop; raises `Fenced` once it is no longer ours."""
    while True:
        with suppress(GraphError):  # a Neo4j that is away for a moment; the lease decides for how long
            if await scan.heartbeat(work.graph, work.claim, work.progress.properties(), lease=work.options.lease):
                return
        if on_progress is not None:
            on_progress(work.progress)
        await asyncio.sleep(_BEAT)


def _failure(error: BaseException | None) -> _Outcome:
    match error:
        case BaseExceptionGroup():
            return _failure(error.exceptions[0])
        case SourceError():
            text = f"{error.code}: {error}"
        case Fenced():
            text = "LEASE_EXPIRED: this process was silent for too long, and the scan was given up"
        case GraphError():
            text = f"GRAPH_UNAVAILABLE: {error}"
        case _:
            text = f"INTERNAL: {unforeseen(error)}"
    return _Outcome(End.FAILED, text)


async def _finish(graph: Graph, claim: Claim, outcome: _Outcome, progress: Progress) -> None:
    """Write the end, whoever is impatient; the lease will, if Neo4j stays away or the scan is no longer ours."""
    ending = asyncio.ensure_future(
        scan.finish(graph, claim, outcome.end.value, progress.properties(), error=outcome.error)
    )
    with suppress(GraphError, Fenced):
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            await ending
