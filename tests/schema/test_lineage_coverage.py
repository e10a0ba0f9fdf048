"""Coverage: of how many columns of derived assets the origin is known, what could not be followed, and how old it is."""

import pytest

from cypher.visibility import OWNER, Principal
from graph_api.ingest.sql import Sql

ASK = """query($id: ID) { lineageCoverage(id: $id) { assets columns columnsKnown share failing statedAt stalest
  failures { origin assetId asset { name } reason line column } } }"""
SPACE = "asset:sqlite://shop/main"
HALF = Principal("person:half", (1,))


def column(asset: str, name: str) -> str:
    return f"column:{SPACE[6:]}.{asset}#{name}"


@pytest.fixture
async def shop(stock, link, cypher):
    """Two views, one of which is followed; a table that one text writes and another could not be read for; a hidden one."""
    await stock(
        {
            "shop": {
                "orders": ["who", "total"],
                "sums": ["who", "total", "note"],
                "odd": ["a"],
                "spend": ["buyer", "total"],
                "payroll": ["pay"],
                "bonus": ["pay"],
            },
            "crm": {"person": ["mail"]},
        },
        zones={f"{SPACE}.payroll": 2, column("payroll", "pay"): 2},
    )
    await cypher(
        """MATCH (a:Asset) WHERE a.name IN ['sums', 'odd'] SET a.kind = 'VIEW'
        WITH a WHERE a.name = 'odd' SET a.lineageError = 'cannot be parsed at line 2, column 7'"""
    )
    await cypher(
        """MATCH (s:Source {id: 'source:shop'})
        CREATE (:Scan {id: 'scan:1', state: 'SUCCEEDED', zone: 1, finishedAt: 2000000})-[:OF]->(s)
        CREATE (:Scan {id: 'scan:2', state: 'FAILED', zone: 1, finishedAt: 9000000})-[:OF]->(s)"""
    )
    view = f"view:{SPACE}.sums"
    await link("FLOWS_TO", [(f"{SPACE}.orders", f"{SPACE}.sums")], origin=view)
    await link("FLOWS_TO", [(column("orders", each), column("sums", each)) for each in ("who", "total")], origin=view)
    await link("FLOWS_TO", [(f"{SPACE}.payroll", f"{SPACE}.bonus")], origin="manual:owner")
    await link("FLOWS_TO", [(column("payroll", "pay"), column("bonus", "pay"))], origin="manual:owner")


async def apply(graph, text, upload, at):
    return await Sql(graph).apply(OWNER, text, "sqlite", "source:shop", upload=upload, at=at)


async def test_a_source_an_asset_and_all_are_measured_with_what_could_not_be_followed(client, graph, shop):
    await apply(graph, "INSERT INTO spend (buyer) SELECT who FROM orders", "spend.sql", 5_000_000)
    await apply(graph, "SELECT 1;\nSELECT ((( FROM", "broken.sql", 6_000_000)
    data = (await client.ask(ASK, id="source:shop"))["lineageCoverage"]
    failures = data.pop("failures")
    assert data == {
        "assets": 4,
        "columns": 7,
        "columnsKnown": 4,
        "share": 4 / 7,
        "failing": 2,
        "statedAt": "1970-01-01T00:00:05Z",
        "stalest": "1970-01-01T00:00:00.000001Z",
    }
    view, text = failures
    assert view == {
        "origin": f"view:{SPACE}.odd",
        "assetId": f"{SPACE}.odd",
        "asset": {"name": "odd"},
        "reason": "cannot be parsed",
        "line": 2,
        "column": 7,
    }
    assert (text["origin"], text["asset"], text["line"]) == ("sql:shop/broken.sql", None, 2)
    everything = (await client.ask(ASK))["lineageCoverage"]
    assert everything == data | {"failures": failures}
    spend = (await client.ask(ASK, id=f"{SPACE}.spend"))["lineageCoverage"]
    assert (spend["assets"], spend["columnsKnown"], spend["share"], spend["failures"]) == (1, 1, 0.5, [])
    for nothing in (f"{SPACE}.orders", "source:crm"):
        found = (await client.ask(ASK, id=nothing))["lineageCoverage"]
        assert (found["assets"], found["share"], found["statedAt"]) == (0, None, None)


async def test_it_is_one_statement_where_no_asset_is_asked_for(client, shop):
    await client.ask("{ lineageCoverage { share failures { reason } } }")
    assert client.graph.calls == ["lineage_coverage/of"]


async def test_a_view_is_as_old_as_the_last_scan_that_succeeded(client, shop):
    sums = (await client.ask(ASK, id=f"{SPACE}.sums"))["lineageCoverage"]
    assert (sums["columns"], sums["columnsKnown"]) == (3, 2)
    assert sums["statedAt"] == sums["stalest"] == "1970-01-01T00:00:02Z"


async def test_visibility_what_is_hidden_counts_for_nothing(client, cypher, shop):
    seen = (await client.ask(ASK, HALF, id="source:shop"))["lineageCoverage"]
    assert (seen["assets"], seen["columns"], seen["columnsKnown"]) == (2, 4, 2)
    await cypher("MATCH (a:Asset {name: 'odd'}) SET a.zone = 2")
    seen = (await client.ask(ASK, HALF, id="source:shop"))["lineageCoverage"]
    assert (seen["assets"], seen["failing"], seen["failures"]) == (1, 0, [])
    for hidden in (f"{SPACE}.payroll", "source:nope", "column:x", "tag:gold"):
        result = await client.run(ASK, HALF, id=hidden)
        assert result.errors, hidden


async def test_a_text_that_lowers_the_coverage_of_its_source_is_told_in_the_feed(graph, cypher, shop):
    async def told():
        rows = await cypher(
            "MATCH (h:Change {kind: 'LINEAGE_COVERAGE_LOWERED'}) RETURN h.subjectId AS subject, h.zone AS zone, h.detail AS detail"
        )
        return [tuple(row.values()) for row in rows]

    await apply(graph, "INSERT INTO spend SELECT who, total FROM orders", "spend.sql", 5_000_000)
    assert await told() == []
    await apply(graph, "INSERT INTO spend (buyer) SELECT who FROM orders", "spend.sql", 6_000_000)
    detail = '{"before":{"share":%s},"after":{"share":%s}}' % (5 / 7, 4 / 7)
    assert await told() == [("source:shop", 1, detail)]
    await apply(graph, "INSERT INTO spend (buyer) SELECT who FROM orders", "spend.sql", 7_000_000)
    await apply(graph, "INSERT INTO spend SELECT who, total FROM orders", "spend.sql", 8_000_000)
    assert len(await told()) == 1
