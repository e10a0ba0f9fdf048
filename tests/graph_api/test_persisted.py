"""Persisted operations over HTTP: Apollo's protocol as its clients speak it, a bounded store, and the safelist."""

import json

import httpx
import pytest
from graphql import GraphQLError

from graph_api.app import create_app
from graph_api.persisted import Persisted
from graph_api.safelist import read, sha256
from graph_api.settings import SettingsError, load
from tests.graph_api.ticking import app_of

HELLO = "query Hello { hello }"
GRAPHQL = "application/graphql-response+json"


def hashed(text, **more):
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(text), **more}}}


def serving(neo4j_server, directory, make=app_of, **more):
    return make(
        load(
            neo4j_uri=neo4j_server.uri,
            neo4j_user=neo4j_server.user,
            neo4j_password=neo4j_server.password,
            state_directory=directory / "state",
            **more,
        )
    )


def asking(app):
    headers = {"authorization": f"Bearer {app.state.token.reveal()}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000", headers=headers)


@pytest.fixture
async def client(neo4j_server, tmp_path):
    app = serving(neo4j_server, tmp_path)
    async with app.router.lifespan_context(app), asking(app) as client:
        yield client


async def post(client, accept="application/json", **body):
    return await client.post("/graphql", json=body, headers={"accept": accept})


def code(response):
    return response.json()["errors"][0]["extensions"]["code"]


async def test_a_hash_is_asked_for_its_document_once_and_then_is_enough(client):
    for accept in ("application/json", f"{GRAPHQL},application/json;q=0.9"):
        unknown = await post(client, accept, **hashed(HELLO))
        assert unknown.status_code == 200
        (error,) = unknown.json()["errors"]
        assert (error["message"], error["extensions"]["code"]) == (
            "PersistedQueryNotFound",
            "PERSISTED_QUERY_NOT_FOUND",
        )
        assert "data" not in unknown.json()
    taught = await post(client, query=HELLO, **hashed(HELLO))
    known = await post(client, **hashed(HELLO))
    assert taught.json()["data"] == known.json()["data"] == {"hello": "hello you"}
    assert known.json()["extensions"] == taught.json()["extensions"]


async def test_a_known_hash_takes_variables_and_a_name(client):
    text = "query A($n: String!) { hello(name: $n) } query B { ping }"
    await post(client, query=text, operationName="B", **hashed(text))
    answer = await post(client, variables={"n": "Ana"}, operationName="A", **hashed(text))
    assert answer.json()["data"] == {"hello": "hello Ana"}


@pytest.mark.parametrize(
    "bad",
    ["{ nope }", "{ hello", "{ " + "hello " * 21 + "}", "{" + "hello " * 2000 + "}", "query($n: Int!) { nope(n: $n) }"],
)
async def test_only_documents_that_are_valid_and_within_the_limits_are_kept(client, bad):
    assert "errors" in (await post(client, query=bad, **hashed(bad))).json()
    assert code(await post(client, **hashed(bad))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_document_without_its_hash_is_answered_and_not_kept(client):
    assert (await post(client, query=HELLO)).json()["data"] == {"hello": "hello you"}
    assert code(await post(client, **hashed(HELLO))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_document_that_is_answered_from_its_plan_is_kept_and_found_by_its_hash(neo4j_server, tmp_path):
    text = "query Sources { sources(first: 1) { totalCount } }"
    app = serving(neo4j_server, tmp_path, make=create_app)
    async with app.router.lifespan_context(app), asking(app) as client:
        for _ in range(2):
            expected = (await post(client, query=text)).json()
        assert code(await post(client, **hashed(text))) == "PERSISTED_QUERY_NOT_FOUND"
        assert code(await post(client, query="{ping}", **hashed(text))) == "BAD_INPUT"
        for asked in ({"query": text, **hashed(text)}, hashed(text), hashed(text)):
            assert (await post(client, **asked)).json() == expected
        assert expected["extensions"] == {"cost": {"requested": 12, "limit": 50_000}}


@pytest.mark.parametrize(
    ("extension", "says"),
    [
        ({"version": 1, "sha256Hash": sha256("{ ping }")}, "does not match"),
        ({"version": 1, "sha256Hash": ""}, "does not match"),
        ({"version": 2, "sha256Hash": sha256(HELLO)}, "Unsupported persisted query version"),
        ({"version": 1}, "sha256Hash"),
        ({"version": 1, "sha256Hash": 5}, "sha256Hash"),
        ("nonsense", "Unsupported"),
        ([], "Unsupported"),
    ],
)
async def test_a_wrong_hash_is_bad_input_and_teaches_nothing(client, extension, says):
    answer = await post(client, GRAPHQL, query=HELLO, extensions={"persistedQuery": extension})
    assert (answer.status_code, code(answer)) == (400, "BAD_INPUT")
    assert says in answer.json()["errors"][0]["message"]
    assert code(await post(client, **hashed("{ ping }"))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_known_hashes_are_served_as_events_too(client):
    await post(client, query=HELLO, **hashed(HELLO))
    known = await post(client, "text/event-stream", **hashed(HELLO))
    assert "hello you" in known.text
    assert code(await post(client, "text/event-stream", **hashed("{ ping }"))) == "PERSISTED_QUERY_NOT_FOUND"


def taught(persisted, text):
    persisted.document(text, hashed(text)["extensions"])
    persisted.keep(text)


def knows(persisted, text):
    try:
        return persisted.document(None, hashed(text)["extensions"]) == text
    except GraphQLError:
        return False


def test_the_store_is_bounded_in_entries_and_bytes_and_forgets_what_was_used_least_lately():
    few = Persisted(most=2, bytes_=1000)
    for text in ("{ a }", "{ b }"):
        taught(few, text)
    assert knows(few, "{ a }")
    taught(few, "{ c }")
    assert [knows(few, text) for text in ("{ a }", "{ b }", "{ c }")] == [True, False, True]
    small = Persisted(most=100, bytes_=60)
    for text in ("{ a%s }" % ("x" * 20), "{ b%s }" % ("é" * 20), "{ %s }" % ("x" * 70)):
        taught(small, text)
    assert [knows(small, text) for text in ("{ a%s }" % ("x" * 20), "{ b%s }" % ("é" * 20), "{ %s }" % ("x" * 70))] == [
        False,
        True,
        False,
    ]


# The safelist

APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": "release-7/Hello", "body": HELLO, "name": "Hello", "type": "query"}],
}


@pytest.mark.parametrize("content", [{sha256(HELLO): HELLO}, APOLLO], ids=["plain", "apollo"])
async def test_with_a_safelist_only_its_documents_are_answered(neo4j_server, tmp_path, content):
    file = tmp_path / "safelist.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    app = serving(neo4j_server, tmp_path, query_safelist=file)
    (known,) = read(file)
    by_hash = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": known}}}
    async with app.router.lifespan_context(app), asking(app) as client:
        for asked in ({"query": HELLO}, by_hash, {"query": HELLO, **by_hash}):
            assert (await post(client, **asked)).json()["data"] == {"hello": "hello you"}
        introspection = "{ __schema { types { name } } }"
        for asked in ({"query": "{ ping }"}, {"query": introspection}, {"query": f"{HELLO} "}, hashed("{ ping }"),
                      {"query": "{ ping }", **by_hash}, {"query": "{ ping }", **hashed("{ ping }")},
                      {"query": HELLO, **hashed("{ ping }")}, {"query": "\ud800"}):  # fmt: skip
            refused = await client.post(
                "/graphql", content=json.dumps(asked), headers={"content-type": "application/json"}
            )
            assert refused.status_code in {200, 400}
            assert "data" not in refused.json()
            assert code(refused) == ("BAD_INPUT" if asked == {"query": "\ud800"} else "QUERY_NOT_IN_SAFELIST")
        assert code(await post(client)) == "BAD_INPUT"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("nonsense", "is not JSON"),
        ("[]", "must hold"),
        ("{}", "must hold"),
        ('{"a": 5}', "must hold"),
        (json.dumps({"f" * 64: HELLO}), f"is not the sha256 of its document, which is {sha256(HELLO)}"),
        (json.dumps({**APOLLO, "operations": [{"id": "x"}]}), "an id and a body"),
        (json.dumps({**APOLLO, "operations": None}), "an id and a body"),
        (None, "cannot read"),
    ],
)
def test_a_safelist_that_cannot_be_used_stops_the_start_with_its_reason(tmp_path, content, says):
    file = tmp_path / "safelist.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match="PURSIGHT_QUERY_SAFELIST") as refused:
        load(query_safelist=file)
    assert says in str(refused.value)
