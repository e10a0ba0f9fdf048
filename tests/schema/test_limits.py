"""What an operation costs is known before it runs, computed once a fragment, and equal to what writing it out would give."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, GraphQLError, get_introspection_query, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.inputs import MOST
from schema.limits import Limits
from schema.measure import measure
from schema.root import CORE

LIMITS = Limits()
PAGE = Path(__file__).parents[2] / "docs" / "operations" / "limits.md"


def measured(text, name=None):
    return measure(CORE, parse(text), name)


def cost(text, **variables):
    return measured(text).cost(variables)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ __typename }", 1),
        ('{ asset(id: "a") { id name kind } }', 2),  # root field, object
        ('{ asset(id: "a") { source { name } tags { name } } }', 2 + 1 + 5),
        ("{ assets { nodes { id } } }", 2 + 20),
        ("{ assets(first: 100) { nodes { id } } }", 2 + 100),
        ("{ assets(last: 7) { edges { cursor node { id } } pageInfo { hasNextPage } } }", 2 + 7 * 2 + 1),
        ("{ assets { totalCount } }", 2 + 10),
        ("{ assets { facets { kind { count } tags { count } } } }", 2 + 1 + 2 * (10 + 100)),
        ("{ assets(first: 0) { nodes { columns { nodes { id } } } } }", 2),
        ("{ assets(first: 10) { nodes { columns(first: 3) { nodes { classifications { dataClass { id } } } } } } }",
         2 + 10 * (1 + 1 + 3 * (1 + 5 * 2))),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 1 + 3),
        ('{ search(text: "x", first: 9) { nodes { node { id } } } }', 2 + 9 * 2),
        ('{ columnImpact(id: "c") { total } }', 2 + 10),
        ('{ columnImpact(id: "c", depth: 4, limit: 50) { nodes { asset { name } } edges { kind } } }', 2 + 40 + 50 * 2 + 50),
        ('{ columnImpact(id: "c") { nodes { id } } }', 2 + 10 + 1000),
        ("mutation { a: scanCancel(input: {id: 1}) { userErrors { code } } }", 1 + 10 + 1 + 5),
        ("{ __schema { types { name fields { name } } } }", 1 + 500),
        ("{ nope { never { seen } } }", 1 + 1 + 1),
        ("{ ...A ...A } fragment A on Query { assets { ...B } } fragment B on AssetConnection { nodes { id } }", 2 * 22),
    ],
)  # fmt: skip
def test_the_formula(text, expected):
    assert cost(text) == expected


def test_the_examples_of_the_manual_cost_what_it_says():
    rows = re.findall(r"^\| `(\{.*\})` \| (?:.* = )?([\d,]+)", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(rows) == 5
    assert [(text, f"{cost(text):,}") for text, _ in rows] == rows


def test_pages_may_be_variables_whose_defaults_count_and_whose_nonsense_does_not():
    text = """query($n: Int, $m: Int = 7, $ids: [ID!]!) { nodes(ids: $ids) { id }
      assets(first: $n) { ...A } } fragment A on AssetConnection { nodes { columns(last: $m) { nodes { id } } } }"""
    ids = ["a"] * 4
    assert cost(text, ids=ids) == 1 + 4 + 2 + 20 * (2 + 7)
    assert cost(text, ids=ids, n=3) == 1 + 4 + 2 + 3 * (2 + 7)
    assert cost(text, ids=ids, n=3, m=None) == 1 + 4 + 2 + 3 * (2 + 20)
    assert cost(text, ids=ids, n=100.0, m=2) == 1 + 4 + 2 + 100 * (2 + 2)
    assert cost(text, ids=ids, n=10**30, m=-5) == 1 + 4 + 2 + 100 * 2
    assert cost(text, ids=ids, n="many", m=[1, 2]) == 1 + 4 + 2 + 20 * (2 + 2)


def test_depth_aliases_root_fields_and_inputs_count_with_every_fragment_in_its_place():
    text = """query($w: AssetWhere) { a: asset(id: 1) { ...F } assets(where: {or: [{name: {eq: "x"}}, {source: {}}]}) { totalCount }
      other: assets(where: $w) { totalCount } ...R }
      fragment F on Asset { s: source { ... on Source { n: name } } } fragment R on Query { sources { totalCount } }"""
    found = measured(text)
    assert (found.depth, found.aliases, found.root_fields) == (3, 4, 4)
    assert found.inputs({}) == (6, 3)
    assert found.inputs({"w": {"and": [{}, {"name": {"in": ["a", "b"]}}]}}) == (6 + 6, 3)
    assert found.inputs({"w": {"not": {"not": {"not": {"name": {"eq": "x"}}}}}}) == (6 + 5, 5)
    within = measured("query($w: AssetWhere) { assets(where: {not: {or: [{}, $w]}}) { totalCount } }")
    assert [within.inputs({"w": w}) for w in (None, {}, {"name": {"eq": "x"}})] == [(4, 2), (5, 2), (6, 4)]


SETS = st.recursive(
    st.sampled_from(["id", "a: id", "__typename"]),
    lambda inner: st.lists(
        st.one_of(inner, st.sampled_from(["...F0", "...F1", "...F2", "tags { name }"]),
                  inner.map(lambda body: f"b: source {{ assets {{ nodes {{ {body} }} }} }}"),
                  inner.map(lambda body: f"columns {{ nodes {{ classifications {{ column {{ asset {{ {body} }} }} }} }} }}"),
                  inner.map(lambda body: f"columns(first: $n) {{ nodes {{ asset {{ {body} }} }} totalCount }}"),
                  inner.map(lambda body: f"... {{ {body} }}")),
        min_size=1, max_size=3).map(" ".join),
    max_leaves=6,
)  # fmt: skip


def expanded(selection_set, fragments):
    """The same selections with each fragment written out: what the memo must not change."""
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield node
        else:
            spread = isinstance(node, FragmentSpreadNode)
            yield from expanded((fragments[node.name.value] if spread else node).selection_set, fragments)


def naive(selection_set, fragments, page):
    """Depth, aliases and cost by plain recursion: (depth, aliases, once, for each row of the page around)."""
    depth, counts = 0, Counter()
    for node in expanded(selection_set, fragments):
        name = node.name.value
        below, inner = (0, Counter())
        if node.selection_set:
            below, inner = naive(node.selection_set, fragments, page)
        depth = max(depth, 1 + below)
        counts["aliases"] += inner["aliases"] + (node.alias is not None)
        counts["own"] += 10 if name == "totalCount" else 0
        if name in ("source", "asset", "column"):
            counts["own"] += 1 + inner["own"] + 5 * inner["each"]
        elif name in ("columns", "assets"):
            counts["own"] += 1 + inner["own"] + (page if node.arguments else 20) * inner["each"]
        elif name in ("tags", "nodes", "classifications"):
            counts["each"] += 1 + inner["own"] + 5 * inner["each"]
    return depth, counts


@settings(deadline=None, max_examples=200)
@given(bodies=st.lists(SETS, min_size=4, max_size=4), page=st.integers(0, 100))
def test_memoised_it_is_what_writing_every_fragment_out_would_give(bodies, page):
    fragments = list(bodies[:3])
    for number in range(3):  # a fragment spreads only those after it
        for other in range(number + 1):
            fragments[number] = fragments[number].replace(f"...F{other}", "id")
    text = "query($n: Int) { asset(id: 1) { %s } } %s" % (
        bodies[3],
        " ".join(f"fragment F{number} on Asset {{ {body} }}" for number, body in enumerate(fragments)),
    )
    document = parse(text)
    named = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    depth, counts = naive(document.definitions[0].selection_set.selections[0].selection_set, named, page)
    found = measure(CORE, document, None)
    assert (found.depth, found.aliases) == (depth + 1, counts["aliases"])
    assert found.cost({"n": page}) == min(2 + counts["own"] + 5 * counts["each"], MOST)


def bomb(levels, inner="id"):
    """Each fragment spreads the next one twice: 2 to the power of `levels` fields when written out."""
    parts = [
        f"fragment F{n} on Asset {{ source {{ assets {{ nodes {{ ...F{n + 1} }} }} }} ...F{n + 1} }}"
        for n in range(levels)
    ]
    return "{ asset(id: 1) { ...F0 } } " + " ".join(parts) + f" fragment F{levels} on Asset {{ {inner} }}"


def test_hostile_a_fragment_bomb_is_measured_in_the_time_of_its_text():
    document = parse(bomb(100))
    began = time.process_time()
    found = measure(CORE, document, None)
    requested = found.cost({})
    assert time.process_time() - began < 1
    assert requested == MOST
    varied = parse(
        bomb(100).replace("assets {", "assets(first: $n) {").replace("{ asset(", "query($n: Int) { asset(", 1)
    )
    found = measure(CORE, varied, None)
    began = time.process_time()
    assert (found.cost({"n": 1}), found.cost({"n": 0}), found.cost({"n": 2})) == (MOST, 2 + 100 * 2, MOST)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", None),
        ("{ assets { ...A } } fragment A on AssetConnection { nodes { source { assets { ...A } } } }", None),
        ("query A { __typename }", "B"),
        ("query A { __typename } query A { __typename }", "A"),
        ("fragment A on Query { __typename }", None),
    ],
)
def test_what_validation_refuses_in_any_case_is_not_measured(text, name):
    assert measured(text, name) is None


@pytest.mark.parametrize(
    ("text", "code", "numbers"),
    [
        ("{ asset(id: 1) %s id %s }" % ("{ source { assets { nodes " * 7 + "{", "}" * 22), "DEPTH_LIMIT", {"depth": {"requested": 23, "limit": 20}}),
        ("{ " + " ".join(f"a{n}: __typename" for n in range(31)) + "}", "ALIAS_LIMIT", {"aliases": {"requested": 31, "limit": 30}}),
        ("{ " + "__typename " * 21 + "}", "ROOT_FIELD_LIMIT", {"rootFields": {"requested": 21, "limit": 20}}),
        ("{ assets(where: {or: [" + "{}" * 99 + "]}) { totalCount } }", "INPUT_LIMIT", {"inputs": {"requested": 101, "limit": 100}}),
        ("{ assets(where: " + "{not: " * 11 + "{}" + "}" * 11 + ") { totalCount } }", "INPUT_LIMIT", {"inputDepth": {"requested": 11, "limit": 8}}),
        ("{ sources(first: 100) { nodes { assets(first: 100) { nodes { columns(first: 100) { nodes { id } } } } } } }", "COST_LIMIT",
         {"cost": {"requested": 1_020_202, "limit": 50_000}}),
    ],
)  # fmt: skip
def test_each_limit_has_a_code_and_says_both_numbers(text, code, numbers):
    with pytest.raises(GraphQLError) as refused:
        LIMITS.check(measured(text), {})
    assert refused.value.extensions == {"code": code, **numbers}
    ((of,),) = [tuple(numbers.values())]
    assert f"{of['requested']:,}" in refused.value.message
    assert f"{of['limit']:,}" in refused.value.message


def test_the_introspection_of_tools_passes_easily():
    text = get_introspection_query(
        descriptions=True, specified_by_url=True, schema_description=True, input_value_deprecation=True
    )
    assert LIMITS.check(measured(text), {}) == 501
    assert measured(text).depth == 15
