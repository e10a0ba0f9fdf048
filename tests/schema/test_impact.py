"""Lineage and impact through GraphQL: whatever a walk finds, its nodes are read by one statement a type and selection."""

import pytest_asyncio

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
    projections = [name for name in graph.calls if "{" in name]
    assert sorted(projections) == ["Asset{name}", "Asset{name}", "Column{name}"]


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
