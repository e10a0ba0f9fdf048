import itertools
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher import identity
from cypher.errors import Invalid, NotFound
from cypher.impact import downstream
from cypher.lineage import upstream
from cypher.visibility import OWNER, Principal
from cypher.walk import Truncated, Via

HALF = Principal("person:half", (1,))
ASSETS, WIDTH = 5, 2


def asset(name: str | int) -> str:
    return f"asset:sqlite://s/main.t{name}"


def column(table: str | int, name: str | int) -> str:
    return identity.column_id(asset(table), f"c{name}")


COLUMNS = [column(table, name) for table in range(ASSETS) for name in range(WIDTH)]
OF = {column(table, name): asset(table) for table in range(ASSETS) for name in range(WIDTH)}
EVERY_ASSET = [asset(table) for table in range(ASSETS)]


def neighbours(node, state, *, flows, asset_flows, influences, down):
    """The model: what one hop leads to from (node, state), as (node, state); state FLOW goes on to influences."""
    if node in OF:
        yield from ((b, state) for a, b in flows if down and a == node)
        yield from ((a, state) for a, b in flows if not down and b == node)
        if state == "FLOW":
            if down:
                yield from ((b, "INFLUENCE") for a, b in influences if a == node)
            else:
                yield from ((a, "INFLUENCE") for a, b in influences if b == OF[node])
        return
    yield from ((b, state) for a, b in asset_flows if down and a == node)
    yield from ((a, state) for a, b in asset_flows if not down and b == node)
    if state == "FLOW":
        if down:
            yield from ((b, "INFLUENCE") for a, b in influences if OF[a] == node)
        else:
            yield from ((OF[a], "INFLUENCE") for a, b in influences if b == node)


def model(start, **edges):
    """Distance and via of every node by breadth-first search over (node, state), with no limit."""
    states, level, found = {(start, "FLOW")}, [(start, "FLOW")], {}
    for distance in itertools.count(1):
        following = sorted(
            {each for node, state in level for each in neighbours(node, state, **edges)} - states,
            key=lambda each: (each[1] != "FLOW", each),
        )
        for node, state in following:
            if node != start and node not in found:
                found[node] = (distance, state)
        states |= set(following)
        level = following
        if not level:
            break
    return found


flow_edges = st.lists(st.tuples(st.sampled_from(COLUMNS), st.sampled_from(COLUMNS)), max_size=14)
asset_edges = st.lists(st.tuples(st.sampled_from(EVERY_ASSET), st.sampled_from(EVERY_ASSET)), max_size=6)
influence_edges = st.lists(st.tuples(st.sampled_from(COLUMNS), st.sampled_from(EVERY_ASSET)), max_size=5)


@pytest.fixture
async def network(cypher, stock):
    """Five assets of two columns; `await network(flows, asset_flows, influences, hidden)` draws its edges anew."""
    await stock({"s": {f"t{table}": [f"c{name}" for name in range(WIDTH)] for table in range(ASSETS)}})

    async def draw(flows, asset_flows, influences, hidden=()):
        await cypher("MATCH ()-[r:FLOWS_TO|INFLUENCES]->() DELETE r")
        await cypher(
            """MATCH (n:Asset|Column) SET n.zone = CASE WHEN n.id IN $hidden THEN 2 ELSE 1 END""", hidden=list(hidden)
        )
        await cypher(
            """UNWIND $flows AS e MATCH (a:Asset|Column {id: e[0]}) MATCH (b:Asset|Column {id: e[1]})
            CREATE (a)-[:FLOWS_TO {key: e[0] + '>' + e[1] + '>o', origin: 'o', transformation: 'IDENTITY'}]->(b)""",
            flows=[list(each) for each in {*flows, *asset_flows}],
        )
        await cypher(
            """UNWIND $edges AS e MATCH (a:Column {id: e[0]}) MATCH (b:Asset {id: e[1]})
            CREATE (a)-[:INFLUENCES {key: e[0] + '>' + e[1] + '>o>JOIN', origin: 'o', kind: 'JOIN'}]->(b)""",
            edges=[list(each) for each in {*influences}],
        )

    return draw


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    flows=flow_edges,
    asset_flows=asset_edges,
    influences=influence_edges,
    hidden=st.sets(st.sampled_from(COLUMNS[1:] + EVERY_ASSET[1:]), max_size=6),
    down=st.booleans(),
    of_asset=st.booleans(),
    depth=st.none() | st.integers(1, 4),
    limit=st.integers(1, 12),
)
async def test_a_walk_is_what_a_plain_breadth_first_search_finds(
    graph, network, *, flows, asset_flows, influences, hidden, down, of_asset, depth, limit
):
    await network(flows, asset_flows, influences, hidden)
    start = EVERY_ASSET[0] if of_asset else COLUMNS[0]
    walk = await (downstream if down else upstream)(graph, HALF, start, depth=depth, limit=limit)

    every = {
        n: d
        for n, d in model(start, flows=flows, asset_flows=asset_flows, influences=influences, down=down).items()
        if n not in hidden
    }
    near = {n: d for n, d in every.items() if depth is None or d[0] <= depth}
    assert walk.total == len(near)
    expected = sorted((distance, node) for node, (distance, _) in near.items())[:limit]
    assert [(node.distance, node.id) for node in walk.nodes] == expected
    for node in walk.nodes:
        assert node.via == near[node.id][1]
        assert node.asset_id == OF.get(node.id, node.id)
    truncated = Truncated.LIMIT if len(near) > limit else Truncated.DEPTH if len(every) > len(near) else None
    assert walk.truncated_by == truncated
    assert walk.complete == (truncated is None)

    ends = {start, *(node.id for node in walk.nodes)}
    drawn = {(step.source, step.target) for step in walk.steps if step.via == Via.FLOW}
    reached_by_flow = {(a, b) for a, b in {*flows, *asset_flows} if a in ends and b in ends}
    assert drawn == reached_by_flow
    assert all({step.source, step.target} <= ends for step in walk.steps)
    assert [each.id for each in walk.assets] == list(dict.fromkeys(node.asset_id for node in walk.nodes))


async def test_a_ladder_of_diamonds_costs_its_rungs_not_its_paths(graph, stock, link):
    """Thirty diamonds in a row have 2^30 paths."""
    await stock({"s": {"t": [f"c{rung}{side}" for rung in range(31) for side in "abc"]}})

    def rung(number, side):
        return identity.column_id("asset:sqlite://s/main.t", f"c{number}{side}")

    await link(
        "FLOWS_TO",
        [
            pair
            for n in range(30)
            for side in "bc"
            for pair in ((rung(n, "a"), rung(n, side)), (rung(n, side), rung(n + 1, "a")))
        ],
    )
    began = time.monotonic()
    walk = await downstream(graph, OWNER, rung(0, "a"), depth=None)
    assert time.monotonic() - began < 5
    assert (walk.total, walk.complete, len(walk.steps)) == (90, True, 120)
    assert walk.nodes[-1].distance == 60
    cut = await downstream(graph, OWNER, rung(0, "a"), depth=None, limit=10)
    assert (cut.total, len(cut.nodes), cut.truncated_by) == (90, 10, Truncated.LIMIT)
    assert len(cut.steps) == 13
    back = await upstream(graph, OWNER, rung(30, "a"), depth=100)
    assert (back.total, back.complete) == (90, True)


async def test_depth_is_exact_and_one_more_hop_is_said(graph, stock, link):
    await stock({"s": {f"t{n}": ["c"] for n in range(5)}})
    await link("FLOWS_TO", itertools.pairwise(asset(n) for n in range(5)))
    for depth in (1, 2, 3):
        walk = await downstream(graph, OWNER, asset(0), depth=depth)
        assert [node.id for node in walk.nodes] == [asset(n) for n in range(1, depth + 1)]
        assert walk.truncated_by == Truncated.DEPTH
    assert (await downstream(graph, OWNER, asset(0), depth=4)).complete


async def test_a_cycle_and_a_self_edge_end(graph, network):
    await network([(COLUMNS[0], COLUMNS[0]), (COLUMNS[0], COLUMNS[2]), (COLUMNS[2], COLUMNS[0])], [], [])
    walk = await downstream(graph, OWNER, COLUMNS[0], depth=None)
    assert [node.id for node in walk.nodes] == [COLUMNS[2]]
    assert walk.complete
    assert {(step.source, step.target) for step in walk.steps} == {
        (COLUMNS[0], COLUMNS[0]), (COLUMNS[0], COLUMNS[2]), (COLUMNS[2], COLUMNS[0]),
    }  # fmt: skip


async def test_an_influence_leads_to_an_asset_and_on_along_assets_unless_told_not_to(graph, network):
    await network([(COLUMNS[2], COLUMNS[4])], [(asset(1), asset(3))], [(COLUMNS[0], asset(1))])
    walk = await downstream(graph, OWNER, COLUMNS[0], depth=None)
    assert [(node.id, node.distance, node.via) for node in walk.nodes] == [
        (asset(1), 1, Via.INFLUENCE), (asset(3), 2, Via.INFLUENCE),
    ]  # fmt: skip
    assert walk.steps[0].kind == "JOIN"
    without = await downstream(graph, OWNER, COLUMNS[0], depth=None, influences=False)
    assert (without.total, without.complete) == (0, True)


async def test_visibility_a_walk_goes_through_what_is_hidden_and_says_nothing_of_it(graph, network):
    await network([(COLUMNS[0], COLUMNS[2]), (COLUMNS[2], COLUMNS[4])], [], [], hidden=[COLUMNS[2]])
    walk = await downstream(graph, HALF, COLUMNS[0], depth=None)
    assert [(node.id, node.distance) for node in walk.nodes] == [(COLUMNS[4], 2)]
    assert (walk.total, walk.steps, walk.complete) == (1, [], True)
    one = await downstream(graph, HALF, COLUMNS[0], depth=1)
    assert (one.total, one.truncated_by) == (0, Truncated.DEPTH)


async def test_what_cannot_be_walked_is_said(graph, network):
    await network([], [], [], hidden=[COLUMNS[2]])
    for missing in (column(0, 99), asset(99), COLUMNS[2]):
        with pytest.raises(NotFound):
            await downstream(graph, HALF, missing)
    for wrong in ({"depth": 0}, {"depth": 101}, {"limit": 0}, {"limit": 10**9}):
        with pytest.raises(Invalid):
            await upstream(graph, OWNER, COLUMNS[0], **wrong)
    with pytest.raises(identity.InvalidId):
        await upstream(graph, OWNER, "source:s")


async def test_what_is_past_ends_a_walk_and_its_total(graph, cypher, network):
    await network(list(itertools.pairwise(COLUMNS)), [], [])
    await cypher("MATCH (c:Column {id: $id}) REMOVE c:Column SET c:PastColumn", id=COLUMNS[5])
    for limit in (2, 100):
        walk = await downstream(graph, OWNER, COLUMNS[0], depth=None, limit=limit)
        assert (walk.total, len(walk.nodes)) == (4, min(limit, 4))
    assert (await upstream(graph, OWNER, COLUMNS[9], depth=None)).total == 3


async def test_the_assets_of_a_walk_are_told_once_nearest_first_with_their_columns(graph, network):
    first, one, other, further = COLUMNS[0], COLUMNS[2], COLUMNS[3], COLUMNS[4]
    await network([(first, one), (first, other), (one, further)], [], [(first, asset(1)), (one, asset(4))])
    walk = await downstream(graph, OWNER, first, depth=None)
    assert [(each.id, each.distance, each.via, each.columns) for each in walk.assets] == [
        (asset(1), 1, Via.FLOW, 2), (asset(4), 2, Via.INFLUENCE, 0), (asset(2), 2, Via.FLOW, 1),
    ]  # fmt: skip
