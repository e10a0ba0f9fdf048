"""The application over HTTP: who gets in, what the answers look like, and what bad input is told."""

import io
import json
import logging
import re
import time

import httpx
import pytest
import pytest_asyncio
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from graph_api import health, logs
from graph_api.health import Link, readiness
from graph_api.settings import load
from tests.conftest import CHECKOUT
from tests.graph_api.ticking import SECRET, app_of

GRAPHQL = "application/graphql-response+json"
ORIGIN = "https://catalog.example.com"


@pytest_asyncio.fixture(scope="module")
async def app(neo4j_server, tmp_path_factory):
    configuration = load(
        neo4j_uri=neo4j_server.uri,
        neo4j_user=neo4j_server.user,
        neo4j_password=neo4j_server.password,
        state_directory=tmp_path_factory.mktemp("state"),
        request_timeout=0.5,
        allowed_hosts="catalog.internal",
        allowed_origins=ORIGIN,
    )
    app = app_of(configuration)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def bearer(app):
    return {"authorization": f"Bearer {app.state.token.reveal()}"}


@pytest_asyncio.fixture
async def anonymous(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest_asyncio.fixture
async def client(app, bearer):
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=bearer) as client:
        yield client


@pytest.fixture(autouse=True)
def log_lines():
    """What is logged from now on, a dict a line."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    logs.configure("info", "json", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = before
    structlog.reset_defaults()


async def ask(client, query, **more):
    headers = more.pop("headers", {})
    return await client.post("/graphql", json={"query": query, **more}, headers=headers)


# Who gets in

OPEN = {"/", "/graphiql", "/health/live"}


def every_path(app):
    """Each route of the application, its parameters filled in."""
    return sorted({re.sub(r"\{.*?\}", "graphiql.min.js", route.path) for route in app.routes})


async def test_matrix_without_the_right_token_only_liveness_and_the_static_page_answer(app, anonymous):
    paths = every_path(app)
    assert {"/graphql", "/metrics", "/health/ready", *OPEN} < set(paths)
    value = app.state.token.reveal()
    for path in paths:
        for method in ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"):
            for wrong in ({}, {"authorization": "Bearer x"}, {"authorization": value}, {"authorization": f"Basic {value}"},
                          {"x-token": value}, {"cookie": f"token={value}"}):  # fmt: skip
                response = await anonymous.request(method, path, headers=wrong, params={"token": value})
                if path in OPEN or path.startswith("/static/graphiql/"):
                    assert response.status_code != 401, path
                else:
                    assert response.status_code == 401, (method, path)
                    assert method == "HEAD" or '"UNAUTHENTICATED"' in response.text
                    assert response.headers["www-authenticate"].startswith("Bearer")


async def test_matrix_with_the_token_every_route_answers(app, client):
    for route in app.routes:
        if isinstance(route, Route):
            path = re.sub(r"\{.*?\}", "page.js", route.path)
            response = await client.request(
                "GET" if "GET" in route.methods else "POST", path, json={"query": "{hello}"}
            )
            assert response.status_code in {200, 307, 503}, path  # 503: GraphiQL's files were never downloaded here


async def call(app, scope):
    """One request as a server would hand it over, with nothing normalised on the way; its status."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    base = {"type": "http", "method": "GET", "query_string": b"", "headers": [(b"host", b"localhost")], "scheme": "http",
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "http_version": "1.1", "asgi": {}}  # fmt: skip
    path = scope.get("path", "/")
    await app({**base, "raw_path": path.encode("utf-8", "surrogatepass"), "root_path": "", **scope}, receive, send)
    return sent[0]["status"]


PIECES = st.sampled_from(["/", "health", "live", "ready", "metrics", "graphql", "graphiql", "static", ";v1", "..", ".", "%2f",
                          "//", "\\", "\0", "LIVE", " ", "?", "#", "\u2024", "graphiql.min.js"])  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(pieces=st.lists(PIECES, max_size=7))
async def test_hostile_paths_reach_nothing_but_the_exact_open_ones(app, pieces):
    path = "/" + "".join(pieces)
    status = await call(app, {"path": path})
    allowed = {*OPEN, *(f"/static/graphiql/{name}" for name in ("graphiql.min.js", "page.js", "page.css"))}
    assert status == 401 or path in allowed


@pytest.mark.parametrize(
    "host", ["evil.example.com", "evil.example.com:8000", "127.0.0.1.evil.com", "localhost.evil.com", "localhost.", "8.8.8.8",
             "127.0.0.1@evil.com", "evil.com/127.0.0.1", "", " ", "localhost:99999999", "[::1", "localhost:x", "0.0.0.0"],
)  # fmt: skip
async def test_hostile_host_names_are_misdirected_even_with_the_token(app, bearer, host):
    headers = [(b"host", host.encode()), (b"authorization", bearer["authorization"].encode())]
    for path in ("/health/live", "/metrics", "/graphiql"):
        assert await call(app, {"path": path, "headers": headers}) == 421


async def test_hostile_two_host_headers_or_none_are_misdirected(app):
    two = [(b"host", b"localhost"), (b"host", b"evil.example.com")]
    assert await call(app, {"path": "/health/live", "headers": two}) == 421
    assert await call(app, {"path": "/health/live", "headers": []}) == 421


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:9999", "[::1]:8000", "127.1.2.3", "catalog.internal", "LOCALHOST:80"]
)
async def test_its_own_names_and_the_allowed_ones_are_served(app, host):
    assert await call(app, {"path": "/health/live", "headers": [(b"host", host.encode())]}) == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example.com",
        "null",
        "http://127.0.0.1:9999",
        "http://127.0.0.1:8000.evil.com",
        "x",
        "",
        ORIGIN + ".evil.com",
    ],
)
async def test_hostile_origins_are_refused_even_with_the_token(client, origin):
    response = await ask(client, "{hello}", headers={"origin": origin})
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


async def test_ones_own_and_allowed_origins_are_served_the_latter_with_cors(client, anonymous):
    assert (await ask(client, "{hello}", headers={"origin": "http://127.0.0.1:8000"})).status_code == 200
    response = await ask(client, "{hello}", headers={"origin": ORIGIN})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, ORIGIN)
    asked = {
        "origin": ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
    }
    assert (await anonymous.options("/graphql", headers=asked)).status_code == 200
    assert (
        await anonymous.options("/graphql", headers={**asked, "origin": "https://evil.example.com"})
    ).status_code != 200


# What answers look like


async def test_a_query_is_answered_and_a_request_error_carries_no_data(client):
    answered = (await ask(client, "{hello}")).json()
    assert answered == {"data": {"hello": "hello you"}, "extensions": {"cost": {"requested": 1, "limit": 50_000}}}
    for query, more in (("{nope}", {}), ("{", {}), ("query($n: Int!){hello}", {}), ("{hello}", {"operationName": "B"}),
                        ("query A{hello} query B{hello}", {}), ("subscription{ticks(count:1)}", {})):  # fmt: skip
        plain = await ask(client, query, **more)
        assert (plain.status_code, plain.headers["content-type"]) == (200, "application/json")
        modern = await ask(client, query, headers={"accept": f"{GRAPHQL}, application/json;q=0.9"}, **more)
        assert (modern.status_code, modern.headers["content-type"]) == (400, GRAPHQL)
        for response in (plain, modern):
            assert "data" not in response.json()
            assert response.json()["errors"][0]["extensions"]["code"] in {
                "BAD_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"}  # fmt: skip


async def test_a_failing_field_keeps_the_rest_of_the_data_and_is_a_200(client):
    response = await ask(client, "{hello boom}", headers={"accept": GRAPHQL})
    assert response.status_code == 200
    assert response.json()["data"] == {"hello": "hello you", "boom": None}


async def test_canary_what_nobody_foresaw_is_masked_outside_and_logged_inside_with_the_same_id(client, log_lines):
    response = await ask(client, "query Q {boom}", headers={"x-request-id": "my-id.7"})
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "my-id.7"}
    assert SECRET not in response.text
    failed, request = log_lines()
    assert SECRET in failed["exception"]
    assert failed["request_id"] == request["request_id"] == response.headers["x-request-id"] == "my-id.7"
    assert (request["operation"], request["outcome"], request["status"], request["path"]) == (
        "Q",
        "INTERNAL",
        200,
        "/graphql",
    )


async def test_each_request_has_an_id_of_its_own_unless_a_sane_one_is_given(client):
    first, second = [await ask(client, "{requestId}") for _ in range(2)]
    assert first.json()["data"]["requestId"] == first.headers["x-request-id"] != second.headers["x-request-id"]
    for insane in ("x" * 65, "a b", 'a"b', "../..", "\t"):
        assert (await ask(client, "{hello}", headers={"x-request-id": insane})).headers["x-request-id"] != insane


async def test_each_request_has_loaders_of_its_own(client):
    for _ in range(2):
        assert (await ask(client, "{a: usedBefore b: usedBefore}")).json()["data"] == {"a": False, "b": True}


async def test_an_operation_past_its_time_is_cancelled_and_says_so(client):
    for accept, status in (("application/json", 200), (GRAPHQL, 504)):
        began = time.perf_counter()
        response = await ask(client, "{slow(seconds: 30)}", headers={"accept": accept})
        assert time.perf_counter() - began < 10
        assert response.status_code == status
        assert "data" not in response.json()
        assert response.json()["errors"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"
    assert (await ask(client, "{ended}")).json()["data"]["ended"][-2:] == ["cancelled", "cancelled"]


async def test_answers_carry_security_headers_and_are_not_stored(client, anonymous):
    for response in (await ask(client, "{hello}"), await anonymous.get("/metrics"), await anonymous.get("/graphiql")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert "server" not in response.headers


# Bad input


async def post(client, body, content_type="application/json"):
    return await client.post("/graphql", content=body, headers={"content-type": content_type} if content_type else {})


DEEP = 100_000


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe{", b'{"query": "\xff"}', b"{", b"nonsense", b"5", b'"{hello}"', b"null", b"[]", b'[{"query":"{hello}"}]',
     b"[" * DEEP, b'{"query":' * DEEP, b'{"query":"{hello}","variables":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
     b'{"query":5}', b'{"query":["{hello}"]}', b'{"query":"{hello}","variables":[]}', b'{"query":"{hello}","variables":"{}"}',
     b'{"query":"{hello}","operationName":5}', b'{"query":"{hello}","extensions":5}', b"{}", b'{"query":null}', b'{"query":""}',
     b'{"query":"{hello(name:\\"\\ud800\\")}"}', b'{"query":NaN}'],
    ids=lambda body: body[:24].decode("latin-1"),
)  # fmt: skip
async def test_hostile_bodies_are_a_400_with_a_reason(client, body):
    response = await post(client, body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "query",
    [
        "{" * 1000,
        "{hello(name:" + "[" * 1000 + "}",
        "{...A} fragment A on Query {...A}",
        "{a:hello " * 3000,
        "query(" + "$a:Int" * 3000 + "){hello}",
        "\0",
        "{__proto__}",
        "{hello(name: 1)}",
        "{slow(seconds: 1e400)}",
        "{slow(seconds: 99999999999999999999)}",
    ],
    ids=lambda query: query[:20],
)
async def test_hostile_documents_are_request_errors_and_cheap(client, query):
    began = time.process_time()
    response = await ask(client, query)
    assert response.status_code == 200
    assert "data" not in response.json() or response.json()["data"] is None
    assert response.json()["errors"][0]["extensions"]["code"] != "INTERNAL"
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None]
)
async def test_hostile_simple_content_types_change_nothing(client, content_type):
    response = await post(client, b'{"query":"mutation{change}"}', content_type)
    assert response.status_code == 400
    assert "changed" not in response.text


async def test_queries_by_get_are_refused_with_the_way_to_go(client):
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        response = await client.request(
            method, "/graphql", params={"query": "{hello}"}, headers={"accept": "text/html"}
        )
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert "hello you" not in response.text


async def test_one_byte_over_a_mebibyte_is_too_large_and_a_mebibyte_is_not(client):
    body = b'{"query":"{hello}"}'
    limit = 1 << 20
    assert (await post(client, body.ljust(limit))).status_code == 200
    for sent in (body.ljust(limit + 1), chunks(body.ljust(limit + 1))):
        response = await post(client, sent)
        assert response.status_code == 413
        assert "PURSIGHT_BODY_LIMIT" in response.json()["errors"][0]["message"]


async def chunks(body):
    for start in range(0, len(body), 60_000):
        yield body[start : start + 60_000]


async def test_a_body_that_never_ends_is_a_408(client):
    async def endless():
        import asyncio  # noqa: PLC0415

        yield b"{"
        await asyncio.sleep(30)

    began = time.perf_counter()
    assert (await post(client, endless())).status_code == 408
    assert time.perf_counter() - began < 10


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(body=st.binary(max_size=200))
async def test_hostile_bytes_never_make_a_500(client, body):
    assert (await post(client, body)).status_code in {200, 400}


# Operations


async def test_liveness_says_live_and_readiness_says_ready(anonymous, client):
    assert (await anonymous.get("/health/live")).json() == {"status": "live"}
    assert (await client.get("/health/ready")).json() == {"status": "ready", "missing": [], "warnings": []}


async def test_ones_own_neo4j_is_proved_hardened_and_one_that_is_not_is_a_warning_not_an_outage(app):
    link = app.state.link
    assert (link.migrated, link.hardened, link.warnings) == (True, True, [])

    async def prove():
        return ["LOAD CSV from a file was not refused (it answered)"]

    soft = Link(app.state.graph, prove)
    await soft.prepare()
    found = await readiness(soft, app.state.settings.state_directory)
    assert (found["status"], found["missing"], soft.hardened) == ("ready", [], False)
    assert "raw Cypher stays off: LOAD CSV from a file" in found["warnings"][0]


async def test_readiness_names_a_full_disk(app, monkeypatch):
    monkeypatch.setattr(health, "_FREE_BYTES", 1 << 60)
    found = await readiness(app.state.link, app.state.settings.state_directory)
    assert (found["status"], [entry["what"] for entry in found["missing"]]) == ("unavailable", ["disk"])


async def test_metrics_count_requests_by_operation_statements_by_name_and_the_pool(client):
    await ask(client, "query Pinged {ping}")
    await ask(client, "query Pinged {boom}")
    for number in range(300):
        await ask(client, f"query N{number} {{hello}}")
        await ask(client, f"query Bad{number} {{nope}}")
    text = (await client.get("/metrics")).text
    assert 'pursight_graphql_operations_total{operation="Pinged",outcome="ok"} 1.0' in text
    assert 'pursight_graphql_operations_total{operation="Pinged",outcome="INTERNAL"} 1.0' in text
    assert 'pursight_graphql_operation_seconds_count{operation="Pinged"} 2.0' in text
    assert re.search(r'pursight_statements_total\{outcome="ok",statement="ping"\} [1-9]', text)
    assert 'pursight_statement_seconds_bucket{le="0.1",statement="ping"}' in text
    assert re.search(r'pursight_driver_connections\{state="idle"\} [1-9]', text)
    assert 'pursight_http_requests_total{method="POST",route="/graphql",status="200"}' in text
    assert "# TYPE pursight_scans gauge" in text
    assert "process_resident_memory_bytes" in text
    documented = set(
        re.findall(r"`(pursight_\w+)`", (CHECKOUT / "docs" / "operations" / "running.md").read_text("utf-8"))
    )
    ours = set(re.findall(r"^# TYPE (pursight_\w+)", text, flags=re.MULTILINE))
    assert documented == ours
    operations = set(re.findall(r'pursight_graphql_operations_total\{operation="(\w+)"', text))
    assert len(operations) <= 202
    assert {"other", "anonymous"} <= operations
    assert not any(name.startswith("Bad") for name in operations)


async def test_canary_token_and_password_are_in_no_log_and_no_answer(app, client, anonymous, neo4j_server, log_lines):
    secrets = (app.state.token.reveal(), neo4j_server.password)
    shown = [repr(app.state.settings), repr(app.state.token)]
    for response in (await ask(client, "{boom hello nope}"), await anonymous.get(f"/metrics?token={secrets[0]}"),
                     await client.get("/metrics"), await client.get("/health/ready"), await anonymous.get("/graphiql"),
                     await ask(anonymous, "{hello}", headers={"authorization": f"Bearer {secrets[0]}x"})):  # fmt: skip
        shown += [response.text, str(response.headers)]
    logging.getLogger("neo4j").error("could not sign in with %s", secrets[1])
    logs.get("pursight").info("headers", headers=dict(client.headers))
    shown.append(json.dumps(log_lines()))
    assert "could not sign in" in shown[-1]
    for secret in secrets:
        assert not [text for text in shown if secret in text]
