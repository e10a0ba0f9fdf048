"""What the issue's reader does: sources set up, tried, scanned, followed, asked and deleted, over HTTP and by command, for real."""

import asyncio
import json
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import websockets

from cypher.verify import verify
from graph_api.scanner import capability
from graph_api.settings import Settings
from tests.commands import environment, running, serving, until
from tests.graph_api.scan.conftest import Scanned, dump

REPORT = "ok userErrors { code message } capabilities { capability ok expected reason milliseconds }"
NAPS = "CREATE VIEW naps AS SELECT pg_sleep(%s)::text AS nap FROM generate_series(1, %d)"


class Server:
    """A `pursight serve` on the worker's Neo4j, and its command line."""

    def __init__(self, command, variables, state):
        self.command, self.variables = command, variables
        self.url = serving(command)
        self.bearer = {"authorization": f"Bearer {(state / 'token').read_text().strip()}"}
        self.answers: list[str] = []

    async def ask(self, query: str, **variables):
        async with httpx.AsyncClient(headers=self.bearer, timeout=30) as client:
            response = await client.post(f"{self.url}/graphql", json={"query": query, "variables": variables})
        self.answers.append(response.text)
        body = response.json()
        assert "errors" not in body, body
        return body["data"]

    async def change(self, mutation: str, fields: str, **given):
        """One mutation; its payload."""
        kind = mutation[0].upper() + mutation[1:]
        kind = {"ScanCancel": "Scan", "RemovalApprove": "Scan"}.get(kind, kind)
        query = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ {fields} }} }}"
        return (await self.ask(query, input=given))[mutation]

    async def get(self, path: str) -> str:
        async with httpx.AsyncClient(headers=self.bearer, timeout=30) as client:
            self.answers.append((await client.get(f"{self.url}{path}")).text)
        return self.answers[-1]

    async def events(self, query: str) -> AsyncIterator[dict]:
        """What a subscription says over server-sent events."""
        headers = self.bearer | {"accept": "text/event-stream"}
        async with (
            httpx.AsyncClient(headers=headers, timeout=60) as client,
            client.stream("POST", f"{self.url}/graphql", json={"query": query}) as response,
        ):
            async for line in response.aiter_lines():
                if line == "event: complete":
                    return
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))["data"]

    async def messages(self, query: str) -> AsyncIterator[dict]:
        """What it says over graphql-transport-ws."""
        address = self.url.replace("http", "ws") + "/graphql"
        async with websockets.connect(
            address, subprotocols=["graphql-transport-ws"], additional_headers=self.bearer
        ) as connection:
            await connection.send('{"type": "connection_init"}')
            assert json.loads(await connection.recv())["type"] == "connection_ack"
            await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query}}))
            while (message := json.loads(await connection.recv()))["type"] == "next":
                yield message["payload"]["data"]
            assert message == {"id": "1", "type": "complete"}

    @asynccontextmanager
    async def pursight(self, *words: str) -> AsyncIterator:
        """A command beside the server; let it end."""
        with running(self.variables, *words) as command:
            yield command
            await asyncio.to_thread(command.wait, 60)

    async def run(self, *words: str) -> tuple[int, str]:
        async with self.pursight(*words) as command:
            pass
        return command.returncode, command.said.read_text()


@pytest.fixture
def shop_config(database):
    return {
        "host": database.host,
        "port": database.port,
        "database": database.name,
        "user": database.user,
        "password": "env:SHOP_PASSWORD",
        "sslmode": "disable",
    }


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("journey")


@pytest.fixture(scope="module")
def server(neo4j_server, postgresql, place):
    state = place / "state"
    state.mkdir()
    variables = environment(
        state,
        NEO4J_URI=neo4j_server.uri,
        NEO4J_PASSWORD=neo4j_server.password,
        PURSIGHT_CACHE_DIRECTORY=str(place / "cache"),
        PURSIGHT_LOG_LEVEL="debug",
        SHOP_PASSWORD=postgresql.admin.password,
        WRONG_PASSWORD="c4n4ry-Pa55-of-nobody",
    )
    with running(variables, "serve") as command:
        yield Server(command, variables, state)


def crm(place: Path, script: str = "") -> Path:
    file = place / f"crm-{time.monotonic_ns()}.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(
            script
            or """
            CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT);
            CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES person(id), total NUMERIC);
            CREATE VIEW spend AS SELECT p.email AS mail, sum(o.total) AS total FROM person p JOIN orders o ON o.person = p.id GROUP BY 1;
            INSERT INTO person (email) VALUES ('ann@example.org'), ('bob@example.org'), ('cat@example.org');
            """
        )
    connection.close()
    return file


async def ended(server: Server, scan: str) -> dict:
    """A scan's last word, followed by events."""
    query = f'subscription {{ scanProgress(id: "{scan}") {{ state error assetsListed removalsHeld }} }}'
    async with asyncio.timeout(90):
        states = [event["scanProgress"] async for event in server.events(query)]
    return states[-1]


async def test_from_nothing_to_what_a_change_would_break(graph, server, place):
    config = {"path": str(crm(place))}
    tried = await server.change("sourceTest", REPORT, kind="sqlite", config=config)
    assert tried["ok"]
    made = await server.change(
        "sourceCreate", "source { id } userErrors { message }", slug="crm", kind="sqlite", config=config
    )
    assert made == {"source": {"id": "source:crm"}, "userErrors": []}
    scan = (await server.change("scanStart", "scan { id state } userErrors { message }", sourceId="source:crm"))["scan"]
    assert (await ended(server, scan["id"]))["state"] == "SUCCEEDED"
    told = await server.ask(
        """{
        source(id: "source:crm") { latestScan { id state trigger } assets { totalCount } }
        search(text: "email") { nodes { match node: id asset { name } } }
        columns(where: {classifications: {dataClass: {name: {eq: "EMAIL"}}}}) { nodes { id topValues } }
        columnImpact(id: "column:sqlite://crm/main.person#email") { complete total }
    }"""
    )
    assert told["source"]["latestScan"] == {"id": scan["id"], "state": "SUCCEEDED", "trigger": "API"}
    assert told["source"]["assets"]["totalCount"] == 3
    assert told["search"]["nodes"][0] == {
        "match": "NAME",
        "node": "column:sqlite://crm/main.person#email",
        "asset": {"name": "person"},
    }
    assert {"id": "column:sqlite://crm/main.person#email", "topValues": None} in told["columns"]["nodes"]
    assert told["columnImpact"]["complete"]
    assert told["columnImpact"]["total"] >= 1
    assert 'pursight_scans{state="SUCCEEDED"} 1.0' in await server.get("/metrics")
    assert [each async for each in verify(graph)] == []


async def test_a_scan_of_the_command_line_is_followed_over_websocket_and_events(graph, server, database, shop_config):
    database.execute(NAPS % ("0.5", 8))
    await server.change(
        "sourceCreate",
        "source { id }",
        slug="shop",
        kind="postgresql",
        config=shop_config,
        namespace="postgres://shop:5432",
    )

    async def unfinished() -> list[dict]:
        return (await server.ask("{ scans(where: {state: {in: [QUEUED, RUNNING]}}) { nodes { id } } }"))["scans"][
            "nodes"
        ]

    async with server.pursight("scan", "shop") as command:
        async with asyncio.timeout(60):
            while not (waiting := await unfinished()):  # noqa: ASYNC110 - it is in another process
                await asyncio.sleep(0.05)
        query = f'subscription {{ scanProgress(id: "{waiting[0]["id"]}") {{ state phase trigger assetsListed source {{ id }} }} }}'

        async def all_of(stream) -> list[dict]:
            return [each["scanProgress"] async for each in stream]

        async with asyncio.timeout(90):
            both = await asyncio.gather(all_of(server.events(query)), all_of(server.messages(query)))
    assert command.returncode == 0
    for states in both:
        kinds = [each["state"] for each in states]
        assert kinds == sorted(kinds, key=["QUEUED", "RUNNING", "SUCCEEDED"].index)
        assert "RUNNING" in kinds
        assert states[-1] == {
            "state": "SUCCEEDED",
            "phase": None,
            "trigger": "CLI",
            "assetsListed": 1,
            "source": {"id": "source:shop"},
        }
    assert len(both[0]) > 2


async def test_a_scan_is_cancelled_within_two_seconds_and_its_source_is_not_deleted_under_it(
    graph, server, database, shop_config
):
    database.execute(NAPS % ("30", 10))
    await server.change(
        "sourceCreate",
        "source { id }",
        slug="shop",
        kind="postgresql",
        config=shop_config,
        namespace="postgres://shop:5432",
    )
    scan = (await server.change("scanStart", "scan { id }", sourceId="source:shop"))["scan"]["id"]
    twice = await server.change(
        "scanStart", "scan { id } userErrors { code }", sourceId="source:shop", metadataOnly=True
    )
    assert twice == {"scan": None, "userErrors": [{"code": "CONFLICT"}]}
    states, refused = [], None
    async with asyncio.timeout(60):
        async for event in server.events(f'subscription {{ scanProgress(id: "{scan}") {{ state phase }} }}'):
            states.append(event["scanProgress"])
            if states[-1]["phase"] == "SAMPLING" and refused is None:
                refused = await server.change(
                    "sourceDelete", "deleted userErrors { code }", id="source:shop", purge=True
                )
                asked = time.monotonic()
                await server.change("scanCancel", "scan { id }", id=scan)
    assert refused == {"deleted": False, "userErrors": [{"code": "CONFLICT"}]}
    assert states[-1]["state"] == "CANCELLED"
    assert time.monotonic() - asked < 20  # two on an idle machine; uncancelled it takes five minutes


async def test_a_source_is_deleted_only_with_its_assets_and_first_says_which(graph, server, place):
    await server.change("sourceCreate", "source { id }", slug="crm", kind="sqlite", config={"path": str(crm(place))})
    await Scanned(graph, "crm").scan()
    counts = "deleted assets columns classifications lineageEdges scans userErrors { code message }"
    before = await dump(graph)
    refused = await server.change("sourceDelete", counts, id="source:crm")
    assert (refused["deleted"], refused["userErrors"][0]["code"]) == (False, "CONFLICT")
    assert "3 assets with 7 columns" in refused["userErrors"][0]["message"]
    would = await server.change("sourceDelete", counts, id="source:crm", dryRun=True)
    assert (would["deleted"], would["assets"], would["columns"], would["scans"]) == (False, 3, 7, 1)
    assert await dump(graph) == before
    code, said = await server.run("source", "delete", "crm")
    assert (code, "3 assets with 7 columns" in said, "purge" in said) == (1, True, True)
    gone = await server.change("sourceDelete", counts, id="source:crm", purge=True)
    assert gone == would | {"deleted": True}
    assert (await server.ask("{ sources { totalCount } assets { totalCount } columns { totalCount } scans { totalCount } }")) == {
        "sources": {"totalCount": 0}, "assets": {"totalCount": 0}, "columns": {"totalCount": 0}, "scans": {"totalCount": 0},
    }  # fmt: skip
    assert [each async for each in verify(graph)] == []
    assert (await server.change("sourceDelete", counts, id="source:crm"))["userErrors"][0]["code"] == "NOT_FOUND"


async def test_removals_that_are_many_wait_for_approval(graph, server, place):
    file = crm(place, "".join(f"CREATE TABLE t{n} (a TEXT);" for n in range(30)))
    await server.change("sourceCreate", "source { id }", slug="crm", kind="sqlite", config={"path": str(file)})
    await Scanned(graph, "crm").scan("METADATA_ONLY")
    with sqlite3.connect(file) as connection:
        connection.executescript("".join(f"DROP TABLE t{n};" for n in range(15)))
    connection.close()
    await Scanned(graph, "crm").scan("METADATA_ONLY")
    code, said = await server.run("scan", "crm", "--metadata-only")
    assert (code, "15 removals are held" in said) == (0, True)
    scan = (await server.ask('{ source(id: "source:crm") { latestScan { id removalsHeld } assets { totalCount } } }'))[
        "source"
    ]
    assert (scan["latestScan"]["removalsHeld"], scan["assets"]["totalCount"]) == (15, 30)
    approved = await server.change(
        "removalApprove", "scan { id } userErrors { code message }", id=scan["latestScan"]["id"]
    )
    assert approved["userErrors"] == []
    assert (await server.ask("{ assets { totalCount } }")) == {"assets": {"totalCount": 15}}
    assert [each async for each in verify(graph)] == []


# What can be wrong with a source


def test_a_report_comes_before_its_request_is_over():
    assert Settings.model_fields["request_timeout"].default > capability.SECONDS


async def test_what_is_wrong_with_a_source_is_told_line_by_line(graph, server, shop_config, place):
    async def reason(**other) -> str:
        report = await server.change("sourceTest", REPORT, kind="postgresql", config=shop_config | other)
        assert not report["ok"]
        assert len(report["capabilities"]) == 7
        return report["capabilities"][0]["reason"]

    assert (await reason(password="env:WRONG_PASSWORD")).startswith("AUTHENTICATION_FAILED")
    assert (await reason(port=1)).startswith("UNREACHABLE")
    assert (await reason(host="no-such-host.invalid")).startswith("UNREACHABLE")
    assert (await reason(sslmode="verify-full")).startswith("TLS_FAILED")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        assert (await reason(port=silent.getsockname()[1], connect_timeout=1)).startswith("TIMEOUT")
        assert time.monotonic() - began < 15
    missing = await server.change(
        "sourceTest", REPORT, kind="postgresql", config=shop_config | {"password": "env:NOT_SET"}
    )
    assert "NOT_SET" in json.dumps(missing)
    literal = await server.change(
        "sourceTest", REPORT, kind="postgresql", config=shop_config | {"password": "hunter2", "prot": 1}
    )
    assert literal["userErrors"][0]["code"] == "BAD_INPUT"
    assert {"password", "prot"} <= set(literal["userErrors"][0]["message"].replace(":", " ").split())
    assert "hunter2" not in json.dumps(literal)
    (place / "lake").mkdir()
    (place / "lake" / "a.csv").write_text("id,mail\n1,ann@example.org\n")
    lake = await server.change("sourceTest", REPORT, kind="files", config={"root": str(place / "lake")})
    assert lake["ok"], lake
    assert [each["capability"] for each in lake["capabilities"] if not each["ok"]] == ["viewSql", "foreignKeys"]
    for asked, code in (
        ({"kind": "oracle", "config": {}}, "BAD_INPUT"),
        ({}, "BAD_INPUT"),
        ({"id": "source:none"}, "NOT_FOUND"),
    ):
        assert (await server.change("sourceTest", REPORT, **asked))["userErrors"][0]["code"] == code


# What must not be told


async def test_canary_no_sink_of_a_server_and_its_commands_has_a_secret(graph, server, database, shop_config):
    database.execute("CREATE TABLE person (id int, email text); INSERT INTO person VALUES (1, 'ann@example.org')")
    made = await server.change(
        "sourceCreate",
        "source { config }",
        slug="shop",
        kind="postgresql",
        config=shop_config,
        namespace="postgres://shop:5432",
    )
    assert made["source"]["config"]["password"] == "env:SHOP_PASSWORD"
    assert (await server.change("sourceTest", REPORT, id="source:shop"))["ok"]
    scan = (await server.change("scanStart", "scan { id }", sourceId="source:shop"))["scan"]["id"]
    assert (await ended(server, scan))["state"] == "SUCCEEDED"
    await server.change(
        "sourceUpdate", "source { config }", id="source:shop", config=shop_config | {"password": "env:WRONG_PASSWORD"}
    )
    scan = (await server.change("scanStart", "scan { id }", sourceId="source:shop"))["scan"]["id"]
    failed = await ended(server, scan)
    assert failed["error"].startswith("AUTHENTICATION_FAILED")
    said = [await server.run(*words) for words in (["scan", "shop"], ["source", "test", "shop"], ["export"])]
    assert [code for code, _ in said] == [1, 1, 0]
    await server.ask("{ sources { nodes { config latestScan { error errors } } } }")
    for path in ("/metrics", "/health/ready"):
        await server.get(path)
    sinks = {
        "answers": "\n".join(server.answers),
        "server": server.command.said.read_text(),
        "commands": "\n".join(text for _, text in said),
        "graph": json.dumps(await dump(graph, labels=frozenset())),
    }
    secrets = {database.password, "c4n4ry-Pa55-of-nobody", server.variables["NEO4J_PASSWORD"]}
    assert {sink for sink, text in sinks.items() if any(secret in text for secret in secrets)} == set()
    token = server.bearer["authorization"].removeprefix("Bearer ")
    assert {sink for sink, text in sinks.items() if token in text} == set()
    assert "scan ended" in sinks["server"]  # it was the log


def test_with_a_neo4j_of_ones_own_nothing_is_downloaded(server, place):
    assert until(lambda: serving(server.command))
    assert not (place / "cache").exists()
    assert not (Path(server.variables["HOME"]) / "neo4j").exists()
