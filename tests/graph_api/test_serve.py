"""A real server in a process of its own: WebSocket, server-sent events, signals, and a Neo4j that comes and goes."""

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
import websockets

from graph_api import embedded
from graph_api.embedded import Memory
from graph_api.serve import bind
from graph_api.settings import SettingsError
from tests.conftest import CHECKOUT, cache_directory
from tests.graph_api.ticking import SECRET

PROGRAM = Path(__file__).parent / "ticking.py"


class Server:
    """A served `ticking.py`: `url`, `token`, `log()`."""

    def __init__(self, process, url, state, log_file):
        self.process, self.url, self.state, self._log = process, url, state, log_file
        self.token = (state / "token").read_text().strip()
        self.bearer = {"authorization": f"Bearer {self.token}"}

    def log(self):
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def ask(self, query, **more):
        return httpx.post(f"{self.url}/graphql", json={"query": query}, headers=self.bearer, timeout=20, **more)

    def stop(self, kind=signal.SIGTERM, timeout=60):
        self.process.send_signal(kind)
        return self.process.wait(timeout)


@contextmanager
def served(neo4j, state, **variables):
    log = state.parent / f"{state.name}.log"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(state),
        "PYTHONPATH": str(CHECKOUT),
        "PURSIGHT_STATE_DIRECTORY": str(state),
        "PURSIGHT_PORT": "0",
        "NEO4J_URI": neo4j.uri,
        "NEO4J_PASSWORD": neo4j.password,
        **variables,
    }
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            text=True,
            cwd=CHECKOUT,
        )
    try:
        url = process.stdout.readline().strip()
        assert url, log.read_text()
        yield Server(process, url, state, log)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def server(neo4j_server, tmp_path_factory):
    with served(neo4j_server, tmp_path_factory.mktemp("served") / "state") as server:
        yield server


# WebSocket


def connect(server, *, protocols=("graphql-transport-ws",), **more):
    return websockets.connect(server.url.replace("http", "ws") + "/graphql", subprotocols=protocols, **more)


async def closed(socket):
    """The code with which the server closes."""
    await asyncio.wait_for(socket.wait_closed(), 60)
    return socket.close_code


async def send(socket, **message):
    await socket.send(json.dumps(message))


async def receive(socket):
    text = await asyncio.wait_for(socket.recv(), 30)
    assert isinstance(text, str)  # binary frames would be another protocol
    return json.loads(text)


async def acknowledged(socket, server):
    await send(socket, type="connection_init", payload={"authorization": server.bearer["authorization"]})
    assert (await receive(socket))["type"] == "connection_ack"


async def test_a_subscription_ticks_over_a_websocket_and_ends(server):
    async with connect(server) as socket:
        await acknowledged(socket, server)
        await send(socket, id="1", type="subscribe", payload={"query": "subscription {ticks(count: 3)}"})
        for tick in range(3):
            answer = await receive(socket)
            assert (answer["id"], answer["type"], answer["payload"]["data"]) == ("1", "next", {"ticks": tick})
        assert await receive(socket) == {"id": "1", "type": "complete"}


async def test_the_token_may_come_in_the_handshake(server):
    async with connect(server, additional_headers=server.bearer) as socket:
        await send(socket, type="connection_init")
        assert (await receive(socket))["type"] == "connection_ack"


@pytest.mark.parametrize(
    "payload", [{}, {"authorization": "Bearer nothing"}, {"authorization": 5}, {"authorization": None}, {"token": "x"}]
)
async def test_matrix_a_websocket_without_the_token_is_closed_with_4401(server, payload):
    async with connect(server) as socket:
        await send(socket, type="connection_init", payload=payload)
        assert await closed(socket) == 4401


async def test_matrix_an_operation_before_the_acknowledgement_is_closed_with_4401(server):
    for kind in ("subscribe", "start"):
        async with connect(server) as socket:
            await send(socket, id="1", type=kind, payload={"query": "{hello}"})
            assert await closed(socket) == (4401 if kind == "subscribe" else 4400)


async def test_hostile_the_legacy_protocol_is_refused(server):
    async with connect(server, protocols=("graphql-ws",), additional_headers=server.bearer) as socket:
        assert await closed(socket) == 4406


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example.com"}, {"origin": "null"}])
async def test_hostile_handshakes_from_elsewhere_are_refused(server, headers):
    with pytest.raises(websockets.InvalidStatus) as caught:
        async with connect(server, additional_headers={**server.bearer, **headers}):
            pass
    assert caught.value.response.status_code == 403


@pytest.mark.parametrize(
    "message",
    ["[]", "5", "nonsense", '"connection_init"', "[" * 100_000, "{}", '{"type":5}', '{"type":"subscribe"}',
     '{"type":"subscribe","id":[],"payload":{"query":"{hello}"}}', '{"type":"subscribe","id":"1","payload":[]}',
     '{"type":"subscribe","id":"1","payload":{"query":5}}', '{"type":"complete","id":{}}', "\ufffd" * 10],
    ids=lambda text: text[:30],
)  # fmt: skip
async def test_hostile_websocket_messages_close_with_4400(server, message):
    async with connect(server) as socket:
        await acknowledged(socket, server)
        await socket.send(message)
        assert await closed(socket) == 4400


async def test_hostile_a_websocket_message_over_the_body_limit_closes(server):
    async with connect(server) as socket:
        await acknowledged(socket, server)
        await socket.send("x" * ((1 << 20) + 1))
        assert await closed(socket) == 1009


async def test_errors_over_a_websocket_are_masked_and_have_a_code_and_the_id(server):
    async with connect(server) as socket:
        await acknowledged(socket, server)
        for query, code in (
            ("{boom}", "INTERNAL"),
            ("subscription{boom}", "INTERNAL"),
            ("{nope}", "GRAPHQL_VALIDATION_FAILED"),
        ):
            await send(socket, id="1", type="subscribe", payload={"query": query})
            answers = []
            while not answers or answers[-1]["type"] not in {"complete", "error"}:
                answers.append(await receive(socket))
            text = json.dumps(answers)
            assert SECRET not in text
            assert f'"code": "{code}"' in text
            assert '"requestId"' in text


async def test_limits_and_persisted_operations_hold_on_a_websocket_which_stays_open(server):
    hello = "{hello}"
    known = {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(hello.encode()).hexdigest()}}
    refused = (
        ({"query": "{" + "hello " * 21 + "}"}, "ROOT_FIELD_LIMIT"),
        ({"query": "subscription {ticks(count: 1) " + "ticks(count: 1) " * 20 + "}"}, "ROOT_FIELD_LIMIT"),
        ({"query": "{" + "hello " * 2000 + "}"}, "TOKEN_LIMIT"),
        ({"query": "{ hello"}, "GRAPHQL_PARSE_FAILED"),
        ({"extensions": known}, "PERSISTED_QUERY_NOT_FOUND"),
        ({"query": "{ping}", "extensions": known}, "BAD_INPUT"),
        ({"extensions": {"persistedQuery": 5}}, "BAD_INPUT"),
    )
    async with connect(server) as socket:
        await acknowledged(socket, server)
        for payload, code in refused:
            await send(socket, id="1", type="subscribe", payload=payload)
            answer = await receive(socket)
            assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", code)
        for payload in ({"query": hello, "extensions": known}, {"extensions": known}):
            await send(socket, id="1", type="subscribe", payload=payload)
            answer = (await receive(socket))["payload"]
            assert answer == {"data": {"hello": "hello you"}, "extensions": {"cost": {"requested": 1, "limit": 50_000}}}
            assert (await receive(socket))["type"] == "complete"
        await send(socket, id="1", type="subscribe", payload={"query": "subscription {ticks(count: 2)}"})
        extensions = [(await receive(socket))["payload"].get("extensions") for _ in range(2)]
        assert extensions == [{"cost": {"requested": 1, "limit": 50_000}}, None]


async def test_each_operation_on_a_websocket_has_loaders_of_its_own(server):
    async with connect(server) as socket:
        await acknowledged(socket, server)
        for number in range(3):
            await send(socket, id=str(number), type="subscribe", payload={"query": "{usedBefore}"})
            assert (await receive(socket))["payload"]["data"] == {"usedBefore": False}
            assert (await receive(socket))["type"] == "complete"


async def test_a_thousand_operations_in_sequence_never_meet_the_limit_of_those_at_once(server):
    async with connect(server) as socket:
        await acknowledged(socket, server)
        for number in range(1000):
            await send(socket, id=str(number), type="subscribe", payload={"query": "{hello}"})
            assert (await receive(socket))["type"] == "next"
            assert (await receive(socket))["type"] == "complete"


async def test_more_than_a_hundred_at_once_are_refused_one_by_one(server):
    async with connect(server) as socket:
        await acknowledged(socket, server)
        for number in range(150):
            query = "subscription {ticks(count: 2, every: 30)}"
            await send(socket, id=str(number), type="subscribe", payload={"query": query})
        kinds = [(await receive(socket))["type"] for _ in range(150)]
        assert (kinds.count("next"), kinds.count("error")) == (100, 50)


async def test_a_query_over_a_websocket_has_the_same_deadline(neo4j_server, tmp_path):
    with served(neo4j_server, tmp_path / "state", PURSIGHT_REQUEST_TIMEOUT="0.3") as server:
        async with connect(server) as socket:
            await acknowledged(socket, server)
            await send(socket, id="1", type="subscribe", payload={"query": "{slow(seconds: 30)}"})
            assert "DEADLINE_EXCEEDED" in json.dumps(await receive(socket))
            await send(
                socket, id="2", type="subscribe", payload={"query": "subscription {ticks(count: 3, every: 0.25)}"}
            )
            answers = [(await receive(socket)) for _ in range(4)]
            assert [answer["type"] for answer in answers] == ["next", "next", "next", "complete"]


async def test_a_subscription_ends_when_its_socket_is_gone(server):
    async with connect(server) as socket:
        await acknowledged(socket, server)
        await send(socket, id="1", type="subscribe", payload={"query": "subscription {ticks(count: 777, every: 0.05)}"})
        await receive(socket)
        assert "pursight_graphql_subscriptions 1.0" in (await asyncio.to_thread(metrics, server))
    await until(lambda: "ticks 777" in server.ask("{ended}").json()["data"]["ended"])
    await until(lambda: "pursight_graphql_subscriptions 0.0" in metrics(server))


def metrics(server):
    return httpx.get(f"{server.url}/metrics", headers=server.bearer).text


async def until(condition, timeout=30):
    deadline = time.monotonic() + timeout
    while not await asyncio.to_thread(condition):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


# Server-sent events


async def events(server, query, headers=None, begun=None):
    """The events of a stream until it ends: (event, data); `begun` is set with the first."""
    found = []
    async with (
        httpx.AsyncClient(timeout=20) as client,
        client.stream(
            "POST",
            f"{server.url}/graphql",
            json={"query": query},
            headers={**server.bearer, "accept": "text/event-stream", **(headers or {})},
        ) as response,
    ):
        assert (response.status_code, response.headers["content-type"]) == (200, "text/event-stream")
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                found.append((value, None))
            elif name == "data" and found:
                found[-1] = (found[-1][0], value)
                if begun is not None:
                    begun.set()
    return found


async def test_a_subscription_ticks_over_server_sent_events_and_completes(server):
    found = await events(server, "subscription {ticks(count: 3)}")
    assert [event for event, _ in found] == ["next", "next", "next", "complete"]
    assert [json.loads(data)["data"] for _, data in found[:3]] == [{"ticks": tick} for tick in range(3)]


async def test_queries_and_errors_come_as_events_too_without_data_where_nothing_ran(server):
    assert json.loads((await events(server, "{hello}"))[0][1])["data"] == {"hello": "hello you"}
    refused = json.loads((await events(server, "{nope}"))[0][1])
    assert "data" not in refused
    failed = await events(server, "subscription {boom}")
    assert SECRET not in json.dumps(failed)
    assert "INTERNAL" in json.dumps(failed)


def test_matrix_events_need_the_token(server):
    response = httpx.post(f"{server.url}/graphql", json={"query": "{hello}"}, headers={"accept": "text/event-stream"})
    assert response.status_code == 401


async def test_a_stream_that_its_reader_leaves_ends(server):
    async with (
        httpx.AsyncClient() as client,
        client.stream(
            "POST",
            f"{server.url}/graphql",
            json={"query": "subscription {ticks(count: 888, every: 0.05)}"},
            headers={**server.bearer, "accept": "text/event-stream"},
        ) as response,
    ):
        assert await anext(response.aiter_lines()) == "event: next"
    await until(lambda: "ticks 888" in server.ask("{ended}").json()["data"]["ended"])


# Signals


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_requests_finish_ends_streams_and_exits_with_0(neo4j_server, tmp_path, kind):
    with served(neo4j_server, tmp_path / "state") as server:
        async with httpx.AsyncClient(headers=server.bearer, timeout=20) as client, connect(server) as socket:
            await acknowledged(socket, server)
            await send(socket, id="1", type="subscribe", payload={"query": "subscription {ticks(count: 9, every: 9)}"})
            await receive(socket)
            begun = asyncio.Event()
            stream = asyncio.create_task(events(server, "subscription {ticks(count: 9, every: 9)}", begun=begun))
            await begun.wait()
            running = asyncio.create_task(client.post(f"{server.url}/graphql", json={"query": "{slow(seconds: 2)}"}))
            await until(lambda: server.ask("{begun}").json()["data"]["begun"])
            began = time.monotonic()
            server.process.send_signal(kind)
            assert (await running).json()["data"] == {"slow": "slept"}
            event, data = (await stream)[0]
            assert (event, json.loads(data)["data"]) == ("next", {"ticks": 0})
            assert await closed(socket) == 1012
            assert await asyncio.to_thread(server.process.wait, 60) == 0
            assert time.monotonic() - began < 30  # nobody waits for the nine times nine seconds of a stream
        assert not [line for line in server.log() if line["level"] == "error"]


def test_hostile_a_connection_too_many_is_answered_with_503_until_others_have_ended(neo4j_server, tmp_path):
    with served(neo4j_server, tmp_path / "state", PURSIGHT_CONNECTIONS="3") as server:
        with contextlib.ExitStack() as open_ones:
            clients = [open_ones.enter_context(httpx.Client(base_url=server.url)) for _ in range(4)]
            assert [each.get("/health/live").status_code for each in clients] == [200, 200, 200, 503]
        deadline = time.monotonic() + 30
        while httpx.get(f"{server.url}/health/live").status_code != 200:
            assert time.monotonic() < deadline


async def test_what_does_not_finish_in_the_grace_is_cancelled(neo4j_server, tmp_path):
    with served(neo4j_server, tmp_path / "state", PURSIGHT_SHUTDOWN_GRACE="1", PURSIGHT_REQUEST_TIMEOUT="60") as server:
        asking = asyncio.create_task(asyncio.to_thread(server.ask, "{slow(seconds: 50)}"))
        await until(lambda: server.ask("{begun}").json()["data"]["begun"])
        began = time.monotonic()
        assert await asyncio.to_thread(server.stop) == 0
        assert time.monotonic() - began < 20
        response = await asking
        assert (response.status_code, code_of(response)) == (503, "UNAVAILABLE")


def test_the_next_free_port_is_taken_and_a_hopeless_one_explained():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with bind("127.0.0.1", port) as found:
            assert port < found.getsockname()[1] < port + 50
    with pytest.raises(SettingsError, match="PURSIGHT_HOST"):
        bind("no-such-host.invalid", 8000)


def test_hostile_no_port_is_open_but_the_one_that_is_told(server):
    process = psutil.Process(server.process.pid)
    listening = {
        (each.laddr.ip, each.laddr.port)
        for one in (process, *process.children(recursive=True))
        for each in one.net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    }
    assert listening == {("127.0.0.1", int(server.url.rsplit(":", 1)[1]))}


def test_a_large_body_is_answered_with_413_over_a_real_connection(server):
    for size in ((1 << 20) + 1, 20 << 20):
        response = httpx.post(f"{server.url}/graphql", content=b"x" * size, headers=server.bearer, timeout=20)
        assert response.status_code == 413


# Neo4j comes and goes


@pytest.fixture(scope="module")
def mortal(worker_id):
    """A Neo4j of this module's own, to be killed."""
    directory = CHECKOUT / ".pursight" / "test" / f"mortal_{worker_id}-{os.getpid()}"
    memory = Memory(heap=384 << 20, page_cache=64 << 20)
    options = ["-XX:TieredStopAtLevel=1"]

    class Mortal:
        server = None

        def start(self, port=None):
            if self.server is not None:
                self.server.release()
            self.server = embedded.ensure(directory, cache_directory(), port=port, memory=memory, java_options=options)
            return self.server

    mortal = Mortal()
    mortal.start()
    yield mortal
    mortal.server.release()
    shutil.rmtree(directory)


def code_of(response):
    return response.json()["errors"][0]["extensions"]["code"] if "errors" in response.json() else "ok"


def readiness(server):
    return httpx.get(f"{server.url}/health/ready", headers=server.bearer, timeout=20)


def test_neo4j_killed_is_unavailable_in_under_five_seconds_and_heals_by_itself(mortal, tmp_path):
    with served(mortal.server, tmp_path / "state") as server:
        assert code_of(server.ask("{ping}")) == "ok"
        psutil.Process(mortal.server.pid).kill()
        for _ in range(2):
            began = time.monotonic()
            assert code_of(server.ask("{ping}")) == "UNAVAILABLE"
            assert (
                time.monotonic() - began < 9
            )  # 5 s on a machine of its own; without a deadline of ours it would be minutes
        assert (readiness(server).status_code, readiness(server).json()["missing"][0]["what"]) == (503, "neo4j")
        assert httpx.get(f"{server.url}/health/live").status_code == 200
        with served(mortal.server, tmp_path / "late") as late:  # a server that starts before its Neo4j waits for it
            assert {entry["what"] for entry in readiness(late).json()["missing"]} == {"neo4j", "migrations"}
            mortal.start(mortal.server.port)
            began = time.monotonic()
            while code_of(server.ask("{ping}")) != "ok":
                assert time.monotonic() - began < 60
            while (readiness(server).status_code, readiness(late).status_code) != (200, 200):
                assert time.monotonic() - began < 60
                time.sleep(0.2)
            assert code_of(late.ask("{ping}")) == "ok"
        assert server.stop() == 0


def test_a_hung_neo4j_ends_with_the_deadline_and_readiness_in_time(mortal, tmp_path):
    if not embedded.status(mortal.server.directory).running:  # whatever the test before left
        mortal.start(mortal.server.port)
    with served(mortal.server, tmp_path / "state", PURSIGHT_REQUEST_TIMEOUT="2") as server:
        assert code_of(server.ask("{ping}")) == "ok"
        jvm = psutil.Process(mortal.server.pid)
        jvm.suspend()
        try:
            began = time.monotonic()
            assert code_of(server.ask("{ping}")) in {"UNAVAILABLE", "DEADLINE_EXCEEDED"}
            assert time.monotonic() - began < 9  # of 2 s, where the driver alone would wait for a minute
            assert readiness(server).status_code == 503
        finally:
            jvm.resume()
        deadline = time.monotonic() + 60
        while code_of(server.ask("{ping}")) != "ok":
            assert time.monotonic() < deadline


# The command


@contextlib.contextmanager
def command(state, **variables):
    """`pursight serve` with no settings but these; ended with the block, however that ends."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PURSIGHT_", "NEO4J_"))}
    environment |= {"HOME": str(state), "PURSIGHT_STATE_DIRECTORY": str(state), "PURSIGHT_PORT": "0"}
    with subprocess.Popen(
        [sys.executable, "-c", "from graph_api.cli import main; main()", "serve"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment | variables,
        cwd=CHECKOUT,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def test_wrong_settings_end_with_2_and_name_every_one(tmp_path):
    with command(
        tmp_path, PURSIGHT_LOG_LEVEL="loud", PURSIGHT_BODY_LIMIT="1", NEO4J_URI="bolt://127.0.0.1:1"
    ) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    for name in ("PURSIGHT_LOG_LEVEL", "PURSIGHT_BODY_LIMIT", "NEO4J_PASSWORD"):
        assert name in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_password_ends_the_start_with_1_and_what_to_do(neo4j_server, tmp_path):
    with command(tmp_path, NEO4J_URI=neo4j_server.uri, NEO4J_PASSWORD="not-the-password") as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "check NEO4J_USER and NEO4J_PASSWORD" in said
    assert "not-the-password" not in said
    assert "Traceback" not in said


def test_without_neo4j_uri_it_starts_its_own_and_takes_it_down_again(tmp_path):
    cache = {"PURSIGHT_CACHE_DIRECTORY": str(cache_directory()), "PURSIGHT_BOLT_PORT": "0"}
    with command(tmp_path, **cache) as process:
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("GraphiQL"):
                break
        url = next(line for line in said if line.startswith("PurSight answers at")).split()[3].removesuffix("/graphql")
        token = (tmp_path / "token").read_text().strip()
        assert token not in "".join(said)
        headers = {"authorization": f"Bearer {token}"}
        assert httpx.get(f"{url}/health/ready", headers=headers, timeout=20).json()["status"] == "ready"
        query = {"query": "{ sources { totalCount } }"}
        answer = httpx.post(f"{url}/graphql", json=query, headers=headers, timeout=20).json()
        assert answer["data"] == {"sources": {"totalCount": 0}}
        assert httpx.get(f"{url}/static/graphiql/graphiql.min.js", timeout=20).status_code == 200
        assert embedded.status(tmp_path / "neo4j").running
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
        assert process.wait(60) == 0
    assert not embedded.status(tmp_path / "neo4j").running
