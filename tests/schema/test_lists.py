"""Lists: every order gives every row once, from either end; facets count what a filter by them would leave."""

import pytest
import pytest_asyncio

from cypher.model import Edge
from cypher.visibility import OWNER, Action, Principal
from schema import errors
from schema.root import CORE, MODEL
from tests.estate import SEEN, Estate

HALF = Principal("person:half", SEEN, dict.fromkeys(Action, SEEN))
ORDERED = {
    name: list(CORE.type_map[f"{node.name}Sort"].values)
    for name, field in CORE.query_type.fields.items()
    if "orderBy" in field.args
    for node in [MODEL.node(str(field.type).removesuffix("Connection!"))]
}
SORTS = [(name, by, way) for name, found in ORDERED.items() for by in found for way in ("ASC", "DESC")]


@pytest_asyncio.fixture
async def estate(graph) -> Estate:
    made = Estate()
    await made.write(graph)
    return made


def expected(estate: Estate, name: str, by: str, way: str, zones: tuple[int, ...] | None) -> list[str]:
    """The ids in the order that is promised, worked out from what was written: null least, ties by name."""
    label = str(CORE.query_type.fields[name].type).removesuffix("Connection!")
    order = CORE.type_map[f"{label}Sort"].values[by].value
    rows = [row for row in estate.rows[label] if zones is None or row["zone"] in zones]
    least = "" if order.kind is str else -1
    rows.sort(key=lambda row: (least if row[order.property] is None else row[order.property], row["nameSort"]))
    return [row["id"] for row in (rows if way == "ASC" else reversed(rows))]


async def pages(
    client, principal: Principal, name: str, size: int, order: str, *, backwards: bool = False
) -> list[str]:
    """The ids of all pages, in the list's order, however it is walked; page information is held to its promise."""
    found: list[str] = []
    count, cursor, more, at_the_end = ("last", "before", "hasPreviousPage", "startCursor") if backwards else (
        "first", "after", "hasNextPage", "endCursor")  # fmt: skip
    after = None
    while True:
        data = await client.ask(
            f"""query($after: String) {{ page: {name}({count}: {size}, {cursor}: $after, orderBy: {order}) {{
              totalCount edges {{ cursor node {{ id }} }} pageInfo {{ {more} {at_the_end} startCursor endCursor }} }} }}""",
            principal,
            after=after,
        )
        page = data["page"]
        ids = [edge["node"]["id"] for edge in page["edges"]]
        found = ids + found if backwards else found + ids
        if page["edges"]:
            ends = [page["edges"][0]["cursor"], page["edges"][-1]["cursor"]]
            assert ends == [page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]]
        if not page["pageInfo"][more]:
            assert page["totalCount"] == len(found)
            return found
        assert len(ids) == size
        after = page["pageInfo"][at_the_end]


async def test_every_order_gives_every_row_once_from_either_end(client, estate):
    for name, by, way in SORTS:
        order = f"{{by: {by}, direction: {way}}}"
        for principal, size in ((OWNER, 7), (HALF, 4)):
            wanted = expected(estate, name, by, way, principal.zones)
            assert await pages(client, principal, name, size, order) == wanted, (name, order)
            assert await pages(client, principal, name, size, order, backwards=True) == wanted, (name, order)


async def test_nested_lists_are_in_order_too_and_pages_meet(client, estate):
    source = max(estate.rows["Source"], key=lambda row: sum(edge[0] == row["id"] for edge in estate.edges))["id"]
    ask = """query($id: ID!, $after: String, $first: Int) { source(id: $id) {
      assets(first: $first, after: $after, orderBy: {by: ROWS, direction: DESC}) {
        nodes { id columns(orderBy: {by: NULL_SHARE}) { nodes { id nullShare } } } pageInfo { endCursor hasNextPage } } } }"""
    whole = (await client.ask(ask, id=source, first=100))["source"]["assets"]
    ids = [node["id"] for node in whole["nodes"]]
    rows = {row["id"]: row for row in estate.rows["Asset"]}
    assert ids == sorted(ids, key=lambda each: (-1 if rows[each]["rows"] is None else rows[each]["rows"], rows[each]["nameSort"]), reverse=True)  # fmt: skip
    for node in whole["nodes"]:
        shares = [-1 if column["nullShare"] is None else column["nullShare"] for column in node["columns"]["nodes"]]
        assert shares == sorted(shares)
    found, after = [], None
    while True:
        page = (await client.ask(ask, id=source, first=2, after=after))["source"]["assets"]
        found += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert found == ids


@pytest.mark.parametrize(
    ("taken", "used"),
    [
        ("assets", "columns"),
        ("assets", "assets(orderBy: {by: ROWS})"),
        ("assets(orderBy: {by: ROWS})", "assets(orderBy: {by: ROWS, direction: DESC})"),
        ("assets(orderBy: {by: ROWS})", "assets(orderBy: {by: COLUMN_COUNT})"),
        ("assets(orderBy: {by: ROWS})", "assets"),
        ("sources", "assets"),
    ],
)
async def test_a_cursor_of_another_list_or_order_is_refused(client, estate, taken, used):
    cursor = (await client.ask(f"{{ page: {taken} {{ pageInfo {{ endCursor }} }} }}"))["page"]["pageInfo"]["endCursor"]
    head, _, order = used.partition("(")
    arguments = f"after: $after, {order or ')'}".replace(", )", ")")
    result = await client.run(
        f"query($after: String) {{ page: {head}({arguments} {{ nodes {{ id }} }} }}", after=cursor
    )
    refused = errors.masked(result.errors[0])
    assert refused.extensions["code"] == "BAD_INPUT"
    assert "another list or another order" in refused.message


FACETS = [(node.name, name) for node in MODEL.nodes.values() for name in node.facets]


async def test_a_facet_counts_what_a_filter_by_it_leaves(client, estate, graph):
    """Of every facet of every noun, among what the caller sees, within another filter."""
    roots = {
        str(field.type).removesuffix("Connection!"): name
        for name, field in CORE.query_type.fields.items()
        if "where" in field.args
    }
    elsewhere = {"not": {"name": {"eq": "orders"}}}
    for principal in (OWNER, HALF):
        for noun, facet in FACETS:
            within = elsewhere if noun != "DataClass" else {}
            text = f"query($w: {noun}Where) {{ page: {roots[noun]}(where: $w) {{ facets {{ {facet} {{ value name count }} }} }} }}"
            counts = (await client.ask(text, principal, w=within))["page"]["facets"][facet]
            assert len(graph.calls) == 1
            assert [row["count"] for row in counts] == sorted((row["count"] for row in counts), reverse=True)
            assert counts or noun == "Source" or principal is HALF, (noun, facet)
            for row in counts:
                count = f"query($w: {noun}Where) {{ page: {roots[noun]}(where: $w) {{ totalCount }} }}"
                filtered = {**within, **by_facet(noun, facet, row["value"])}
                assert (await client.ask(count, principal, w=filtered))["page"]["totalCount"] == row["count"], (
                    facet,
                    row,
                )


def by_facet(noun: str, facet: str, value: str) -> dict:
    """The filter for one value of a facet, along its path."""
    declared, node = MODEL.node(noun).facets[facet], MODEL.node(noun)
    fields = []
    for name in declared.path:
        fields.append(node.fields[name])
        if isinstance(fields[-1], Edge):
            node = MODEL.node(fields[-1].targets[0])
    made = {"id": {"eq": value}} if isinstance(fields[-1], Edge) else {}
    for name, field in zip(reversed(declared.path), reversed(fields), strict=True):
        made = {name: {**made, **declared.where.get(name, {})}} if isinstance(field, Edge) else {name: {"eq": value}}
    return made


async def test_what_is_not_asked_is_not_counted(client, estate, migrated):
    recorded = []
    query = migrated.query

    async def spy(name, text, parameters, **more):
        recorded.append(text)
        return await query(name, text, parameters, **more)

    migrated.query = spy
    try:
        await client.ask("{ assets { nodes { id } } }")
        await client.ask("{ assets { facets { kind { value count } } } }")
    finally:
        del migrated.query
    assert "count" not in recorded[0].lower()
    assert recorded[1].count("count(") == 1
    assert "LIMIT $" not in recorded[1]


async def test_edges_along_flow_say_what_the_relationship_says(client, estate):
    """One row for each who states the flow, none lost between pages."""
    ask = """query($id: ID!, $after: String) { column(id: $id) { flowsTo(first: 1, after: $after) { totalCount
      edges { cursor origin since transformation masking node { id } } nodes { id } pageInfo { hasNextPage endCursor } } } }"""
    starts = {start for start, kind, _, _ in estate.edges if kind == "FLOWS_TO" and start.startswith("column:")}
    sorts = {row["id"]: row["nameSort"] for row in estate.rows["Column"]}
    assert starts
    for start in sorted(starts):
        wanted = sorted(
            (sorts[end], of["key"], of["origin"], end)
            for begin, kind, end, of in estate.edges
            if kind == "FLOWS_TO" and begin == start
        )
        found, after = [], None
        while True:
            page = (await client.ask(ask, id=start, after=after))["column"]["flowsTo"]
            (edge,) = page["edges"]
            assert page["totalCount"] == len(wanted)
            assert page["nodes"] == [edge["node"]]
            assert (edge["since"], edge["transformation"], edge["masking"]) == (
                "1970-01-01T00:00:00.000005Z",
                "IDENTITY",
                None,
            )
            found.append((edge["origin"], edge["node"]["id"]))
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        assert found == [(origin, end) for _, _, origin, end in wanted]
