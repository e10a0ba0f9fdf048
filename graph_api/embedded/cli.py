"""`pursight neo4j …`: the owner's tools for the embedded server."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from graph_api.embedded.errors import EmbeddedError
from graph_api.embedded.server import Running, ensure, status, stop

if TYPE_CHECKING:
    from graph_api.settings import Settings

neo4j_app = typer.Typer(
    help="The embedded Neo4j: start, stop, look inside.", no_args_is_help=True, add_completion=False
)
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


@neo4j_app.command("start")
def start_command() -> None:
    """Start Neo4j and leave it running until `stop`."""
    with _clear_errors():
        settings = _settings()
        _own(settings)
        running = _ensure(settings)
        running.release()
        _out.print(f"Neo4j runs at {running.uri} (process {running.pid}) until: pursight neo4j stop", markup=False)
        _out.print(f"User {running.user}, password in {running.directory / 'password'}", markup=False)


@neo4j_app.command("stop")
def stop_command(
    force: Annotated[bool, typer.Option("--force", help="Also while another process uses it.")] = False,
) -> None:
    """Stop Neo4j."""
    with _clear_errors():
        settings = _settings()
        _own(settings)
        _out.print("Neo4j is stopped" if stop(_directory(settings), force=force) else "Neo4j was not running")


@neo4j_app.command("status")
def status_command() -> None:
    """Say whether Neo4j runs and where; exit code 3 if it does not."""
    with _clear_errors():
        settings = _settings()
        _own(settings)
        seen = status(_directory(settings))
        if not seen.running:
            _out.print("Neo4j is not running")
            raise typer.Exit(3)
        until = "it is stopped" if seen.kept else "its last user leaves"
        _out.print(f"Neo4j runs at {seen.uri} (process {seen.pid}) until {until}", markup=False)
        if seen.browser_uri:
            _out.print(f"Neo4j Browser: {seen.browser_uri}", markup=False)


@neo4j_app.command("shell")
def shell_command() -> None:
    """Ask the graph in Cypher, here; Neo4j is started if it does not run (or NEO4J_URI is asked)."""
    from graph_api.embedded.shell import Shell  # noqa: PLC0415 - with the driver

    with _clear_errors():
        settings = _settings()
        if settings.neo4j_uri is not None:
            password = settings.password().get_secret_value()
            shell = Shell(settings.neo4j_uri, settings.neo4j_user, password, settings.neo4j_database, _out)
            raise typer.Exit(shell.run(settings.state_directory / "shell_history"))
        with _ensure(settings, keep=False) as running:
            shell = Shell(running.uri, running.user, running.password, "neo4j", _out)
            raise typer.Exit(shell.run(running.directory / "shell_history"))


@neo4j_app.command("browser")
def browser_command() -> None:
    """Start Neo4j with Neo4j Browser on this machine, and say how to log in."""
    with _clear_errors():
        settings = _settings()
        _own(settings)
        seen = status(_directory(settings))
        if seen.running and seen.browser_uri is None:
            stop(_directory(settings))
        running = _ensure(settings, browser=True)
        running.release()
        _out.print(f"Neo4j Browser: {running.browser_uri}", markup=False)
        _out.print(f"Connect URL {running.uri}, user {running.user}, password {running.password}", markup=False)
        _out.print("It runs until: pursight neo4j stop", markup=False)


def _settings() -> "Settings":
    from graph_api.settings import SettingsError, load  # noqa: PLC0415 - `--help` needs none

    try:
        return load()
    except SettingsError as error:
        _err.print(str(error), markup=False)
        raise typer.Exit(2) from None


def _directory(settings: "Settings") -> Path:
    return settings.state_directory / "neo4j"


def _own(settings: "Settings") -> None:
    if not settings.embedded:
        raise EmbeddedError("NOT_EMBEDDED", "NEO4J_URI is set: that server is started and stopped where it lives.")


def _ensure(settings: "Settings", *, keep: bool = True, browser: bool = False) -> Running:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_err, transient=True) as progress:
        task = progress.add_task("Downloading Neo4j", visible=False)

        def advance(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, visible=True)

        return ensure(
            _directory(settings),
            settings.cache_directory,
            port=settings.bolt_port or None,
            mirror=settings.maven_mirror,
            on_progress=advance,
            on_step=lambda sentence: progress.console.print(sentence, markup=False),
            keep=keep,
            browser=browser,
        )


@contextmanager
def _clear_errors() -> Generator[None]:
    """An error of ours as its sentence and exit code 1."""
    try:
        yield
    except EmbeddedError as error:
        _err.print(str(error), markup=False)
        raise typer.Exit(1) from None
