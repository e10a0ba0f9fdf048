"""Whom a token speaks for: known quickly, and forgotten at once when it ends."""

import asyncio
import time
from functools import partial

import pytest

from cypher.errors import Forbidden, Invalid, NotFound, StoreUnavailable, Throttled, Unauthenticated
from cypher.graph import Conflict
from graph_api.access import user
from graph_api.access.authority import Authority
from graph_api.access.installation import installation_token
from graph_api.access.token import Token, path
from graph_api.settings import load
from graph_api.state import Store, open_store
from graph_api.state import tables as t
from schema.ports import ADMIN, NOBODY, Caller, Scope, TokenKind, UserKind
from tests.graph_api.access.conftest import PASSWORD


def header(token):
    return f"Bearer {token.reveal()}"


async def test_a_token_speaks_for_its_user_and_nothing_else_speaks(authority, token_of):
    token = token_of("person:ana", scopes=[Scope.READ])
    found = await authority.identify(header(token))
    assert (found.user, found.token, found.scopes, found.roles) == ("person:ana", token.id, {Scope.READ}, {ADMIN})
    for nobody in (
        None,
        "",
        token.reveal(),
        f"Basic {token.reveal()}",
        header(Token.make()),
        "Bearer x",
        "Bearer \ud800",
    ):
        assert await authority.identify(nobody) is None


async def test_only_a_hash_of_a_token_is_kept(store, token_of, tmp_path):
    token = token_of("person:ana")
    secret = token.reveal().split("_", 2)[2][:43].encode()
    for file in (tmp_path / "state").iterdir():
        assert secret not in file.read_bytes(), file


async def test_hostile_a_wrong_secret_under_a_right_id_is_nobody(authority, token_of):
    token, other = token_of("person:ana"), Token.make()
    text = f"pst_{token.id}_{other.reveal().split('_', 2)[2][:43]}"
    import zlib  # noqa: PLC0415

    assert await authority.identify(f"Bearer {text}_{zlib.crc32(text.encode()):08x}") is None


async def test_a_known_token_is_known_again_without_asking_the_store(authority, token_of, monkeypatch):
    token = token_of("person:ana")
    await authority.identify(header(token))

    async def never(*_):
        pytest.fail("asked")

    monkeypatch.setattr(Store, "read", never)
    began = time.perf_counter()
    for _ in range(2_000):
        assert (await authority.identify(header(token))).user == "person:ana"
    assert (time.perf_counter() - began) / 2_000 < 50e-6  # seconds a request


ENDS = {
    "revoked": lambda c, token: user.revoke(c, token.id),
    "disabled": lambda c, _: user.enable(c, "person:bo", enabled=False),
    "password": lambda c, _: user.set_password(c, "person:bo", "x"),
    "deleted": lambda c, _: c.execute(t.user.delete().where(t.user.c.id == "person:bo")),
    "expired": lambda c, token: c.execute(t.token.update().where(t.token.c.id == token.id).values(expires_at=1)),
}


@pytest.mark.parametrize("how", ENDS)
async def test_a_token_ends_at_once_here_and_within_a_second_elsewhere(how, store, authority, token_of, tmp_path):
    token = token_of("person:bo", kind=TokenKind.SESSION)
    other_store = open_store(load(state_directory=tmp_path / "state"))
    other = Authority(other_store)
    watching = asyncio.create_task(other.watch())
    identity = await other.identify(header(token))
    assert identity == await authority.identify(header(token))
    with other.held(identity) as ended, authority.held(identity) as ended_here:
        await store.write(lambda c: ENDS[how](c, token))
        await authority.refresh()
        assert ended_here.is_set()
        assert await authority.identify(header(token)) is None
        await asyncio.wait_for(ended.wait(), 1)
        assert await other.identify(header(token)) is None
    watching.cancel()
    other_store.close()


CHANGES = {
    "role": lambda c: user.bind(c, "role:steward", "person:bo", by="test"),
    "role of a team": lambda c: user.bind(c, "role:steward", "team:crm", by="test"),
    "team": lambda c: user.set_member(c, "team:sales", "person:bo", member=True, by="test"),
    "team disabled": lambda c: user.enable_team(c, "team:crm", enabled=False),
    "out of the team": lambda c: user.set_member(c, "team:crm", "person:bo", member=False, by="test"),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_a_change_of_rights_ends_streams_and_holds_for_the_next_request(what, store, access, authority, token_of):
    await store.write(partial(user.set_member, team_id="team:crm", identifier="person:bo", member=True, by="test"))
    token = token_of("person:bo")
    before = await authority.identify(header(token))
    assert before.teams == {"team:crm"}
    with authority.held(before) as ended:
        await store.write(CHANGES[what])
        await asyncio.wait_for(ended.wait(), 1)
    after = await authority.identify(header(token))
    assert (after.teams, after.roles) != (before.teams, before.roles)


async def test_a_disabled_team_gives_nothing_and_what_it_gave_comes_back_with_it(store, authority, token_of):
    def work(connection):
        user.set_member(connection, "team:crm", "person:bo", member=True, by="test")
        user.bind(connection, ADMIN, "team:crm", by="test")

    await store.write(work)
    assert (await authority.identify(header(token_of("person:bo")))).is_admin
    await store.write(partial(user.enable_team, identifier="team:crm", enabled=False))
    assert not (await authority.identify(header(token_of("person:bo")))).is_admin
    await store.write(partial(user.enable_team, identifier="team:crm", enabled=True))
    assert (await authority.identify(header(token_of("person:bo")))).is_admin


async def test_a_store_that_does_not_answer_lets_nobody_in(authority, token_of, monkeypatch):
    token = token_of("person:ana")
    identity = await authority.identify(header(token))

    async def away(*_):
        raise StoreUnavailable("away")

    monkeypatch.setattr(Store, "read", away)
    monkeypatch.setattr("graph_api.access.authority._BLIND_SECONDS", 1.5)
    monkeypatch.setattr("graph_api.access.authority._LOOK_SECONDS", 0.1)
    with authority.held(identity) as ended:
        watching = asyncio.create_task(authority.watch())
        await asyncio.sleep(1)
        with pytest.raises(StoreUnavailable):
            await authority.identify(header(token))
        assert not ended.is_set()  # a short absence ends no stream
        await asyncio.wait_for(ended.wait(), 2)
        watching.cancel()


async def test_when_a_token_was_last_used_is_remembered(store, authority, token_of):
    token = token_of("person:ana")
    await authority.identify(header(token))
    await authority.close()
    (row,) = await store.read(partial(user.live_tokens, of="person:ana"))
    assert abs(row.last_used_at / 1e6 - time.time()) < 60


async def test_hostile_tokens_without_end_take_no_memory_without_end(authority, token_of, monkeypatch):
    monkeypatch.setattr("graph_api.access.authority._MOST", 3)
    for _ in range(20):
        assert await authority.identify(header(Token.make())) is None
        assert await authority.identify(header(token_of("person:ana")))
    assert len(authority._seen) == 3


# Signing in


async def test_a_person_signs_in_and_out(access, authority):
    secret, row = await access.session_create("ana", PASSWORD, Caller(None, "10.0.0.1"))
    caller = Caller(await authority.identify(f"Bearer {secret}"), "10.0.0.1")
    assert caller.identity.user == "person:ana"
    assert (row.kind, row.address) == (TokenKind.SESSION, "10.0.0.1")
    assert 0 < row.expires_at - row.created_at <= user.DAY // 2
    assert await access.token_revoke(caller, None) == row.id
    assert await authority.identify(f"Bearer {secret}") is None


async def test_who_does_not_get_in_is_never_told_why(access, store):
    await store.write(
        partial(user.create, kind=UserKind.PERSON, login="no.password", name=None, password=None, by="test")
    )
    await store.write(partial(user.enable, identifier="person:bo", enabled=False))
    said = set()
    for login, password in (
        ("ana", "wrong horse battery"),
        ("nobody", PASSWORD),
        ("bo", PASSWORD),
        ("no.password", ""),
        ("service:x", PASSWORD),
        ("", ""),
        ("Ж" * 5_000, "\0"),
    ):
        with pytest.raises(Unauthenticated) as caught:
            await access.session_create(login, password, NOBODY)
        said.add(str(caught.value))
    assert said == {"The login or the password is wrong."}


@pytest.mark.parametrize("login", ["ana", "nobody"])
async def test_guessing_is_slowed_down_for_accounts_that_exist_and_that_do_not(access, login):
    ended = await asyncio.gather(
        *(access.session_create(login, f"wrong horse {n}", Caller(None, f"10.0.0.{n}")) for n in range(30)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Unauthenticated) for each in ended) == 5
    assert sum(isinstance(each, Throttled) for each in ended) == 25


async def test_a_user_disabled_while_the_password_is_checked_does_not_get_in(access, store, passwords, monkeypatch):
    check = passwords.check

    async def slow(kept, password):
        result = await check(kept, password)
        await store.write(partial(user.enable, identifier="person:ana", enabled=False))
        return result

    monkeypatch.setattr(passwords, "check", slow)
    with pytest.raises(Unauthenticated):
        await access.session_create("ana", PASSWORD, NOBODY)


# Tokens for programs


async def test_a_token_is_never_more_than_the_one_that_made_it(access, authority, caller_of):
    reader = await caller_of("person:ana", scopes=[Scope.READ, Scope.WRITE])
    with pytest.raises(Invalid, match="READ, WRITE"):
        await access.token_create(reader, name="more", scopes=[Scope.ADMIN], days=1, user=None)
    with pytest.raises(Forbidden):
        await access.token_create(reader, name="other", scopes=[Scope.READ], days=1, user="person:bo")
    only_reads = await caller_of("person:ana", scopes=[Scope.READ])
    with pytest.raises(Forbidden):
        await access.token_create(only_reads, name="any", scopes=[Scope.READ], days=1, user=None)
    for wrong in ({"days": 0}, {"days": 366}, {"scopes": []}, {"name": " "}):
        with pytest.raises(Invalid):
            await access.token_create(reader, **{"name": "x", "scopes": [Scope.READ], "days": 1, "user": None} | wrong)
    secret, row = await access.token_create(reader, name="ci", scopes=[Scope.READ], days=365, user=None)
    assert row.expires_at - row.created_at == 365 * user.DAY
    assert (await authority.identify(f"Bearer {secret}")).scopes == {Scope.READ}


async def test_matrix_of_access_without_the_right_nothing_is_answered_and_nothing_changed(access, store, caller_of):
    admin = await caller_of("person:ana")
    calls = {
        "users": access.users,
        "teams": access.teams,
        "user_create": lambda c: access.user_create(c, login="x", kind=UserKind.PERSON, name=None, password=None),
        "user_enable": lambda c: access.user_enable(c, "person:ana", enabled=False),
        "password_set": lambda c: access.password_set(c, "person:ana", password="quite another one", current=PASSWORD),
        "member_set": lambda c: access.member_set(c, "team:x", "person:bo", member=True),
        "team_enable": lambda c: access.team_enable(c, "team:x", enabled=False),
        "tokens": lambda c: access.tokens(c, "person:ana"),
        "token_create": lambda c: access.token_create(c, name="x", scopes=[Scope.READ], days=1, user="person:ana"),
    }
    before = await store.read(user.listed)
    for name, call in calls.items():
        with pytest.raises(Unauthenticated):
            await call(NOBODY)
        with pytest.raises(Forbidden):
            await call(await caller_of("person:bo"))
        if name not in {"tokens", "password_set", "token_create"}:  # of one's own
            with pytest.raises(Forbidden):
                await call(await caller_of("person:ana", scopes=[Scope.READ, Scope.WRITE]))
    with pytest.raises(NotFound):
        await access.token_revoke(await caller_of("person:bo"), admin.identity.token)
    assert await store.read(user.listed) == before


async def test_an_admin_makes_users_and_they_have_no_right(access, authority, caller_of):
    admin = await caller_of("person:ana")
    made = await access.user_create(admin, login="etl", kind=UserKind.SERVICE, name="Nightly", password=None)
    assert (made.id, made.roles, made.has_password) == ("service:etl", (), False)
    secret, _ = await access.token_create(admin, name="nightly", scopes=[Scope.READ], days=30, user="service:etl")
    assert (await authority.identify(f"Bearer {secret}")).roles == frozenset()
    with pytest.raises(Conflict):
        await access.user_create(admin, login="etl", kind=UserKind.SERVICE, name=None, password=None)
    with pytest.raises(Invalid, match="no password"):
        await access.user_create(admin, login="b", kind=UserKind.SERVICE, name=None, password="a long enough one")
    with pytest.raises(Invalid, match="no password"):
        await access.password_set(admin, "service:etl", password="a long enough one", current=None)
    with pytest.raises(Invalid, match="themselves"):
        await access.user_enable(admin, "person:ana", enabled=False)


async def test_ones_own_password_needs_the_present_one_and_ends_ones_sessions(access, authority):
    secret, _ = await access.session_create("bo", PASSWORD, NOBODY)
    caller = Caller(await authority.identify(f"Bearer {secret}"))
    for wrong in (None, "", "wrong horse battery"):
        with pytest.raises(Invalid, match="not your password"):
            await access.password_set(caller, None, password="quite another one", current=wrong)
    await access.password_set(caller, None, password="quite another one", current=PASSWORD)
    assert await authority.identify(f"Bearer {secret}") is None
    with pytest.raises(Unauthenticated):
        await access.session_create("bo", PASSWORD, NOBODY)
    await access.session_create("bo", "quite another one", NOBODY)


# The token of the installation


def test_the_installation_has_one_token_and_a_deleted_one_ends(store, tmp_path):
    first = installation_token(store, tmp_path)
    assert installation_token(store, tmp_path).reveal() == first.reveal()
    path(tmp_path).unlink()
    second = installation_token(store, tmp_path)
    with store.reading() as connection:
        assert [row.id for row in user.live_tokens(connection, "person:owner")] == [second.id]


def test_the_token_of_the_installation_is_renewed_before_it_expires(store, tmp_path):
    first = installation_token(store, tmp_path)
    with store.writing() as connection:
        soon = user.now() + 29 * user.DAY
        connection.execute(t.token.update().where(t.token.c.id == first.id).values(expires_at=soon))
    assert installation_token(store, tmp_path).id != first.id


def test_a_revoked_token_of_the_installation_stays_so(store, tmp_path):
    first = installation_token(store, tmp_path)
    with store.writing() as connection:
        user.revoke(connection, first.id)
    assert installation_token(store, tmp_path).id == first.id
    with store.reading() as connection:
        assert user.live_tokens(connection, "person:owner") == []
