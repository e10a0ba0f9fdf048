"""The Cypher of representative operations, for people to read, and what the database makes of it."""

import re
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from schema.root import CORE
from tests.estate import Estate

SNAPSHOTS = Path(__file__).parents[1] / "cypher" / "snapshots"
ASSET = "asset:sqlite://s0/main.t0"

OPERATIONS = {
    "one_asset_with_columns_and_classifications": (
        """query($id: ID!) { asset(id: $id) { name columns(first: 20) { nodes { name dataType
        classifications { confidence dataClass { name } } } } } }""",
        {"id": ASSET},
    ),
    "a_page_of_assets_with_columns": (
        "query($first: Int) { assets(first: $first) { nodes { name columns { nodes { name } } } pageInfo { endCursor } } }",
        {"first": 100},
    ),
    "the_page_before": (
        "query($c: String) { columns(last: 5, before: $c) { edges { cursor node { name } } pageInfo { hasPreviousPage } } }",
        {"c": "WyJDb2x1bW4ubmFtZVNvcnQiLCJtIl0"},
    ),
    "columns_by_class_and_confidence": (
        """query($class: ID!, $above: Float!) { columns(where: {classifications: {classId: {eq: $class}, confidence: {gt: $above}}})
        { totalCount nodes { name asset { name } } } }""",
        {"class": "class:EMAIL", "above": 0.8},
    ),
    "assets_by_a_class_in_a_column": (
        "query($class: [ID!]) { assets(where: {columns: {classifications: {dataClass: {id: {in: $class}}}}}) { nodes { name } } }",
        {"class": ["class:EMAIL"]},
    ),
    "assets_by_tag_and_not_by_owner": (
        """query($tag: ID!, $part: String!) { assets(where: {tags: {id: {eq: $tag}}, not: {owners: {}},
        or: [{name: {contains: $part}}, {description: {isNull: true}}]}) { nodes { name } } }""",
        {"tag": "tag:a", "part": "x"},
    ),
    "assets_of_a_source": (
        "query($id: ID!) { assets(where: {source: {id: {eq: $id}}}) { totalCount nodes { name } } }",
        {"id": "source:s0"},
    ),
    "assets_of_a_domain_by_rows": (
        """query($id: ID!, $c: String) { assets(first: 5, after: $c, where: {domains: {id: {eq: $id}}},
        orderBy: {by: ROWS, direction: DESC}) { edges { cursor node { name rows } } } }""",
        {"id": "domain:a", "c": "WyJBc3NldC5yb3dzIGRlc2NlbmRpbmciLDMsIm0iXQ"},
    ),
    "facets_of_columns": (
        """query($id: ID!) { columns(first: 0, where: {owners: {id: {eq: $id}}}) { totalCount
        facets { dataType { value count } dataClasses { value name count } } } }""",
        {"id": "person:ana"},
    ),
    "what_flows_to_a_column": (
        """query($id: ID!) { column(id: $id) { flowsFrom(first: 5) { totalCount
        edges { transformation origin since node { name asset { name } } } } } }""",
        {"id": "column:sqlite://s0/main.t0#c1"},
    ),
    "three_levels_of_pages": (
        """{ sources(first: 5) { nodes { name assets(first: 5, where: {kind: {eq: TABLE}}) { totalCount nodes { name
        columns(first: 5, orderBy: {by: NULL_SHARE, direction: DESC}) { nodes { name nullShare } } } } } } }""",
        {},
    ),
    "nodes_of_any_type_with_owners": (
        "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Asset { owners { name ... on Team { members { name } } } } } }",
        {"ids": [ASSET]},
    ),
}


class Recorded:
    """Statements that a graph ran, in place of its `query`."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph
        self._query = graph.query
        self.ran: list[tuple[str, dict]] = []

    async def __call__(self, name: str, text: str, parameters: dict, **more: Any) -> Any:
        self.ran.append((text, dict(parameters)))
        return await self._query(name, text, parameters, **more)


@pytest_asyncio.fixture
async def recorded(graph, monkeypatch) -> Recorded:
    spy = Recorded(graph)
    monkeypatch.setattr(graph, "query", spy)
    return spy


def readable(text: str) -> str:
    """One clause a line, indented by braces."""
    lines, depth = [""], 0
    for part in re.split(
        r"(\bCOLLECT \{ |\bEXISTS \{ |\bCOUNT \{ | \}|\s(?=(?:MATCH|WITH|RETURN|WHERE|ORDER BY)\b)|\n)", text
    ):
        if part.endswith("{ "):
            depth += 1
            lines[-1] += part.strip()
            lines.append("  " * depth)
        elif part == " }":
            depth -= 1
            lines += ["  " * depth + "}"]
        elif part.isspace():
            if lines[-1].strip():
                lines.append("  " * depth)
        else:
            lines[-1] += part if lines[-1].strip() else part.lstrip()
    return "\n".join(line.rstrip() for line in lines)


def operators(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """All operators of a plan, from the result to the leaves."""
    return [plan, *(each for child in plan.get("children", []) for each in operators(child))]


async def explained(graph, text: str, parameters: dict) -> tuple[list[str], Any]:
    async with graph.driver.session() as session:
        result = await (await session.run("EXPLAIN " + text, parameters)).consume()
        return [each["operatorType"].partition("@")[0] for each in operators(result.plan)], result


@pytest.mark.parametrize("name", OPERATIONS)
async def test_the_statement_is_the_one_that_is_written_down(client, graph, recorded, name):
    """Renew a snapshot by deleting its file and running this twice; read what comes."""
    text, variables = OPERATIONS[name]
    await client.ask(text, **variables)
    ((statement, _),) = recorded.ran
    file = SNAPSHOTS / f"{name}.cypher"
    question = "\n".join(f"// {line.strip()}" for line in text.splitlines())
    shown = f"{question}\n{readable(statement)}\n"
    if not file.exists():
        file.write_text(shown, encoding="utf-8")
        pytest.fail(f"{file.name} was not there and is written now: read it")
    assert file.read_text(encoding="utf-8") == shown
    assert readable(statement).split() == statement.split(), "only white space differs"


@pytest.mark.parametrize("name", OPERATIONS)
async def test_the_database_begins_at_an_index_and_keeps_nothing_back(client, graph, recorded, name):
    """On a graph with some hundred nodes a type, so that the planner has something to choose."""
    await Estate(sources=4, assets=30, columns=6).write(graph)
    text, variables = OPERATIONS[name]
    await client.ask(text, **variables)
    ((statement, parameters),) = recorded.ran
    found, result = await explained(graph, statement, parameters)
    assert not {"NodeByLabelScan", "AllNodesScan", "CartesianProduct", "Eager", "UnionNodeByLabelsScan"} & set(found), (
        found
    )
    assert any("Seek" in each for each in found), found
    assert [each.status_description for each in result.gql_status_objects if each.is_notification] == []


@pytest.mark.parametrize(
    ("root", "depth", "influences"),
    [("columnImpact", 3, True), ("columnImpact", 100, False), ("columnLineage", 9, False), ("assetImpact", 1, False)],
)
async def test_a_walk_by_one_statement_visits_each_node_once(client, recorded, root, depth, influences):
    """The planner prunes its expansion, breadth first: paths, of which there may be any number, are never enumerated."""
    estate = Estate(sources=4, assets=30, columns=6)
    await estate.write(client.graph)
    start = estate.rows["Column" if root.startswith("column") else "Asset"][0]["id"]
    await client.ask(
        f"""query($id: ID!, $depth: Int!, $influences: Boolean!) {{ {root}(id: $id, depth: $depth, influences: $influences) {{
        complete total nodes {{ id distance via column {{ name }} asset {{ name source {{ name }} }} }} columnar {{ names }} }} }}""",
        id=start,
        depth=depth,
        influences=influences,
    )
    ((statement, parameters),) = recorded.ran
    found, result = await explained(client.graph, statement, parameters)
    assert {each for each in found if "VarLength" in each} == {"VarLengthExpand(Pruning,BFS,All)"}
    assert not {"NodeByLabelScan", "AllNodesScan", "CartesianProduct", "Eager"} & set(found), found
    assert [each.status_description for each in result.gql_status_objects if each.is_notification] == []


@pytest.mark.parametrize(
    ("root", "where", "index"),
    [
        ("columns", {"classifications": {"classId": {"eq": "class:EMAIL"}}}, "Classification(classId)"),
        ("columns", {"classifications": {"dataClass": {"id": {"eq": "class:EMAIL"}}}}, "DataClass(id)"),
        ("assets", {"columns": {"classifications": {"classId": {"in": ["class:EMAIL"]}}}}, "Classification(classId)"),
        ("assets", {"tags": {"id": {"eq": "tag:a"}}}, "Tag(id)"),
        ("assets", {"name": {"prefix": "o"}, "owners": {"id": {"eq": "person:ana"}}}, "(id)"),
        ("assets", {"domains": {"id": {"eq": "domain:a"}}}, "Domain(id)"),
        ("assets", {"source": {"id": {"eq": "source:s1"}}}, "Source(id)"),
        ("columns", {"asset": {"source": {"id": {"eq": "source:s1"}}}}, "Source(id)"),
        ("assets", {"id": {"in": [ASSET]}}, "Asset(id)"),
        ("scans", {"source": {"id": {"eq": "source:s1"}}}, "Source(id)"),
    ],
)
async def test_a_filter_that_names_something_is_where_the_search_begins(client, recorded, root, where, index):
    """Page, count and facets alike."""
    graph = client.graph
    await Estate(sources=4, assets=30, columns=6).write(graph)
    noun = str(CORE.query_type.fields[root].type).removesuffix("Connection!")
    await client.ask(f"query($w: {noun}Where) {{ {root}(where: $w) {{ totalCount nodes {{ id }} }} }}", w=where)
    ((statement, parameters),) = recorded.ran
    async with graph.driver.session() as session:
        plan = (await (await session.run("EXPLAIN " + statement, parameters)).consume()).plan
    begins = [each["args"]["Details"] for each in operators(plan) if "Index" in each["operatorType"]]
    assert begins
    assert all(index in each for each in begins), begins


def test_snapshots_are_of_operations_that_there_are():
    assert {file.stem for file in SNAPSHOTS.glob("*.cypher")} == set(OPERATIONS)
