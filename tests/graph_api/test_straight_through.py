"""Straight through and through graphql-core: the same bytes, whatever is asked."""

from itertools import pairwise
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio
from graphql import GraphQLError, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher import identity
from cypher.page import cursor
from graph_api.app import create_app
from graph_api.execution import all_shown
from graph_api.settings import load
from schema import straight as known_operations
from schema.read import readings
from schema.root import CORE, Query
from schema.straight import Straight
from tests.conftest import wiped
from tests.operations import Operation, Pools, operations

GRAPHQL = "application/graphql-response+json"
ROOTS = sorted(readings(Query))
SPACE = "postgres://shop.demo:5432"


class Side:
    """One application over HTTP."""

    def __init__(self, app: Any) -> None:
        self.straight: Straight = app.state.straight
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://127.0.0.1:8000",
            headers={"authorization": f"Bearer {app.state.token.reveal()}", "x-request-id": "same"},
        )

    async def ask(self, text: str, variables: Any = None, name: str | None = None, accept: str = "*/*"):
        body = {"query": text, "variables": variables, "operationName": name}
        answer = await self.client.post("/graphql", json=body, headers={"accept": accept})
        return answer.status_code, answer.headers["content-type"], answer.content


def asset(name: str) -> str:
    return identity.asset_id(SPACE, ("shop", "public", name))


def named(identifier: str, name: str | None, **more: Any) -> dict[str, Any]:
    sort = identity.sort_key(name or "", identifier)
    return {"id": identifier, "name": name, "nameSort": sort, "zone": 1, **more}


ASSETS = [
    named(
        asset("customers"), "customers", kind="TABLE", rows=5_000_000_000, since=1_700_000_000_123_456, columnCount=3
    ),
    named(asset("orders"), 'or"ders', kind="VIEW", warnings=["odd", "ö\n"], sampleFraction=0.5, rowsExact=True),
    named(asset("payroll"), None, kind="TABLE", sampleFraction=1, since=0, missingSince=-1, description=""),
    named(asset("wide"), "Straße ♥", kind="FILE", columnCount=300, rows=0),
    named(  # what no writer of ours would write, last in every list
        asset("odd"),
        "zz odd",
        kind="STREAM",
        columnCount=3_000_000_000,
        warnings="one",
        rowsExact=1,
        comment=7,
        sampleFraction=float("inf"),
        rows=1.5,
    ),
]
COLUMNS = [
    named(
        identity.column_id(owner["id"], name),
        name,
        owner=owner["id"],
        position=position,
        dataType=("STRING", "INTEGER", None, "MONEY")[position % (4 if owner["id"] == asset("odd") else 3)],
        nullShare=(0.25, 0, 1.0, None)[position % 4],
        quantiles=[0.0, 0.5, 1e300] if position % 2 else [0, 1],
        topValues='[{"value": "a b", "count": 2}, 1.50, {"ü": null}]',
        mean=float("nan") if owner["id"] == asset("odd") else 1e21,
        primaryKey=position == 1,
    )
    for owner, many in zip(ASSETS, (3, 2, 0, 300, 4), strict=True)
    for position, name in enumerate(["id", "email", "Straße ♥", *(f"c{n}" for n in range(297))][:many], start=1)
]
SCRIPT: list[tuple[str, Any]] = [
    (
        """UNWIND $it AS row CREATE (s:Source) SET s = row""",
        [
            named("source:shop", "shop", kind="postgresql", config='{"host":"h", "n": 1.0}', managed=True, createdAt=1),
            named("source:crm", "CRM", alsoKnownAs=["x"], kind="sqlite"),
        ],
    ),
    (
        "UNWIND $it AS row MATCH (s:Source {id:'source:shop'}) CREATE (s)-[:HAS_ASSET]->(a:Asset) SET a = row",
        ASSETS,
    ),
    (
        "UNWIND $it AS row MATCH (a:Asset {id: row.owner}) CREATE (a)-[:HAS_COLUMN]->(c:Column) SET c = row",
        COLUMNS,
    ),
    (
        """UNWIND $it AS row CREATE (d:DataClass) SET d = row WITH d MATCH (c:Column) WHERE c.name IN ['email', 'c7', 'id'] AND d.name <> 'ODD'
        CREATE (c)-[:HAS_CLASSIFICATION]->(:Classification {id: 'classification:' + substring(c.id, 7) + '~' + d.name,
          classId: d.id, confidence: CASE WHEN c.id CONTAINS 'customers' THEN 0.95 ELSE 1 END, state: 'CONFIRMED',
          zone: c.zone, evidence: '[{"method":"pattern"}]', since: 1700000000000000})-[:OF]->(d)""",
        [
            {"id": "class:EMAIL", "name": "EMAIL", "nameSort": "email", "sensitivity": "CONFIDENTIAL"},
            {"id": "class:NAME", "name": "NAME", "nameSort": "name", "categories": ["PII"]},
            {"id": "class:ODD", "name": "ODD", "nameSort": "zz", "sensitivity": "SECRET", "categories": [1]},
        ],
    ),
    (
        """UNWIND $it AS row CREATE (c:Scan) SET c = row WITH c MATCH (s:Source {id: 'source:shop'})
        CREATE (c)-[:OF]->(s)""",
        [
            {"id": f"scan:{n}", "startSort": f"{n}", "state": state, "zone": 1, "queuedAt": n, "errors": "[]"}
            for n, state in enumerate(("SUCCEEDED", "FAILED", "RUNNING"))
        ],
    ),
    (
        """CREATE (t:Tag {id: 'tag:' + $it, name: $it, nameSort: $it})
        WITH t MATCH (a:Asset) WHERE a.name <> 'zz odd' CREATE (t)-[:ON]->(a)""",
        "gold",
    ),
    (
        """CREATE (p:Person {id: 'person:ana', name: 'Ana', nameSort: 'ana', email: $it})
        CREATE (t:Team {id: 'team:crm', name: 'CRM', nameSort: 'crm'}) CREATE (p)-[:MEMBER_OF]->(t)
        CREATE (d:Domain {id: 'domain:sales', nameSort: 'sales'})
        WITH * MATCH (a:Asset) CREATE (p)-[:OWNS]->(a) CREATE (t)-[:OWNS]->(a) CREATE (d)-[:HAS]->(a)""",
        "ana@example.com",
    ),
    (
        """MATCH (c:Column {id: $it}) MATCH (d:Column) WHERE d.owner CONTAINS 'wide' CREATE (c)-[:REFERENCES]->(d)""",
        COLUMNS[0]["id"],
    ),
    (
        """MATCH (c:Column) SET c.assetId = c.owner""",
        None,
    ),
    (
        """UNWIND $it AS row MATCH (a:Asset|Column {id: row[0]}) MATCH (b:Asset|Column {id: row[1]})
        CREATE (a)-[:FLOWS_TO {origin: row[2], transformation: row[3], masking: row[4]}]->(b)""",
        [
            (COLUMNS[0]["id"], COLUMNS[3]["id"], "view:o", "IDENTITY", None),
            (COLUMNS[3]["id"], COLUMNS[4]["id"], "view:♥", None, True),
            (COLUMNS[4]["id"], COLUMNS[0]["id"], "o", 7, False),
            (COLUMNS[1]["id"], COLUMNS[-1]["id"], None, "IDENTITY", "odd"),
            *((COLUMNS[1]["id"], row["id"], "many", "AGGREGATION", None) for row in COLUMNS[10:200]),
            *((one["id"], other["id"], "view:o", None, None) for one, other in pairwise(ASSETS)),
        ],
    ),
    (
        """UNWIND $it AS row MATCH (a:Column {id: row[0]}) MATCH (b:Asset {id: row[1]})
        CREATE (a)-[:INFLUENCES {origin: 'view:o', kind: 'JOIN'}]->(b)""",
        [(COLUMNS[0]["id"], asset("orders")), (COLUMNS[3]["id"], asset("odd")), (COLUMNS[4]["id"], asset("wide"))],
    ),
]
POOLS = Pools(
    ids={
        "Asset": [row["id"] for row in ASSETS],
        "Column": [row["id"] for row in COLUMNS[:8]],
        "Source": ["source:shop", "source:crm"],
        "Scan": ["scan:1", "scan:2"],
        "Tag": ["tag:gold"],
        "Owner": ["person:ana", "team:crm"],
        "DataClass": ["class:EMAIL", "class:NAME"],
        "columnImpact": [row["id"] for row in COLUMNS[:5]],
        "assetImpact": [row["id"] for row in ASSETS],
    },
    cursors={
        **{
            name: [cursor("Asset.nameSort", row["nameSort"]) for row in ASSETS]
            for name in ("Asset", "Source.assets", "Person.ownedAssets", "Team.ownedAssets")
        },
        "Asset.columns": [cursor("Column.position", row["position"], row["nameSort"]) for row in COLUMNS[4:7]],
        "Column": [cursor("Column.nameSort", row["nameSort"]) for row in COLUMNS[:3]],
        "Source": [cursor("Source.nameSort", "shop")],
        "Scan": [cursor("Scan.startSort", "1")],
        "Source.scans": [cursor("Scan.startSort", "1")],
    },
    odd=["asset:none", "nothing", "change:1", "", "classification:x"],
)


@pytest_asyncio.fixture(scope="module")
async def sides(migrated, neo4j_server, tmp_path_factory):
    """The application, and the same one that never learns an operation."""
    await wiped(migrated)
    async with migrated.driver.session() as session:
        for text, it in SCRIPT:
            await (await session.run(text, {"it": it})).consume()
    configuration = load(
        neo4j_uri=neo4j_server.uri,
        neo4j_user=neo4j_server.user,
        neo4j_password=neo4j_server.password,
        state_directory=tmp_path_factory.mktemp("state"),
        request_timeout=60,
        query_aliases=1_000,
        query_cost=100_000_000,
        query_points=0,
        query_depth=100,
    )
    straight, plain = create_app(configuration), create_app(configuration)
    plain.state.straight.admit = lambda *_: None
    async with straight.router.lifespan_context(straight), plain.router.lifespan_context(plain):
        pair = Side(straight), Side(plain)
        yield pair
        for side in pair:
            await side.client.aclose()
    await wiped(migrated)


async def asked(sides: tuple[Side, Side], operation: Operation, accept: str) -> tuple[list[Any], list[Any]]:
    """What each side answers: the first one with a cold and a warm plan, and both with other values."""
    straight, plain = sides
    given, expected = [], []
    for variables, times in ((operation.variables, 2), (operation.other, 1)):
        request = operation.text, variables, operation.name, accept
        expected += [await plain.ask(*request)] * times
        given += [await straight.ask(*request) for _ in range(times)]
    return given, expected


settled = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, max_examples=15)
ACCEPTED = st.sampled_from(["application/json", GRAPHQL])


@settled
@given(operation=operations(CORE, ROOTS, POOLS), accept=ACCEPTED)
async def test_any_operation_gets_the_same_bytes_on_both_ways(sides, operation, accept):
    given, expected = await asked(sides, operation, accept)
    assert given == expected


@pytest.mark.soak
@settings(settled, max_examples=5_000)
@given(operation=operations(CORE, ROOTS, POOLS), accept=ACCEPTED)
async def test_many_operations_get_the_same_bytes_on_both_ways(sides, operation, accept):
    given, expected = await asked(sides, operation, accept)
    assert given == expected


PAGE = "query P($n: Int, $after: String, $w: AssetWhere) { assets(first: $n, after: $after, where: $w) { nodes { name } } }"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        (PAGE, {"n": -1}),
        (PAGE, {"n": 101}),
        (PAGE, {"n": "one"}),
        (PAGE, {"n": 2**40}),
        (PAGE, {"n": 1, "after": "no cursor"}),
        (PAGE, {"n": 1, "after": cursor("Column.position", 1)}),
        (PAGE, {"w": {"nothing": 1}}),
        (PAGE, {"w": {"since": {"gt": "yesterday"}}}),
        (PAGE, {"unknown": 1}),
        ("{ assets(first: 1, last: 1) { nodes { name } } }", {}),
        ("{ assets(first: -1) { totalCount } }", {}),
        ("query($n: Int) { assets(first: $n) { totalCount } }", {"n": -1}),
        ("{ assets { nothing } }", {}),
        ("query($id: ID!) { asset(id: $id) { name } }", {}),
        ("query($id: ID!) { asset(id: $id) { name } }", {"id": "source:shop"}),
        ("query($id: ID!) { node(id: $id) { id } }", {"id": "nothing"}),
        ("query($id: ID!) { node(id: $id) { id } }", {"id": "change:1"}),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["source:shop"] * 101}),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": []}),
        ("{ a: assets(first: 1) { totalCount } sourceKinds { kind } __typename }", {}),
        ("{ __schema { queryType { name } } }", {}),
        ("{ __typename }", {}),
        ("query A { __typename } query B { assets { totalCount } }", {}),
        ("query($id: ID!) { columnImpact(id: $id) { total } }", {"id": "column:x"}),
        ("query($id: ID!) { columnImpact(id: $id) { total } }", {"id": "asset:x"}),
        ('query($d: Int!) { assetImpact(id: "asset:x", depth: $d) { total } }', {"d": 0}),
        ('query($n: Int!) { assetLineage(id: "asset:x", limit: $n) { total } }', {"n": 1_001}),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", GRAPHQL])
async def test_what_is_wrong_is_said_in_the_same_words(sides, text, variables, accept):
    known = PAGE, {"n": 1}, None, accept
    await sides[0].ask(*known)
    expected = await sides[1].ask(text, variables, None, accept)
    for _ in range(2):
        assert await sides[0].ask(text, variables, None, accept) == expected


@pytest.mark.parametrize("field", ["kind", "columnCount", "warnings", "rowsExact", "comment", "sampleFraction", "rows"])
async def test_a_value_that_the_schema_does_not_allow_is_put_as_graphql_core_puts_it(sides, field):
    text = f"query($id: ID!) {{ asset(id: $id) {{ id {field} }} }}"
    variables = {"id": asset("odd")}
    expected = await sides[1].ask(text, variables)
    for _ in range(2):
        assert await sides[0].ask(text, variables) == expected


async def test_a_time_before_1970_is_read_like_any_other(sides):
    text = "query($id: ID!) { asset(id: $id) { since missingSince } }"
    for side in sides:
        answer = orjson.loads((await side.ask(text, {"id": asset("payroll")}))[2])
        assert answer["data"]["asset"] == {
            "since": "1970-01-01T00:00:00Z",
            "missingSince": "1969-12-31T23:59:59.999999Z",
        }


def test_errors_stand_in_the_document_s_order_whichever_statement_failed_first():
    operation = parse("{ a: assets { totalCount } b: assets { totalCount } }").definitions[0].selection_set.selections
    failed = [GraphQLError(each.alias.value, [each], path=[each.alias.value]) for each in operation]
    assert [error.path for error in all_shown(reversed(failed))] == [["a"], ["b"]]


async def test_a_known_operation_with_other_values_is_neither_parsed_nor_compiled(sides, monkeypatch):
    text = "query($id: ID!, $n: Int) { asset(id: $id) { name columns(first: $n) { nodes { name } } } }"
    first, second = ({"id": asset("customers"), "n": 1}, {"id": asset("orders"), "n": 2})
    expected = await sides[1].ask(text, second)
    assert len(orjson.loads(expected[2])["data"]["asset"]["columns"]["nodes"]) == 2
    await sides[0].ask(text, first)

    def refuse(*_arguments: Any, **_more: Any) -> None:
        raise AssertionError("not again")

    monkeypatch.setattr("strawberry.schema.schema.Schema.execute", refuse)
    monkeypatch.setattr(known_operations, "nodes", refuse)
    monkeypatch.setattr(known_operations, "connection", refuse)
    assert await sides[0].ask(text, second) == expected


async def test_a_known_walk_is_neither_parsed_nor_compiled(sides, monkeypatch):
    text = """query($id: ID!, $n: Int!) { columnImpact(id: $id, limit: $n, depth: 3) { total complete
      nodes { id distance via column { name } asset { name } } edges { source kind } columnar { names assets } } }"""
    first, second = ({"id": COLUMNS[0]["id"], "n": 2}, {"id": COLUMNS[3]["id"], "n": 1})
    expected = await sides[1].ask(text, second)
    assert orjson.loads(expected[2])["data"]["columnImpact"]["total"] > 1
    await sides[0].ask(text, first)

    def refuse(*_arguments: Any, **_more: Any) -> None:
        raise AssertionError("not again")

    monkeypatch.setattr("strawberry.schema.schema.Schema.execute", refuse)
    monkeypatch.setattr(known_operations, "walked", refuse)
    assert await sides[0].ask(text, second) == expected


async def test_booleans_and_the_shape_of_filters_have_plans_of_their_own(sides):
    text = "query($w: AssetWhere, $s: Boolean!) { assets(where: $w) { nodes { name rows @skip(if: $s) } } }"
    wheres = [None, {}, {"name": {"eq": "orders"}}, {"name": {"isNull": True}}, {"name": {"isNull": False}}]
    wheres += [{"or": [{"rows": {"gt": 0}}] * n} for n in range(3)] + [{"tags": {"id": {"in": ["tag:gold"]}}}]
    for where in wheres:
        for skip in (True, False):
            variables = {"w": where, "s": skip}
            assert await sides[0].ask(text, variables) == await sides[1].ask(text, variables)


async def test_what_is_remembered_is_bounded(sides, monkeypatch):
    straight = sides[0].straight
    monkeypatch.setattr(straight.operations, "_most", 3)
    monkeypatch.setattr(straight.plans, "_most", 2)
    for number in range(6):
        await sides[0].ask(f"{{ a{number}: assets {{ totalCount }} }}")
    assert (len(straight.operations), len(straight.plans)) == (3, 2)


async def test_only_valid_documents_are_remembered(sides):
    straight = sides[0].straight
    before = straight.operations.weight
    for text in ("{ assets { nothing } }", "{ assets {", "mutation { scanStart { scan { id } } }", "# " + "x" * 100):
        await sides[0].ask(text)
    assert straight.operations.weight == before
