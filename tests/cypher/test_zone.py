"""Zones: the number of what grants can speak of, always that of the graph as it is."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher import change, zone
from cypher.change import Change, ChangeKind
from cypher.zone import Attributes

ORDERS = "asset:sqlite://shop/main.orders"
ID = "column:sqlite://shop/main.orders#id"
TOTAL = "column:sqlite://shop/main.orders#total"

names = st.lists(st.text(max_size=5), max_size=3).map(lambda each: tuple(sorted(set(each))))
attributes = st.builds(Attributes, source=st.text(max_size=5), tags=names, owners=names, domains=names, classes=names)


@given(attributes, attributes)
def test_one_number_for_one_combination(one, other):
    assert (one.key == other.key) == (one == other)
    assert (one.number == other.number) == (one == other)
    assert 0 <= one.number < 2**52


@pytest.fixture
async def shop(stock, cypher):
    await stock({"shop": {"orders": ["id", "total"]}})
    await cypher("""
        CREATE (:Tag {id: 'tag:gold'}), (:Tag {id: 'tag:own'}), (:Domain {id: 'domain:sales'}), (:Team {id: 'team:a'})
        WITH 1 AS one
        MATCH (c:Column {id: 'column:sqlite://shop/main.orders#id'})
        CREATE (c)-[:HAS_CLASSIFICATION]->(:Classification {id: 'classification:x', state: 'SUGGESTED'})-[:OF]->
          (:DataClass {id: 'class:EMAIL', sensitivity: 'CONFIDENTIAL'}),
          (c)-[:HAS_CLASSIFICATION]->(:Classification {id: 'classification:y', state: 'CONFIRMED'})-[:OF]->
          (:DataClass {id: 'class:US_SSN', sensitivity: 'RESTRICTED'}),
          (c)-[:HAS_CLASSIFICATION]->(:Classification {id: 'classification:z', state: 'REJECTED'})-[:OF]->
          (:DataClass {id: 'class:IBAN', sensitivity: 'CONFIDENTIAL'})""")


async def rezoned(graph, *ids: str) -> None:
    async def work(transaction) -> None:
        await zone.rezone(transaction, ids)

    await graph.transact(work)


async def key(cypher, identifier: str) -> dict:
    rows = await cypher("MATCH (n {id: $id}) MATCH (z:Zone {number: n.zone}) RETURN z.key AS key", id=identifier)
    return json.loads(rows[0]["key"])


async def test_a_column_has_its_assets_attributes_and_its_own_and_what_is_about_it_follows(graph, cypher, shop):
    async def tell(transaction) -> None:
        await change.record(
            transaction, [Change(ChangeKind.TAGGED, ID), Change(ChangeKind.TAGGED, ORDERS)], by="person:a"
        )

    await graph.transact(tell)
    await cypher(
        """MATCH (a:Asset), (c:Column {id: $id}), (g:Tag {id: 'tag:gold'}), (o:Tag {id: 'tag:own'}), (d:Domain), (t:Team)
        CREATE (g)-[:ON]->(a), (o)-[:ON]->(c), (d)-[:HAS]->(a), (t)-[:OWNS]->(c)""",
        id=ID,
    )
    await rezoned(graph, ORDERS)
    asset = {"source": "source:shop", "kind": "TABLE", "domains": ["domain:sales"], "tags": ["tag:gold"], "owners": [],
             "classes": [], "sensitivity": None}  # fmt: skip
    assert await key(cypher, ORDERS) == asset
    assert await key(cypher, TOTAL) == asset
    column = asset | {"tags": ["tag:gold", "tag:own"], "owners": ["team:a"],
                      "classes": ["class:EMAIL", "class:US_SSN"], "sensitivity": "RESTRICTED"}  # fmt: skip
    assert await key(cypher, ID) == column
    assert await key(cypher, "classification:z") == column
    assert await key(cypher, "change:1") == column
    assert await key(cypher, "change:2") == asset


async def test_a_columns_own_change_moves_it_alone(graph, cypher, shop):
    await rezoned(graph, ORDERS)
    before = await key(cypher, TOTAL)
    await cypher("MATCH (c:Column {id: $id}), (o:Tag {id: 'tag:own'}) CREATE (o)-[:ON]->(c)", id=ID)
    await rezoned(graph, ID)
    assert (await key(cypher, ID))["tags"] == ["tag:own"]
    assert await key(cypher, TOTAL) == before
    await cypher("MATCH (:Tag)-[r:ON]->(:Column {id: $id}) DELETE r", id=ID)
    await rezoned(graph, ID)
    assert (await key(cypher, ID))["tags"] == []


async def test_a_sources_scans_follow_it(graph, cypher, shop):
    await cypher("MATCH (s:Source), (d:Domain) CREATE (:Scan {id: 'scan:1'})-[:OF]->(s), (d)-[:HAS]->(s)")
    await rezoned(graph, "source:shop")
    assert (await key(cypher, "scan:1"))["domains"] == ["domain:sales"]
    assert await key(cypher, "scan:1") == await key(cypher, "source:shop")


async def test_writers_who_move_an_asset_and_its_column_at_once_leave_no_stale_zone(graph, cypher, shop):
    """Each adds an attribute and re-zones; whoever is last must have seen the others."""
    await cypher("UNWIND range(1, 12) AS n CREATE (:Tag {id: 'tag:' + toString(n)})")

    async def add(number: int) -> None:
        subject = ORDERS if number % 2 else ID
        tag = f"tag:{number}"

        async def work(transaction) -> None:
            await transaction._transaction.run(
                "MATCH (n:Asset|Column {id: $id}) MATCH (t:Tag {id: $tag}) MERGE (t)-[:ON]->(n)", id=subject, tag=tag
            )
            await zone.rezone(transaction, [subject])

        await graph.transact(work)

    await asyncio.gather(*(add(number) for number in range(1, 13)))
    asset = await key(cypher, ORDERS)
    assert asset["tags"] == sorted(f"tag:{number}" for number in range(1, 13, 2))
    assert (await key(cypher, ID))["tags"] == sorted(f"tag:{number}" for number in range(1, 13))
    assert await key(cypher, TOTAL) == asset
    assert len(await cypher("MATCH (z:Zone) RETURN z.number AS n")) == len(
        await cypher("MATCH (z:Zone) RETURN DISTINCT z.key AS k")
    )


async def test_what_is_unknown_is_passed_over(graph, cypher):
    await rezoned(graph, "asset:none", "column:none#x", "source:none", "tag:x")
    assert await cypher("MATCH (n) WHERE NOT n:Migration RETURN labels(n) AS labels") == []
