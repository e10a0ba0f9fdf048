"""Open streams: they end with their session, lose what is no longer granted, and take only so many places."""

import asyncio
import time
from contextlib import AsyncExitStack

import httpx
import pytest
import pytest_asyncio

from graph_api.app import create_app
from graph_api.settings import load
from graph_api.streams import Streams
from tests.graph_api.access.test_door import known
from tests.graph_api.talking import events, talking
from tests.graph_api.ticking import app_of

SCAN = "scan:00000000-0000-4000-8000-000000000000"
WATCH = f'subscription {{ scanProgress(id: "{SCAN}") {{ id state source {{ id config }} }} }}'
AT_ONCE = 1.5
"""Seconds: a stream looks every half second, and the machine may be busy."""


def settings(neo4j_server, directory, **more):
    return load(
        neo4j_uri=neo4j_server.uri,
        neo4j_user=neo4j_server.user,
        neo4j_password=neo4j_server.password,
        state_directory=directory,
        **more,
    )


@pytest_asyncio.fixture(scope="module")
async def app(neo4j_server, tmp_path_factory):
    app = create_app(settings(neo4j_server, tmp_path_factory.mktemp("state")))
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture
async def owner(app, graph):
    """Ask as the owner: `await owner(text, **variables)`."""
    headers = {"authorization": f"Bearer {app.state.token.reveal()}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers) as client:

        async def ask(text, headers=None, **variables):
            body = {"query": text, "variables": variables}
            answer = (await client.post("/graphql", json=body, headers=headers or {})).json()
            assert "errors" not in answer, answer
            return answer["data"]

        yield ask


@pytest_asyncio.fixture
async def watched(owner, graph):
    """A running scan of a source that Eva may see, and how it is reached; the id of her grant."""
    made = (
        'mutation { sourceCreate(input: {slug: "s", kind: "sqlite", config: {path: "/x.db"}}) { userErrors { code } } }'
    )
    assert (await owner(made))["sourceCreate"]["userErrors"] == []
    await graph.run_schema(
        "scan",
        f"""MATCH (s:Source {{id: 'source:s'}})
        CREATE (:Scan {{id: '{SCAN}', zone: s.zone, state: 'RUNNING', startSort: 'a'}})-[:OF]->(s)""",
    )
    grant = """mutation { grantCreate(input: {name: "s", subjectId: "person:eva", actions: [SOURCE_READ, SCAN_RUN],
      scope: {sourceIds: ["source:s"]}}) { grant { id } userErrors { code } } }"""
    return (await owner(grant))["grantCreate"]["grant"]["id"]


def opened(app, headers, way, query=WATCH):
    """A stream whose first event was read: its `receive()` gives payloads."""
    return talking(app, headers) if way == "websocket" else events(app, headers, query)


async def payload(stream, way, seconds=20):
    """The next payload, of an error too; None where the stream ends."""
    message = await stream.receive(seconds)
    if way == "events" or message is None:
        return message
    return {"errors": message["payload"]} if message["type"] == "error" else message.get("payload")


WAYS = ("websocket", "events")


@pytest.mark.parametrize("way", WAYS)
async def test_visibility_an_open_subscription_loses_at_once_what_is_no_longer_granted(app, owner, watched, way):
    eva = known(app, "eva")
    changing = """mutation($id: ID!, $actions: [Action!]!) { grantUpdate(input: {id: $id, name: "s", subjectId: "person:eva",
      actions: $actions, scope: {sourceIds: ["source:s"]}}) { userErrors { code } } }"""
    async with opened(app, eva, way) as stream:
        if way == "websocket":
            await stream.subscribe(WATCH)
        first = await payload(stream, way)
        assert first["data"]["scanProgress"]["source"] == {"id": "source:s", "config": {"path": "/x.db"}}
        began = time.monotonic()
        assert (await owner(changing, id=watched, actions=["SCAN_RUN"]))["grantUpdate"]["userErrors"] == []
        second = await payload(stream, way)
        assert second["data"]["scanProgress"]["source"] == {"id": "source:s", "config": None}
        assert time.monotonic() - began < AT_ONCE
        began = time.monotonic()
        await owner(f'mutation {{ grantDelete(input: {{id: "{watched}"}}) {{ userErrors {{ code }} }} }}')
        last = await payload(stream, way)
        assert (last.get("data"), last["errors"][0]["extensions"]["code"]) == (None, "NOT_FOUND")
        assert time.monotonic() - began < AT_ONCE
        assert await payload(stream, way) is None


ENDS = {
    "sessionRevoke": "mutation { sessionRevoke { tokenId } }",
    "tokenRevoke": 'mutation { tokenRevoke(input: {id: "%(token)s"}) { tokenId } }',
    "userDisable": 'mutation { userDisable(input: {id: "person:%(login)s"}) { userErrors { code } } }',
    "roleUnbind": 'mutation { roleUnbind(input: {roleId: "role:viewer", subjectId: "person:%(login)s"}) { userErrors { code } } }',
    "userTeamAdd": 'mutation { userTeamAdd(input: {userId: "person:%(login)s", teamId: "team:x"}) { userErrors { code } } }',
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("end", ENDS)
async def test_hostile_a_stream_does_not_outlive_its_session(app, owner, watched, way, end):
    """Whatever ends the session or changes its rights closes its streams at once: a socket with 4401."""
    login = f"{end}-{way}".lower()
    hers = known(app, login, roles=("role:viewer",))
    query = f'subscription {{ scanProgress(id: "{SCAN}") {{ id state }} }}'
    async with opened(app, hers, way, query) as stream:
        if way == "websocket":
            await stream.subscribe(query)
        assert (await payload(stream, way))["data"]["scanProgress"]["id"] == SCAN
        began = time.monotonic()
        text = ENDS[end] % {"login": login, "token": hers["authorization"].split("_")[1]}
        done = await owner(text, headers=hers if end == "sessionRevoke" else None)
        assert done[end].get("userErrors", []) == []
        assert await payload(stream, way) is None
        assert time.monotonic() - began < AT_ONCE
        if way == "websocket":
            assert stream.closed == 4401


# Places


def test_places_are_counted_by_user_and_in_all_and_given_back():
    streams = Streams(3, 2)
    assert [streams.enter(who) for who in ("a", "a", "a", "b", "c")] == [True, True, False, True, False]
    streams.leave("a")
    assert streams.enter("c")
    assert not streams.enter("a")
    assert streams.move("c", "a")
    assert not streams.move("b", "a")
    for who in ("a", "a", "b"):
        streams.leave(who)
    assert (streams._all, dict(streams._open)) == (0, {})


@pytest_asyncio.fixture(scope="module")
async def small(neo4j_server, tmp_path_factory):
    """Three streams a user, five in all."""
    app = app_of(settings(neo4j_server, tmp_path_factory.mktemp("small"), streams=5, streams_per_user=3))
    async with app.router.lifespan_context(app):
        yield app


def admin(app, login):
    """The fields of that small schema have no rules, so they are for those who may do everything."""
    return known(app, login, roles=("role:admin",))


TICKS = "subscription { ticks(count: 100000, every: 0.05) }"


async def fill(stack, app, headers, ways):
    for way in ways:
        stream = await stack.enter_async_context(opened(app, headers, way, TICKS))
        if way == "events":
            assert "data" in await stream.receive()


@pytest.mark.parametrize("ways", [("websocket",) * 3, ("events",) * 3, ("events", "websocket", "events")], ids=str)
async def test_hostile_one_user_takes_so_many_places_and_gives_them_back(small, ways):
    ana, bo = admin(small, "ana"), admin(small, "bo")
    for _ in range(2):
        async with AsyncExitStack() as stack:
            await fill(stack, small, ana, ways)
            async with talking(small, ana, begin=False) as talk:
                assert (await talk.receive(), talk.closed) == (None, 1013)
            async with events(small, ana, TICKS) as stream:
                assert (stream.status, stream.headers["retry-after"]) == (429, "1")
                assert (await stream.sent.get())["body"].count(b"TOO_MANY_STREAMS") == 1
            async with talking(small, bo), events(small, bo, "{ hello }") as stream:
                assert stream.status == 200


async def test_hostile_all_users_together_take_so_many_places(small):
    users = [admin(small, login) for login in ("ana", "bo", "cy")]
    async with AsyncExitStack() as stack:
        await fill(stack, small, users[0], ("events",) * 3)
        await fill(stack, small, users[1], ("websocket",) * 2)
        async with talking(small, users[2], begin=False) as talk:
            assert (await talk.receive(), talk.closed) == (None, 1013)


async def test_hostile_strangers_hold_so_many_sockets_of_one_address(small):
    """And a socket that signs in later counts for its user from then on."""
    ana = admin(small, "ana")
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(talking(small, begin=False, address="10.0.0.1"))
        async with talking(small, begin=False, address="10.0.0.1") as talk:
            assert (await talk.receive(), talk.closed) == (None, 1013)
        async with talking(small, begin=False, address="10.0.0.2") as talk:
            await talk.send(type="connection_init", payload=ana)
            assert (await talk.receive())["type"] == "connection_ack"
    async with AsyncExitStack() as stack:
        await fill(stack, small, ana, ("websocket",) * 3)
        async with talking(small, begin=False, address="10.0.0.2") as talk:
            await talk.send(type="connection_init", payload=ana)
            assert (await talk.receive(), talk.closed) == (None, 1013)


async def test_hostile_ten_thousand_subscriptions_on_one_socket_are_a_hundred_tasks(small):
    before = len(asyncio.all_tasks())
    slow = "subscription { ticks(count: 2, every: 3000) }"
    async with talking(small, admin(small, "ana")) as talk:
        for number in range(10_000):
            await talk.subscribe(slow, str(number))
        await talk.send(type="ping")
        kinds = []
        while (message := await talk.receive(60))["type"] != "pong":
            kinds.append(message["type"])
            if message["type"] == "error":
                assert message["payload"][0]["extensions"]["code"] == "TOO_MANY_STREAMS"
        assert kinds.count("error") == 9_900
        assert len(asyncio.all_tasks()) - before < 250
    for _ in range(200):
        if len(asyncio.all_tasks()) <= before + 2:
            break
        await asyncio.sleep(0.05)
    assert len(asyncio.all_tasks()) <= before + 2
