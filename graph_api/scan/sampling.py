"""Third phase: sample, profile and classify, one asset after the other in every worker."""

import asyncio
from dataclasses import dataclass, field

from graph_api import taxonomy
from graph_api.scan.examine import Examined, examine_asset
from graph_api.scan.progress import Phase, unforeseen
from graph_api.scan.record import record
from graph_api.scan.work import Work
from graph_api.scanner.base import SourceError

_BATCH_COLUMNS = 2_500


@dataclass(slots=True)
class _Shared:
    """Which classes referred columns have, and when they are known; what waits to be written."""

    ready: dict[tuple[str, ...], asyncio.Event] = field(default_factory=dict[tuple[str, ...], asyncio.Event])
    classes: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = field(
        default_factory=dict[tuple[tuple[str, ...], str], tuple[str, ...]]
    )
    waiting: list[Examined] = field(default_factory=list[Examined])


async def sample_all(work: Work) -> None:
    """Sample, profile and classify everything that was listed; an asset that fails, fails alone."""
    order = work.spool.referred_first()
    work.progress.begin(Phase.SAMPLING, len(order))
    await taxonomy.keep(work.graph)
    shared = _Shared(classes=dict(work.referred))
    slots = asyncio.Semaphore(work.options.workers)
    place = {path: number for number, path in enumerate(order)}
    referred = {target for path in order for target in work.spool.entries[path].targets}
    async with asyncio.TaskGroup() as group:

        async def examine(path: tuple[str, ...]) -> None:
            try:
                # only those that began before: so nobody waits in a circle, and the outcome does not depend on chance
                for target in work.spool.entries[path].targets:
                    if target != path and place.get(target, len(order)) < place[path]:
                        await shared.ready[target].wait()
                await _examine(work, path, shared, keep_classes=path in referred)
            finally:
                shared.ready[path].set()
                slots.release()

        for path in order:
            await slots.acquire()
            shared.ready[path] = asyncio.Event()
            group.create_task(examine(path))
            if sum(1 + len(each.info.columns) for each in shared.waiting) >= _BATCH_COLUMNS:
                examined, shared.waiting = shared.waiting, []
                await work.writer.room()
                group.create_task(record(work, examined))
    await record(work, shared.waiting)


async def _examine(work: Work, path: tuple[str, ...], shared: _Shared, *, keep_classes: bool) -> None:
    entry = work.spool.entries[path]
    classes = {
        (key.target, column): shared.classes[key.target, column]
        for key in (work.spool.get(path).foreign_keys if entry.targets else ())
        for column in key.target_columns
        if (key.target, column) in shared.classes
    }
    try:
        examined = await work.read(lambda: examine_asset(work, path, classes))
    except SourceError as error:
        if error.code == "CANCELLED":
            raise
        work.progress.fail(entry.id, error.code, str(error))
        return
    except Exception as error:  # noqa: BLE001 - whatever one asset's values do, the others are scanned
        work.progress.fail(entry.id, "INTERNAL", unforeseen(error))
        return
    finally:
        work.progress.done += 1
        work.progress.finished += 1
    work.progress.rows_sampled += examined.sampled
    shared.waiting.append(examined)
    if keep_classes:
        shared.classes |= {
            (path, column): tuple(decision.data_class for decision in decisions)
            for column, decisions in examined.decisions.items()
            if decisions
        }
