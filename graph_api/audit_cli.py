"""`pursight audit`: prove the audit whole, export it, hold it or prune it, on the machine of the state store."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph_api.access_cli import with_store

if TYPE_CHECKING:
    from graph_api.audit.checkpoint import Signer
    from graph_api.state import Store

T = TypeVar("T")
audit_app = typer.Typer(
    help="The audit: prove it whole, export it, hold it or prune it.", no_args_is_help=True, add_completion=False
)
_out = Console(highlight=False, soft_wrap=True)

Name = Annotated[str, typer.Argument(help="The hold's name, such as that of the case.")]
Why = Annotated[str, typer.Option(help="Why, for those who ask later.")]


def _with_audit(work: "Callable[[Store, Signer, Path], T]") -> T:
    from graph_api.audit.checkpoint import Signer, checkpoints_file  # noqa: PLC0415
    from graph_api.settings import load  # noqa: PLC0415

    def run(store: "Store") -> T:
        settings = load()
        return work(store, Signer.open(settings), checkpoints_file(settings))

    return with_store(run)


@audit_app.command("verify")
def verify_command() -> None:
    """Prove that no entry was changed, taken, moved, put in or cut off; exit code 1 and the first bad one otherwise."""
    from graph_api.audit.verify import verify  # noqa: PLC0415

    report = _with_audit(verify)
    if report.problem is not None:
        seq, what = report.problem
        typer.echo(f"entry {seq}: {what}", err=True)
        raise typer.Exit(1)
    where = f" ({report.first} to {report.last})" if report.entries else ""
    signed = (
        f"checkpoints that prove it: {report.checkpoints}"
        if report.checkpoints
        else "no checkpoint yet, so entries cut off the end would not be missed"
    )
    typer.echo(f"{report.entries} entries{where} are whole; {signed}")


@audit_app.command("export")
def export_command(
    path: Annotated[Path | None, typer.Argument(help="The file to write; standard output by default.")] = None,
) -> None:
    """Export every entry as JSON Lines, each with its place in the chain; that it is done is an entry, too."""
    from graph_api.audit.entries import lines  # noqa: PLC0415

    def work(store: "Store") -> None:
        with store.writing():
            pass  # the entry of this export
        if path is None:
            for line in lines(store):
                sys.stdout.buffer.write(line)
            return
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            file.writelines(lines(store))
        part.replace(path)  # whole or not at all

    with_store(work)


@audit_app.command("prune")
def prune_command(
    before: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Entries from before this (UTC) go.")
    ],
) -> None:
    """Take old entries away; refused under a legal hold. What is left stays provable: what went is signed for."""
    from graph_api.audit.entries import prune  # noqa: PLC0415

    moment = int(before.replace(tzinfo=UTC).timestamp() * 1_000_000)
    gone = _with_audit(lambda store, signer, file: prune(store, signer, file, before=moment))
    typer.echo(f"{gone} entries from before {before:%Y-%m-%d %H:%M} are gone.")


@audit_app.command("hold")
def hold_command(name: Name, reason: Why) -> None:
    """Have every entry kept from now on: a legal hold."""
    from cypher.visibility import OWNER  # noqa: PLC0415
    from graph_api.audit.entries import hold  # noqa: PLC0415

    def work(store: "Store") -> None:
        with store.writing() as connection:
            hold(connection, name, reason, by=OWNER.id)

    with_store(work)
    typer.echo(f"Nothing is pruned while {name} holds.")


@audit_app.command("release")
def release_command(name: Name, reason: Why) -> None:
    """End a legal hold."""
    from graph_api.audit.entries import release  # noqa: PLC0415

    def work(store: "Store") -> None:
        with store.writing() as connection:
            release(connection, name, reason)

    with_store(work)
    typer.echo(f"{name} holds no more.")


@audit_app.command("holds")
def holds_command() -> None:
    """List the legal holds."""
    from graph_api.audit.entries import holds  # noqa: PLC0415

    def work(store: "Store") -> list[tuple[str, str, int, str]]:
        with store.reading() as connection:
            return holds(connection)

    table = Table("hold", "since", "by", "reason", box=None, pad_edge=False)
    for name, reason, since, by in with_store(work):
        at = f"{datetime.fromtimestamp(since / 1e6, UTC):%Y-%m-%d %H:%M}"
        table.add_row(*(Text(cell) for cell in (name, at, by, reason)))
    _out.print(table)
