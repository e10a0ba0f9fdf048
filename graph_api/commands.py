"""The commands that are not any room's own (migrate, schema, verify, export, import), and what commands share."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console

if TYPE_CHECKING:
    from cypher.act import Act
    from cypher.graph import Graph, Transaction
    from graph_api.settings import Settings

T = TypeVar("T")
USAGE = 2
"""Exit code for settings and input that cannot be used."""


@contextmanager
def clear_errors() -> Generator[None]:
    """What we foresaw ends in one line and an exit code, not in a stack."""
    from cypher.errors import Coded, Invalid, NotFound  # noqa: PLC0415
    from cypher.graph import GraphError  # noqa: PLC0415
    from cypher.identity import InvalidId  # noqa: PLC0415
    from cypher.migrate import NewerDatabase  # noqa: PLC0415
    from graph_api.access.keys import VaultError  # noqa: PLC0415
    from graph_api.access.token import TokenError  # noqa: PLC0415
    from graph_api.audit.checkpoint import AuditError  # noqa: PLC0415
    from graph_api.embedded import EmbeddedError  # noqa: PLC0415
    from graph_api.settings import SettingsError  # noqa: PLC0415
    from graph_api.state import StateError  # noqa: PLC0415

    try:
        yield
    except (SettingsError, InvalidId, Invalid, NotFound, VaultError, AuditError) as error:
        refuse(error, USAGE)
    except (GraphError, EmbeddedError, NewerDatabase, TokenError, StateError, Coded) as error:
        refuse(error, 1)


def refuse(error: Exception, code: int) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
    raise typer.Exit(code) from error


def act_of_command() -> "Act":
    """The act of the command that runs: what it writes leaves its entry in the audit."""
    from cypher.act import Act  # noqa: PLC0415
    from cypher.visibility import OWNER  # noqa: PLC0415
    from graph_api import logs  # noqa: PLC0415
    from graph_api.cli import called  # noqa: PLC0415

    return Act(called.get(), OWNER.id, given={"uid": os.geteuid()}, hide=logs.redactor.line)


def failed(act: "Act", error: Exception) -> str:
    """The outcome of a command that was refused or failed; of what we foresaw the act keeps the words."""
    from schema.errors import code  # noqa: PLC0415

    act.renew()  # what seems to have failed may be there all the same, with an entry of its own
    if (known := code(error)) is not None:
        act.given = {**(act.given or {}), "message": str(error)}
    return known or "INTERNAL"


def with_graph(work: "Callable[[Graph, Settings], Awaitable[T]]") -> T:
    """Run `work` on the graph that the settings name; that it was refused or failed is an entry of the audit, too."""
    from cypher import audit  # noqa: PLC0415
    from cypher.act import acting  # noqa: PLC0415
    from cypher.graph import GraphError  # noqa: PLC0415
    from graph_api import logs  # noqa: PLC0415
    from graph_api.connect import open_graph  # noqa: PLC0415
    from graph_api.settings import load  # noqa: PLC0415

    async def run() -> T:
        settings = load()
        logs.configure("warning", "console")
        async with open_graph(settings) as graph:
            act = act_of_command()
            try:
                with acting(act):
                    return await work(graph, settings)
            except Exception as error:
                with suppress(GraphError):  # the command says itself what is wrong
                    await audit.leave(graph, act, failed(act, error))
                raise

    with clear_errors():
        return asyncio.run(run())


def migrate_command() -> None:
    """Bring the database's constraints and indexes up to date; run by `serve` and `scan` as well."""

    async def work(graph: "Graph", _settings: "Settings") -> None:
        from cypher.migrate import pending  # noqa: PLC0415 - `open_graph` has migrated already

        assert not await pending(graph)

    with_graph(work)
    typer.echo("The database is up to date.")


def schema_command() -> None:
    """Print the GraphQL schema (SDL)."""
    from schema.root import schema  # noqa: PLC0415

    typer.echo(schema.as_str())


def verify_command() -> None:
    """Check the invariants of the whole graph; exit code 1 where one does not hold."""

    async def work(graph: "Graph", _settings: "Settings") -> int:
        from cypher.verify import rules, verify  # noqa: PLC0415

        found = 0
        async for violation in verify(graph):
            found += 1
            typer.echo(f"{violation.rule}: {violation.id}: {violation.detail}")
        typer.echo(f"{len(rules())} rules, {found} violations")
        return found

    raise typer.Exit(1 if with_graph(work) else 0)


async def recorded(graph: "Graph") -> None:
    """Leave the command's entry before anything is done: for commands that write nothing else."""

    async def nothing(_transaction: "Transaction") -> None:
        pass

    await graph.transact(nothing)


def export_command(
    path: Annotated[Path | None, typer.Argument(help="The file to write; standard output by default.")] = None,
) -> None:
    """Export descriptions, owners, tags, domains and verdicts as JSON Lines."""

    async def work(graph: "Graph", _settings: "Settings") -> None:
        from graph_api.portable.metadata import export_lines  # noqa: PLC0415

        await recorded(graph)
        if path is None:
            async for line in export_lines(graph):
                sys.stdout.buffer.write(line)
            return
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            async for line in export_lines(graph):
                file.write(line)
        part.replace(path)  # whole or not at all

    with_graph(work)


def import_command(
    path: Annotated[Path, typer.Argument(help="A file that `export` wrote.", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Import what `export` wrote; twice changes nothing more. Every line is checked before the first is applied."""

    async def work(graph: "Graph", _settings: "Settings") -> None:
        from cypher.visibility import OWNER  # noqa: PLC0415
        from graph_api.portable.metadata import import_lines  # noqa: PLC0415

        with path.open("rb") as file:
            done = await import_lines(graph, OWNER, file, dry_run=dry_run)
        for kind in sorted(done.changed.keys() | done.unchanged.keys()):
            typer.echo(f"{kind}: {done.changed.get(kind, 0)} changed, {done.unchanged.get(kind, 0)} as they were")
        for line, reason in done.skipped:
            typer.echo(f"line {line} skipped: {reason}", err=True)
        if dry_run:
            typer.echo("Nothing was changed: --dry-run")

    with_graph(work)
