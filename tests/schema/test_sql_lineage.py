"""SQL through GraphQL: a dry run, and stated."""

from graph_api.ingest.sql import Sql
from schema.ports import Ports

SPACE = "postgres://shop.demo:5432/shop.public"
SQL = "INSERT INTO orders (email) SELECT lower(email) FROM customers WHERE id > 7"
ASK = """query($sql: String!) { sqlLineage(sql: $sql, dialect: "postgres", source: "source:shop") {
  reads { name assetId asset { name } } writes { assetId } columnsTotal error sql unresolved { reason line column }
  columns { sourceId targetId kind masking } influences { source targetId kind } } }"""
APPLY = """mutation($sql: String!, $at: DateTime) { sqlLineageApply(input: {sql: $sql, dialect: "postgres", source: "source:shop",
  upload: "etl.sql", at: $at}) { origin edges changed lineage { error } userErrors { code field message } } }"""


async def prepared(client, graph):
    client.ports = Ports(sources=None, scans=None, classifier=None, grants=None, access=None, sql=Sql(graph))
    async with graph.driver.session() as session:
        await (await session.run("""MATCH (a:Asset) SET a.sourceId = 'source:shop', a.qualifiedName = 'shop.public.' + a.name
            WITH count(*) AS one MATCH (s:Source {id: 'source:shop'}) SET s.namespace = 'postgres://shop.demo:5432', s.scope = ['shop.']""")).consume()  # fmt: skip


async def test_a_dry_run_then_the_lineage_stated_and_walked(client, graph, company):
    await prepared(client, graph)
    read = (await client.ask(ASK, sql=SQL))["sqlLineage"]
    assert read == {
        "reads": [{"name": "customers", "assetId": f"asset:{SPACE}.customers", "asset": {"name": "customers"}}],
        "writes": [{"assetId": f"asset:{SPACE}.orders"}],
        "columnsTotal": 1,
        "error": None,
        "sql": SQL.replace("7", "?"),
        "unresolved": [],
        "columns": [{"sourceId": f"column:{SPACE}.customers#email", "targetId": f"column:{SPACE}.orders#email",
                     "kind": "TRANSFORMATION", "masking": False}],
        "influences": [{"source": "customers.id", "targetId": f"asset:{SPACE}.orders", "kind": "FILTER"}],
    }  # fmt: skip
    done = (await client.ask(APPLY, sql=SQL))["sqlLineageApply"]
    assert done == {
        "origin": "sql:shop/etl.sql",
        "edges": 3,
        "changed": True,
        "lineage": {"error": None},
        "userErrors": [],
    }
    walk = await client.ask(
        '{ columnLineage(id: "column:%s.orders#email") { nodes { id via } edges { origin } } }' % SPACE
    )
    assert {(each["id"].partition("#")[2], each["via"]) for each in walk["columnLineage"]["nodes"]} == {
        ("email", "FLOW"),
        ("id", "INFLUENCE"),
    }
    assert {each["origin"] for each in walk["columnLineage"]["edges"]} == {"sql:shop/etl.sql"}


async def test_wrong_input_is_told_and_states_nothing(client, graph, company):
    await prepared(client, graph)
    done = (await client.ask(APPLY, sql="no SQL ((("))["sqlLineageApply"]
    assert (done["edges"], done["changed"], bool(done["lineage"]["error"])) == (0, False, True)
    late = (await client.ask(APPLY, sql=SQL, at="2999-01-01T00:00:00Z"))["sqlLineageApply"]
    assert (late["origin"], late["userErrors"][0]["code"]) == (None, "BAD_INPUT")
    (error,) = (await client.run(ASK.replace("source:shop", "source:none"), sql=SQL)).errors
    assert "source:none" in error.message
