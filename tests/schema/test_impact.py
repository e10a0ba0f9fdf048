"""Lineage and impact through GraphQL: whatever a walk finds, its nodes are read by one statement a type and selection."""

import itertools
import random

import pytest
import pytest_asyncio

from cypher.visibility import Principal

SPACE = "postgres://shop.demo:5432/shop.public"
START = f"column:{SPACE}.customers#email"


@pytest_asyncio.fixture
async def flows(graph, company):
    """customers.email -> orders.email -> payroll.email (zone 2), and customers.email decides the rows of payroll."""
    text = """
    MATCH (c:Column {id: $c}), (o:Column {id: $o}), (p:Column {id: $p}), (ca:Asset {id: $ca}), (oa:Asset {id: $oa}), (pa:Asset {id: $pa})
    CREATE (c)-[:FLOWS_TO {key: '1', origin: 'view:o', transformation: 'IDENTITY', masking: false}]->(o),
      (o)-[:FLOWS_TO {key: '2', origin: 'view:p', transformation: 'AGGREGATION', masking: true}]->(p),
      (ca)-[:FLOWS_TO {key: '3', origin: 'view:o'}]->(oa), (oa)-[:FLOWS_TO {key: '4', origin: 'view:p'}]->(pa),
      (c)-[:INFLUENCES {key: '5', origin: 'view:o', kind: 'JOIN'}]->(oa)"""
    names = {"c": "customers", "o": "orders", "p": "payroll"}
    ids = {key: f"column:{SPACE}.{name}#email" for key, name in names.items()}
    ids |= {f"{key}a": f"asset:{SPACE}.{name}" for key, name in names.items()}
    async with graph.driver.session() as session:
        await (await session.run(text, ids)).consume()


async def test_what_a_change_to_a_column_would_break(client, flows, graph):
    data = await client.ask(
        """query($id: ID!) { columnImpact(id: $id, depth: 3) { complete truncatedBy total
          nodes { id distance via asset { name } column { name } } edges { source target via kind masking origin } assets { distance columns asset { name } } } }""",
        id=START,
    )
    impact = data["columnImpact"]
    assert (impact["complete"], impact["truncatedBy"]) == (True, None)
    reached = {
        (node["asset"]["name"], node["column"] and node["column"]["name"]): (node["distance"], node["via"])
        for node in impact["nodes"]
    }
    assert reached == {
        ("orders", "email"): (1, "FLOW"),
        ("orders", None): (1, "INFLUENCE"),
        ("payroll", "email"): (2, "FLOW"),
        ("payroll", None): (2, "INFLUENCE"),
    }
    assert impact["total"] == 4
    masked = [edge for edge in impact["edges"] if edge["masking"]]
    assert masked == [
        {
            "source": f"column:{SPACE}.orders#email",
            "target": f"column:{SPACE}.payroll#email",
            "via": "FLOW",
            "kind": "AGGREGATION",
            "masking": True,
            "origin": "view:p",
        }
    ]
    assert client.graph.calls == ["impact/from_columns", "Lineage{complete,truncatedBy,total,nodes,edges,assets}"]


async def test_depth_one_is_one_hop_and_says_that_there_is_more(client, flows):
    data = await client.ask(
        "query($id: ID!) { columnImpact(id: $id, influences: false) { complete truncatedBy total nodes { distance } } }",
        id=START,
    )
    assert data["columnImpact"] == {"complete": False, "truncatedBy": "DEPTH", "total": 1, "nodes": [{"distance": 1}]}


async def test_lineage_walks_against_the_data(client, flows):
    data = await client.ask(
        """{ assetLineage(id: "asset:%s.payroll", depth: 9) { complete total nodes { distance column { id } asset { name } } } }"""
        % SPACE
    )
    nodes = data["assetLineage"]["nodes"]
    assert [(node["distance"], node["asset"]["name"], node["column"]) for node in nodes] == [
        (1, "orders", None),
        (2, "customers", None),
    ]
    assert data["assetLineage"]["complete"] is True


async def test_history_of_an_asset_without_changes_is_its_present(client, company):
    data = await client.ask(
        '{ assetSchema(id: "asset:%s.orders") { existed columns { name position current } } schemaChanges(id: "asset:%s.orders") { totalCount nodes { id } } }'
        % (SPACE, SPACE)
    )
    assert [column["name"] for column in data["assetSchema"]["columns"]] == ["id", "email", "Straße ♥"]
    assert data["schemaChanges"] == {"totalCount": 0, "nodes": []}


async def test_changes_are_those_of_an_asset_or_of_a_whole_source(client, company):
    """A column's are its asset's, and asking by its id is refused with the kinds that are meant."""
    query = "query($id: ID!) { schemaChanges(id: $id) { totalCount } }"
    assert await client.ask(query, id="source:shop") == {"schemaChanges": {"totalCount": 0}}
    (error,) = (await client.run(query, id=START)).errors
    assert "Asset or Source" in error.message


def drawn(seed: int) -> dict[str, list]:
    """Six assets of three columns, edges among them at random, in circles, too; a third hidden from zone 1; one column past."""
    dice = random.Random(seed)
    assets = [f"asset:sqlite://walk/main.t{table}" for table in range(6)]
    columns = [f"column:sqlite://walk/main.t{table}#c{name}" for table in range(6) for name in range(3)]

    def pairs(many: int, left: list[str], right: list[str]) -> list[list[str]]:
        return [[dice.choice(left), dice.choice(right)] for _ in range(many)]

    nodes = [
        {"id": each, "name": each[-2:], "zone": dice.choice((1, 1, 2)), "assetId": f"asset{each[6:-3]}" if "#" in each else None}
        for each in (*assets, *columns)
    ]  # fmt: skip
    nodes[0]["zone"] = nodes[6]["zone"] = 1
    return {"assets": nodes[:6], "columns": nodes[6:], "flows": pairs(22, columns, columns) + pairs(6, assets, assets),
            "influences": pairs(4, columns, assets), "past": [dice.choice(columns[1:])]}  # fmt: skip


DRAW = """UNWIND $assets AS row CREATE (a:Asset) SET a = row WITH count(*) AS one
UNWIND $columns AS row MATCH (a:Asset {id: row.assetId}) CREATE (a)-[:HAS_COLUMN]->(c:Column) SET c = row WITH count(*) AS one
CALL () { UNWIND $flows AS e MATCH (a:Asset|Column {id: e[0]}), (b:Asset|Column {id: e[1]}) MERGE (a)-[r:FLOWS_TO]->(b) SET r.origin = 'o' }
CALL () { UNWIND $influences AS e MATCH (a:Column {id: e[0]}), (b:Asset {id: e[1]}) MERGE (a)-[r:INFLUENCES]->(b) SET r.origin = 'o' }
MATCH (c:Column) WHERE c.id IN $past REMOVE c:Column SET c:PastColumn"""
WALK = """query($id: ID!, $depth: Int!, $limit: Int!, $influences: Boolean!) {
  walk: %s(id: $id, depth: $depth, limit: $limit, influences: $influences) { complete truncatedBy total
    nodes { id distance via asset { id } column { id name } } assets { id distance via columns }
    columnar { ids names distances vias assets assetIds } %s } }"""
ROOTS = ("columnImpact", "columnLineage", "assetImpact", "assetLineage")


@pytest.mark.parametrize("seed", range(2))
async def test_a_walk_that_one_statement_finds_is_the_one_found_hop_by_hop(client, graph, seed):
    """A walk with its edges goes hop by hop; without them, and where nothing but distance matters, it is one statement."""
    network = drawn(seed)
    async with graph.driver.session() as session:
        await (await session.run(DRAW, network)).consume()
    ways, lengths = set(), set()
    for root, depth, limit, influences, zones in itertools.product(
        ROOTS, (1, 2, 9), (2, 1_000), (False, True), (None, (1,))
    ):
        start = network["columns" if root.startswith("column") else "assets"][0]["id"]
        asked = {"id": start, "depth": depth, "limit": limit, "influences": influences}
        principal = Principal("person:reader", zones)
        expected = (await client.ask(WALK % (root, "edges { source }"), principal, **asked))["walk"]
        assert any(name.startswith(("impact/", "lineage/")) for name in client.graph.calls)
        del expected["edges"]
        assert (await client.ask(WALK % (root, ""), principal, **asked))["walk"] == expected
        ways.add((root, influences, len(client.graph.calls)))
        lengths.add(expected["total"])
    assert len(lengths) > 3
    assert {("columnImpact", True, 1), ("columnImpact", False, 1), ("assetLineage", False, 1)} <= ways
