"""A walk as parallel arrays says what its nodes and edges say, of the same nodes, in two statements and few bytes."""

import random

import orjson
import pytest
import pytest_asyncio

from cypher.visibility import Principal
from schema.limits import Limits
from tests.schema.test_limits import cost

SPACE = "postgres://shop.demo:5432/shop.public"
NODES, EDGES = 1_000, 4_000
KINDS = ("IDENTITY", "TRANSFORMATION", "AGGREGATION", None)


def asset(number):
    return f"asset:{SPACE}.t{number:03}"


def column(number):
    return f"column:{SPACE}.t{number // 10:03}#amount_{number:04}"


START = column(0)


@pytest_asyncio.fixture
async def wide(graph):
    """1,000 columns (a third of the assets in zone 2) downstream of one, 4,000 flows among them, views that state them."""
    chance = random.Random(7)
    pairs = {(chance.randrange(number), number) for number in range(1, NODES + 1)}
    while len(pairs) < EDGES:
        first, second = sorted(chance.sample(range(NODES + 1), 2))
        pairs.add((first, second))
    zones = {number: 1 + (number % 3 == 2) for number in range(NODES // 10 + 1)}
    script = (
        ("UNWIND $rows AS row CREATE (a:Asset) SET a = row",
         [{"id": asset(number), "name": f"t{number:03}", "kind": "VIEW" if number % 2 else "TABLE", "zone": zone} for number, zone in zones.items()]),
        ("UNWIND $rows AS row MATCH (a:Asset {id: row.assetId}) CREATE (a)-[:HAS_COLUMN]->(c:Column) SET c = row",
         [{"id": column(number), "name": f"amount_{number:04}", "assetId": asset(number // 10), "zone": zones[number // 10]} for number in range(NODES + 1)]),
        ("UNWIND $rows AS row MATCH (a:Column {id: row.from}), (b:Column {id: row.to}) CREATE (a)-[:FLOWS_TO {key: row.key, origin: row.origin, transformation: row.kind, masking: row.masking}]->(b)",
         [{"from": column(a), "to": column(b), "key": f"{a}-{b}", "origin": f"view:{asset(b // 10)}", "kind": KINDS[b % 4], "masking": b % 5 == 0} for a, b in sorted(pairs)]),
        ("UNWIND $rows AS row MATCH (c:Column {id: row.from}), (a:Asset {id: row.to}) CREATE (c)-[:INFLUENCES {key: row.key, origin: row.origin, kind: 'JOIN'}]->(a)", []),
    )  # fmt: skip
    async with graph.driver.session() as session:
        for text, rows in script:
            await (await session.run(text, {"rows": rows})).consume()


ORDINARY = """query($id: ID!) { columnImpact(id: $id, depth: 100) { total complete
  nodes { id distance via asset { id kind } column { name } } edges { source target via kind masking origin } } }"""
COLUMNAR = """query($id: ID!) { columnImpact(id: $id, depth: 100) { total complete columnar {
  ids names kinds distances vias assets assetIds edges { from to details distinctDetails { via kind masking } origins distinctOrigins } } } }"""
TO_DRAW = """query($id: ID!) { columnImpact(id: $id, depth: 100) { total complete columnar {
  ids names kinds distances edges { from to details distinctDetails { via kind masking } } } } }"""


def written_out(columnar, start):
    """The arrays as nodes and edges again."""
    places = zip(*(columnar[name] for name in ("ids", "names", "kinds", "distances", "vias", "assets")), strict=True)
    nodes = [
        {"id": id_, "distance": distance, "via": via, "asset": columnar["assetIds"][asset], "name": name, "kind": kind}
        for id_, name, kind, distance, via, asset in places
    ]
    assert (nodes[0]["id"], nodes[0]["distance"], nodes[0]["via"]) == (start, 0, None)
    edges = columnar["edges"]
    ends = zip(*(edges[name] for name in ("from", "to", "details", "origins")), strict=True)
    return nodes[1:], [
        {"source": columnar["ids"][source], "target": columnar["ids"][target], **edges["distinctDetails"][detail],
         "origin": edges["distinctOrigins"][origin]}
        for source, target, detail, origin in ends
    ]  # fmt: skip


def ordinary(lineage):
    nodes = [
        {"id": node["id"], "distance": node["distance"], "via": node["via"], "asset": node["asset"]["id"],
         "name": node["column"]["name"], "kind": "COLUMN"}
        for node in lineage["nodes"]
    ]  # fmt: skip
    return nodes, lineage["edges"]


@pytest.mark.parametrize("zones", [None, (1,)], ids=["all", "half"])
async def test_the_arrays_are_the_nodes_and_edges_of_the_ordinary_form(client, wide, zones):
    principal = Principal("person:reader", zones)
    expected = (await client.ask(ORDINARY, principal, id=START))["columnImpact"]
    found = (await client.ask(COLUMNAR, principal, id=START))["columnImpact"]
    assert written_out(found["columnar"], START) == ordinary(expected)
    assert (found["total"], found["complete"]) == (expected["total"], expected["complete"])
    assert (len(expected["nodes"]), len(expected["edges"])) == (NODES, EDGES) if zones is None else (666, 1766)


async def test_a_thousand_nodes_and_four_thousand_edges_are_under_150_kilobytes_in_two_statements(client, wide):
    data = await client.ask(TO_DRAW, id=START)
    assert client.graph.calls == ["impact/from_columns", "Lineage{total,complete,columnar}"]
    columnar = data["columnImpact"]["columnar"]
    assert (len(columnar["ids"]), len(columnar["edges"]["from"])) == (NODES + 1, EDGES)
    assert data["columnImpact"]["complete"]
    assert len(orjson.dumps({"data": data})) < 150_000
    whole = await client.ask(ORDINARY, id=START)
    assert len(orjson.dumps({"data": whole})) > 8 * len(orjson.dumps({"data": data}))
    await client.ask(
        "query($id: ID!) { columnImpact(id: $id, depth: 100) { columnar { ids edges { from to } } } }", id=START
    )
    assert client.graph.calls == ["impact/from_columns"]
    assert cost(TO_DRAW) < cost(ORDINARY) < Limits().cost


async def test_visibility_a_start_that_is_hidden_or_missing_is_not_found_alike(client, wide):
    hidden = column(25)
    assert await client.ask(TO_DRAW, id=hidden)
    for start, principal in ((hidden, Principal("person:reader", (1,))), (column(5_000), Principal("person:all"))):
        result = await client.run(TO_DRAW, principal, id=start)
        assert result.errors[0].message.replace(start, "") == "not found: "
        assert len(client.graph.calls) >= 1


async def test_assets_have_the_kinds_of_their_own(client, company, graph):
    text = "MATCH (c:Column {name: 'email'})<-[:HAS_COLUMN]-(:Asset {name: 'customers'}), (a:Asset {name: 'orders'}) CREATE (c)-[:INFLUENCES {key: '1', origin: 'o', kind: 'JOIN'}]->(a)"
    async with graph.driver.session() as session:
        await (await session.run(text)).consume()
    start = "column:postgres://shop.demo:5432/shop.public.customers#email"
    data = await client.ask(
        "query($id: ID!) { columnImpact(id: $id) { columnar { names kinds vias assets assetIds edges { from to } } } }",
        id=start,
    )
    assert data["columnImpact"]["columnar"] == {
        "names": ["email", "orders"],
        "kinds": ["COLUMN", "TABLE"],
        "vias": [None, "INFLUENCE"],
        "assets": [0, 1],
        "assetIds": [f"asset:postgres://shop.demo:5432/shop.public.{name}" for name in ("customers", "orders")],
        "edges": {"from": [0], "to": [1]},
    }
