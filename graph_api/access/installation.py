"""The owner of an installation and the token in `<state>/token`, by which `demo`, commands and programs of the machine get in."""

import socket
from pathlib import Path

from sqlalchemy import Connection, select

from cypher.visibility import OWNER
from graph_api.access import user
from graph_api.access.token import Token, load_or_create, renew
from graph_api.state import Store
from graph_api.state import tables as t
from graph_api.state.store import now
from schema.ports import ADMIN, Scope, TokenKind, UserKind

_RENEW_DAYS = 30


def installation_token(store: Store, state_directory: Path) -> Token:
    """The token of this state directory, known to the store; one that expires within a month is replaced.

    Where the file was deleted, a new one is made and the old ends. Blocks; raises `TokenError` and what a `Store` raises.
    """
    token = load_or_create(state_directory)
    name = f"installation {socket.gethostname()}:{state_directory}"[:200]
    with store.writing() as connection:
        known = connection.execute(select(t.token.c.expires_at).where(t.token.c.id == token.id)).scalar()
        if known is not None and known < now() + _RENEW_DAYS * user.DAY:
            token, known = renew(state_directory), None
        if known is None:
            _own(connection, token, name)
    return token


def _own(connection: Connection, token: Token, name: str) -> None:
    """Let the owner in by this token, and by no other of this installation."""
    login = OWNER.id.removeprefix("person:")
    user.insert_missing(
        connection, t.user, id=OWNER.id, kind=UserKind.PERSON.value, name=login, created_at=now(), created_by=OWNER.id
    )
    user.bind(connection, ADMIN, OWNER.id, by=OWNER.id)
    connection.execute(
        t.token.update().where(t.token.c.name == name, t.token.c.revoked_at.is_(None)).values(revoked_at=now())
    )
    if user.one(connection, OWNER.id).disabled_at is None:
        user.add_token(
            connection,
            token,
            kind=TokenKind.API,
            of=OWNER.id,
            name=name,
            scopes=list(Scope),
            lasts=user.MOST_DAYS * user.DAY,
            by=OWNER.id,
        )
