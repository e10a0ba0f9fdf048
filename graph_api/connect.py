"""The graph for a command: Neo4j started, joined or reached, migrated, and given back at the end."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from cypher.graph import Graph
from cypher.migrate import migrate
from graph_api import embedded
from graph_api.settings import Settings

LONG_SECONDS = 60.0
"""A command's statement may take longer than a request's."""


@asynccontextmanager
async def open_graph(
    settings: Settings, *, console: Console | None = None, on_statement: Callable[[str, float, str], None] | None = None
) -> AsyncGenerator[Graph]:
    """A migrated graph. Without NEO4J_URI the embedded server is started, or joined, and released at the end."""
    console = console or Console(stderr=True)
    running = await asyncio.to_thread(start_neo4j, settings, console) if settings.embedded else None
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
            await migrate(graph)
            yield graph
        finally:
            await graph.close()
    finally:
        if running:
            await asyncio.to_thread(running.release)


def start_neo4j(settings: Settings, console: Console) -> embedded.Running:
    """Start or join the embedded Neo4j; a bar follows its download. Blocks; raises `EmbeddedError`."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Neo4j (once)", total=None, visible=False)

        def follow(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, visible=done < total)

        return embedded.ensure(
            settings.state_directory / "neo4j",
            settings.cache_directory,
            port=settings.bolt_port or None,
            mirror=settings.maven_mirror,
            on_progress=follow,
            on_step=lambda sentence: progress.console.print(f"{sentence} …", style="dim"),
        )
