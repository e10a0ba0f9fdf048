"""`pursight vault`: secrets of sources, written and never read back; the keys that they are sealed under."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph_api.access_cli import with_store
from graph_api.commands import clear_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph_api.access.vault import Vault

T = TypeVar("T")
vault_app = typer.Typer(
    help="Secrets of sources: set, list, rotate their keys.", no_args_is_help=True, add_completion=False
)
_out = Console(highlight=False, soft_wrap=True)

Source = Annotated[str, typer.Argument(help="The source's short name, e.g. shop.")]
Field = Annotated[str, typer.Argument(help="What it is for, e.g. password.")]


def _with_vault(work: "Callable[[Vault], T]") -> T:
    from graph_api.access.keys import Keys  # noqa: PLC0415
    from graph_api.access.vault import Vault  # noqa: PLC0415
    from graph_api.settings import load  # noqa: PLC0415
    from graph_api.state import Store  # noqa: PLC0415

    def run(store: Store) -> T:
        vault = Vault(store, Keys(load()))
        vault.ready()
        return work(vault)

    return with_store(run)


@vault_app.command("set")
def set_command(
    source: Source,
    field: Field,
    file: Annotated[
        typer.FileText | None, typer.Option(help="A file that holds it; `-` for standard input. Asked for without it.")
    ] = None,
) -> None:
    """Seal a secret, in the place of the one that is there; then write `vault:SOURCE/FIELD` into the source's configuration."""
    if file is not None:
        value = file.read().rstrip("\r\n")
    elif sys.stdin.isatty():
        value = typer.prompt("Secret", hide_input=True, err=True)
    else:
        raise typer.BadParameter("there is no terminal to ask on: give --file, or `-` for standard input")
    row = _with_vault(lambda vault: vault.put(source, field, value, by="machine"))
    typer.echo(f"{row.reference} is set, version {row.version}.")


@vault_app.command("list")
def list_command() -> None:
    """List what is set; no command shows a secret itself."""
    table = Table("reference", "version", "key", "set", box=None, pad_edge=False)
    for row in _with_vault(lambda vault: vault.listed()):
        at = f"{datetime.fromtimestamp(row.changed_at / 1e6, UTC):%Y-%m-%d %H:%M}"
        table.add_row(*(Text(cell) for cell in (row.reference, str(row.version), row.kid, at)))
    _out.print(table)


@vault_app.command("remove")
def remove_command(source: Source, field: Field) -> None:
    """Forget a secret."""
    _with_vault(lambda vault: vault.remove(source, field))
    typer.echo(f"vault:{source}/{field} is gone.")


@vault_app.command("rotate")
def rotate_command() -> None:
    """Seal every secret under a new key; servers go on meanwhile, and what was interrupted goes on where it was."""
    with clear_errors():
        proof = _with_vault(lambda vault: vault.rotate())
    typer.echo(f"{proof.secrets} secrets are sealed under key {proof.kid}; each was opened again to prove it.")
    if proof.retired:
        typer.echo(
            f"Not needed any more, but for backups from before: {', '.join(proof.retired)}. The current key is the first "
            "line of the file of keys; the others may go."
        )
