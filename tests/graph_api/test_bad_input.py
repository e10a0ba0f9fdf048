"""What is asked wrongly, over HTTP, of the real application: a code and a reason, cheaply, nothing of our insides, and it lives on.

Costs are seconds of this process's CPU, for the machine may be busy with other things.
"""

import asyncio
import base64
import json
import time

import httpx
import pytest
import pytest_asyncio

from cypher.graph import DeadlineExceeded
from graph_api.app import create_app
from graph_api.settings import load

ASSET = "asset:postgres://shop.demo:5432/shop.public.orders"
GRAPHQL = "application/graphql-response+json"
CHEAP = 1.0
INSIDES = (
    "Traceback",
    "site-packages",
    'File "',
    "/work/",
    "schema.",
    "cypher.",
    "neo4j.",
    "MATCH (",
    "RecursionError",
)


def serving(neo4j_server, directory, **more):
    return create_app(
        load(
            neo4j_uri=neo4j_server.uri,
            neo4j_user=neo4j_server.user,
            neo4j_password=neo4j_server.password,
            state_directory=directory,
            **more,
        )
    )


async def asking(app):
    headers = {"authorization": f"Bearer {app.state.token.reveal()}", "accept": GRAPHQL}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000", headers=headers, timeout=60
        ) as client,
    ):
        yield client


@pytest_asyncio.fixture(scope="module")
async def client(neo4j_server, tmp_path_factory):
    """The server as it comes."""
    async for client in asking(serving(neo4j_server, tmp_path_factory.mktemp("state"))):
        yield client


@pytest_asyncio.fixture(scope="module")
async def lenient(neo4j_server, tmp_path_factory):
    """A server whose owner raised what can be raised: parser and rules must stand it."""
    most = {"query_tokens": 100_000, "body_limit": 67_108_864, "query_aliases": 10_000, "query_root_fields": 1_000}
    async for client in asking(serving(neo4j_server, tmp_path_factory.mktemp("lenient"), **most)):
        yield client


async def refused(client, body, *, status=400, seconds=CHEAP):
    """The code and the message of the refusal of a body, which is an object or bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    began = time.process_time()
    response = await client.post("/graphql", content=content, headers={"content-type": "application/json"})
    spent = time.process_time() - began
    assert response.status_code == status, response.text[:500]
    answer = response.json()
    assert set(answer) <= {"errors", "extensions"}
    assert not [each for each in INSIDES if each in response.text]
    assert len(response.content) < 30_000
    assert spent < seconds
    alive = await client.post("/graphql", json={"query": "{ sources { totalCount } }"})
    assert "sources" in alive.json()["data"]
    error = answer["errors"][0]
    assert error["extensions"]["requestId"]
    return error["extensions"]["code"], error["message"]


def chain(length, inner="id"):
    parts = [f"fragment f{n} on Asset{{...f{n + 1}}}" for n in range(length)]
    return "{asset(id:1){...f0}}" + "".join(parts) + f"fragment f{length} on Asset{{{inner}}}"


def bomb(levels):
    parts = [f"fragment f{n} on Asset{{source{{assets{{nodes{{...f{n + 1}}}}}}}...f{n + 1}}}" for n in range(levels)]
    return "{asset(id:1){...f0}}" + "".join(parts) + f"fragment f{levels} on Asset{{id}}"


def nested(depth):
    return "{" + "asset(id:1){source{assets{nodes{" * (depth // 4) + "id" + "}" * (depth // 4 * 4) + "}"


SEARCH = "query($n: Int, $w: AssetWhere, $a: String, $l: Int) { assets(first: $n, last: $l, after: $a, where: $w) { totalCount nodes { id } } }"
WRONG = {
    "unknown field": ("{ assets { nodes { nope } } }", "GRAPHQL_VALIDATION_FAILED"),
    "unknown argument": ("{ assets(nope: 1) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    "unknown type": ("{ ... on Nope { id } }", "GRAPHQL_VALIDATION_FAILED"),
    "no selection": ("{ assets }", "GRAPHQL_VALIDATION_FAILED"),
    "undefined variable": ("{ assets(first: $n) { totalCount } }", "BAD_INPUT"),
    "undefined fragment": ("{ ...Nope }", "GRAPHQL_VALIDATION_FAILED"),
    "directive": ("{ assets @nope { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    "syntax": ("{ assets { ", "GRAPHQL_PARSE_FAILED"),
    "schema": ("type Query { a: Int }", "BAD_INPUT"),
    "cycle of two": ("{...A} fragment A on Query{...B} fragment B on Query{...A}", "GRAPHQL_VALIDATION_FAILED"),
    "cycle of one": ("{asset(id:1){...A}} fragment A on Asset{source{assets{nodes{...A}}}}", "GRAPHQL_VALIDATION_FAILED"),
    "cycle and bomb": (bomb(30).replace("{id}", "{...f0}"), "GRAPHQL_VALIDATION_FAILED"),
    "bomb of 5": (bomb(5), "COST_LIMIT"),
    "bomb of 90": (bomb(90), "DEPTH_LIMIT"),
    "wide bomb": ("{asset(id:1){...f0}}" + "".join(f"fragment f{n} on Asset{{...f{n + 1} ...g{n} }} fragment g{n} on Asset{{ tags{{id}} ...f{n + 1} }}" for n in range(60)) + "fragment f60 on Asset{tags{id}}", "COST_LIMIT"),
    "aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(10_000)) + "}", "TOKEN_LIMIT"),
    "few aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(50)) + "}", "ALIAS_LIMIT"),
    "root fields": ("{" + "__typename " * 50 + "}", "ROOT_FIELD_LIMIT"),
    "depth of 1,000": (nested(1000), "GRAPHQL_PARSE_FAILED"),
    "depth of 100": (nested(100), "DEPTH_LIMIT"),
    "braces": ("{" * 100_000, "GRAPHQL_PARSE_FAILED"),
    "brackets": ("{ assets(where: " + "[" * 100_000, "GRAPHQL_PARSE_FAILED"),
    "comments": ("#\n" * 5_000 + "{ __typename }", "TOKEN_LIMIT"),
    "introspection in a circle": ("{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}", "GRAPHQL_VALIDATION_FAILED"),
    "pages of pages": ("{ sources(first: 100) { nodes { assets(first: 100) { nodes { columns(first: 100) { nodes { id } } } } } } }", "COST_LIMIT"),
    "a NUL": ("{ __typename \0 }", "GRAPHQL_PARSE_FAILED"),
    "a directive often": ("{ __typename " + "@skip(if: false) " * 200 + "}", "GRAPHQL_VALIDATION_FAILED"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
async def test_hostile_a_wrong_document_is_refused(client, name):
    query, code = WRONG[name]
    found, message = await refused(client, {"query": query})
    assert found == code
    assert message


def where(depth, name="not"):
    inner = {"name": {"eq": "x"}}
    for _ in range(depth):
        inner = {name: [inner]} if name in {"and", "or"} else {name: inner}
    return inner


def cursor(*parts):
    return base64.urlsafe_b64encode(json.dumps(list(parts)).encode()).decode().rstrip("=")


VALUES = {
    "text for a number": ({"n": "many"}, "BAD_INPUT"),
    "a fraction": ({"n": 1.5}, "BAD_INPUT"),
    "past 32 bits": ({"n": 2**31}, "BAD_INPUT"),
    "past every bit": ({"n": 10**400}, "BAD_INPUT"),
    "an unknown condition": ({"w": {"nope": {"eq": 1}}}, "BAD_INPUT"),
    "a list for an object": ({"w": [{"name": {"eq": "x"}}, {}]}, "BAD_INPUT"),
    "a list for text": ({"a": ["x"]}, "BAD_INPUT"),
    "negative": ({"n": -1}, "BAD_INPUT"),
    "huge": ({"n": 1_000_000}, "BAD_INPUT"),
    "both": ({"n": 1, "l": 1}, "BAD_INPUT"),
    "negative last": ({"l": -2}, "BAD_INPUT"),
    "no cursor": ({"a": "zzz"}, "BAD_INPUT"),
    "an empty cursor": ({"a": ""}, "BAD_INPUT"),
    "a cursor of bytes": ({"a": base64.urlsafe_b64encode(b"\xff\xfe").decode()}, "BAD_INPUT"),
    "a cursor of an object": ({"a": base64.urlsafe_b64encode(b'{"a":1}').decode()}, "BAD_INPUT"),
    "a cursor of another list": ({"a": cursor("hits", 1, "x", "asset:x")}, "BAD_INPUT"),
    "a cursor of lists": ({"a": cursor("nameSort", [1], {})}, "BAD_INPUT"),
    "a cursor with more": ({"a": cursor("nameSort", "a", "b", "c")}, "BAD_INPUT"),
    "a long cursor": ({"a": "A" * 100_000}, "BAD_INPUT"),
    "a lone surrogate": ({"a": "\ud800"}, "BAD_INPUT"),
    "a thousand conditions": ({"w": {"or": [{"name": {"eq": str(n)}} for n in range(1_000)]}}, "INPUT_LIMIT"),
    "negations in negations": ({"w": where(500)}, "INPUT_LIMIT"),
    "lists in lists": ({"w": where(250, "and")}, "INPUT_LIMIT"),
    "a filter nine levels deep": ({"w": {"columns": {"asset": {"columns": {"asset": {"columns": {"asset": {"columns": {"name": {"eq": "x"}}}}}}}}}}, "INPUT_LIMIT"),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
async def test_hostile_wrong_values_are_refused(client, name):
    variables, code = VALUES[name]
    for _ in range(2):  # the second time the document is known
        response = await client.post("/graphql", json={"query": SEARCH, "variables": {"n": 1}})
        assert "errors" not in response.json()
    content = json.dumps({"query": SEARCH, "variables": variables}).encode()
    response = await client.post("/graphql", content=content, headers={"content-type": "application/json"})
    if "data" in response.json():  # a field was refused and not the request
        assert response.json()["data"] is None
        found = response.json()["errors"][0]
        assert (found["extensions"]["code"], found["path"]) == (code, ["assets"])
        assert not [each for each in INSIDES if each in response.text]
    else:
        assert (await refused(client, content))[0] == code


async def test_a_filter_as_deep_as_the_limit_allows_is_answered(client):
    for name, depth in (("not", 6), ("and", 6), ("or", 6)):
        response = await client.post("/graphql", json={"query": SEARCH, "variables": {"w": where(depth, name)}})
        assert "errors" not in response.json(), response.text[:300]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"query":"{ __typename ' + b" " * 5_000_000 + b'}"}', 413, "TOO_LARGE"),
        (b'{"query":"{ __typename }","variables":' + b'{"a":' * 2_000 + b"1" + b"}" * 2_000 + b"}", 400, "BAD_INPUT"),
        (b'{"query":"{ __typename }","extensions":' + b"[" * 500_000, 400, "BAD_INPUT"),
        (b'{"query":"{ __typename }"', 400, "BAD_INPUT"),
        (b'{"query":"\xff"}', 400, "BAD_INPUT"),
    ],
    ids=["5 MB", "deep variables", "deep brackets", "cut", "bytes"],
)  # fmt: skip
async def test_hostile_a_wrong_body_is_refused(client, body, status, code):
    assert (await refused(client, body, status=status))[0] == code


LENIENT = {
    "5 MB of fields": ("{" + "__typename " * 450_000 + "}", "TOKEN_LIMIT"),
    "5 MB of blanks": ("{ nope " + " " * 5_000_000 + "}", "GRAPHQL_VALIDATION_FAILED"),
    "5 MB of text": ('{ asset(id: "' + "x" * 5_000_000 + '") { nope } }', "GRAPHQL_VALIDATION_FAILED"),
    "depth of 1,000": (nested(1000), "GRAPHQL_PARSE_FAILED"),
    "depth of 150": (nested(148), "DEPTH_LIMIT"),
    "inline fragments": ("{" + "...{" * 1000 + "__typename" + "}" * 1001, "GRAPHQL_PARSE_FAILED"),
    "lists in lists": ("{ assets(where: " + "[" * 1000 + "]" * 1000 + ") { totalCount } }", "GRAPHQL_PARSE_FAILED"),
    "objects in objects": ("{ assets(where: " + "{not:" * 1000 + "{}" + "}" * 1000 + ") { totalCount } }", "GRAPHQL_PARSE_FAILED"),
    "objects in a hundred": ("{ assets(where: " + "{not:" * 110 + "{}" + "}" * 110 + ") { totalCount } }", "INPUT_LIMIT"),
    "a chain of 1,000": (chain(1000), "GRAPHQL_VALIDATION_FAILED"),
    "a chain of 5,000": (chain(5000), "GRAPHQL_VALIDATION_FAILED"),
    "a bomb of 1,000": (bomb(1000), "DEPTH_LIMIT"),
    "a circle of 1,000": (chain(1000, "...f0"), "GRAPHQL_VALIDATION_FAILED"),
}  # fmt: skip


@pytest.mark.parametrize("name", LENIENT)
async def test_hostile_a_wrong_document_is_refused_by_a_server_with_all_limits_raised(lenient, name):
    query, code = LENIENT[name]
    assert (await refused(lenient, {"query": query}, seconds=5.0))[0] == code


async def test_a_chain_of_fragments_as_long_as_the_tokens_allow_is_answered_or_refused_with_a_reason(client):
    response = await client.post("/graphql", json={"query": chain(240).replace("id:1", f'id:"{ASSET}"')})
    answer = response.json()
    assert (
        answer.get("data") == {"asset": None}
        or answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    )


@pytest.mark.parametrize("piece", ["__typename ", "assets{totalCount} ", "assets{nodes{id name}} ", "...{__typename} "])
async def test_hostile_validating_what_the_limits_let_pass_is_cheap(client, piece):
    """graphql-core compares fields of one name with each other."""
    inner = f"nodes {{ {piece.replace('assets{', 'columns{') * 150} }}"
    began = time.process_time()
    response = await client.post("/graphql", json={"query": f"{{ assets(first: 1) {{ {inner} }} }}"})
    assert response.status_code == 200
    assert time.process_time() - began < CHEAP


async def test_a_statement_past_its_deadline_ends_in_neo4j_too(graph):
    with pytest.raises(DeadlineExceeded):
        await graph.query(
            "slow", "UNWIND range(1, 2000000000) AS n WITH n WHERE n % 7 = 8 RETURN count(n) AS never", {}, timeout=0.5
        )
    deadline = time.monotonic() + 20
    running = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'AS never' AND NOT currentQuery CONTAINS 'SHOW' RETURN currentQuery"
    while await graph.query("running", running, {}):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)
