"""What comes from outside is a parameter or is refused: never the text of a statement."""

import json
import re

import pytest
import pytest_asyncio
from graphql import get_named_type, is_leaf_type

from cypher.page import cursor
from schema import errors
from schema.root import CORE, MODEL
from tests.estate import Estate
from tests.schema.generated import everything, listings

EVIL = [
    "x' OR 1=1 //",
    'x" }) DETACH DELETE n //',
    "`) MATCH (m) DETACH DELETE m //",
    "\\u0060) RETURN 1 //",
    "\\",
    "$zones",
    "$p0",
    "}} RETURN n /*",
    "*/ CALL { MATCH (n) DELETE n } /*",
    "line\nbreak\r\u2028MATCH (n)",
    "\u0000",
    "'); CALL db.labels() //",
    "{{name}}",
    "%s%(x)s{0}",
    "\ud7ff\U0001f600\u202e",
    "' + __import__('os').system('true') + '",
]


@pytest_asyncio.fixture
async def ran(graph, monkeypatch) -> list[str]:
    """The texts of the statements that ran."""
    await Estate(sources=2, assets=2, columns=2).write(graph)
    found: list[str] = []
    query = graph.query

    async def spy(name, text, parameters, **more):
        found.append(text)
        return await query(name, text, parameters, **more)

    monkeypatch.setattr(graph, "query", spy)
    return found


async def text_of(client, ran, operation: str, variables: dict) -> list[str]:
    """The statements of an operation; it may be refused, but by a code of its own."""
    ran.clear()
    result = await client.run(operation, **variables)
    for error in result.errors or []:
        assert errors.masked(error).extensions["code"] in {"BAD_INPUT", "GRAPHQL_VALIDATION_FAILED"}, error
    return list(ran)


VALUES = {
    "id": ("query($v: ID!) { node(id: $v) { id } }", "{v}"),
    "ids": ("query($v: ID!) { nodes(ids: [$v]) { id } }", "{v}"),
    "filter": ("query($v: String) { assets(where: {name: {eq: $v}}) { nodes { id } } }", "{v}"),
    "contains": ("query($v: String) { assets(where: {not: {name: {contains: $v}}}) { totalCount } }", "{v}"),
    "list": ("query($v: [String!]) { assets(where: {or: [{name: {in: $v}}]}) { totalCount } }", ["{v}"]),
    "edge": ("query($v: ID) { assets(where: {tags: {id: {eq: $v}}}) { facets { kind { value } } } }", "{v}"),
    "where": ("query($v: AssetWhere) { assets(where: $v) { nodes { id } } }", {"name": {"prefix": "{v}"}}),
    "after": ("query($v: String) { assets(after: $v) { nodes { id } } }", "{cursor}"),
    "forged": ("query($v: String) { assets(before: $v, last: 2) { nodes { id } } }", "{v}"),
    "nested": ("query($v: String) { sources { nodes { assets(where: {name: {ne: $v}}) { nodes { id } } } } }", "{v}"),
}


def filled(form, value: str):
    made = json.dumps(form).replace("{cursor}", cursor("Asset.nameSort", value))
    return json.loads(made.replace('"{v}"', json.dumps(value)))


@pytest.mark.parametrize("place", VALUES)
async def test_hostile_no_value_is_ever_text(client, ran, place):
    """The statement is the same, letter for letter, whatever the value; or there is none."""
    operation, form = VALUES[place]
    plain = "tag:plain" if place.startswith("id") else cursor("Asset.nameSort", "m") if place == "forged" else "plain"
    (usual,) = await text_of(client, ran, operation, {"v": filled(form, plain)})
    for evil in EVIL:
        for value in (evil, f"tag:{evil}") if place.startswith("id") else (evil,):
            texts = await text_of(client, ran, operation, {"v": filled(form, value)})
            assert texts in ([usual], []), value
    assert len(await text_of(client, ran, "{ assets { totalCount } }", {})) == 1


async def test_hostile_names_of_the_client_are_not_in_the_statement(client, ran):
    """Aliases, variables, the operation's name, fragments and literals; and they come back as keys all the same."""
    operation = """query DETACH_DELETE($DROP_index: String) { __import__: assets(where: {name: {ne: $DROP_index}}) {
      RETURN_1: nodes { MATCH_n: name CALL_db: columns(where: {name: {ne: "` ' $zones */"}}) { class: totalCount } ...lambda } } }
      fragment lambda on Asset { def: id }"""
    (text,) = await text_of(client, ran, operation, {"DROP_index": "x"})
    assert not re.search(r"DETACH|DROP|__import__|RETURN_1|MATCH_n|CALL_db|class|lambda|def|\*/|`", text)
    data = await client.ask(operation, DROP_index="x")
    assert set(data["__import__"]["RETURN_1"][0]) == {"MATCH_n", "CALL_db", "def"}


async def test_hostile_every_word_of_every_statement_is_declared_or_the_compiler_s(client, ran):
    """What is no keyword is a label, a relationship, a property, a fresh variable or a parameter."""
    declared = {"zone", "zones", "ids", "key", "name", "row", "page", "value", "number", "n"}
    for node in MODEL.nodes.values():
        declared |= {node.label, node.order.property}
        for field in node.fields.values():
            declared |= {getattr(field, "property", None) or field.relationship}
            declared |= {each.property for each in getattr(field, "properties", {}).values()}
            declared |= {field.order.property} if getattr(field, "order", None) else set()
        for values in [CORE.type_map[f"{node.name}Sort"].values] if f"{node.name}Sort" in CORE.type_map else []:
            declared |= {value.value.property for value in values.values()}
    functions = {
        "coalesce",
        "head",
        "toString",
        "datetime",
        "epochSeconds",
        "duration",
        "microseconds",
        "count",
        "toLower",
    }
    for root in listings():
        noun = str(CORE.query_type.fields[root].type).removesuffix("Connection!")
        await text_of(client, ran, f"{{ {root} {everything(f'{noun}Connection', 1)} }}", {})
        words = {word for text in ran for word in re.findall(r"\$?\b[A-Za-z_]\w*", re.sub(r"'[^']*'", "", text))}
        known = {
            w
            for w in words
            if w.isupper()
            or w in declared | functions
            or re.fullmatch(r"\$?[np]\d+|\$zones(_[a-z_]+)?|\$ids|id|true|null|false", w)
        }
        assert words == known, words - known


async def test_no_root_field_takes_a_statement_for_each_row(client, ran):
    """One statement for each root field that is a projection, whatever is below it and however much there is."""
    for root in listings():
        noun = str(CORE.query_type.fields[root].type).removesuffix("Connection!")
        below = everything(f"{noun}Connection", 1)
        assert len(await text_of(client, ran, f"{{ {root}(first: 50) {below} }}", {})) == 1, root
        assert (
            len(
                await text_of(client, ran, f"{{ a: {root}(first: 1) {below} b: {root}(last: 1) {{ totalCount }} }}", {})
            )
            == 2
        )


@pytest.mark.parametrize("root", ["search", "columnLineage", "columnImpact", "assetLineage", "assetImpact"])
async def test_what_is_computed_reads_its_nodes_a_type_at_a_time(client, graph, ran, root):
    """One statement for each (type, selection) below a boundary; so as many for 40 nodes as for 4."""
    field = CORE.query_type.fields[root]
    type_ = get_named_type(field.type)
    text = everything(type_.name, 1)
    start = {"column": "column:sqlite://s0/main.t0#c1", "asset": "asset:sqlite://s0/main.t0"}
    walk = f'id: "{start["column" if root.startswith("column") else "asset"]}", depth: 5'
    arguments = 'text: "s0", first: 50' if root == "search" else walk
    await graph.run_schema("make", "MATCH (n) WHERE n.zone IS NOT NULL SET n.zone = 1")
    await graph.run_schema(
        "make",
        """MERGE (a:Asset {id: 'asset:sqlite://s0/main.t0'}) MERGE (c:Column {id: 'column:sqlite://s0/main.t0#c1'})
        WITH a, c UNWIND range(1, 40) AS i
        CREATE (x:Column {id: 'column:x/y#' + i, name: 's0', nameSort: 's0' + i, terms: 's0', zone: 1, assetId: 'asset:x/' + i})
        CREATE (y:Asset {id: 'asset:x/' + i, name: 's0', nameSort: 's0' + i, terms: 's0', zone: 1})-[:HAS_COLUMN]->(x)
        CREATE (x)-[:FLOWS_TO {key: 'a' + i, origin: 'o'}]->(c)-[:FLOWS_TO {key: 'b' + i, origin: 'o'}]->(x)
        CREATE (y)-[:FLOWS_TO {key: 'c' + i, origin: 'o'}]->(a)-[:FLOWS_TO {key: 'd' + i, origin: 'o'}]->(y)""",
    )
    graph.calls.clear()
    result = await client.run(f"{{ {root}({arguments}) {text} }}")
    assert not result.errors, result.errors
    boundaries = count_boundaries(type_)
    assert len(str(result.data)) > 5_000
    assert len(graph.calls) <= 4 + boundaries, graph.calls


def count_boundaries(type_, seen: frozenset = frozenset()) -> int:
    """How many (type, selection) a computed type leads to: each field of a node type, as many as its concrete types."""
    found = 0
    for field in type_.fields.values():
        below = get_named_type(field.type)
        if is_leaf_type(below) or below.name in seen:
            continue
        if below.name in MODEL.nodes:
            found += 1
        elif below.name == "Node":
            found += len(MODEL.nodes)
        else:
            found += count_boundaries(below, seen | {below.name})
    return found
