"""The rules over HTTP: each field that has one, for each role; straight through, through graphql-core, and as events."""

import httpx
import pytest
import pytest_asyncio
from graphql import parse

from cypher.grant import ROLES, principal
from cypher.visibility import Principal
from schema.root import CORE
from tests.graph_api.access.test_door import known
from tests.graph_api.talking import events, talking
from tests.schema.generated import argued
from tests.schema.test_rule import MAY, ROOTS, RULES, SIGNED_IN

ASKED = {
    "Lineage.hasHidden": '{ columnLineage(id: "column:x/y#z") { hasHidden } }',
    "Source.config": "{ sources { nodes { config } } }",
    "Asset.viewSql": "{ assets { nodes { viewSql } } }",
    "Classification.evidence": "{ columns { nodes { classifications { evidence { method } } } } }",
}
"""Ways to the fields with rules of their own; a column's fields are asked of `columns`."""

SCAN = '"scan:00000000-0000-4000-8000-000000000000"'


def operations():
    for kind, root in zip(("query", "mutation"), ROOTS[:2], strict=True):
        yield from ((f"{root.name}.{name}", f"{kind} {{ {argued(root, name)} }}") for name in root.fields)
    for key in MAY:
        type_name, _, name = key.partition(".")
        if type_name not in {"Query", "Mutation"}:
            yield key, ASKED.get(key) or f"{{ columns {{ nodes {{ {name} }} }} }}"


@pytest.fixture
def become(monkeypatch):
    """Whoever asks is this one from now on."""
    return lambda who: monkeypatch.setattr("graph_api.app._principal", lambda *_: who)


def of_role(role: str) -> Principal:
    return principal("person:x", [ROLES[f"role:{role}"].grant], {}, frozenset({"person:x"}))


@pytest_asyncio.fixture
async def client(app, graph):
    headers = {**known(app, "rules", roles=("role:admin",)), "accept": "application/graphql-response+json"}
    base = "http://127.0.0.1:8000"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base, headers=headers) as client:
        yield client


def codes(answer: httpx.Response) -> set[str]:
    return {error["extensions"]["code"] for error in answer.json().get("errors", [])}


@pytest.mark.parametrize("role", SIGNED_IN)
async def test_matrix_every_field_and_mutation_over_http(client, become, role):
    """An operation that is refused is answered 403, its data never began; any other is not refused."""
    become(of_role(role))
    asked = sorted(operations(), key=lambda each: each[0] == "Mutation.sessionRevoke")  # who does that asks no more
    assert {key for key, _ in asked} >= {f"{root.name}.{name}" for root in ROOTS[:2] for name in root.fields} | set(MAY)
    for key, text in asked:
        answer = await client.post("/graphql", json={"query": text})
        if role in MAY.get(key, SIGNED_IN):
            assert not codes(answer) & {"FORBIDDEN", "INTERNAL", "GRAPHQL_VALIDATION_FAILED"}, (key, answer.text)
        else:
            (error,) = answer.json()["errors"]
            assert (answer.status_code, error["extensions"]["code"]) == (403, "FORBIDDEN"), key
            assert error["path"][-1] == key.partition(".")[2]
            assert "data" not in answer.json()


async def test_matrix_an_operation_that_another_taught_the_server_is_refused_all_the_same(client, become):
    """Rules are asked on every hit, also where the plan is known and graphql-core is not asked."""
    for text in ASKED.values():
        become(of_role("admin"))
        for _ in range(3):
            assert "FORBIDDEN" not in codes(await client.post("/graphql", json={"query": text}))
        become(of_role("viewer"))
        for _ in range(2):
            assert codes(await client.post("/graphql", json={"query": text})) == {"FORBIDDEN"}
        become(of_role("admin"))
        assert "FORBIDDEN" not in codes(await client.post("/graphql", json={"query": text}))


KINDS = (
    "Query.assets",
    "Query.tags",
    "Query.users",
    "Query.auditEvents",
    "Column.topValues",
    "Asset.viewSql",
    "Source.config",
    "Classification.evidence",
    "Lineage.hasHidden",
    "Mutation.assetDescribe",
    "Mutation.columnSample",
    "Mutation.viewSqlRead",
    "Mutation.ownerAssign",
    "Mutation.classificationConfirm",
    "Mutation.lineageEdgeRemove",
    "Mutation.sourceDelete",
    "Mutation.scanCancel",
    "Mutation.tagCreate",
    "Mutation.grantDelete",
)
"""One field of each kind of rule."""
WATCHED = (
    ("Subscription.scanProgress", f"subscription {{ scanProgress(id: {SCAN}) {{ id }} }}"),
    ("Source.config", f"subscription {{ scanProgress(id: {SCAN}) {{ source {{ config }} }} }}"),
)


def test_matrix_every_action_that_a_field_needs_is_asked_over_the_other_transports():
    texts = dict(operations())
    asked = {action for key in KINDS for action in RULES.needs(parse(texts[key]), None)}
    assert asked >= {action for action in RULES.declared.values() if action is not None}


@pytest.mark.parametrize("role", SIGNED_IN)
async def test_matrix_one_field_of_each_kind_of_rule_over_websocket_and_events(app, client, become, role):
    """As over HTTP: the whole operation is refused before it runs, or none of it is."""
    become(of_role(role))
    headers, texts = {"authorization": client.headers["authorization"]}, dict(operations())
    async with talking(app, headers) as talk:
        for key, text in (*((key, texts[key]) for key in KINDS), *WATCHED):
            async with events(app, headers, text) as stream:
                over_events = await stream.all()
            for found in (over_events, await talk.ask(text)):
                codes = {error["extensions"]["code"] for each in found for error in each.get("errors", [])}
                if role in MAY.get(key, SIGNED_IN):
                    unwanted = {"FORBIDDEN", "INTERNAL", "GRAPHQL_VALIDATION_FAILED", "UNAUTHENTICATED"}
                    assert not codes & unwanted, (key, found)
                else:
                    (refused,) = [each for each in found if each]  # events end with an empty one
                    assert codes == {"FORBIDDEN"}, (key, found)
                    assert "data" not in refused
                    assert refused["errors"][0]["path"][-1] == key.partition(".")[2]


async def ask(client, text, **variables):
    answer = (await client.post("/graphql", json={"query": text, "variables": variables})).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def test_roles_and_grants_are_made_tried_explained_and_taken_away(client, graph):
    """By an admin; of the built-in roles there are those of the guide."""
    found = await ask(client, "{ roles { id builtIn actions scope { everything owned } subjectIds } grants { id } }")
    assert [each["id"] for each in found["roles"] if each["builtIn"]] == [f"role:{name}" for name in SIGNED_IN]
    assert found["grants"] == []
    making = """mutation($input: GrantCreateInput!) { grantCreate(input: $input) {
      grant { id subjectId actions scope { sourceIds mostSensitive } } effects { userId gained lost } userErrors { code } } }"""
    scope = {"sourceIds": ["source:shop"], "mostSensitive": "INTERNAL"}
    wanted = {"name": "shop", "subjectId": "role:sales", "actions": ["PROFILE"], "scope": scope}
    missing = (await ask(client, making, input=wanted))["grantCreate"]
    assert (missing["grant"], missing["userErrors"]) == (None, [{"code": "NOT_FOUND"}])
    wrong = wanted | {"scope": {"sourceIds": ["tag:a"]}}
    assert (await ask(client, making, input=wrong))["grantCreate"]["userErrors"] == [{"code": "BAD_INPUT"}]
    made = 'mutation { roleCreate(input: {name: "Sales"}) { role { id builtIn actions } userErrors { code } } }'
    assert (await ask(client, made))["roleCreate"]["role"] == {"id": "role:sales", "builtIn": False, "actions": []}
    bound = """mutation { roleBind(input: {roleId: "role:sales", subjectId: "group:Sales"}) { role { subjectIds } } }"""
    assert (await ask(client, bound))["roleBind"]["role"]["subjectIds"] == ["group:Sales"]
    assert (await ask(client, making, input=wanted | {"dryRun": True}))["grantCreate"]["userErrors"] == []
    assert (await ask(client, "{ grants { id } }"))["grants"] == []
    grant = (await ask(client, making, input=wanted))["grantCreate"]["grant"]
    assert grant == {
        "id": grant["id"],
        "subjectId": "role:sales",
        "actions": ["PROFILE"],
        "scope": {"sourceIds": ["source:shop"], "mostSensitive": "INTERNAL"},
    }
    changing = """mutation($input: GrantUpdateInput!) { grantUpdate(input: $input) { grant { actions } userErrors { code } } }"""
    changed = wanted | {"id": grant["id"], "actions": ["CLASSIFY", "EXISTENCE"]}
    assert (await ask(client, changing, input=changed))["grantUpdate"]["grant"]["actions"] == ["EXISTENCE", "CLASSIFY"]
    unknown = changed | {"id": "grant:none"}
    assert (await ask(client, changing, input=unknown))["grantUpdate"]["userErrors"] == [{"code": "NOT_FOUND"}]
    deleting = "mutation($input: GrantDeleteInput!) { grantDelete(input: $input) { userErrors { code } } }"
    assert (await ask(client, deleting, input={"id": grant["id"]}))["grantDelete"]["userErrors"] == []
    assert (await ask(client, "{ grants { id } }"))["grants"] == []
    unbound = (
        """mutation { roleUnbind(input: {roleId: "role:sales", subjectId: "group:Sales"}) { role { subjectIds } } }"""
    )
    assert (await ask(client, unbound))["roleUnbind"]["role"]["subjectIds"] == []
    await graph.run_schema("one", "CREATE (:Asset {id: 'asset:sqlite://x/main.t', zone: 1})")
    text = '{ accessExplain(userId: "person:none", id: "asset:sqlite://x/main.t") { visible } }'
    answer = await client.post("/graphql", json={"query": text})
    assert codes(answer) == {"NOT_FOUND"}


def test_the_schema_has_the_subscription_that_is_asked():
    assert set(CORE.subscription_type.fields) == {"scanProgress"}
