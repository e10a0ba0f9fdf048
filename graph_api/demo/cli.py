"""`pursight demo`: the company's sources, a real Neo4j, three scans, a summary, and GraphQL until Ctrl-C."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graph_api.commands import clear_errors

if TYPE_CHECKING:
    from cypher.graph import Graph
    from graph_api.demo.sources import DemoSource
    from graph_api.demo.summary import Summary
    from graph_api.scan.run import Result
    from graph_api.settings import Settings

_console = Console(stderr=True, highlight=False, soft_wrap=True)


def demo_command(
    once: Annotated[bool, typer.Option("--once", help="End after the summary; do not serve.")] = False,
) -> None:
    """Scan a small company into a real Neo4j, show what is found, and serve GraphQL until Ctrl-C."""
    from graph_api import logs  # noqa: PLC0415
    from graph_api.connect import start_neo4j  # noqa: PLC0415
    from graph_api.demo.postgres import PostgresError  # noqa: PLC0415
    from graph_api.demo.sources import DemoSources  # noqa: PLC0415

    with clear_errors():
        settings = demo_settings(state_directory())
        logs.configure(settings.log_level, settings.log_format)
        running = start_neo4j(settings, _console) if settings.embedded else None
        try:
            with DemoSources(settings.state_directory) as company:
                summary = asyncio.run(_scan_all(settings, company.start()))
                _show(settings, summary, once=once)
        except PostgresError as error:
            _console.print(f"The demo's PostgreSQL does not start: {error}", markup=False)
            raise typer.Exit(1) from error
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        finally:
            if running:
                running.release()


def demo_settings(place: Path, **given: Any) -> "Settings":
    """Settings by which the demo's sources, which lie in `place` and on this machine, may be read."""
    from graph_api.demo.postgres import HOST  # noqa: PLC0415
    from graph_api.settings import load  # noqa: PLC0415

    reach = {
        "source_roots": (place / "crm.sqlite", place / "lake"),
        "source_loopback": (HOST,),
        "secret_roots": (place / "postgres" / "reader.password",),
    }
    return load(state_directory=place, log_level="warning", log_format="console", scan_workers=2, **reach, **given)


def state_directory() -> Path:
    """`.pursight/demo` of the checkout that this runs from; of the current folder where it is installed."""
    checkout = Path(__file__).parents[2]
    return ((checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / ".pursight" / "demo").resolve()


async def _scan_all(settings: "Settings", sources: "list[DemoSource]") -> "Summary":
    from graph_api.connect import open_graph  # noqa: PLC0415
    from graph_api.demo.report import summarise  # noqa: PLC0415

    bars = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[phase]}"),
    )
    async with open_graph(settings, console=_console) as graph:
        with Progress(*bars, TimeElapsedColumn(), console=_console) as progress:
            scans = (_scan(graph, settings, each, progress) for each in sources)
            ended = await asyncio.gather(*scans, return_exceptions=True)  # each to its end, also after Ctrl-C
        results: dict[str, tuple[Result, float]] = {}
        for each, end in zip(sources, ended, strict=True):
            if isinstance(end, BaseException):
                raise end
            results[each.slug] = end
        await _state_exports(graph)
        return await summarise(graph, {each.slug: each.kind for each in sources}, results)


async def _scan(
    graph: "Graph", settings: "Settings", wanted: "DemoSource", progress: Progress
) -> "tuple[Result, float]":
    from cypher import scan, source  # noqa: PLC0415
    from cypher.act import Act, acting  # noqa: PLC0415
    from cypher.graph import Conflict  # noqa: PLC0415
    from cypher.visibility import OWNER  # noqa: PLC0415
    from graph_api import logs  # noqa: PLC0415
    from graph_api.scan.cli import run_queued  # noqa: PLC0415

    identifier = f"source:{wanted.slug}"
    with acting(Act("demo", OWNER.id, hide=logs.redactor.line)):
        try:
            await source.create(
                graph,
                OWNER,
                slug=wanted.slug,
                kind=wanted.kind,
                namespace=wanted.namespace,
                config=wanted.config,
                name=wanted.label,
            )
        except Conflict:
            await source.update(graph, OWNER, identifier, config=wanted.config)
    queuing = asyncio.ensure_future(scan.queue(graph, identifier, mode="FULL", trigger="CLI", by=OWNER.id))
    try:
        queued = await asyncio.shield(queuing)
    except asyncio.CancelledError:
        await scan.cancel(graph, await queuing)
        raise
    task = progress.add_task(wanted.label, total=None, phase="")
    began = time.perf_counter()
    try:
        result = await run_queued(
            graph,
            settings,
            queued,
            lambda now: progress.update(task, completed=now.done, total=now.to_do, phase=now.phase.lower()),
        )
    except asyncio.CancelledError:  # before it was claimed
        await scan.cancel(graph, queued)
        raise
    done = result.progress.listed
    progress.update(task, completed=done, total=done, phase=result.end.lower())
    return result, time.perf_counter() - began


async def _state_exports(graph: "Graph") -> None:
    """The nightly jobs that no scan can see, stated as the edges they are."""
    from cypher import edge, identity  # noqa: PLC0415
    from cypher.edge import EdgeRow  # noqa: PLC0415
    from cypher.graph import Transaction  # noqa: PLC0415
    from graph_api.demo.sources import EXPORTS  # noqa: PLC0415

    rows: list[EdgeRow] = []
    for export in EXPORTS:
        origin = f"job:demo/{export.job}"
        start = identity.asset_id(export.source[0], export.source[1])
        end = identity.asset_id(export.target[0], export.target[1], "/")
        rows.append(EdgeRow("FLOWS_TO", start, end, origin))
        rows += [
            EdgeRow(
                "FLOWS_TO",
                identity.column_id(start, name),
                identity.column_id(end, name),
                origin,
                {"transformation": "IDENTITY", "masking": False, "confidence": 1.0},
            )
            for name in export.columns
        ]

    async def work(transaction: Transaction) -> None:
        now = time.time_ns() // 1_000
        await edge.replace(transaction, sorted({row.origin for row in rows}), rows, at=now, recorded_at=now)

    await graph.transact(work)


def _variables(settings: "Settings") -> str:
    """What a command of `pursight` needs to be told to find the demo's graph."""
    if settings.neo4j_uri:
        return "NEO4J_URI=… NEO4J_PASSWORD=…"
    place, here = settings.state_directory, Path.cwd()
    return f"PURSIGHT_STATE_DIRECTORY={place.relative_to(here) if place.is_relative_to(here) else place}"


def _show(settings: "Settings", summary: "Summary", *, once: bool) -> None:
    from graph_api.demo.summary import print_summary  # noqa: PLC0415

    if once:
        print_summary(summary)
        return
    from graph_api.serve import Serving, serve  # noqa: PLC0415

    def ready(serving: Serving) -> None:
        print_summary(replace(summary, url=f"{serving.url}/graphiql", token=serving.token.reveal()))
        _console.print(
            f"\nCypher     {_variables(settings)} pursight neo4j shell    (Neo4j is at {serving.neo4j_uri})"
            "\nCtrl-C stops what was started.",
            markup=False,
        )

    serve(settings, on_ready=ready)
