"""Lineage as of a time is what it would be if only the edges and nodes of that time were there; two times differ by their edges."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher.errors import Invalid, NotFound
from cypher.impact import downstream
from cypher.lineage import upstream
from cypher.lineage_diff import difference
from cypher.visibility import OWNER, Principal
from tests.cypher.test_walk import COLUMNS, EVERY_ASSET, OF, asset, column

HALF = Principal("person:half", (1,))
PAST = {"FLOWS_TO": "FLOWED_TO", "INFLUENCES": "INFLUENCED"}
END = st.none() | st.integers(2, 8)


@st.composite
def edge(draw):
    kind = draw(st.sampled_from(["column", "column", "asset", "influence"]))
    start = draw(st.sampled_from(EVERY_ASSET if kind == "asset" else COLUMNS))
    end = draw(st.sampled_from(COLUMNS if kind == "column" else EVERY_ASSET))
    return "INFLUENCES" if kind == "influence" else "FLOWS_TO", start, end, draw(st.integers(0, 5)), draw(END)


@pytest.fixture
async def network(cypher, stock):
    """Five assets of two columns; `await network(edges, gone)` draws (type, from, to, since, until) anew; `gone`: id -> until."""
    await stock({"s": {f"t{table}": ["c0", "c1"] for table in range(5)}})

    async def draw(edges, gone, hidden=()):
        await cypher("MATCH ()-[r:FLOWS_TO|FLOWED_TO|INFLUENCES|INFLUENCED]->() DELETE r")
        await cypher(
            """MATCH (n:Asset|PastAsset|Column|PastColumn) SET n.zone = CASE WHEN n.id IN $hidden THEN 2 ELSE 1 END, n.until = $gone[n.id]
            FOREACH (_ IN CASE WHEN n.id STARTS WITH 'a' AND n.until IS NULL THEN [1] ELSE [] END | SET n:Asset REMOVE n:PastAsset)
            FOREACH (_ IN CASE WHEN n.id STARTS WITH 'a' AND n.until IS NOT NULL THEN [1] ELSE [] END | SET n:PastAsset REMOVE n:Asset)
            FOREACH (_ IN CASE WHEN n.id STARTS WITH 'c' AND n.until IS NULL THEN [1] ELSE [] END | SET n:Column REMOVE n:PastColumn)
            FOREACH (_ IN CASE WHEN n.id STARTS WITH 'c' AND n.until IS NOT NULL THEN [1] ELSE [] END | SET n:PastColumn REMOVE n:Column)""",
            gone=gone,
            hidden=list(hidden),
        )
        await cypher("MATCH (a)-[h:HAS_COLUMN]->(c:PastColumn) CREATE (a)-[:HAD_COLUMN]->(c) DELETE h")
        await cypher("MATCH (a)-[h:HAD_COLUMN]->(c:Column) CREATE (a)-[:HAS_COLUMN]->(c) DELETE h")
        await cypher(
            """UNWIND $rows AS row MATCH (a:Asset|PastAsset|Column|PastColumn {id: row[1]}) MATCH (b:Asset|PastAsset|Column|PastColumn {id: row[2]})
            CREATE (a)-[r:$(row[0])]->(b) SET r = row[3]""",
            rows=[
                [
                    kind if until is None else PAST[kind],
                    start,
                    end,
                    {"key": f"{start}>{end}>o{place}", "origin": f"o{place}", "since": since, "until": until,
                     ("kind" if kind == "INFLUENCES" else "transformation"): "JOIN"},
                ]
                for place, (kind, start, end, since, until) in enumerate(edges)
            ],
        )  # fmt: skip

    return draw


def plain(walk):
    return (
        sorted((step.source, step.target, step.via, step.origin) for step in walk.steps),
        walk.nodes,
        walk.assets,
        walk.total,
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edges=st.lists(edge().filter(lambda each: each[4] is None or each[3] < each[4]), max_size=14),
    gone=st.dictionaries(st.sampled_from(COLUMNS[1:] + EVERY_ASSET[1:]), st.integers(2, 6), max_size=3),
    hidden=st.sets(st.sampled_from(COLUMNS[1:] + EVERY_ASSET[1:]), max_size=3),
    at=st.integers(0, 8),
    down=st.booleans(),
    of_asset=st.booleans(),
    depth=st.none() | st.integers(1, 3),
    limit=st.integers(1, 12),
)
async def test_as_of_a_time_is_the_present_of_a_graph_of_that_time(
    graph, network, *, edges, gone, hidden, at, down, of_asset, depth, limit
):
    gone |= {each: min(gone[each], until) if each in gone else until
             for each, of in OF.items() for until in [gone.get(of)] if until is not None}  # fmt: skip
    await network(edges, gone, hidden)
    start, walk = EVERY_ASSET[0] if of_asset else COLUMNS[0], downstream if down else upstream
    then = await walk(graph, HALF, start, depth=depth, limit=limit, at=at)
    over = {each for each, until in gone.items() if until <= at}
    there = [
        (
            kind,
            start,
            end,
            since,
            None if since <= at and (until is None or at < until) and not {start, end} & over else since + 1,
        )
        for kind, start, end, since, until in edges
    ]
    await network(there, dict.fromkeys(over, 1), hidden)
    assert plain(then) == plain(await walk(graph, HALF, start, depth=depth, limit=limit))


async def test_a_walk_from_what_was_removed_begins_where_it_was(graph, network):
    a, b = COLUMNS[0], COLUMNS[3]
    await network([("FLOWS_TO", a, b, 1, 5)], {b: 5})
    assert [node.id for node in (await upstream(graph, OWNER, b, at=4)).nodes] == [a]
    with pytest.raises(NotFound):
        await upstream(graph, OWNER, b, at=5)
    with pytest.raises(NotFound):
        await upstream(graph, OWNER, b)


async def test_what_came_and_went_between_two_times(graph, network):
    a, b, c = column(0, 0), column(1, 0), column(1, 1)
    await network(
        [
            ("FLOWS_TO", a, b, 1, 3),
            ("FLOWS_TO", a, c, 3, None),
            ("FLOWS_TO", asset(0), asset(1), 1, None),
            ("INFLUENCES", a, asset(1), 2, 8),
            ("INFLUENCES", b, asset(2), 4, 5),
        ],
        {},
    )
    found = await difference(graph, OWNER, asset(1), before=1, after=6)
    assert [(each.source, each.target, each.via, each.origin, each.since, each.until) for each in found.came] == [
        (a, asset(1), "INFLUENCE", "o3", 2, 8),
        (a, c, "FLOW", "o1", 3, None),
    ]
    assert [(each.source, each.target, each.until) for each in found.went] == [(a, b, 3)]
    assert (found.came_total, found.went_total) == (2, 1)
    assert [each.target for each in (await difference(graph, OWNER, c, before=1, after=6)).came] == [c]
    await network([("FLOWS_TO", a, b, 1, None)], {}, hidden=[a])
    assert (await difference(graph, HALF, b, before=0, after=6)).came_total == 0
    assert (await difference(graph, OWNER, b, before=0, after=6)).came_total == 1


async def test_what_is_the_same_at_both_times_does_not_differ_whatever_was_between(graph, network, cypher):
    a, b = column(0, 0), column(1, 0)
    await network([("FLOWS_TO", a, b, 1, 3), ("FLOWS_TO", a, b, 5, None)], {})
    await cypher("MATCH ()-[r]->() WHERE r.origin IS NOT NULL SET r.origin = 'o', r.key = 'k'")
    found = await difference(graph, OWNER, a, before=2, after=6)
    assert (found.came, found.went) == ([], [])
    with pytest.raises(Invalid, match="before"):
        await difference(graph, OWNER, a, before=6, after=6)
    with pytest.raises(NotFound):
        await difference(graph, OWNER, a + "x", before=1, after=6)
