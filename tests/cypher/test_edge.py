"""Edges are replaced by origin, and what ends is kept as past."""

import pytest

from cypher import edge
from cypher.edge import EdgeRow, Replaced

A, B, C = (f"column:sqlite://shop/main.t#{name}" for name in "abc")
TABLE = "asset:sqlite://shop/main.t"


@pytest.fixture
async def shop(stock):
    await stock({"shop": {"t": ["a", "b", "c"]}})


def flow(start: str, end: str, origin: str = "view:x", **properties) -> EdgeRow:
    return EdgeRow("FLOWS_TO", start, end, origin, properties)


async def replace(graph, origins, rows, at=1, partial=()) -> Replaced:
    async def work(transaction) -> Replaced:
        return await edge.replace(transaction, origins, rows, at=at, recorded_at=9, partial=partial)

    return await graph.transact(work)


async def edges(cypher, relationship="FLOWS_TO"):
    rows = await cypher(
        f"MATCH (a)-[r:{relationship}]->(b) RETURN a.id AS a, b.id AS b, r.origin AS o ORDER BY a, b, o"
    )
    return [tuple(row.values()) for row in rows]


async def test_an_origin_states_all_of_its_own_and_nothing_of_others(graph, cypher, shop):
    await replace(graph, ["view:x"], [flow(A, B), flow(A, C)])
    await replace(graph, ["manual:ann"], [flow(A, B, "manual:ann")])
    done = await replace(graph, ["view:x"], [flow(A, B), flow(B, C)], at=5)
    assert (done.written, done.ended, list(done.skipped), done.origins) == (1, 1, [], {"view:x"})
    assert await edges(cypher) == [(A, B, "manual:ann"), (A, B, "view:x"), (B, C, "view:x")]
    past = await cypher("MATCH (a)-[r:FLOWED_TO]->(b) RETURN a.id AS a, b.id AS b, r.since AS since, r.until AS until")
    assert past == [{"a": A, "b": C, "since": 1, "until": 5}]


async def test_the_same_again_writes_nothing(graph, cypher, shop):
    rows = [flow(A, B, transformation="IDENTITY"), EdgeRow("INFLUENCES", A, TABLE, "view:x", {"kind": "JOIN"}),
            EdgeRow("INFLUENCES", A, TABLE, "view:x", {"kind": "FILTER"}), EdgeRow("REFERENCES", A, C, "view:x"),
            EdgeRow("FLOWS_TO", TABLE, TABLE, "view:x")]  # fmt: skip
    assert (await replace(graph, ["view:x"], rows)).written == 5
    before = await cypher("MATCH ()-[r]->() RETURN properties(r) AS p ORDER BY r.key")
    graph.calls.clear()
    assert await replace(graph, ["view:x"], rows, at=7) == Replaced()
    assert graph.calls == ["edge/of_origins"]
    assert await cypher("MATCH ()-[r]->() RETURN properties(r) AS p ORDER BY r.key") == before


async def test_an_edge_that_says_something_else_is_the_same_edge(graph, cypher, shop):
    await replace(graph, ["view:x"], [flow(A, B, transformation="IDENTITY")])
    assert (await replace(graph, ["view:x"], [flow(A, B, transformation="AGGREGATION")])).origins == {"view:x"}
    assert await cypher("MATCH ()-[r:FLOWS_TO]->() RETURN r.transformation AS t") == [{"t": "AGGREGATION"}]


async def test_what_has_no_end_in_the_graph_is_skipped_and_invents_nothing(graph, cypher, shop):
    nowhere = "column:sqlite://shop/main.none#a"
    done = await replace(graph, ["view:x"], [flow(A, B), flow(nowhere, B)])
    assert [row.start for row in done.skipped] == [nowhere]
    assert await cypher("MATCH (n {id: $id}) RETURN n", id=nowhere) == []


async def test_what_was_not_read_to_the_end_ends_nothing(graph, cypher, shop):
    await replace(graph, ["view:x", "view:y"], [flow(A, B), flow(A, B, "view:y")])
    await replace(graph, ["view:x", "view:y"], [flow(A, C)], partial=["view:x"])
    assert await edges(cypher) == [(A, B, "view:x"), (A, C, "view:x")]
