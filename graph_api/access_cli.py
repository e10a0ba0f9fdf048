"""`pursight admin|user|token`: who may come in, said on the machine of the state store, whether a server runs or not."""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph_api.commands import act_of_command, clear_errors, failed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from graph_api.state import Store

T = TypeVar("T")

admin_app = typer.Typer(help="The first admin, and others.", no_args_is_help=True, add_completion=False)
user_app = typer.Typer(help="People and service accounts that may come in.", no_args_is_help=True, add_completion=False)
token_app = typer.Typer(help="Print the bearer token of this installation; make and end others.", add_completion=False)
_out = Console(highlight=False, soft_wrap=True)

Login = Annotated[str, typer.Argument(help="The login, e.g. ana.petrova.")]
User = Annotated[str, typer.Argument(metavar="USER", help="person:<login> or service:<name>.")]
PasswordFile = Annotated[
    typer.FileText | None,
    typer.Option(help="A file whose first line is the password; `-` for standard input. Asked for without it."),
]


def with_store(work: "Callable[[Store], T]") -> T:
    """Run `work` on the store that the settings name; that it was refused or failed is an entry of the audit, too."""
    from cypher.act import acting  # noqa: PLC0415
    from cypher.errors import Coded  # noqa: PLC0415
    from graph_api.settings import load  # noqa: PLC0415
    from graph_api.state import chain, open_store  # noqa: PLC0415

    with clear_errors():
        store, act = open_store(load()), act_of_command()
        try:
            with acting(act):
                return work(store)
        except Exception as error:
            entry = act.entry(failed(act, error))
            with suppress(Coded), store.writing() as connection:  # the command says itself what is wrong
                chain.append(connection, store.id, [entry])
            raise
        finally:
            store.close()


def _write(work: "Callable[[Connection], T]") -> T:
    def run(store: "Store") -> T:
        with store.writing() as connection:
            return work(connection)

    return with_store(run)


def _read(work: "Callable[[Connection], T]") -> T:
    def run(store: "Store") -> T:
        with store.reading() as connection:
            return work(connection)

    return with_store(run)


def _password(login: str, file: typer.FileText | None) -> str:
    """The hash of a password that was asked for, twice, or read."""
    from graph_api.access.password import Passwords, acceptable  # noqa: PLC0415

    if file is not None:
        given = file.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise typer.BadParameter("there is no terminal to ask on: give --password-file, or `-` for standard input")
    with clear_errors():
        return Passwords().hash(acceptable(given, login))


@admin_app.callback()
def admin() -> None:
    """The first admin, and others."""


@admin_app.command("create")
def admin_create_command(login: Login, password_file: PasswordFile = None, name: str | None = None) -> None:
    """Make a person who may do everything; the password is asked for."""
    from graph_api.access import user  # noqa: PLC0415
    from schema.ports import ADMIN, UserKind  # noqa: PLC0415

    with clear_errors():
        user.user_id(UserKind.PERSON, login)
    hashed = _password(login, password_file)

    def work(connection: "Connection") -> str:
        row = user.create(connection, kind=UserKind.PERSON, login=login, name=name, password=hashed, by="machine")
        user.bind(connection, ADMIN, row.id, by="machine")
        return row.id

    typer.echo(f"{_write(work)} is an admin, and signs in with `sessionCreate`.")


@user_app.command("create")
def create_command(
    login: Login,
    service: Annotated[bool, typer.Option("--service", help="A service account: tokens only, no password.")] = False,
    password_file: PasswordFile = None,
    name: Annotated[str | None, typer.Option(help="The name as people say it.")] = None,
) -> None:
    """Make a person or a service account known, without any right."""
    from graph_api.access import user  # noqa: PLC0415
    from schema.ports import UserKind  # noqa: PLC0415

    kind = UserKind.SERVICE if service else UserKind.PERSON
    with clear_errors():
        user.user_id(kind, login)
    hashed = None if service else _password(login, password_file)
    made = _write(lambda c: user.create(c, kind=kind, login=login, name=name, password=hashed, by="machine"))
    typer.echo(f"{made.id} is known; it has no right yet.")


@user_app.command("list")
def list_command() -> None:
    """List everybody."""
    from graph_api.access import user  # noqa: PLC0415

    table = Table("user", "name", "teams", "roles", "", box=None, pad_edge=False)
    for row in _read(user.listed):
        out = "disabled" if row.disabled_at else ""
        cells = (row.id, row.name, " ".join(row.teams), " ".join(row.roles), out)
        table.add_row(*(Text(cell) for cell in cells))
    _out.print(table)


@user_app.command("disable")
def disable_command(user_id: User) -> None:
    """Keep a user out; running servers see it within a second."""
    from graph_api.access import user  # noqa: PLC0415

    typer.echo(f"{_write(lambda c: user.enable(c, user_id, enabled=False)).id} is kept out.")


@user_app.command("enable")
def enable_command(user_id: User) -> None:
    """Let a user in again."""
    from graph_api.access import user  # noqa: PLC0415

    typer.echo(f"{_write(lambda c: user.enable(c, user_id, enabled=True)).id} may come in.")


@user_app.command("password")
def password_command(login: Login, password_file: PasswordFile = None) -> None:
    """Set a person's password; its sessions end."""
    from graph_api.access import user  # noqa: PLC0415
    from schema.ports import UserKind  # noqa: PLC0415

    with clear_errors():
        of = user.user_id(UserKind.PERSON, login)
    hashed = _password(login, password_file)
    typer.echo(f"{_write(lambda c: user.set_password(c, of, hashed)).id} has another password.")


@token_app.callback(invoke_without_command=True)
def token_command(context: typer.Context) -> None:
    """Print the bearer token of this installation, which is its owner's; it is made where there is none yet."""
    if context.invoked_subcommand is None:
        from graph_api.access.installation import installation_token  # noqa: PLC0415
        from graph_api.settings import load  # noqa: PLC0415

        typer.echo(with_store(lambda store: installation_token(store, load().state_directory)).reveal())


@token_app.command("create")
def token_create_command(
    user_id: User,
    name: Annotated[str, typer.Option(help="By what you will know it again.")],
    scope: Annotated[list[str] | None, typer.Option(help="READ, WRITE or ADMIN; several times for several.")] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long it lasts.")] = 90,
) -> None:
    """Make a token for a program and print it, this once."""
    from graph_api.access import user  # noqa: PLC0415
    from graph_api.access.token import Token  # noqa: PLC0415
    from schema.ports import Scope, TokenKind  # noqa: PLC0415

    unknown = [each for each in scope or () if each.upper() not in Scope.__members__]
    if unknown:
        raise typer.BadParameter(f"there is no scope {unknown[0]}; there are {', '.join(Scope)}")
    scopes = [Scope[each.upper()] for each in scope or ["READ"]]
    fresh = Token.make()
    _write(
        lambda c: user.add_token(
            c, fresh, kind=TokenKind.API, of=user_id, name=name, scopes=scopes, lasts=days * user.DAY, by="machine"
        )
    )
    typer.echo(fresh.reveal())


@token_app.command("list")
def token_list_command() -> None:
    """List the live tokens and sessions of everybody."""
    from graph_api.access import user  # noqa: PLC0415

    table = Table("token", "user", "kind", "name", "scopes", "expires", "last used", box=None, pad_edge=False)
    for row in _read(user.live_tokens):
        cells = (
            row.id,
            row.user,
            row.kind,
            row.name,
            " ".join(row.scopes),
            _day(row.expires_at),
            _day(row.last_used_at),
        )
        table.add_row(*(Text(cell) for cell in cells))
    _out.print(table)


@token_app.command("revoke")
def token_revoke_command(token_id: Annotated[str, typer.Argument(metavar="TOKEN", help="As `list` shows it.")]) -> None:
    """End a token or session; running servers see it within a second."""
    from graph_api.access import user  # noqa: PLC0415

    _write(lambda c: user.revoke(c, token_id))
    typer.echo(f"{token_id} has ended.")


def _day(microseconds: int | None) -> str:
    return "" if microseconds is None else f"{datetime.fromtimestamp(microseconds / 1e6, UTC):%Y-%m-%d %H:%M}"
