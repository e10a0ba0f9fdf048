"""Statements of an origin in any order, any number of times: one graph, and at every time the edges that were last stated."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher import origin, source
from cypher.edge import EdgeRow
from cypher.errors import Invalid
from cypher.origin import Said, fold
from cypher.verify import verify
from cypher.visibility import OWNER

T, U = "asset:sqlite://shop/main.t", "asset:sqlite://shop/main.u"
A, B, C, D = (f"column:sqlite://shop/main.{name}" for name in ("t#a", "t#b", "u#c", "u#d"))
ORIGINS = ("sql:one", "job:two")
TIMES = range(1, 7)


def flow(start: str, end: str, stated_by: str, how: str = "IDENTITY") -> EdgeRow:
    return EdgeRow("FLOWS_TO", start, end, stated_by, {"transformation": how} if start.startswith("column") else {})


def rows_of(stated_by: str) -> list[EdgeRow]:
    return [
        flow(A, C, stated_by),
        flow(A, C, stated_by, "AGGREGATION"),
        flow(B, D, stated_by),
        flow(T, U, stated_by),
        EdgeRow("INFLUENCES", A, U, stated_by, {"kind": "JOIN"}),
        EdgeRow("INFLUENCES", A, U, stated_by, {"kind": "FILTER"}),
        EdgeRow("REFERENCES", A, D, stated_by),
    ]


@st.composite
def history(draw, most: int = 6):
    """Statements (origin, at, run, said), in the order in which they arrive, some of them twice."""
    said = []
    for _ in range(draw(st.integers(1, most))):
        stated_by = draw(st.sampled_from(ORIGINS))
        rows = draw(st.lists(st.sampled_from(rows_of(stated_by)), max_size=4, unique_by=lambda row: row.key))
        said.append(
            (
                stated_by,
                draw(st.sampled_from(TIMES)),
                draw(st.sampled_from("xy")),
                Said(tuple(rows), draw(st.booleans())),
            )
        )
    return draw(st.permutations(said + draw(st.lists(st.sampled_from(said), max_size=3))))


def told(row: EdgeRow) -> tuple:
    return row.type, row.key, tuple(sorted(row.properties.items()))


def snapshots(said) -> dict[int, set]:
    """The naive model: at each time, of each origin, run through its statements from the first on."""
    found = {}
    for now in (0, *TIMES, 99):
        found[now] = set()
        for stated_by in ORIGINS:
            last = {}
            for of, at, run, what in said:
                if of == stated_by and at <= now:
                    last[at] = max(last.get(at, ("", "", None)), (run, what.digest, what), key=lambda each: each[:2])
            edges = {}
            for at in sorted(last):
                what = last[at][2]
                edges = (edges if what.partial else {}) | {(row.type, row.key): row for row in what.rows}
            found[now] |= {told(row) for row in edges.values()}
    return found


PRESENT = {"FLOWED_TO": "FLOWS_TO", "INFLUENCED": "INFLUENCES", "REFERRED": "REFERENCES"}


async def drawn(cypher):
    """Every edge in the graph, as (present type, key, properties, since, until)."""
    edges = await cypher("""MATCH ()-[r:FLOWS_TO|INFLUENCES|REFERENCES|FLOWED_TO|INFLUENCED|REFERRED]->()
        RETURN type(r) AS type, r.key AS key, r {.transformation, .kind} AS p, r.since AS since, r.until AS until""")
    for edge in edges:
        assert (edge["type"] in PRESENT) == (edge["until"] is not None)
    return {
        (
            PRESENT.get(edge["type"], edge["type"]),
            edge["key"],
            tuple(sorted((name, value) for name, value in edge["p"].items() if value is not None)),
            edge["since"],
            edge["until"],
        )
        for edge in edges
    }


def at(edges, now: int) -> set:
    return {edge[:3] for edge in edges if edge[3] <= now and (edge[4] is None or now < edge[4])}


async def state(graph, statements) -> None:
    for stated_by, time, run, said in statements:

        async def work(transaction, stated_by=stated_by, time=time, run=run, said=said):
            return await origin.state(transaction, stated_by, said, at=time, run=run, recorded_at=9)

        await graph.transact(work)


@pytest.fixture
async def shop(stock):
    await stock({"shop": {"t": ["a", "b"], "u": ["c", "d"]}})


@settings(max_examples=150, deadline=None)
@given(history(12))
def test_intervals_are_what_a_plain_replay_shows_at_every_time(said):
    model = snapshots(said)
    for stated_by in ORIGINS:
        counts = {}
        for of, time, run, what in said:
            if of == stated_by:
                counts[time] = max(counts.get(time, ("", "")), (run, what.digest))
        contents = {what.digest: what for of, _, _, what in said if of == stated_by}
        intervals = fold((time, contents[counts[time][1]]) for time in sorted(counts))
        for now, edges in model.items():
            there = [each for each in intervals if each.since <= now and (each.until is None or now < each.until)]
            assert {told(each.row) for each in there} == {each for each in edges if f">{stated_by}" in each[1]}
            assert len({each.row.key for each in there}) == len(there)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history())
async def test_any_order_of_arrival_gives_the_graph_that_a_plain_replay_shows(graph, cypher, shop, said):
    await cypher(
        "MATCH (o:Origin|Statement) DELETE o WITH count(*) AS one MATCH ()-[r]->() WHERE r.origin IS NOT NULL DELETE r"
    )
    await state(graph, said)
    edges = await drawn(cypher)
    for now, expected in snapshots(said).items():
        assert at(edges, now) == expected
    await state(graph, sorted(said, key=lambda each: each[:3]))
    assert await drawn(cypher) == edges


async def test_a_late_statement_changes_only_the_time_it_is_about(graph, cypher, shop):
    """Said at 1, at 5 again; late, that at 3 it was otherwise: from 5 on it is as it was."""
    one, other = Said([flow(A, C, "sql:one")]), Said([flow(B, D, "sql:one")])
    await state(graph, [("sql:one", 1, "", one), ("sql:one", 5, "", one), ("sql:one", 3, "", other)])
    times = sorted((key.split(">")[0], since, until) for _, key, _, since, until in await drawn(cypher))
    assert times == [(A, 1, 3), (A, 5, None), (B, 3, 5)]
    assert [each async for each in verify(graph) if each.rule in {"intervals", "statements", "wrong_edges"}] == []


async def test_every_order_of_four_statements_gives_one_graph(graph, cypher, shop):
    rows = rows_of("sql:one")
    said = [
        ("sql:one", 1, "x", Said(rows[:1])),
        ("sql:one", 2, "x", Said(rows[1:2], partial=True)),
        ("sql:one", 3, "x", Said(rows[2:4])),
        ("sql:one", 3, "y", Said(rows[3:])),
    ]
    graphs = []
    for order in itertools.permutations(said):
        await cypher(
            "MATCH (o:Origin|Statement) DELETE o WITH count(*) AS one MATCH ()-[r]->() WHERE r.origin IS NOT NULL DELETE r"
        )
        await state(graph, order)
        graphs.append(await drawn(cypher))
    assert all(each == graphs[0] for each in graphs)


async def test_the_same_again_writes_no_edge(graph, cypher, shop):
    said = ("sql:one", 1, "x", Said(rows_of("sql:one")[2:]))
    await state(graph, [said])
    graph.calls.clear()
    await state(graph, [said])
    assert graph.calls == ["origin/lock", "origin/statements"]


async def test_what_is_stated_twice_is_kept_once(graph, cypher, shop):
    rows = rows_of("sql:one")[2:]
    await state(graph, [("sql:one", 1, "x", Said(rows)), ("sql:one", 2, "y", Said(rows[::-1]))])
    assert await cypher("MATCH (s:Statement) RETURN s.at AS at, s.runs AS runs") == [{"at": [1, 2], "runs": ["x", "y"]}]


async def test_edges_of_what_is_not_there_yet_are_drawn_once_it_is(graph, cypher, stock, shop):
    later = "column:sqlite://crm/main.v#e"
    await state(graph, [("sql:one", 1, "", Said([flow(A, C, "sql:one"), flow(A, later, "sql:one")]))])
    assert len(await drawn(cypher)) == 1
    assert await origin.waiting(graph) == []
    await stock({"crm": {"v": ["e"]}})
    assert await origin.waiting(graph) == ["sql:one"]

    async def work(transaction):
        return await origin.redraw(transaction, "sql:one", recorded_at=9)

    assert (await graph.transact(work)).written == 1
    assert {(since, until) for *_, since, until in await drawn(cypher)} == {(1, None)}
    assert await origin.waiting(graph) == []


async def test_more_edges_than_one_statement_may_have_are_refused(graph, shop):
    rows = [flow(A, f"{C}{number}", "sql:one") for number in range(origin.MOST_EDGES + 1)]
    with pytest.raises(Invalid, match="50,001 edges"):
        await state(graph, [("sql:one", 1, "", Said(rows))])


async def test_a_source_that_is_deleted_takes_along_what_was_stated_about_it(graph, cypher, stock, shop):
    await stock({"crm": {}})
    rows = rows_of("sql:one")[2:]

    async def work(transaction):
        for time, said in ((1, rows), (2, rows[:1])):
            await origin.state(
                transaction, "sql:one", Said(said), at=time, recorded_at=9, about={"sourceId": "source:crm"}
            )

    await graph.transact(work)
    await state(graph, [("job:two", 1, "", Said(rows_of("job:two")[:1]))])
    await source.delete(graph, OWNER, "source:crm")
    assert {key.split(">")[2] for _, key, *_ in await drawn(cypher)} == {"job:two"}
    assert await cypher("MATCH (s:Statement) RETURN s.origin AS o") == [{"o": "job:two"}]
