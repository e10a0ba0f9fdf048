"""SQL is understood by the catalog of its source, stated by its upload, replaced as a whole, and kept without literals."""

import pytest

from cypher import origin
from cypher.errors import Invalid, NotFound
from cypher.lineage import upstream
from cypher.verify import verify
from cypher.visibility import OWNER, Principal
from graph_api.ingest.sql import Sql
from tests.stock import cypher, link, stock

__all__ = ["cypher", "link", "stock"]

SHOP = "source:shop"
ORDERS, SPEND = "asset:sqlite://shop/main.orders", "asset:sqlite://shop/main.spend"
TOTAL, WHO = f"column:{ORDERS[6:]}#Total", f"column:{ORDERS[6:]}#who"
SUM, BUYER = f"column:{SPEND[6:]}#total", f"column:{SPEND[6:]}#buyer"
INSERT = "INSERT INTO spend SELECT who, sum(total) FROM Orders WHERE state = 'canary-paid' GROUP BY who"


@pytest.fixture
async def sql(graph, stock):
    await stock({"shop": {"orders": ["id", "who", "Total", "state"], "spend": ["buyer", "total"], "x.y": ["a"]}})
    return Sql(graph)


async def apply(sql, text, at=None, upload="nightly.sql"):
    return await sql.apply(OWNER, text, "sqlite", SHOP, upload=upload, at=at)


async def edges(cypher, types="FLOWS_TO|INFLUENCES"):
    rows = await cypher(
        f"MATCH (a)-[r:{types}]->(b) RETURN a.id AS a, b.id AS b, coalesce(r.transformation, r.kind) AS k ORDER BY a, b, k"
    )
    return {tuple(row.values()) for row in rows}


async def test_a_dry_run_says_what_names_mean_and_writes_nothing(graph, cypher, sql):
    read = await sql.read(OWNER, INSERT, "sqlite", SHOP)
    assert [(each.asset_id) for each in (*read.reads, *read.writes)] == [ORDERS, SPEND]
    assert {(each.source_id, each.target_id, each.kind) for each in read.columns} == {
        (WHO, BUYER, "IDENTITY"),
        (TOTAL, SUM, "AGGREGATION"),
    }
    assert {(each.source_id, each.target_id, each.kind) for each in read.influences} >= {(WHO, SPEND, "GROUP_BY")}
    assert (read.error, list(read.unresolved)) == (None, [])
    assert "canary" not in read.sql
    assert await cypher("MATCH (n:Origin|Statement|Change) RETURN n") == []
    assert await edges(cypher) == set()


async def test_an_upload_states_its_lineage_and_replaces_what_it_stated(graph, cypher, sql):
    done = await apply(sql, INSERT, at=10)
    assert (done.origin, done.changed) == ("sql:shop/nightly.sql", True)
    assert {(WHO, BUYER, "IDENTITY"), (TOTAL, SUM, "AGGREGATION"), (ORDERS, SPEND, None)} <= await edges(cypher)
    assert (await apply(sql, INSERT, at=10)).changed is False
    await apply(sql, "INSERT INTO spend (buyer) SELECT who FROM orders", at=20)
    assert await edges(cypher) == {(WHO, BUYER, "IDENTITY"), (ORDERS, SPEND, None)}
    assert (TOTAL, SUM, "AGGREGATION") in await edges(cypher, "FLOWED_TO")
    assert [node.id for node in (await upstream(graph, OWNER, SUM, influences=False, at=15)).nodes] == [TOTAL]
    told = await cypher("MATCH (h:Change) RETURN DISTINCT h.kind AS kind, h.subjectId AS id, h.by AS by")
    assert sorted(tuple(each.values()) for each in told) == [
        ("LINEAGE_CHANGED", SPEND, "person:owner"),
        ("LINEAGE_COVERAGE_LOWERED", SHOP, "person:owner"),
    ]
    assert {each.rule async for each in verify(graph)} & {
        "intervals",
        "statements",
        "wrong_edges",
        "lone_column_flows",
    } == set()


async def test_a_text_that_comes_late_is_folded_in_and_does_not_become_the_text(graph, cypher, sql):
    await apply(sql, INSERT, at=20)
    await apply(sql, "INSERT INTO spend (buyer) SELECT state FROM orders", at=10)
    assert (WHO, BUYER, "IDENTITY") in await edges(cypher)
    assert {(a, b) for a, b, _ in await edges(cypher, "FLOWED_TO")} == {(f"column:{ORDERS[6:]}#state", BUYER)}
    (kept,) = await cypher("MATCH (o:Origin) RETURN o.sql AS sql, o.statedAt AS at")
    assert (kept["at"], "GROUP BY" in kept["sql"].upper()) == (20, True)


async def test_no_literal_is_kept_anywhere_in_the_graph(graph, cypher, sql):
    await apply(sql, INSERT)
    held = await cypher("MATCH (n) RETURN properties(n) AS p UNION ALL MATCH ()-[r]->() RETURN properties(r) AS p")
    assert "canary" not in str(held)


@pytest.mark.parametrize("text", ["this is no SQL at all (", "INSERT INTO spend SELECT 'unended FROM orders", ""])
async def test_what_cannot_be_read_changes_nothing_and_is_told(graph, cypher, sql, text):
    await apply(sql, INSERT, at=10)
    before = await edges(cypher)
    done = await apply(sql, text, at=20)
    assert done.read.error
    assert (done.edges, done.changed) == (0, False)
    assert await edges(cypher) == before
    assert await cypher("MATCH (o:Origin) RETURN o.error AS e") == [{"e": done.read.error}]


async def test_one_statement_of_several_that_cannot_be_read_ends_nothing(graph, cypher, sql):
    await apply(sql, INSERT, at=10)
    done = await apply(sql, "INSERT INTO spend (total) SELECT id FROM orders;\nSELEC nonsense FROM (;", at=20)
    assert [gap.line for gap in done.read.unresolved] == [2]
    assert {(TOTAL, SUM, "AGGREGATION"), (f"column:{ORDERS[6:]}#id", SUM, "IDENTITY")} <= await edges(cypher)


async def test_tables_that_are_not_there_are_drawn_when_they_are(graph, cypher, stock, sql):
    done = await apply(sql, "INSERT INTO later SELECT who FROM orders")
    assert [(each.name, each.asset_id) for each in done.read.writes] == [("later", None)]
    assert await edges(cypher) == set()
    assert await cypher("MATCH (n {id: 'asset:sqlite://shop/main.later'}) RETURN n") == []
    await cypher(
        """MATCH (s:Source {id: 'source:shop'}) CREATE (s)-[:HAS_ASSET]->(a:Asset {id: 'asset:sqlite://shop/main.later', name: 'later',
        sourceId: s.id, zone: 1})-[:HAS_COLUMN]->(:Column {id: 'column:sqlite://shop/main.later#who', assetId: 'asset:sqlite://shop/main.later', zone: 1})"""
    )
    assert await origin.waiting(graph) == [done.origin]
    await graph.transact(lambda transaction: origin.redraw(transaction, done.origin, recorded_at=1))
    assert (ORDERS, "asset:sqlite://shop/main.later", None) in await edges(cypher)


async def test_a_name_that_may_mean_two_tables_is_not_guessed(graph, cypher, stock, sql):
    await cypher(
        """MATCH (s:Source {id: 'source:shop'}) SET s.kind = 'postgresql' WITH s UNWIND ['crm', 'dwh'] AS schema
        CREATE (s)-[:HAS_ASSET]->(:Asset {id: 'asset:sqlite://shop/main.' + schema + '.buyers', name: 'buyers', sourceId: s.id, zone: 1,
          qualifiedName: 'main.' + schema + '.buyers', nameSort: 'buyers\\u0000asset:' + schema})"""
    )
    read = await sql.read(OWNER, "INSERT INTO spend SELECT * FROM buyers", "postgres", SHOP)
    assert any("main.crm.buyers or main.dwh.buyers" in gap.reason for gap in read.unresolved)
    await sql.apply(OWNER, "INSERT INTO spend SELECT * FROM buyers", "postgres", SHOP, upload="a.sql", at=None)
    (kept,) = await cypher("MATCH (o:Origin) RETURN o.unresolved AS gaps")  # for all who see the source
    assert ("buyers may be several" in kept["gaps"], "crm" in kept["gaps"]) == (True, False)
    read = await sql.read(OWNER, "INSERT INTO spend SELECT * FROM crm.buyers", "postgres", SHOP)
    assert [each.asset_id for each in read.reads] == ["asset:sqlite://shop/main.crm.buyers"]


async def test_case_counts_where_the_dialect_tells_cases_apart(graph, sql):
    read = await sql.read(OWNER, 'INSERT INTO spend (buyer) SELECT who FROM "ORDERS"', "postgres", SHOP)
    assert [each.asset_id for each in read.reads] == [None]
    read = await sql.read(OWNER, 'INSERT INTO spend (buyer) SELECT who FROM "ORDERS"', "sqlite", SHOP)
    assert [each.asset_id for each in read.reads] == [ORDERS]


async def test_visibility_what_is_hidden_is_not_in_the_catalog(graph, cypher, sql):
    half = Principal("person:half", (1,))
    await cypher("MATCH (a:Asset {id: $id}) SET a.zone = 2", id=ORDERS)
    assert [each.asset_id for each in (await sql.read(half, INSERT, "sqlite", SHOP)).reads] == [None]
    await cypher("MATCH (s:Source) SET s.zone = 2")
    with pytest.raises(NotFound):
        await sql.read(half, INSERT, "sqlite", SHOP)


@pytest.mark.parametrize(
    ("text", "more", "word"),
    [
        ("x" * 1_000_001, {}, "1,000,000"),
        (INSERT, {"at": 2**62}, "future"),
        (INSERT, {"at": -1}, "1970"),
        (INSERT, {"upload": " "}, "name"),
        (INSERT, {"upload": "x" * 301}, "300"),
    ],
)
async def test_input_that_cannot_be_used_is_refused(graph, cypher, sql, *, text, more, word):
    with pytest.raises(Invalid, match=word):
        await apply(sql, text, **more)
    assert await cypher("MATCH (o:Origin) RETURN o") == []


async def test_an_unknown_dialect_is_told(sql):
    assert "klingon" in (await sql.read(OWNER, INSERT, "klingon", SHOP)).error
