"""`pursight`: each command is imported when it is called, so that `classify` needs no database and `--help` is quick."""

import errno
import gc
import os
import signal
import termios
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from types import FrameType
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "demo": (
        "graph_api.demo.cli",
        "demo_command",
        "Scan a small company into a real Neo4j, show what is found, and serve it.",
    ),
    "serve": ("graph_api.serve", "serve_command", "Serve GraphQL."),
    "admin": ("graph_api.access_cli", "admin_app", "The first admin, and others."),
    "user": ("graph_api.access_cli", "user_app", "People and service accounts that may come in."),
    "token": ("graph_api.access_cli", "token_app", "Print the bearer token of this installation; make and end others."),
    "vault": ("graph_api.vault_cli", "vault_app", "Secrets of sources: set, list, rotate their keys."),
    "source": ("graph_api.source_cli", "source_app", "Set up, list, test and delete sources."),
    "scan": ("graph_api.scan.cli", "scan_command", "Scan a source, or all of them."),
    "classify": ("graph_api.classifier.cli", "classify_command", "Classify the columns of a file; no server needed."),
    "lineage": ("graph_api.ingest.cli", "lineage_app", "Read lineage from SQL, without a server or into the graph."),
    "export": (
        "graph_api.commands",
        "export_command",
        "Export what people wrote: descriptions, owners, tags, verdicts.",
    ),
    "import": ("graph_api.commands", "import_command", "Import what `export` wrote."),
    "audit": ("graph_api.audit_cli", "audit_app", "The audit: prove it whole, export it, hold it or prune it."),
    "verify": ("graph_api.commands", "verify_command", "Check the invariants of the whole graph."),
    "migrate": ("graph_api.commands", "migrate_command", "Bring the database's schema up to date."),
    "schema": ("graph_api.commands", "schema_command", "Print the GraphQL schema (SDL)."),
    "neo4j": ("graph_api.embedded.cli", "neo4j_app", "The embedded Neo4j: start, stop, look inside."),
}


called: ContextVar[str] = ContextVar("called", default="command")
"""The words of the command that runs: `user create`."""


class _Lazy(TyperGroup):
    """A group that knows its commands' names and help, and imports only the one that runs."""

    def list_commands(self, _context: typer.Context) -> list[str]:  # pyright: ignore[reportIncompatibleMethodOverride] - its click is private
        return list(COMMANDS)

    def get_command(self, _context: typer.Context, cmd_name: str) -> TyperCommand | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Enough of a command to be listed."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name][2]) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> tuple[str | None, Any, list[str]]:  # pyright: ignore[reportIncompatibleMethodOverride]
        name, *rest = args
        if name in COMMANDS:
            command = load(name)
            called.set(f"{name} {rest[0]}" if rest and rest[0] in getattr(command, "commands", ()) else name)
            return name, command, rest
        return cast("tuple[str | None, Any, list[str]]", super().resolve_command(ctx, args))


@contextmanager
def importing() -> Generator[None]:
    """Import without collecting garbage: what is imported stays, and to look through it is a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def load(name: str) -> Any:
    """The command itself, its room imported."""
    module, attribute, text = COMMANDS[name]
    with importing():
        target = getattr(import_module(module), attribute)
    if not isinstance(target, typer.Typer):
        single = typer.Typer(add_completion=False)
        single.command()(target)
        target = single
    command = cast("Any", typer.main.get_command(target))
    command.name, command.help = name, command.help or text
    return command


app = typer.Typer(cls=_Lazy, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def pursight() -> None:
    """PurSight: a data-governance server, GraphQL over Neo4j."""


def main() -> None:
    """Run the command line; what a command refuses is one clear line and an exit code.

    To be told to end (SIGTERM), or left by its terminal (SIGHUP), is Ctrl-C: a command puts away what it started.
    """
    for number, handler in ((signal.SIGTERM, _end), (signal.SIGHUP, _hang_up)):
        if signal.getsignal(number) is signal.SIG_DFL:  # what `nohup` ignores stays ignored
            signal.signal(number, handler)
    app()


def _end(_number: int, frame: FrameType | None) -> None:
    interrupt = signal.getsignal(
        signal.SIGINT
    )  # of asyncio, while it runs: it cancels the one task that cancels the others
    if not callable(interrupt):  # a shell's background process
        raise KeyboardInterrupt
    interrupt(signal.SIGINT, frame)


def _hang_up(_number: int, _frame: FrameType | None) -> None:
    """What ends a command ends it now, too; what it says on a terminal that is gone goes nowhere."""
    for stream in (1, 2):
        if _is_gone(stream):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    os.kill(os.getpid(), signal.SIGTERM)


def _is_gone(stream: int) -> bool:
    try:
        termios.tcgetattr(stream)
    except termios.error as error:
        return error.args[0] == errno.EIO
    return False
