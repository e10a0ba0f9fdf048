"""Signing in over HTTP: what strangers may ask, what a token opens, and how streams end with it."""

import asyncio
import json
import time

import httpx
import pytest
import pytest_asyncio
import websockets
from typer.testing import CliRunner

from graph_api import cli
from graph_api.access import user
from graph_api.access.token import Token
from graph_api.settings import load
from graph_api.state import open_store
from schema.ports import Scope, TokenKind, UserKind
from tests.graph_api.test_serve import served

PASSWORD = "correct horse battery"
SIGN_IN = "mutation($l: String!, $p: String!) { sessionCreate(input: {login: $l, password: $p}) { secret token { kind userId } } }"


@pytest_asyncio.fixture
async def client(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        yield client


def known(app, login, *, scopes=tuple(Scope), roles=()):
    """A person with a token; its header."""
    fresh = Token.make()
    with app.state.store.writing() as connection:
        user.insert_missing(
            connection,
            user.user,
            id=f"person:{login}",
            kind=UserKind.PERSON,
            name=login,
            created_at=0,
            created_by="test",
        )
        for role in roles:
            user.bind(connection, role, f"person:{login}", by="test")
        user.add_token(
            connection,
            fresh,
            kind=TokenKind.API,
            of=f"person:{login}",
            name="t",
            scopes=scopes,
            lasts=user.DAY,
            by="test",
        )
    return {"authorization": f"Bearer {fresh.reveal()}"}


async def ask(client, query, headers=None, **variables):
    response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers or {})
    return response, response.json()


async def test_an_admin_makes_a_person_who_signs_in_asks_who_she_is_and_signs_out(app, client):
    owner = {"authorization": f"Bearer {app.state.token.reveal()}"}
    _, made = await ask(
        client,
        'mutation { userCreate(input: {login: "eva", password: "correct horse battery"}) { user { id roleIds } userErrors { code } } }',
        owner,
    )
    assert made["data"]["userCreate"] == {"user": {"id": "person:eva", "roleIds": []}, "userErrors": []}
    response, answer = await ask(client, SIGN_IN, l="eva", p=PASSWORD)
    assert response.status_code == 200
    assert answer["data"]["sessionCreate"]["token"] == {"kind": "SESSION", "userId": "person:eva"}
    hers = {"authorization": f"Bearer {answer['data']['sessionCreate']['secret']}"}
    _, answer = await ask(client, "{ me { id } tokens { kind } }", hers)
    assert answer["data"] == {"me": {"id": "person:eva"}, "tokens": [{"kind": "SESSION"}]}
    _, answer = await ask(client, "{ users { id } }", hers)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    _, answer = await ask(client, "mutation { sessionRevoke { tokenId } }", hers)
    assert answer["data"]["sessionRevoke"]["tokenId"]
    response, _ = await ask(client, "{ me { id } }", hers)
    assert response.status_code == 401


STRANGE = [
    "{ sources { totalCount } }",
    "{ __schema { types { name } } } # sessionCreate",
    'query { sessionCreate: __type(name: "Query") { name } }',
    'mutation { sessionCreate(input: {login: "a", password: "b"}) { secret } scanCancel(input: {id: "scan:x"}) { userErrors { code } } }',
    'mutation { ...all } fragment all on Mutation { sessionCreate(input: {login: "a", password: "b"}) { secret } sessionRevoke { tokenId } }',
    "mutation { ... { sessionRevoke { tokenId } } } # sessionCreate",
    "mutation { ...a } fragment a on Mutation { ...b } fragment b on Mutation { ...a sessionRevoke { tokenId } } # sessionCreate",
    'subscription { scanProgress(id: "scan:sessionCreate") { id } }',
    'mutation sessionCreate { a: tokenCreate(input: {name: "x"}) { secret } }',
    'query a { me { id } } mutation b { sessionCreate(input: {login: "a", password: "b"}) { secret } }',
]


@pytest.mark.parametrize("query", STRANGE)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream", "application/graphql-response+json"])
async def test_hostile_a_stranger_gets_nothing_but_a_session(client, query, accept):
    before = time.perf_counter()
    response = await client.post("/graphql", json={"query": query, "operationName": None}, headers={"accept": accept})
    text = response.text
    assert response.status_code == 401 or "UNAUTHENTICATED" in text or "BAD_INPUT" in text
    assert '"name"' not in text
    assert "person:" not in text
    assert time.perf_counter() - before < 2


async def test_hostile_a_stranger_registers_no_document_and_reads_none(app, client):
    body = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}
    assert (await client.post("/graphql", json=body)).status_code == 401


async def test_a_wrong_password_and_too_many_of_them_are_said_with_codes(client):
    tries = await asyncio.gather(*(ask(client, SIGN_IN, l="nobody", p="wrong horse battery") for _ in range(6)))
    codes = sorted((answer["errors"][0]["extensions"]["code"] for _, answer in tries), reverse=True)
    assert codes == ["UNAUTHENTICATED"] * 5 + ["TOO_MANY_ATTEMPTS"]


async def test_a_token_does_what_its_scopes_say_and_no_more(app, client):
    reader = known(app, "rita", scopes=[Scope.READ], roles=["role:admin"])
    writer = known(app, "wim", scopes=[Scope.WRITE], roles=["role:admin"])
    make = 'mutation { tagCreate(input: {slug: "t"}) { tag { id } } }'
    assert (await ask(client, "{ tags { nodes { id } } }", reader))[1]["data"]
    assert (await ask(client, make, reader))[1]["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await ask(client, make, writer))[1]["data"]["tagCreate"]["tag"]
    for _ in range(2):  # the second time the operation is known
        await ask(client, "{ tags { nodes { id } } }", reader)
        assert (await ask(client, "{ tags { nodes { id } } }", writer))[1]["errors"][0]["extensions"][
            "code"
        ] == "FORBIDDEN"
    assert (await client.get("/metrics", headers=reader)).status_code == 200
    assert (await client.get("/metrics", headers=writer)).status_code == 403


async def test_an_empty_id_is_nobodys_and_not_ones_own(client, app):
    admin = known(app, "ada", roles=["role:admin"])
    for change in (
        'tokenRevoke(input: {id: ""})',
        'tokenCreate(input: {name: "t", userId: ""})',
        f'userPasswordSet(input: {{id: "", password: "{PASSWORD}"}})',
    ):
        _, told = await ask(client, f"mutation {{ it: {change} {{ userErrors {{ code }} }} }}", admin)
        assert told["data"]["it"]["userErrors"][0]["code"] in {"NOT_FOUND", "BAD_INPUT"}, change
    assert (await ask(client, "{ me { id } }", admin))[1]["data"]["me"]["id"] == "person:ada"


async def test_who_has_no_role_changes_nothing_and_sees_no_zone(app, client, graph):
    nobody = known(app, "ned")
    owner = {"authorization": f"Bearer {app.state.token.reveal()}"}
    await ask(
        client,
        'mutation { sourceCreate(input: {slug: "s", kind: "sqlite", config: {path: "/x.db"}}) { userErrors { code } } }',
        owner,
    )
    assert (await ask(client, "{ sources { totalCount } }", owner))[1]["data"]["sources"]["totalCount"] == 1
    assert (await ask(client, "{ sources { totalCount } }", nobody))[1]["errors"][0]["extensions"][
        "code"
    ] == "FORBIDDEN"
    for mutation in (
        'tagCreate(input: {slug: "u"}) { tag { id } }',
        'sourceDelete(input: {id: "source:s"}) { userErrors { code } }',
    ):
        _, answer = await ask(client, f"mutation {{ {mutation} }}", nobody)
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


# Streams


@pytest.fixture(scope="module")
def server(neo4j_server, tmp_path_factory):
    with served(neo4j_server, tmp_path_factory.mktemp("streams") / "state") as server:
        yield server


def a_token(server):
    """Another token of the owner, made beside the running server, and what ends it."""
    store = open_store(load(state_directory=server.state))
    fresh = Token.make()
    with store.writing() as connection:
        user.add_token(
            connection,
            fresh,
            kind=TokenKind.API,
            of="person:owner",
            name="t",
            scopes=list(Scope),
            lasts=user.DAY,
            by="t",
        )

    def end():
        with store.writing() as connection:
            user.revoke(connection, fresh.id)
        store.close()

    return fresh.reveal(), end


TICKS = "subscription { ticks(count: 100000, every: 0.02) }"


async def test_a_websocket_closes_within_a_second_of_its_tokens_end(server):
    secret, end = a_token(server)
    url = server.url.replace("http", "ws") + "/graphql"
    async with websockets.connect(url, subprotocols=["graphql-transport-ws"]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {secret}"}}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": TICKS}}))
        assert json.loads(await socket.recv())["type"] == "next"
        await asyncio.to_thread(end)
        began = time.monotonic()
        await asyncio.wait_for(socket.wait_closed(), 10)
        assert time.monotonic() - began < 1
        assert socket.close_code == 4401
    async with websockets.connect(url, subprotocols=["graphql-transport-ws"]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {secret}"}}))
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 10)


async def test_a_stream_of_events_ends_within_a_second_of_its_tokens_end(server):
    secret, end = a_token(server)
    headers = {"authorization": f"Bearer {secret}", "accept": "text/event-stream"}
    ended = None
    async with (
        httpx.AsyncClient() as client,
        client.stream("POST", f"{server.url}/graphql", json={"query": TICKS}, headers=headers) as stream,
    ):
        async for line in stream.aiter_lines():
            if line.startswith("data") and ended is None:
                await asyncio.to_thread(end)
                ended = time.monotonic()
    assert ended is not None
    assert time.monotonic() - ended < 1


# The command line


@pytest.fixture
def pursight(monkeypatch, tmp_path):
    """`pursight(*words, given=…)`, in this process."""
    monkeypatch.setenv("PURSIGHT_STATE_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("PURSIGHT_STATE_URL", raising=False)
    return lambda *words, given=None: CliRunner().invoke(cli.app, words, input=given)


def test_the_first_admin_is_made_on_the_command_line_with_a_password_from_standard_input(pursight, tmp_path):
    made = pursight("admin", "create", "ana", "--password-file", "-", given=f"{PASSWORD}\n")
    assert (made.exit_code, made.stdout.split()[0]) == (0, "person:ana"), made.output
    assert pursight("admin", "create", "ana", "--password-file", "-", given=f"{PASSWORD}\n").exit_code == 1
    assert "role:admin" in pursight("user", "list").stdout
    weak = pursight("admin", "create", "bo", "--password-file", "-", given="c4n4ry\n")
    assert weak.exit_code == 2
    assert "c4n4ry" not in weak.stderr + weak.stdout
    assert pursight("admin", "create", "bo").exit_code == 2  # nobody to ask
    assert PASSWORD not in "".join(path.read_text("latin-1") for path in tmp_path.glob("state.db*"))


def test_tokens_are_made_listed_and_ended_on_the_command_line(pursight, tmp_path):
    own = pursight("token").stdout.strip()
    assert own == (tmp_path / "token").read_text().strip()
    assert pursight("user", "create", "etl", "--service").exit_code == 0
    secret = pursight("token", "create", "service:etl", "--name", "nightly", "--days", "30").stdout.strip()
    identity = Token(secret).id
    listed = pursight("token", "list").stdout
    assert identity in listed
    assert secret not in listed
    assert pursight("token", "revoke", identity).exit_code == 0
    assert identity not in pursight("token", "list").stdout
    assert pursight("token", "revoke", identity).exit_code == 2
    assert pursight("user", "disable", "service:etl").exit_code == 0
    assert pursight("token", "create", "service:etl", "--name", "again").exit_code == 2
    assert (tmp_path / "state.db").stat().st_mode & 0o777 == 0o600
