"""What a principal does not see is not there for him: he gets, byte for byte, what all would get if it had been deleted.

That is the whole promise, and one test of it: the same operations before as him, and after deletion as the owner. Only walks
along lineage differ, for they pass through what is hidden (docs/graph-model.md).
"""

import json
import re
from collections.abc import Iterator

import pytest
import pytest_asyncio
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from cypher.graph import Unavailable
from cypher.model import Edge, Read, Shape
from cypher.visibility import OWNER, Action, Principal
from schema import errors
from schema.root import CORE, MODEL
from tests.estate import NAMES, SEEN, Estate
from tests.schema.generated import everything, listings

HALF = Principal("person:half", SEEN, dict.fromkeys(Action, SEEN))
Operation = tuple[str, dict]
VARIABLE = re.compile(r"\((\w+):([A-Z][\w|]*)[ )]")
"""A node pattern that names its type: the variable and its labels."""


@pytest_asyncio.fixture
async def estate(graph) -> Estate:
    made = Estate()
    await made.write(graph)
    return made


def noun(root: str) -> str:
    return str(CORE.query_type.fields[root].type).removesuffix("Connection!")


def by_lists() -> Iterator[Operation]:
    """Every list in every order, with its counts and facets, and every nested list with its counts."""
    for root in listings():
        field = CORE.query_type.fields[root]
        facets = " ".join(f"{name} {{ value name count }}" for name in MODEL.node(noun(root)).facets)
        counted = (
            f"totalCount {f'facets {{ {facets} }}' if facets else ''} pageInfo {{ hasNextPage endCursor startCursor }}"
        )
        yield f"{{ {root}(first: 100) {{ {counted} edges {{ cursor node {{ id }} }} }} }}", {}
        for name, edge in MODEL.node(noun(root)).fields.items():
            if isinstance(edge, Edge):
                below = everything(
                    str(get_named_type(CORE.type_map[noun(root)].fields[name].type)), 0, paged="(first: 100)"
                )
                yield f"{{ {root}(first: 100) {{ nodes {{ id {name} {below} }} }} }}", {}
        if "orderBy" in field.args:
            for by in CORE.type_map[f"{noun(root)}Sort"].values:
                for ends in ("first: 3", "last: 3"):
                    yield f"{{ {root}({ends}, orderBy: {{by: {by}}}) {{ {counted} nodes {{ id }} }} }}", {}


def by_filters() -> Iterator[Operation]:
    """Every edge and every property that a filter can reach, positively, negatively and as one of several."""
    for root in listings():
        type_ = get_named_type(CORE.query_type.fields[root].args["where"].type)
        text = f"query($w: {type_}) {{ {root}(first: 100, where: $w) {{ totalCount nodes {{ id }} }} }}"
        for condition in conditions(type_, depth=1):
            yield text, {"w": condition}
        for name in type_.fields.keys() & {"tags", "columns", "asset", "source", "classifications", "assets"}:
            yield text, {"w": {"not": {name: {}}}}
            yield text, {"w": {"or": [{name: {}}, {"id": {"eq": "tag:none"}}]}}
            yield text, {"w": {"and": [{name: {}}, {"id": {"in": ["tag:none"]}}]}}


def conditions(type_: GraphQLInputObjectType, depth: int) -> Iterator[dict]:
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if name in {"and", "or", "not"} or not isinstance(below, GraphQLInputObjectType):
            continue
        if "isNull" in below.fields:
            yield {name: {"isNull": False}}
        if not below.name.endswith("Filter"):
            yield {name: {}}
            if depth:
                yield from ({name: each} for each in conditions(below, depth - 1))
        elif "contains" in below.fields:
            yield {name: {"contains": "a"}}
        elif isinstance(get_named_type(below.fields["eq"].type) if "eq" in below.fields else None, GraphQLEnumType):
            yield {name: {"eq": next(iter(get_named_type(below.fields["eq"].type).values))}}


def by_ids(estate: Estate) -> Iterator[Operation]:
    """Every node by its id, as itself and as any node, all its fields; one that never was among them."""
    ids = [row["id"] for rows in estate.rows.values() for row in rows]
    yield "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {"ids": [*ids[:60], "asset:none/x"]}
    for label, rows in estate.rows.items():
        text = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename ... on {label} {everything(label, 0)} }} }}"
        yield text, {"ids": [row["id"] for row in rows]}
        for row in rows[:6]:
            yield "query($id: ID!) { node(id: $id) { __typename id } }", {"id": row["id"]}
            if label.lower() in CORE.query_type.fields:
                yield f"query($id: ID!) {{ {label.lower()}(id: $id) {{ id }} }}", {"id": row["id"]}
    for row in estate.rows["Asset"][:6]:
        yield "query($id: ID!) { assetSchema(id: $id) { existed columns { id name } } }", {"id": row["id"]}
        yield "query($id: ID!) { schemaChanges(id: $id) { totalCount nodes { id } } }", {"id": row["id"]}


def by_changes(estate: Estate) -> Iterator[Operation]:
    """Mutations of what is hidden."""
    wrong = "userErrors { code message field }"
    for identifier in estate.hidden[::3]:
        kind = identifier.partition(":")[0]
        if kind in {"asset", "column"}:
            text = f'mutation($id: ID!) {{ {kind}Describe(input: {{id: $id, description: "x"}}) {{ {kind} {{ id }} {wrong} }} }}'
            yield text, {"id": identifier}
        if kind in {"asset", "column", "source"}:
            text = f'mutation($id: ID!) {{ tagAdd(input: {{ids: [$id], tagIds: ["tag:a"]}}) {{ nodes {{ id }} {wrong} }} }}'
            yield text, {"id": identifier}
        if kind == "classification":
            text = f"mutation($id: ID!) {{ classificationReject(input: {{ids: [$id]}}) {{ classifications {{ id }} {wrong} }} }}"
            yield text, {"id": identifier}


async def answers(client, principal: Principal, operations: list[Operation]) -> list[str]:
    """Data and errors of each, as the client would see them."""
    found = []
    for text, variables in operations:
        result = await client.run(text, principal, **variables)
        shown = [errors.masked(error).formatted for error in result.errors or []]
        assert not any(error["extensions"]["code"] in {"INTERNAL", "COST_LIMIT"} for error in shown), (text, shown)
        found.append(json.dumps({"data": result.data, "errors": shown}, sort_keys=False))
    return found


async def remove_hidden(graph) -> None:
    await graph.run_schema("wipe", f"MATCH (n) WHERE NOT n.zone IN {list(SEEN)} DETACH DELETE n")


@pytest.mark.parametrize(
    "every", [pytest.param(1, marks=pytest.mark.soak, id="all"), pytest.param(20, id="a twentieth")]
)
async def test_visibility_what_is_hidden_is_not_there_by_any_way(client, estate, graph, every):
    cursors = await taken_cursors(client)
    operations = [*by_lists(), *by_filters(), *by_ids(estate), *by_changes(estate), *cursors][::every]
    assert len(operations) > 300 / every
    before = await answers(client, HALF, operations)
    seen_by_all = await answers(client, OWNER, operations[:40])
    await remove_hidden(graph)
    after = await answers(client, OWNER, operations)
    for operation, mine, without in zip(operations, before, after, strict=True):
        assert mine == without, operation
    assert seen_by_all != after[:40], "the owner sees more: there was something to hide"
    hidden = [json.dumps(each)[1:-1] for each in estate.hidden]
    for (text, variables), answer in zip(operations, before, strict=True):
        said = [each for each in hidden if f'"{each}"' in answer.partition('"errors"')[0]]
        assert not said, (text, variables)


async def taken_cursors(client) -> list[Operation]:
    """Pages before and after each place, hidden ones too, that someone who sees all was given."""
    found: list[Operation] = []
    for root in ("assets", "columns", "sources", "assets(orderBy: {by: ROWS})"):
        data = await client.ask(f"{{ page: {root} {{ edges {{ cursor }} }} }}")
        head, _, order = root.removesuffix(")").partition("(")
        for edge in data["page"]["edges"][::3]:
            for ends in ("first: 2, after: $c", "last: 2, before: $c"):
                text = f"query($c: String) {{ {head}({ends}, {order}) {{ nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}"
                found.append((text, {"c": edge["cursor"]}))
    return found


async def test_visibility_search_finds_only_what_is_seen(client, estate, graph):
    """The order inside a tier is Lucene's, which weighs words by how rare they are in all that there is."""
    ask = "query($t: String!) { search(text: $t, first: 100) { totalCount nodes { id match asset { id } node { id __typename } } } }"

    async def found(principal):
        pages = [(await client.ask(ask, principal, t=text))["search"] for text in (*NAMES, "said", *ids) if text != "♥"]
        return [
            (page["totalCount"], sorted(page["nodes"], key=lambda hit: (hit["match"], hit["id"]))) for page in pages
        ]

    ids = [row["id"] for row in estate.rows["Column"][::5]]
    before = await found(HALF)
    assert before != await found(OWNER)
    await remove_hidden(graph)
    assert before == await found(OWNER)


@pytest.mark.parametrize("root", ["columnLineage", "columnImpact", "assetLineage", "assetImpact"])
async def test_visibility_walks_pass_through_what_is_hidden_and_show_none_of_it(client, estate, root):
    """Worked out from the edges that were written: what can be reached, and of that what is seen, at which distance."""
    label, forwards = "Column" if root.startswith("column") else "Asset", root.endswith("Impact")
    ask = f"""query($id: ID!) {{ {root}(id: $id, depth: 3) {{ total complete truncatedBy
      nodes {{ id distance asset {{ id }} column {{ id }} }} edges {{ source target }} assets {{ id }} }} }}"""
    flows = [
        (start, end) if forwards else (end, start)
        for start, kind, end, _ in estate.edges
        if kind == "FLOWS_TO" and start.startswith(label.lower())
    ]
    hidden = set(estate.hidden)
    for row in estate.rows[label]:
        result = await client.run(ask, HALF, id=row["id"])
        if row["id"] in hidden:
            missing = await client.run(ask, HALF, id=row["id"] + "x")
            refused, never = (errors.masked(each.errors[0]).formatted for each in (result, missing))
            assert json.dumps(refused) == json.dumps(never).replace(row["id"] + "x", row["id"])
            continue
        distances, level = {row["id"]: 0}, [row["id"]]
        for distance in (1, 2, 3):
            level = [end for start, end in flows if start in level and end not in distances]
            distances |= dict.fromkeys(level, distance)
        del distances[row["id"]]
        wanted = sorted((distance, each) for each, distance in distances.items() if each not in hidden)
        found = result.data[root]
        assert [(node["distance"], node["id"]) for node in found["nodes"]] == wanted
        assert found["total"] == len(wanted)
        below = [part for node in found["nodes"] for part in (node["column"], node["asset"]) if part]
        shown = {part["id"] for part in below} | {each[end] for each in found["edges"] for end in ("source", "target")}
        assert not shown & hidden


async def test_visibility_every_compiled_statement_tests_the_zone_of_every_node_it_touches(client, estate, migrated):
    """Each variable of a type with zones in a compiled statement: matched, then tested in the same clause."""
    recorded = []

    async def spy(_name, text, _parameters, **_more):
        if not text.startswith("//"):  # the compiler's; the files have tests of their own
            recorded.append(text)
        raise Unavailable("what would be asked is all that counts here")

    migrated.query = spy
    try:
        for text, variables in (*by_lists(), *by_filters(), *list(by_ids(estate))[:12]):
            await client.run(text, HALF, **variables)
    finally:
        del migrated.query
    zoned = {node.label for node in MODEL.nodes.values() if node.read is Read.ZONE}
    reached = set()
    for text in set(recorded):
        for variable, labels in VARIABLE.findall(text):
            for label in labels.split("|"):
                reached.add(label)
                tested = f"($zones IS NULL OR {variable}.zone IN $zones)" in text
                assert tested == (label in zoned), (variable, label, text)
    assert reached == {node.label for node in MODEL.nodes.values()}
    shapes = {edge.shape for node in MODEL.nodes.values() for edge in node.fields.values() if isinstance(edge, Edge)}
    assert shapes == set(Shape)
