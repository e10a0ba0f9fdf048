"""What resolvers reach through `schema.ports.AccessPort`: who may do it is tested here, and tokens that end do so at once."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from cypher.act import about, going
from cypher.errors import Forbidden, Invalid, Unauthenticated
from cypher.identity import InvalidId
from graph_api.access import password as passwords
from graph_api.access import user as users
from graph_api.access.authority import Authority
from graph_api.access.password import Passwords
from graph_api.access.throttle import Throttle
from graph_api.access.token import Token
from graph_api.state import Store
from schema.ports import Caller, Identity, Scope, TeamRow, TokenKind, TokenRow, UserKind, UserRow

T = TypeVar("T")

_SESSION_DAYS = 0.5
_WRONG = "The login or the password is wrong."


class Access:
    """Sessions, tokens, users and teams of one server."""

    def __init__(self, store: Store, authority: Authority, secrets: Passwords | None = None) -> None:
        """`secrets` checks passwords; its cost is for tests to lower."""
        self._store, self._authority = store, authority
        self._passwords, self._throttle = secrets or Passwords(), Throttle()

    async def session_create(self, login: str, password: str, caller: Caller) -> tuple[str, TokenRow]:
        """A session's token, for half a day. Raises `Unauthenticated` and `Throttled` alike for logins that do not exist."""
        self._throttle.attempt(login, caller.address)
        try:
            of = users.user_id(UserKind.PERSON, login)
        except InvalidId:
            of = ""
        kept = await self._store.read(partial(users.password_hash, identifier=of))
        if kept is not None:  # a login that there is not may be a password, typed in the wrong place
            about(of)
        right, renewed = await self._passwords.check(kept, password)
        if not right or kept is None:
            raise Unauthenticated(_WRONG)
        self._throttle.succeeded(login, caller.address)
        fresh = Token.make()

        def work(connection: Connection) -> TokenRow:
            if users.password_hash(connection, of) != kept:  # changed, or the user was disabled, while we looked
                raise Unauthenticated(_WRONG)
            if renewed is not None:
                users.rehash(connection, of, kept, renewed)
            if (act := going()) is not None:
                act.actor = of
            return users.add_token(
                connection,
                fresh,
                kind=TokenKind.SESSION,
                of=of,
                name="session",
                scopes=list(Scope),
                lasts=int(_SESSION_DAYS * users.DAY),
                by=of,
                address=caller.address or None,
            )

        return fresh.reveal(), await self._store.write(work)

    async def token_create(
        self, caller: Caller, *, name: str, scopes: Sequence[Scope], days: int, user: str | None
    ) -> tuple[str, TokenRow]:
        """A token for programs; see `AccessPort`."""
        by = _known(caller)
        _scoped(by, Scope.WRITE)
        of = by.user if user is None else user
        if of != by.user:
            _admin(caller)
        if not scopes or not set(scopes) <= by.scopes:
            raise Invalid(f"give some of the scopes that the token you show has: {', '.join(sorted(by.scopes))}")
        if not 1 <= days <= users.MOST_DAYS:
            raise Invalid(f"a token lasts 1 to {users.MOST_DAYS} days")
        if not name.strip():
            raise Invalid("give the token a name by which you will know it again")
        fresh = Token.make()
        row = await self._store.write(
            partial(
                users.add_token,
                fresh=fresh,
                kind=TokenKind.API,
                of=of,
                name=name,
                scopes=scopes,
                lasts=days * users.DAY,
                by=by.user,
                address=caller.address or None,
            )
        )
        return fresh.reveal(), row

    async def token_revoke(self, caller: Caller, identifier: str | None) -> str:
        """End a token at once; see `AccessPort`."""
        by = _known(caller)
        ended = by.token if identifier is None else identifier
        others = by.is_admin and Scope.ADMIN in by.scopes
        await self._changed(partial(users.revoke, identifier=ended, of=None if others else by.user))
        return ended

    async def tokens(self, caller: Caller, user: str | None) -> Sequence[TokenRow]:
        """The live tokens of a user; see `AccessPort`."""
        of = _known(caller).user if user is None else user
        if of != _known(caller).user:
            _admin(caller)
        return await self._store.read(partial(users.live_tokens, of=of))

    async def user(self, caller: Caller) -> UserRow:
        """Who the caller is."""
        return await self._store.read(partial(users.one, identifier=_known(caller).user))

    async def users(self, caller: Caller) -> Sequence[UserRow]:
        """Everybody, by id."""
        _admin(caller)
        return await self._store.read(users.listed)

    async def teams(self, caller: Caller) -> Sequence[TeamRow]:
        """All teams that users are in, by id."""
        _admin(caller)
        return await self._store.read(users.teams)

    async def user_create(
        self, caller: Caller, *, login: str, kind: UserKind, name: str | None, password: str | None
    ) -> UserRow:
        """A new person or service account; see `AccessPort`."""
        by = _admin(caller)
        users.user_id(kind, login)
        hashed = None
        if password is not None:
            if kind is UserKind.SERVICE:
                raise Invalid("a service account has no password: make it a token")
            hashed = await self._passwords.hashed(passwords.acceptable(password, login))
        return await self._store.write(
            partial(users.create, kind=kind, login=login, name=name, password=hashed, by=by.user)
        )

    async def user_enable(self, caller: Caller, user: str, *, enabled: bool) -> UserRow:
        """Let a user in again, or keep it out from now on."""
        if _admin(caller).user == user and not enabled:
            raise Invalid("nobody can disable themselves")
        return await self._changed(partial(users.enable, identifier=user, enabled=enabled))

    async def password_set(self, caller: Caller, user: str | None, *, password: str, current: str | None) -> UserRow:
        """Another password; see `AccessPort`."""
        by = _known(caller)
        of = by.user if user is None else user
        if of != by.user:
            _admin(caller)
        else:
            await self._confirm(caller, of, current)
        hashed = await self._passwords.hashed(passwords.acceptable(password, of.partition(":")[2]))
        return await self._changed(partial(users.set_password, identifier=of, hashed=hashed))

    async def _confirm(self, caller: Caller, of: str, current: str | None) -> None:
        """Raise `Invalid` unless `current` is the user's password: a found session must not become an account."""
        self._throttle.attempt(of, caller.address)
        kept = await self._store.read(partial(users.password_hash, identifier=of))
        if kept is not None and not (await self._passwords.check(kept, current or ""))[0]:
            raise Invalid("`current` is not your password")
        if kept is None:  # the owner of the installation begins without one
            _admin(caller)
        self._throttle.succeeded(of, caller.address)

    async def member_set(self, caller: Caller, team: str, user: str, *, member: bool) -> UserRow:
        """Put a user into a team, or take it out."""
        by = _admin(caller)
        return await self._changed(partial(users.set_member, team_id=team, identifier=user, member=member, by=by.user))

    async def team_enable(self, caller: Caller, team: str, *, enabled: bool) -> TeamRow:
        """Give a team's rights to its members again, or to nobody from now on."""
        _admin(caller)
        return await self._changed(partial(users.enable_team, identifier=team, enabled=enabled))

    async def _changed(self, work: Callable[[Connection], T]) -> T:
        """Do it, and have every token that it touches seen anew before anybody is answered."""
        done = await self._store.write(work)
        await self._authority.refresh()
        return done

    def close(self) -> None:
        """Let what runs end."""
        self._passwords.close()


@asynccontextmanager
async def opened(store: Store, authority: Authority, secrets: Passwords | None = None) -> AsyncGenerator[Access]:
    """`Access` while a server runs: tokens are looked after meanwhile, and the store is closed at the end."""
    access, watching = Access(store, authority, secrets), asyncio.create_task(authority.watch())
    try:
        yield access
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await authority.close()
        access.close()
        await asyncio.to_thread(store.close)


def _known(caller: Caller) -> Identity:
    if caller.identity is None:
        raise Unauthenticated("Sign in first.")
    return caller.identity


def _scoped(identity: Identity, scope: Scope) -> None:
    if scope not in identity.scopes:
        raise Forbidden(f"The token that you show does not have the scope {scope}.")


def _admin(caller: Caller) -> Identity:
    by = _known(caller)
    if not by.is_admin:
        raise Forbidden("Only an admin may do this.")
    _scoped(by, Scope.ADMIN)
    return by
