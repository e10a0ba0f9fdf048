"""What was found open in products of this kind, and what attackers of GraphQL try first: refused, and the server lives on.

`COVERED` says, for each known vulnerability that could be ours, which tests would have caught it.
"""

import ast
import re
import time
from importlib.metadata import PackageNotFoundError, version

import httpx
import psutil
import pytest
import pytest_asyncio
from graphql import parse, validate

from schema.root import CORE, MODEL
from tests.conftest import CHECKOUT
from tests.estate import Estate
from tests.schema.generated import listings

GRAPHQL = "application/graphql-response+json"
CHEAP = 1.0
"""Seconds of this process's CPU."""
MEMORY = 20 << 20

_APP, _SERVE, _DOOR, _BAD = (
    f"graph_api/{name}" for name in ("test_app", "test_serve", "access/test_door", "test_bad_input")
)
COVERED = {
    "strawberry 2024-47082: multipart as a cross-site request": (
        f"{_APP}::test_hostile_simple_content_types_change_nothing",
    ),
    "strawberry 2025-22151: node(id) as another type": (
        "graph_api/test_hostile::test_hostile_an_id_of_one_type_opens_no_other",
    ),
    "strawberry 2026-35523: the legacy protocol without init": (
        f"{_SERVE}::test_hostile_the_legacy_protocol_is_refused",
        f"{_SERVE}::test_matrix_an_operation_before_the_acknowledgement_is_closed_with_4401",
    ),
    "strawberry 2026-35526, 107727: subscriptions without end": (
        "graph_api/test_streams::test_hostile_ten_thousand_subscriptions_on_one_socket_are_a_hundred_tasks",
        f"{_SERVE}::test_a_thousand_operations_in_sequence_never_meet_the_limit_of_those_at_once",
    ),
    "strawberry 2026-47706, 47707: fragments that crash or hide": (
        "schema/test_limits::test_memoised_it_is_what_writing_every_fragment_out_would_give",
        f"{_BAD}::test_hostile_a_wrong_document_is_refused",
    ),
    "graphql-core 2026-75507: validation in squares": (
        "graph_api/test_hostile::test_hostile_validation_grows_with_the_text",
    ),
    "@neo4j/graphql 2026-92681, 19869: rules that are dropped": (
        "graph_api/test_rules::test_matrix_every_field_and_mutation_over_http",
        "graph_api/test_rules::test_matrix_one_field_of_each_kind_of_rule_over_websocket_and_events",
        "schema/test_rule::test_matrix_every_root_field_has_a_rule",
    ),
    "DataHub 2022-39366, PyJWT 2022-29217, 2026-32597, Authlib 2024-37568: forged JWTs": (
        "graph_api/test_hostile::test_hostile_no_web_token_is_read_anywhere",
    ),
    "DataHub 2023-25557, 2026-50775: the server fetches what it is told": (
        "graph_api/scanner/test_reach::test_hostile_addresses_are_refused_under_whatever_name",
        "graph_api/scanner/test_reach::test_hostile_name_servers_cannot_answer_differently_the_second_time",
        "graph_api/scanner/test_reach::test_hostile_a_listener_on_this_machine_hears_nothing",
    ),
    "DataHub 2023-25562: a session outlives its end": (
        "graph_api/test_streams::test_hostile_a_stream_does_not_outlive_its_session",
        f"{_DOOR}::test_an_admin_makes_a_person_who_signs_in_asks_who_she_is_and_signs_out",
    ),
    "DataHub 2023-25561: whoever cannot be checked is let in": (
        "graph_api/test_hostile::test_hostile_a_store_that_is_away_lets_nobody_in",
        f"{_SERVE}::test_wrong_settings_end_with_2_and_name_every_one",
    ),
    "DataHub 2023-25560, 2026-44501: data become code": (
        "schema/test_hostile::test_hostile_no_value_is_ever_text",
        "graph_api/test_hostile::test_hostile_no_code_is_made_of_data",
    ),
    "OpenMetadata 2024-28255: paths that only look open": (
        f"{_APP}::test_hostile_paths_reach_nothing_but_the_exact_open_ones",
    ),
    "OpenMetadata 2025-50468, Superset 2022-27479: SQL of a request": (
        "schema/test_hostile::test_hostile_every_word_of_every_statement_is_declared_or_the_compiler_s",
        "graph_api/demo/test_generator::test_hostile_names_are_among_the_tables",
    ),
    "Superset 2023-27524: a default key": (
        "graph_api/access/test_vault::test_hostile_a_short_or_published_key_is_refused_before_anything_is_sealed",
        "graph_api/access/test_vault::test_hostile_a_server_with_a_weak_key_does_not_start",
    ),
    "Superset 2023-25504, Metabase 2023-38646, 2026-59826, 50148: connections that read files": (
        "graph_api/scanner/test_reach::test_hostile_paths_lead_out_of_no_root",
        "graph_api/scanner/test_reach::test_hostile_sources_do_not_lie_in_what_is_the_servers_own",
        "graph_api/scanner/test_reach::test_hostile_passwords_are_not_what_is_the_servers_own",
        "cypher/test_source::test_hostile_who_may_change_one_source_does_not_make_another_of_it",
        "schema/test_rule::test_visibility_of_sources_and_scans_bounds_what_is_done_with_them",
    ),
    "Airflow 2020-17511, 2024-45784: passwords in logs": (
        "graph_api/test_journey::test_canary_no_sink_of_a_server_and_its_commands_has_a_secret",
        "graph_api/test_logs::test_canary_no_secret_in_any_field_message_stack_or_library",
    ),
    "Airflow 2021-35936: a port on the side": (
        f"{_SERVE}::test_hostile_no_port_is_open_but_the_one_that_is_told",
        "graph_api/embedded/test_configuration::test_nothing_listens_but_bolt_on_loopback",
    ),
    "Atlas 2026-40563: search as a language": ("schema/test_hostile::test_hostile_no_value_is_ever_text",),
    "Atlas 2020-13928, 2025-62198: names that are HTML": (
        "graph_api/test_hostile::test_hostile_names_are_data_and_never_a_page",
    ),
    "mcp-neo4j-cypher 2026-35402: LOAD CSV and its kin": (
        "graph_api/embedded/test_server::test_a_hardened_server_refuses_every_canary",
    ),
    "mcp-neo4j-cypher 2025-10193: DNS rebinding": (
        f"{_APP}::test_hostile_host_names_are_misdirected_even_with_the_token",
        f"{_SERVE}::test_hostile_handshakes_from_elsewhere_are_refused",
    ),
    "APOC 2023-23926, 2021-42767, 2022-23532: plugins": (
        "graph_api/embedded/test_server::test_hostile_no_plugin_is_loaded",
    ),
}
"""Of section 2 of the security design; rules that are evaluated (OpenMetadata 2024-28253), mail templates (2026-22244) and SQL
of users (Superset 2024-39887) are not there yet."""


@pytest.mark.parametrize("name", COVERED)
def test_hostile_every_known_vulnerability_has_its_test(name):
    for place in COVERED[name]:
        file, _, test = place.partition("::")
        text = (CHECKOUT / "tests" / f"{file}.py").read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {test}\(", text, re.MULTILINE), place


@pytest_asyncio.fixture
async def client(app):
    headers = {"authorization": f"Bearer {app.state.token.reveal()}", "accept": GRAPHQL}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers) as client:
        yield client


NAMED = "query($name: String) { assets(where: {name: {eq: $name}}) { totalCount } }"
DOCUMENT = "{ __typename }"
TRIED = {
    "an empty operation name": ({"query": DOCUMENT, "operationName": ""}, 400, "BAD_INPUT"),
    "an operation that is not there": ({"query": "query A { __typename }", "operationName": "B"}, 400, "BAD_INPUT"),
    "two operations": ({"query": "query A { __typename } query B { __typename }"}, 400, "BAD_INPUT"),
    "a batch": ([{"query": DOCUMENT}, {"query": DOCUMENT}], 400, "BAD_INPUT"),
    "aliases": ({"query": "{" + " ".join(f"a{n}: __typename" for n in range(100)) + "}"}, 400, "ALIAS_LIMIT"),
    "a field often": ({"query": "{" + "__typename " * 500 + "}"}, 400, "ROOT_FIELD_LIMIT"),
    "directives": ({"query": "{ __typename" + "@a" * 500 + "}"}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "fragments in a circle": ({"query": "{...A} fragment A on Query {...B} fragment B on Query {...A}"}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "introspection in a circle": ({"query": "{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}"}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "inline fragments over each other": ({"query": "{assets{nodes{" + "...{source{assets{nodes{name}}}}" * 150 + "}}}"}, 400, "COST_LIMIT"),
    "a NUL in an argument": ({"query": NAMED, "variables": {"name": "a\0b"}}, 200, None),
    "half a pair in an argument": (b'{"query":"{asset(id:\\"asset:\\\\ud800\\"){id}}"}', 400, "GRAPHQL_PARSE_FAILED"),
    "half a pair in a body": (b'{"query":"{ __typename }","variables":{"a":"\\ud800"}}', 400, "BAD_INPUT"),
    "keys of JavaScript": ({"query": NAMED, "variables": {"__proto__": {"x": 1}, "constructor": 1, "name": "x"}}, 200, None),
    "a field of JavaScript": ({"query": "{ __proto__ }"}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "a number past its type": ({"query": "{ assets(first: 99999999999999999999) { totalCount } }"}, 400, "GRAPHQL_VALIDATION_FAILED"),
    "a very large float": ({"query": "{ columns(where: {nullShare: {gte: 1e308}}) { totalCount } }"}, 200, None),
    "a float without end": ({"query": "{ columns(where: {nullShare: {gte: 1e999}}) { totalCount } }"}, 200, None),
    "a GET with a query": ("GET", 405, "BAD_INPUT"),
    "a GET with a mutation": ("GET mutation", 405, "BAD_INPUT"),
    "a form": ("application/x-www-form-urlencoded", 400, "BAD_INPUT"),
    "an upload": ("multipart/form-data; boundary=x", 400, "BAD_INPUT"),
    "bytes that are no text": (b'{"query":"\xff\xfe"}', 400, "BAD_INPUT"),
    "JSON without a floor": (b'{"query":' * 100_000, 400, "BAD_INPUT"),
    "a subscription by POST": ({"query": 'subscription { scanProgress(id: "scan:x") { id } }'}, 400, "BAD_INPUT"),
    **{f"a bomb of {levels} fragments": ({"query": "{asset(id:1){...f0}}" + "".join(f"fragment f{n} on Asset{{source{{assets{{nodes{{...f{n + 1}}}}}}}...f{n + 1}}}" for n in range(levels)) + f"fragment f{levels} on Asset{{id}}"}, 400, code)
       for levels, code in ((20, "DEPTH_LIMIT"), (24, "DEPTH_LIMIT"), (100, "DEPTH_LIMIT"))},
}  # fmt: skip
"""What is sent, and the status and code of the answer (None: it is answered)."""


async def sent(client, what):
    if isinstance(what, str) and what.startswith("GET"):
        query = 'mutation { tagCreate(input: {slug: "x"}) { tag { id } } }' if "mutation" in what else DOCUMENT
        return await client.get("/graphql", params={"query": query})
    kind = what if isinstance(what, str) else "application/json"
    if isinstance(what, bytes):
        return await client.post("/graphql", content=what, headers={"content-type": kind})
    if isinstance(what, str):
        return await client.post("/graphql", content=b"query=%7B__typename%7D", headers={"content-type": kind})
    return await client.post("/graphql", json=what)


@pytest.mark.parametrize("name", TRIED)
async def test_hostile_what_is_tried_first_is_answered_with_a_code_cheaply(client, name):
    what, status, code = TRIED[name]
    await client.post("/graphql", json={"query": DOCUMENT})
    memory, began = psutil.Process().memory_info().rss, time.process_time()
    answer = await sent(client, what)
    assert time.process_time() - began < CHEAP
    assert psutil.Process().memory_info().rss - memory < MEMORY
    assert answer.status_code == status, answer.text[:300]
    body = answer.json()
    assert [error["extensions"]["code"] for error in body.get("errors", [])][:1] == ([code] if code else [])
    assert set(body) <= {"data", "errors", "extensions"}
    assert set(body.get("extensions", {})) <= {"cost"}  # no tracing, no plans
    assert (await client.post("/graphql", json={"query": DOCUMENT})).json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("wrong", ["{ asets { totalCount } }", "{ assets { nodes { nam } } }", "{ assets(wher: {}) { totalCount } }",
                                   "{ assets(orderBy: {by: NAMES}) { totalCount } }", "{ node(id: 1) { ... on Aset { id } } }",
                                   "{ assets(where: {nam: {eq: 1}}) { totalCount } }"])  # fmt: skip
async def test_hostile_misspelt_names_are_not_corrected(client, wrong):
    answer = await client.post("/graphql", json={"query": wrong})
    assert answer.status_code == 400
    assert "did you mean" not in answer.text.lower()


async def test_hostile_introspection_is_for_those_who_are_signed_in(app, client):
    asked = {"query": '{ __schema { queryType { name } } __type(name: "Asset") { name } }'}
    assert (await client.post("/graphql", json=asked)).json()["data"]["__schema"] == {"queryType": {"name": "Query"}}
    for query in (
        asked["query"],
        f"mutation {asked['query']} # sessionCreate",
        "mutation sessionCreate { __schema { types { name } } }",
    ):
        answer = await client.post("/graphql", json={"query": query}, headers={"authorization": ""})
        assert answer.status_code == 401
        assert "Query" not in answer.text


async def test_hostile_an_id_of_one_type_opens_no_other(client, graph):
    """By the root field of another type it is bad input, and as a node it has its own type's fields only."""
    estate = Estate(sources=1)
    await estate.write(graph)
    singles = {
        label: label[0].lower() + label[1:]
        for label in MODEL.nodes
        if label[0].lower() + label[1:] in CORE.query_type.fields
    }
    assert len(singles) > 4
    for label, rows in estate.rows.items():
        identifier = rows[0]["id"]
        for other, root in singles.items():
            if other == label:
                continue
            answer = (
                await client.post("/graphql", json={"query": f'{{ {root}(id: "{identifier}") {{ id }} }}'})
            ).json()
            assert (answer["data"] or {}).get(root) is None
            assert answer["errors"][0]["extensions"]["code"] in {"BAD_INPUT", "NOT_FOUND"}, (label, root)
        others = " ".join(f"... on {other} {{ {other}: id }}" for other in estate.rows if other != label)
        found = (
            await client.post("/graphql", json={"query": f'{{ node(id: "{identifier}") {{ __typename {others} }} }}'})
        ).json()
        assert found["data"]["node"] == {"__typename": label}


def test_hostile_validation_grows_with_the_text():
    """graphql-core compares fields of one name with each other: at eight times the text at most 24 times as long."""
    assert tuple(map(int, version("graphql-core").split(".")[:3])) >= (3, 3, 2)

    def seconds(fields):
        piece = "a: assets { nodes { name id } } " * (fields // 8)
        document = parse(f"{{ {piece} }}", max_tokens=100_000)
        began = time.process_time()
        validate(CORE, document)  # of the longest it gives up, which is one way to keep its time
        return time.process_time() - began

    seconds(100)
    assert min(seconds(8_000) for _ in range(2)) < 24 * max(min(seconds(1_000) for _ in range(3)), 0.002)


def test_hostile_no_web_token_is_read_anywhere():
    """Tokens are opaque and looked up: there is no signature to forge, and no library that would check one."""
    for name in ("pyjwt", "authlib", "python-jose", "joserfc"):
        with pytest.raises(PackageNotFoundError):
            version(name)


SOURCES = [
    file for floor in ("graph_api", "schema", "loaders", "cypher") for file in sorted((CHECKOUT / floor).rglob("*.py"))
]
LOADS = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}


def test_hostile_no_code_is_made_of_data():
    """Only the compiler of projections makes code, of its own words; nothing is unpickled, no YAML makes objects."""
    found = set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = file.relative_to(CHECKOUT).as_posix()
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"eval", "exec", "compile", "__import__"}
            ):
                found.add((name, node.func.id))
            imported = (
                [each.name for each in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found |= {(name, each) for each in imported if each.partition(".")[0] in LOADS}
            if isinstance(node, ast.Attribute) and node.attr in {"unsafe_load", "full_load"}:
                found.add((name, node.attr))
    compiled = {("cypher/projection/decoder.py", "eval"), ("cypher/projection/decoder.py", "exec")}
    assert found == compiled | {("graph_api/scan/spool.py", "pickle")}  # its own file, which has no name


async def test_hostile_a_store_that_is_away_lets_nobody_in(app, client, monkeypatch):
    async def away(_work):
        from cypher.errors import StoreUnavailable  # noqa: PLC0415

        raise StoreUnavailable("the state store does not answer")

    monkeypatch.setattr(app.state.store, "read", away)
    app.state.authority._seen.clear()
    for path in ("/graphql", "/metrics", "/health/ready"):
        answer = await client.request("POST" if path == "/graphql" else "GET", path, json={"query": DOCUMENT})
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE"), path


PAGE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"


async def test_hostile_names_are_data_and_never_a_page(client, graph):
    await graph.run_schema("one", f"CREATE (:Tag {{id: 'tag:x', name: '{PAGE}', nameSort: 'x'}})")
    for accept in ("text/html", "*/*", GRAPHQL):
        answer = await client.post(
            "/graphql", json={"query": "{ tags { nodes { name } } }"}, headers={"accept": accept}
        )
        assert answer.json()["data"]["tags"]["nodes"] == [{"name": PAGE}]
        assert "json" in answer.headers["content-type"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    wrong = await client.post(
        "/graphql", json={"query": f'{{ asset(id: "{PAGE}") {{ id }} }}'}, headers={"accept": "text/html"}
    )
    assert "json" in wrong.headers["content-type"]
    page = await client.get(f"/{PAGE}")
    assert (page.status_code, "json" in page.headers["content-type"]) == (404, True)


async def test_hostile_pages_are_bounded_whatever_is_asked(client):
    for root in listings():
        for number in ("-1", "101", "2147483647"):
            answer = await client.post("/graphql", json={"query": f"{{ {root}(first: {number}) {{ totalCount }} }}"})
            assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT", root
