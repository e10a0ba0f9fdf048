"""People state lineage, with a reason; they end what people stated, and nothing that a producer states."""

import pytest

from cypher import edge, lineage_edge
from cypher.edge import EdgeRow
from cypher.errors import Invalid, NotFound
from cypher.graph import Conflict
from cypher.identity import InvalidId
from cypher.verify import verify
from cypher.visibility import OWNER, Principal

ANA, HALF = Principal("person:ana"), Principal("person:half", (1,))
T, U = "asset:sqlite://shop/main.t", "asset:sqlite://shop/main.u"
A, B, C, D = (f"column:sqlite://shop/main.{name}" for name in ("t#a", "t#b", "u#c", "u#d"))


@pytest.fixture
async def shop(stock):
    await stock({"shop": {"t": ["a", "b"], "u": ["c", "d"]}})


async def edges(cypher, types="FLOWS_TO"):
    rows = await cypher(f"MATCH (a)-[r:{types}]->(b) RETURN a.id AS a, b.id AS b, r.origin AS o ORDER BY a, b, o")
    return [tuple(row.values()) for row in rows]


async def test_an_edge_between_columns_brings_one_between_their_assets(graph, cypher, shop):
    assert await lineage_edge.add(graph, ANA, A, C, reason="the nightly copy") == "manual:ana"
    assert await edges(cypher) == [(T, U, "manual:ana"), (A, C, "manual:ana")]
    (told,) = await cypher("MATCH (h:Change) RETURN h.kind AS kind, h.subjectId AS id, h.by AS by, h.detail AS detail")
    assert (told["kind"], told["id"], told["by"]) == ("LINEAGE_CHANGED", C, "person:ana")
    assert "the nightly copy" in told["detail"]
    await lineage_edge.add(graph, ANA, A, C, reason="the nightly copy")
    assert len(await cypher("MATCH (h:Change) RETURN h")) == 1, "the same again changes nothing"
    await lineage_edge.add(graph, ANA, A, C, reason="it is hourly now")
    assert await edges(cypher, "FLOWED_TO") == [(A, C, "manual:ana")]
    assert {each async for each in verify(graph) if "edges" in each.rule or "flows" in each.rule} == set()


async def test_the_edge_between_assets_goes_with_the_last_that_implies_it(graph, cypher, shop):
    for start, end in ((A, C), (B, D)):
        await lineage_edge.add(graph, ANA, start, end, reason="r")
    with pytest.raises(Conflict, match="manual:ana"):
        await lineage_edge.remove(graph, OWNER, T, U, reason="wrong")
    await lineage_edge.remove(graph, OWNER, A, C, reason="wrong")
    assert (T, U, "manual:ana") in await edges(cypher)
    await lineage_edge.remove(graph, OWNER, B, D, reason="wrong")
    assert await edges(cypher) == []
    assert await edges(cypher, "FLOWED_TO") == [(T, U, "manual:ana"), (A, C, "manual:ana"), (B, D, "manual:ana")]


async def test_an_edge_between_assets_that_somebody_stated_outlives_its_columns(graph, cypher, shop):
    await lineage_edge.add(graph, ANA, T, U, reason="a job")
    await lineage_edge.add(graph, ANA, A, C, reason="this column too")
    await lineage_edge.remove(graph, ANA, A, C, reason="not this one")
    assert await edges(cypher) == [(T, U, "manual:ana")]
    await lineage_edge.remove(graph, ANA, T, U, reason="the job is gone")
    assert await edges(cypher) == []


async def test_what_a_producer_states_is_not_removed_and_he_is_named(graph, cypher, shop):
    async def work(transaction):
        await edge.replace(transaction, ["view:u"], [EdgeRow("FLOWS_TO", A, C, "view:u")], at=1, recorded_at=1)

    await graph.transact(work)
    with pytest.raises(Conflict, match="view:u"):
        await lineage_edge.remove(graph, ANA, A, C, reason="wrong")
    await lineage_edge.add(graph, ANA, A, C, reason="I say so too")
    await lineage_edge.remove(graph, ANA, A, C, reason="no more")
    assert await edges(cypher) == [(A, C, "view:u")]


@pytest.mark.parametrize(
    ("start", "end", "reason", "error", "word"),
    [
        (A, A, "r", Invalid, "itself"),
        (A, U, "r", InvalidId, "Column"),
        (A, C, "  ", Invalid, "reason"),
        (A, C, "x" * 2_001, Invalid, "2,000"),
        (A, C + "x", "r", NotFound, "u#cx"),
        ("source:shop", C, "r", InvalidId, "Asset or Column"),
    ],
)
async def test_bad_input_is_refused_and_writes_nothing(graph, cypher, shop, *, start, end, reason, error, word):
    for done in (lineage_edge.add, lineage_edge.remove):
        with pytest.raises(error, match=word):
            await done(graph, ANA, start, end, reason=reason)
    assert await edges(cypher) == []


async def test_visibility_there_is_nothing_to_remove_and_nothing_hidden_to_join(graph, cypher, shop):
    with pytest.raises(Invalid, match="no edge"):
        await lineage_edge.remove(graph, ANA, A, C, reason="r")
    await cypher("MATCH (c:Column {id: $id}) SET c.zone = 2", id=C)
    with pytest.raises(NotFound):
        await lineage_edge.add(graph, HALF, A, C, reason="r")
