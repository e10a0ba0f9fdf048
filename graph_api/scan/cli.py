"""`pursight scan`: one source, or all; a bar on a terminal, plain lines elsewhere; Ctrl-C cancels in good order."""

import re
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graph_api.commands import USAGE, clear_errors

if TYPE_CHECKING:
    from cypher.graph import Graph
    from cypher.source import SourceRow
    from graph_api.scan.progress import Progress as Counters
    from graph_api.scan.run import Result
    from graph_api.settings import Settings

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_LINE_SECONDS = 5.0
_ERRORS_SHOWN = 10
_CANCELLED = 130

Show = Callable[["Counters"], None]


def scan_command(
    source: Annotated[str | None, typer.Argument(help="The source's short name, e.g. shop.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Scan every source, one after the other.")] = False,
    if_older_than: Annotated[
        str | None, typer.Option(metavar="AGE", help="Only if the last good scan is older, e.g. 30m, 24h, 7d.")
    ] = None,
    metadata_only: Annotated[bool, typer.Option("--metadata-only", help="Read no values.")] = False,
    run: Annotated[str | None, typer.Option(hidden=True, metavar="SCAN", help="Run a queued scan.")] = None,
) -> None:
    """Scan a source: discover, profile, classify, link. Exit code 0; 3 some assets failed; 1 failed; 130 cancelled."""
    import asyncio  # noqa: PLC0415 - `--help` is quick

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if sum((source is not None, every, run is not None)) != 1:
        console.print("Name a source, or say --all.")
        raise typer.Exit(USAGE)
    age = _age(if_older_than, console)
    with clear_errors():
        code = asyncio.run(_scan(console, source, run, age, metadata_only=metadata_only))
    raise typer.Exit(code)


def _age(text: str | None, console: Console) -> int | None:
    """Seconds in `24h`."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,9})([smhd])", text.strip())
    if match is None:
        console.print("--if-older-than is a number and s, m, h or d, such as 24h.")
        raise typer.Exit(USAGE)
    return int(match[1]) * _UNITS[match[2]]


async def _scan(console: Console, source: str | None, run: str | None, age: int | None, *, metadata_only: bool) -> int:
    from graph_api import logs  # noqa: PLC0415
    from graph_api.connect import open_graph  # noqa: PLC0415
    from graph_api.settings import load  # noqa: PLC0415

    settings = load()
    logs.configure(settings.log_level if run else "warning", settings.log_format if run else "console")
    with _terminable():
        async with open_graph(settings, console=console) as graph:
            if run is not None:
                return (await run_queued(graph, settings, run)).exit_code
            return await _scan_sources(
                console, graph, settings, await _wanted(graph, source, age, console), metadata_only=metadata_only
            )


async def run_queued(graph: "Graph", settings: "Settings", scan_id: str, show: Show | None = None) -> "Result":
    """Claim a queued scan and run it to its end, cancelled or not; raises `Conflict`, `NotFound`."""
    import asyncio  # noqa: PLC0415

    from cypher import scan, source  # noqa: PLC0415
    from graph_api.scan.classifying import choose_text_model  # noqa: PLC0415
    from graph_api.scan.ports import reach  # noqa: PLC0415
    from graph_api.scan.run import Options, cancelled, run_scan  # noqa: PLC0415

    row = await source.config(graph, (await scan.state(graph, scan_id)).source)
    claiming = asyncio.ensure_future(scan.claim(graph, scan_id, lease=settings.lease_seconds))
    try:
        claim = await asyncio.shield(claiming)
    except asyncio.CancelledError:
        return await cancelled(graph, await claiming)
    choose_text_model(settings.text_model)
    options = Options(settings.sample_rows, settings.scan_workers, settings.lease_seconds, reach(settings))
    return await run_scan(graph, row, claim, options=options, on_progress=show)


async def _wanted(graph: "Graph", named: str | None, age: int | None, console: Console) -> "list[SourceRow]":
    """The sources to scan: the named one, or all; without those that were scanned lately."""
    from cypher import scan, source  # noqa: PLC0415
    from cypher.identity import source_id  # noqa: PLC0415

    if named is None:
        rows = await source.managed(graph)
    else:
        rows = [await source.config(graph, source_id(named.removeprefix("source:")))]
    if age is None:
        return rows
    since = {
        each: (time.time() * 1_000_000 - at) / 1_000_000
        for each, at in (await scan.latest(graph, [row.id for row in rows])).items()
        if at is not None
    }
    for row in rows:
        if since.get(row.id, age) < age:
            console.print(f"{_slug(row)}: scanned {since[row.id] / 60:.0f} min ago", markup=False)
    return [row for row in rows if since.get(row.id, age) >= age]


async def _scan_sources(
    console: Console, graph: "Graph", settings: "Settings", sources: "Sequence[SourceRow]", *, metadata_only: bool
) -> int:
    from cypher import scan  # noqa: PLC0415
    from cypher.graph import Conflict  # noqa: PLC0415
    from cypher.visibility import OWNER  # noqa: PLC0415

    codes: set[int] = set()
    for row in sources:
        began = time.monotonic()
        try:
            queued = await scan.queue(
                graph,
                row.id,
                mode="METADATA_ONLY" if metadata_only else "FULL",
                trigger="CLI",
                by=OWNER.id,
                lease=settings.lease_seconds,
            )
            with _shown(console, _slug(row)) as show:
                result = await run_queued(graph, settings, queued, show)
        except Conflict as error:
            console.print(f"{_slug(row)}: {error}", markup=False)
            codes.add(1)
            continue
        _summarise(console, _slug(row), result, time.monotonic() - began)
        codes.add(result.exit_code)
        if result.exit_code == _CANCELLED:
            break
    return next((code for code in (_CANCELLED, 1, 3) if code in codes), 0)


def _slug(row: "SourceRow") -> str:
    return row.id.removeprefix("source:")


@contextmanager
def _terminable() -> Generator[None]:
    """SIGTERM is Ctrl-C: the scan is cancelled in good order."""
    import asyncio  # noqa: PLC0415
    import signal  # noqa: PLC0415

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


@contextmanager
def _shown(console: Console, label: str) -> Generator[Show]:
    """How far the scan is: a bar on a terminal, a line every few seconds elsewhere."""
    if not console.is_terminal:
        last = [time.monotonic()]

        def line(now: "Counters") -> None:
            if time.monotonic() - last[0] >= _LINE_SECONDS:
                last[0] = time.monotonic()
                console.print(f"{label}: {now.phase.value.lower()} {now.done}/{now.to_do or '?'} assets", markup=False)

        yield line
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[phase]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(escape(label), total=None, phase="")
        yield lambda now: bars.update(task, completed=now.done, total=now.to_do, phase=now.phase.value.lower())


def _summarise(console: Console, label: str, result: "Result", seconds: float) -> None:
    now = result.progress
    counts = {
        "new": now.added,
        "changed": now.changed,
        "unchanged": now.unchanged,
        "missing": now.missing,
        "removed": now.removed,
        "failed": now.failed,
    }
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "nothing there"
    out = Console(highlight=False, soft_wrap=True)
    out.print(
        f"{label}: {result.end.value} in {seconds:.1f} s: {now.listed:,} assets ({told}), {now.columns:,} columns, "
        f"{now.classifications:,} classifications, {now.lineage_edges:,} lineage edges",
        markup=False,
    )
    if result.error:
        console.print(f"  {result.error}", markup=False)
    for error in now.errors[:_ERRORS_SHOWN]:
        console.print(f"  {error['asset']}: {error['code']}: {error['message']}", markup=False)
    if now.failed > _ERRORS_SHOWN:
        console.print(f"  and {now.failed - _ERRORS_SHOWN} more: see the scan's errors")
    if now.held:
        console.print(
            f'  {now.held} removals are held, for they are many: `removalApprove(input: {{id: "{result.scan}"}})` lets them go',
            markup=False,
        )
    sys.stdout.flush()
