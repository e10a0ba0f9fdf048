"""The graph for a command: Neo4j started, joined or reached, migrated, and given back at the end."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from cypher import audit
from cypher.errors import Coded
from cypher.graph import Graph, GraphError, Refused, Unavailable
from cypher.migrate import migrate
from graph_api import embedded, logs, taxonomy
from graph_api.access.references import provide_references
from graph_api.audit.seal import seal
from graph_api.settings import Settings
from graph_api.state import StateError, open_store

LONG_SECONDS = 60.0
"""A command's statement may take longer than a request's."""


class _Left(Exception):
    """Nobody waits for the server any more."""


@asynccontextmanager
async def open_graph(
    settings: Settings, *, console: Console | None = None, on_statement: Callable[[str, float, str], None] | None = None
) -> AsyncGenerator[Graph]:
    """A migrated graph. Without NEO4J_URI the embedded server is started, or joined, and released at the end.

    Raises `EmbeddedError`, `GraphError`, `NewerDatabase`.
    """
    provide_references(settings)
    running = await _joined(settings, console or Console(stderr=True)) if settings.embedded else None
    try:
        uri, user, password = (
            (running.uri, running.user, running.password)
            if running
            else (str(settings.neo4j_uri), settings.neo4j_user, settings.password().get_secret_value())
        )
        graph = Graph.open(
            uri,
            user,
            password,
            database=settings.neo4j_database,
            timeout=LONG_SECONDS,
            on_statement=on_statement or (lambda _name, _seconds, _outcome: None),
        )
        try:
            await _reached(graph, uri)
            await migrate(graph)
            await taxonomy.keep(graph)
            try:
                yield graph
            finally:
                await _sealed(graph, settings)
        finally:
            await graph.close()
    finally:
        if running:
            await asyncio.to_thread(running.release)


async def _sealed(graph: Graph, settings: Settings) -> None:
    """Seal what the command left for the audit, where the state store is surely the graph's; else a server will."""
    if settings.embedded or settings.state_url is not None:
        try:
            if await audit.waits(graph):
                store = await asyncio.to_thread(open_store, settings)
                try:
                    await seal(graph, store)
                finally:
                    await asyncio.to_thread(store.close)
        except (GraphError, StateError, Coded) as error:
            logs.get("pursight.audit").warning("the audit's entries wait in the graph for a server", reason=str(error))


async def _reached(graph: Graph, uri: str) -> None:
    """Raise what a person at a terminal can do something about."""
    try:
        await graph.ping()
    except Refused:
        raise
    except Unavailable as error:
        why = f": {error.reason}" if error.reason else ""
        how = ", does it speak TLS" if "+s" in uri.partition(":")[0] else ""
        raise Unavailable(
            f"Neo4j at {uri} cannot be reached{why}. Does it run{how}, and is NEO4J_URI right?"
        ) from error


async def _joined(settings: Settings, console: Console) -> embedded.Running:
    """Start or join the embedded Neo4j; who is cancelled meanwhile leaves no server behind."""
    leave = threading.Event()
    starting = asyncio.get_running_loop().run_in_executor(None, start_neo4j, settings, console, leave)
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        leave.set()
        with suppress(embedded.EmbeddedError, _Left):
            await asyncio.to_thread((await starting).release)
        raise


def start_neo4j(settings: Settings, console: Console, leave: threading.Event | None = None) -> embedded.Running:
    """Start or join the embedded Neo4j; a bar follows its download. `leave` gives it up. Blocks; raises `EmbeddedError`."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Neo4j (once)", total=None, visible=False)
        said = [""]

        def follow(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, visible=done < total)
            stay()

        def say(sentence: str) -> None:
            if sentence != said[-1]:
                said.append(sentence)
                progress.console.print(f"{sentence} …", style="dim")
            stay()

        def stay() -> None:
            if leave is not None and leave.is_set():
                raise _Left

        return embedded.ensure(
            settings.state_directory / "neo4j",
            settings.cache_directory,
            port=settings.bolt_port or None,
            mirror=settings.maven_mirror,
            on_progress=follow,
            on_step=say,
        )
