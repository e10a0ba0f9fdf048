"""Users, teams and tokens in the state store: one function a statement or two, in the caller's transaction."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Select, Table, Update, select
from sqlalchemy.dialects import postgresql, sqlite

from cypher import identity
from cypher.act import about, note
from cypher.errors import Invalid, NotFound, legible
from cypher.graph import Conflict
from graph_api.access.token import Token
from graph_api.state.store import now
from graph_api.state.tables import membership, role_binding, team, token, user
from schema.ports import Identity, Scope, TeamRow, TokenKind, TokenRow, UserKind, UserRow

_PREFIXES = {UserKind.PERSON: "person", UserKind.SERVICE: "service"}
DAY = 86_400_000_000
MOST_DAYS = 365


def user_id(kind: UserKind, login: str) -> str:
    """`person:<login>` or `service:<name>`; raises `InvalidId`."""
    return f"{_PREFIXES[kind]}:{identity.slug(login)}"


def insert_missing(connection: Connection, table: Table[Any], **values: Any) -> bool:
    """Insert a row unless its key is taken; whether it was inserted."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return connection.execute(insert(table).values(**values).on_conflict_do_nothing()).rowcount > 0


def create(
    connection: Connection, *, kind: UserKind, login: str, name: str | None, password: str | None, by: str
) -> UserRow:
    """A new user with the hash of a password, or none; raises `InvalidId`, `Invalid`, `Conflict`."""
    made = user_id(kind, login)
    if not insert_missing(
        connection,
        user,
        id=made,
        kind=kind.value,
        name=legible(name or login, "a name", 200),
        password=password,
        password_at=None if password is None else now(),
        created_at=now(),
        created_by=by,
    ):
        raise Conflict(f"{made} exists already")
    row = one(connection, made)
    note(made, None, _facts(row))
    return row


def one(connection: Connection, identifier: str) -> UserRow:
    """A user; raises `NotFound`."""
    for found in listed(connection, select(user).where(user.c.id == identifier)):
        return found
    raise NotFound([identifier])


def listed(connection: Connection, wanted: Select[Any] | None = None) -> list[UserRow]:
    """Users, all by default, by id."""
    rows = connection.execute(wanted if wanted is not None else select(user).order_by(user.c.id)).mappings().all()
    ids = [row["id"] for row in rows]
    teams, roles = _teams(connection, ids), _roles(connection, ids)
    return [
        UserRow(
            row["id"],
            UserKind(row["kind"]),
            row["name"],
            row["password"] is not None,
            row["created_at"],
            row["created_by"],
            row["disabled_at"],
            tuple(sorted(teams[row["id"]])),
            tuple(sorted(roles[row["id"]])),
        )
        for row in rows
    ]


def _teams(connection: Connection, users: Collection[str], *, enabled: bool = False) -> dict[str, set[str]]:
    found = defaultdict[str, set[str]](set)
    asked = select(membership.c.user, membership.c.team).where(membership.c.user.in_(users))
    if enabled:
        asked = asked.join(team, team.c.id == membership.c.team).where(team.c.disabled_at.is_(None))
    for member, of_team in connection.execute(asked):
        found[member].add(of_team)
    return found


def _roles(connection: Connection, subjects: Iterable[str]) -> dict[str, set[str]]:
    found = defaultdict[str, set[str]](set)
    asked = select(role_binding.c.subject, role_binding.c.role).where(role_binding.c.subject.in_(set(subjects)))
    for subject, bound in connection.execute(asked):
        found[subject].add(bound)
    return found


def bind(connection: Connection, role: str, subject: str, *, by: str) -> None:
    """Give a role to a user or team."""
    if insert_missing(connection, role_binding, role=role, subject=subject, created_at=now(), created_by=by):
        note(subject, None, {"role": role})


def enable(connection: Connection, identifier: str, *, enabled: bool) -> UserRow:
    """Let a user in, or keep it out; raises `NotFound`."""
    before = one(connection, identifier)
    _change(
        connection,
        user.update().where(user.c.id == identifier).values(disabled_at=None if enabled else now()),
        identifier,
    )
    return _noted(before, one(connection, identifier))


def password_hash(connection: Connection, identifier: str) -> str | None:
    """What is kept of the password of an enabled user; None where there is none of either."""
    asked = select(user.c.password).where(user.c.id == identifier, user.c.disabled_at.is_(None))
    return connection.execute(asked).scalar()


def set_password(connection: Connection, identifier: str, hashed: str) -> UserRow:
    """Another password, which ends the user's sessions; raises `NotFound`, `Invalid`."""
    before = one(connection, identifier)
    if before.kind is UserKind.SERVICE:
        raise Invalid("a service account has no password: make it a token")
    connection.execute(user.update().where(user.c.id == identifier).values(password=hashed, password_at=now()))
    connection.execute(
        token.update()
        .where(token.c.user == identifier, token.c.kind == TokenKind.SESSION.value, token.c.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    note(identifier, {"hasPassword": before.has_password}, {"hasPassword": True, "password": "another one"})
    return one(connection, identifier)


def rehash(connection: Connection, identifier: str, before: str, hashed: str) -> None:
    """The same password under new parameters, unless it was changed meanwhile."""
    connection.execute(user.update().where(user.c.id == identifier, user.c.password == before).values(password=hashed))


def set_member(connection: Connection, team_id: str, identifier: str, *, member: bool, by: str) -> UserRow:
    """Put a user into a team, made where there is none, or take it out; raises `NotFound`, `InvalidId`."""
    identity.expect(team_id, "Team")
    before = one(connection, identifier)
    if member:
        slug = identity.slug(team_id.removeprefix("team:"))
        insert_missing(connection, team, id=team_id, name=slug, created_at=now(), created_by=by)
        insert_missing(connection, membership, team=team_id, user=identifier)
    else:
        connection.execute(membership.delete().where(membership.c.team == team_id, membership.c.user == identifier))
    return _noted(before, one(connection, identifier))


def _facts(row: UserRow) -> dict[str, Any]:
    """What the audit is told of a user."""
    return {
        "name": row.name,
        "hasPassword": row.has_password,
        "disabled": row.disabled_at is not None,
        "teams": row.teams,
        "roles": row.roles,
    }


def _noted(before: UserRow, after: UserRow) -> UserRow:
    """The user after a change, of which the audit is told."""
    note(after.id, _facts(before), _facts(after))
    return after


def teams(connection: Connection) -> list[TeamRow]:
    """All teams, by id."""
    members = defaultdict[str, list[str]](list)
    for of_team, member in connection.execute(select(membership.c.team, membership.c.user).order_by(membership.c.user)):
        members[of_team].append(member)
    rows = connection.execute(select(team.c.id, team.c.name, team.c.disabled_at).order_by(team.c.id))
    return [TeamRow(found, name, disabled, tuple(members[found])) for found, name, disabled in rows]


def enable_team(connection: Connection, identifier: str, *, enabled: bool) -> TeamRow:
    """Give a team's rights to its members, or to nobody; raises `NotFound`."""
    was = connection.scalar(select(team.c.disabled_at.is_not(None)).where(team.c.id == identifier))
    note(identifier, {"disabled": bool(was)}, {"disabled": not enabled})
    _change(
        connection,
        team.update().where(team.c.id == identifier).values(disabled_at=None if enabled else now()),
        identifier,
    )
    return next(found for found in teams(connection) if found.id == identifier)


def add_token(
    connection: Connection,
    fresh: Token,
    *,
    kind: TokenKind,
    of: str,
    name: str,
    scopes: Collection[Scope],
    lasts: int,
    by: str,
    address: str | None = None,
) -> TokenRow:
    """Keep a token's hash for the user `of`, for `lasts` microseconds; raises `NotFound`, `Invalid`."""
    if one(connection, of).disabled_at is not None:
        raise Invalid(f"{of} is disabled")
    at = now()
    insert_missing(
        connection,
        token,
        id=fresh.id,
        kind=kind.value,
        user=of,
        name=legible(name, "a name", 200),
        hash=fresh.hash,
        scopes=json.dumps(sorted(scopes)),
        created_at=at,
        created_by=by,
        expires_at=at + lasts,
        address=address,
    )
    (row,) = tokens(connection, select(token).where(token.c.id == fresh.id))
    told = {"name": row.name, "kind": kind, "user": of, "scopes": row.scopes, "expiresAt": row.expires_at}
    note(f"token:{row.id}", None, told)
    about(of)
    return row


def tokens(connection: Connection, wanted: Select[Any]) -> list[TokenRow]:
    """Tokens without what proves them."""
    return [
        TokenRow(
            **{name: value for name, value in row.items() if name not in {"hash", "scopes", "kind"}},
            kind=TokenKind(row["kind"]),
            scopes=tuple(Scope(each) for each in json.loads(row["scopes"])),
        )
        for row in connection.execute(wanted).mappings()
    ]


def live_tokens(connection: Connection, of: str | None = None) -> list[TokenRow]:
    """Those that would be let in if their user is, newest first; of everybody by default."""
    asked = select(token).where(token.c.revoked_at.is_(None), token.c.expires_at > now())
    if of is not None:
        asked = asked.where(token.c.user == of)
    return tokens(connection, asked.order_by(token.c.created_at.desc(), token.c.id))


def revoke(connection: Connection, identifier: str, of: str | None = None) -> None:
    """End a token of the user `of`, or of anybody; raises `NotFound`."""
    note(f"token:{identifier}", None, {"revoked": True})
    asked = token.update().where(token.c.id == identifier, token.c.revoked_at.is_(None)).values(revoked_at=now())
    _change(connection, asked if of is None else asked.where(token.c.user == of), identifier)


def used(connection: Connection, moments: dict[str, int]) -> None:
    """Remember when tokens were last used."""
    for identifier, at in moments.items():
        connection.execute(token.update().where(token.c.id == identifier).values(last_used_at=at))


def identities(connection: Connection, ids: Collection[str]) -> dict[str, tuple[str, Identity]]:
    """Token id -> (hash, identity), of those tokens that are to be let in at this moment."""
    rows = connection.execute(
        select(token.c.id, token.c.hash, token.c.kind, token.c.user, token.c.scopes, token.c.expires_at)
        .join(user, user.c.id == token.c.user)
        .where(
            token.c.id.in_(ids), token.c.revoked_at.is_(None), token.c.expires_at > now(), user.c.disabled_at.is_(None)
        )
    ).all()
    teams_of = _teams(connection, {row[3] for row in rows}, enabled=True)
    roles = _roles(connection, {row[3] for row in rows}.union(*teams_of.values()))
    return {
        found: (
            kept,
            Identity(
                of,
                found,
                TokenKind(kind),
                frozenset(Scope(each) for each in json.loads(scopes)),
                expires,
                frozenset(teams_of[of]),
                frozenset(roles[of].union(*(roles[each] for each in teams_of[of]))),
            ),
        )
        for found, kept, kind, of, scopes, expires in rows
    }


def _change(connection: Connection, change: Update, identifier: str) -> None:
    if connection.execute(change).rowcount == 0:
        raise NotFound([identifier])
