"""Who may ask for what: every field has a rule, and the rules are what is written down here, by hand."""

import time

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_leaf_type, parse

from cypher.errors import Forbidden, NotFound
from cypher.grant import ROLES, principal
from cypher.visibility import OWNER, Action, Principal
from schema import errors
from schema.declaration import ActionWord
from schema.root import CORE, MODEL
from schema.rule import UNDECLARED, Rules, refused
from tests.schema.conftest import Client
from tests.schema.generated import argued

RULES = Rules(CORE)
ROOTS = (CORE.query_type, CORE.mutation_type, CORE.subscription_type)
SIGNED_IN = ("viewer", "analyst", "steward", "owner", "engineer", "compliance", "admin")
_EDITORS, _SOURCES = ("steward", "owner", "admin"), ("engineer", "admin")
MAY = {
    "Mutation.sourceCreate": _SOURCES,
    "Mutation.sourceUpdate": _SOURCES,
    "Mutation.sourceDelete": _SOURCES,
    "Mutation.sourceTest": _SOURCES,
    "Mutation.scanStart": _SOURCES,
    "Mutation.scanCancel": _SOURCES,
    "Mutation.removalApprove": _SOURCES,
    "Mutation.classificationRun": _SOURCES,
    "Mutation.lineageEdgeAdd": _SOURCES,
    "Mutation.lineageEdgeRemove": _SOURCES,
    "Mutation.sqlLineageApply": _SOURCES,
    "Query.classificationExplain": SIGNED_IN[1:],
    "Mutation.columnSample": _EDITORS,
    "Mutation.viewSqlRead": ("owner", "admin"),
    "Mutation.assetDescribe": _EDITORS,
    "Mutation.columnDescribe": _EDITORS,
    "Mutation.tagAdd": _EDITORS,
    "Mutation.tagRemove": _EDITORS,
    "Mutation.domainAssign": _EDITORS,
    "Mutation.ownerAssign": _EDITORS,
    "Mutation.ownerUnassign": _EDITORS,
    "Mutation.classificationConfirm": (*_EDITORS, "compliance"),
    "Mutation.classificationReject": (*_EDITORS, "compliance"),
    "Mutation.columnClassify": (*_EDITORS, "compliance"),
    "Mutation.tagCreate": ("steward", "admin"),
    "Mutation.domainCreate": ("steward", "admin"),
    "Mutation.personCreate": ("steward", "admin"),
    "Mutation.teamCreate": ("steward", "admin"),
    **dict.fromkeys(
        (
            "Query.roles",
            "Query.grants",
            "Query.accessExplain",
            "Mutation.grantCreate",
            "Mutation.grantUpdate",
            "Mutation.grantDelete",
            "Mutation.roleCreate",
            "Mutation.roleBind",
            "Mutation.roleUnbind",
            "Query.users",
            "Query.userTeams",
            "Mutation.userCreate",
            "Mutation.userEnable",
            "Mutation.userDisable",
            "Mutation.userTeamAdd",
            "Mutation.userTeamRemove",
            "Mutation.userTeamEnable",
            "Mutation.userTeamDisable",
        ),
        ("admin",),
    ),
    "Lineage.hasHidden": ("engineer", "compliance", "admin"),
    "Query.auditEvents": ("compliance", "admin"),
    "Source.config": ("owner", "engineer", "admin"),
    "Asset.viewSql": SIGNED_IN[1:],
    "Classification.evidence": SIGNED_IN[1:],
    **{
        f"Column.{name}": SIGNED_IN[1:]
        for name in (
            "nullShare",
            "distinct",
            "distinctExact",
            "min",
            "max",
            "mean",
            "quantiles",
            "topValues",
            "patterns",
            "minLength",
            "maxLength",
        )
    },
}
"""Who may ask for a field at all; of what is not in it, everybody who is signed in and sees anything."""


def every_field():
    return [
        (type_.name, name)
        for type_ in CORE.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name in type_.fields
    ]


def asking(type_name: str, field: str) -> str:
    """An operation that asks for one field, wherever its type is: what leads there needs no more than to see."""
    for kind, root in zip(("query", "mutation", "subscription"), ROOTS, strict=True):
        if root.name == type_name:
            return f"{kind} {{ {argued(root, field)} }}"
    named = get_named_type(CORE.type_map[type_name].fields[field].type)
    leaf = field if is_leaf_type(named) else f"{field} {{ __typename }}"
    return f'{{ node(id: "x") {{ ... on {type_name} {{ {leaf} }} }} }}'


def test_matrix_every_root_field_has_a_rule():
    missing = [
        f"{root.name}.{name}" for root in ROOTS for name in root.fields if (root.name, name) not in RULES.declared
    ]
    assert missing == []


def test_matrix_every_object_is_a_node_with_a_rule_or_comes_from_a_field_with_one():
    """A type that nodes point to is a node itself, so that its rule holds by whatever way it is reached."""
    for node in MODEL.nodes.values():
        assert node.read
    named = {type_.name for type_ in CORE.type_map.values() if isinstance(type_, GraphQLObjectType)}
    identified = {name for name in named if any(i.name == "Node" for i in CORE.type_map[name].interfaces)}
    assert identified == set(MODEL.nodes)


def test_matrix_a_rule_of_a_type_is_not_lost_where_it_is_reached_by_its_interface():
    for type_ in CORE.type_map.values():
        if isinstance(type_, GraphQLInterfaceType):
            for possible in CORE.get_possible_types(type_):
                assert not [name for name in type_.fields if (possible.name, name) in RULES.declared]


def test_every_action_has_its_word_in_the_schema():
    assert [each.name for each in ActionWord] == [each.value for each in Action]


@pytest.mark.parametrize("role", SIGNED_IN)
def test_matrix_every_field_for_every_role(role):
    who = principal("person:x", [ROLES[f"role:{role}"].grant], {}, frozenset({"person:x"}))
    for type_name, field in every_field():
        error = refused(who, RULES.needs(parse(asking(type_name, field)), None))
        allowed = role in MAY.get(f"{type_name}.{field}", SIGNED_IN)
        assert (error is None) == allowed, (type_name, field, error)
        if error is not None:
            assert error.extensions["code"] == "FORBIDDEN"
            assert error.path[-1] == field


@pytest.mark.parametrize("key", MAY)
def test_matrix_the_table_names_fields_that_there_are(key):
    assert tuple(key.split(".")) in every_field()


def test_someone_without_any_grant_may_ask_for_what_all_may_and_nothing_else():
    nobody = principal("person:new", [], {}, frozenset())
    assert refused(nobody, RULES.needs(parse("{ tags { nodes { id } } people { nodes { id } } }"), None)) is None
    assert refused(nobody, RULES.needs(parse("{ t: tags { totalCount } a: assets { totalCount } }"), None)).path == [
        "a"
    ]


def test_a_field_without_a_rule_is_for_those_who_may_do_everything():
    rules = Rules(CORE)
    del rules.declared["Query", "search"]
    needs = rules.needs(parse('{ search(text: "x") { totalCount } }'), None)
    assert set(needs) == {UNDECLARED}
    assert refused(OWNER, needs) is None
    everything_but_one = Principal("person:x", None, dict.fromkeys(Action))
    assert refused(everything_but_one, needs).extensions["code"] == "FORBIDDEN"


def test_what_is_asked_in_fragments_is_found_with_its_path_and_only_in_the_operation_that_runs():
    text = """query A { one: asset(id: "x") { ...F } } query B { assets { totalCount } }
    fragment F on Asset { columns { nodes { ... on Column { least: min } } } }"""
    needs = RULES.needs(parse(text), "A")
    assert needs[Action.PROFILE].path == ("one", "columns", "nodes", "least")
    assert Action.PROFILE not in RULES.needs(parse(text), "B")


def test_hostile_fragments_that_double_each_other_are_read_once():
    chain = " ".join(
        f"fragment f{n} on Asset {{ a{n}: source {{ name }} ...f{n + 1} ...f{n + 1} }}" for n in range(100)
    )
    text = f'{{ asset(id: "x") {{ ...f0 }} }} {chain} fragment f100 on Asset {{ viewSql ...f0 }}'
    began = time.perf_counter()
    assert Action.SQL_READ in RULES.needs(parse(text), None)
    assert time.perf_counter() - began < 1


async def test_visibility_of_a_value_ends_where_its_action_is_not_granted(client: Client, company):
    """In zone 2 only existence: no profile, by field, by filter, by order or by cursor."""
    await client.graph.run_schema(
        "profile", "MATCH (c:Column) SET c.nullShare = 0.5, c.quantiles = [1.0], c.topValues = '[1]'"
    )
    await client.graph.run_schema("sql", "MATCH (a:Asset) SET a.viewSql = 'SELECT 1'")
    who = Principal("person:p", (1, 2), {Action.EXISTENCE: (1, 2), Action.PROFILE: (1,), Action.SOURCE_READ: (1,)})
    ask = """{ columns(first: 100) { nodes { nullShare quantiles topValues asset { name } classifications { evidence { method } } } }
      sources { nodes { id config } } assets { nodes { viewSql } } }"""
    data = await client.ask(ask, who)
    for column in data["columns"]["nodes"]:
        shown = column["asset"]["name"] != "payroll"
        assert (column["nullShare"], column["quantiles"], column["topValues"]) == (
            (0.5, [1.0], [1]) if shown else (None, None, None)
        )
        assert all(bool(each["evidence"]) if shown else each["evidence"] is None for each in column["classifications"])
    assert {each["id"]: each["config"] for each in data["sources"]["nodes"]} == {
        "source:shop": {"host": "h"},
        "source:crm": None,
    }
    assert [each["viewSql"] for each in data["assets"]["nodes"]] == [None, None, None]
    await client.graph.run_schema("none", "MATCH (c:Column) REMOVE c.quantiles")
    for column in (await client.ask(ask, who))["columns"][
        "nodes"
    ]:  # nothing there is another thing than nothing for you
        assert column["quantiles"] == (None if column["asset"]["name"] == "payroll" else [])
    known = "{ columns(first: 100, where: {nullShare: %s}) { totalCount } }"
    assert (await client.ask(known % "{gte: 0}", who))["columns"]["totalCount"] == 6
    assert (await client.ask(known % "{isNull: true}", who))["columns"]["totalCount"] == 3
    ordered = "{ columns(first: 100, orderBy: {by: NULL_SHARE}) { nodes { asset { name } } } }"
    first = (await client.ask(ordered, who))["columns"]["nodes"][:3]
    assert [each["asset"]["name"] for each in first] == ["payroll"] * 3


CHANGES = (
    ("METADATA_EDIT", 'assetDescribe(input: {id: "asset:%s", description: "x"})'),
    ("METADATA_EDIT", 'columnDescribe(input: {id: "column:%s#id", description: "x"})'),
    ("METADATA_EDIT", 'tagAdd(input: {ids: ["asset:%s"], tagIds: ["tag:gold"]})'),
    ("METADATA_EDIT", 'tagRemove(input: {ids: ["asset:%s"], tagIds: ["tag:gold"]})'),
    ("METADATA_EDIT", 'domainAssign(input: {ids: ["asset:%s"], domainId: null})'),
    ("OWNERSHIP_EDIT", 'ownerAssign(input: {ids: ["asset:%s"], ownerIds: ["person:ana"]})'),
    ("OWNERSHIP_EDIT", 'ownerUnassign(input: {ids: ["asset:%s"], ownerIds: ["person:ana"]})'),
    ("CLASSIFY", 'classificationConfirm(input: {ids: ["classification:%s#email~EMAIL"]})'),
    ("CLASSIFY", 'classificationReject(input: {ids: ["classification:%s#email~EMAIL"]})'),
    ("CLASSIFY", 'columnClassify(input: {columnIds: ["column:%s#id"], classId: "class:EMAIL"})'),
)
SHOP = "postgres://shop.demo:5432/shop.public."


@pytest.mark.parametrize(("action", "change"), CHANGES, ids=lambda value: value.partition("(")[0])
async def test_visibility_is_not_enough_to_change_a_thing(client: Client, company, action, change):
    """Forbidden where it is seen but the action is granted elsewhere; not found where it is hidden; nothing is written."""
    text = f"mutation {{ {change} {{ userErrors {{ code }} }} }}"
    name = change.partition("(")[0]
    for granted, zones, wanted in ((1, (1, 2), "FORBIDDEN"), (1, (1,), "NOT_FOUND"), (2, (1, 2), None)):
        who = Principal("person:p", zones, {Action.EXISTENCE: zones, Action(action): (granted,)})
        result = await client.run(text % f"{SHOP}payroll", who)
        codes = [errors.masked(each).extensions["code"] for each in result.errors or []]
        codes += [each["code"] for each in ((result.data or {}).get(name) or {}).get("userErrors", [])]
        assert codes == ([wanted] if wanted else [])


async def test_visibility_of_sources_and_scans_bounds_what_is_done_with_them(client: Client, company):
    """What reaches outside is refused before its port is even looked at: there is none here."""
    await client.graph.run_schema("scan", "CREATE (:Scan {id: 'scan:00000000-0000-4000-8000-000000000000', zone: 2})")
    scan = '"scan:00000000-0000-4000-8000-000000000000"'
    for change, action in (
        ('sourceUpdate(input: {id: "source:crm", name: "x"})', Action.SOURCE_EDIT),
        ('sourceUpdate(input: {id: "source:crm", config: {path: "x"}})', Action.SOURCE_EDIT),
        ('sourceDelete(input: {id: "source:crm"})', Action.SOURCE_EDIT),
        ('sourceTest(input: {id: "source:crm"})', Action.SOURCE_EDIT),
        ('scanStart(input: {sourceId: "source:crm"})', Action.SCAN_RUN),
        (f"scanCancel(input: {{id: {scan}}})", Action.SCAN_RUN),
        (f"removalApprove(input: {{id: {scan}}})", Action.SCAN_RUN),
    ):
        for zones, wanted in (((1, 2), "FORBIDDEN"), ((1,), "NOT_FOUND")):
            who = Principal("person:p", zones, {Action.EXISTENCE: zones, action: (1,)})
            result = await client.run(f"mutation {{ it: {change} {{ userErrors {{ code }} }} }}", who)
            codes = [errors.masked(each).extensions["code"] for each in result.errors or []]
            codes += [each["code"] for each in ((result.data or {}).get("it") or {}).get("userErrors", [])]
            assert codes == [wanted], change
    somewhere = Principal("person:p", (1,), {Action.EXISTENCE: (1,), Action.SOURCE_EDIT: (1,)})
    result = await client.run('mutation { sourceTest(input: {kind: "sqlite", config: {path: "x"}}) { ok } }', somewhere)
    assert errors.masked(result.errors[0]).extensions["code"] == "FORBIDDEN"


def test_demanding_names_what_is_refused():
    who = Principal("person:p", (1, 2), {Action.EXISTENCE: (1, 2), Action.CLASSIFY: (1,)})
    who.demand(Action.CLASSIFY, {"column:a": 1})
    with pytest.raises(Forbidden, match="column:b"):
        who.demand(Action.CLASSIFY, {"column:a": 1, "column:b": 2, "column:c": None})
    assert not issubclass(Forbidden, NotFound)
