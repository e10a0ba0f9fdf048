"""A store with one person in it, and what looks after tokens."""

import pytest
import pytest_asyncio

from graph_api.access import user
from graph_api.access.authority import Authority
from graph_api.access.password import Passwords
from graph_api.access.port import opened
from graph_api.access.token import Token
from graph_api.settings import load
from graph_api.state import open_store
from schema.ports import ADMIN, Caller, Scope, TokenKind, UserKind

PASSWORD = "correct horse battery"


@pytest.fixture
def passwords():
    """As strong as they have to be to be tested."""
    made = Passwords(memory_kib=64, passes=1)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path, passwords):
    """Ana, who may do everything, and Bo, who may do nothing yet."""
    made = open_store(load(state_directory=tmp_path / "state"))
    with made.writing() as connection:
        for login in ("ana", "bo"):
            user.create(
                connection, kind=UserKind.PERSON, login=login, name=None, password=passwords.hash(PASSWORD), by="test"
            )
        user.bind(connection, ADMIN, "person:ana", by="test")
    yield made
    made.close()


@pytest.fixture
def authority(store):
    return Authority(store)


@pytest_asyncio.fixture
async def access(store, authority, passwords):
    async with opened(store, authority, passwords) as made:
        yield made


@pytest.fixture
def token_of(store):
    """Make a token: `token_of("person:ana", scopes=…)`."""

    def make(of, scopes=tuple(Scope), lasts=user.DAY, kind=TokenKind.API):
        fresh = Token.make()
        with store.writing() as connection:
            user.add_token(connection, fresh, kind=kind, of=of, name="t", scopes=scopes, lasts=lasts, by="test")
        return fresh

    return make


@pytest.fixture
def caller_of(authority, token_of):
    """A caller with a token of its own."""

    async def make(of, **more):
        return Caller(await authority.identify(f"Bearer {token_of(of, **more).reveal()}"), "10.0.0.1")

    return make
