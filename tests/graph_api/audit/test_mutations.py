"""The audit of a server: every mutation leaves one entry, whatever becomes of it; refusals do; secrets never."""

import asyncio
import json

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, text
from typer.testing import CliRunner

from cypher import audit as waiting
from cypher.act import Act, acting, note
from cypher.errors import StorageFull, StoreUnavailable
from graph_api import cli
from graph_api.audit.checkpoint import Signer, checkpoints_file
from graph_api.audit.port import Audit
from graph_api.audit.seal import Sealer, seal
from graph_api.audit.verify import verify
from graph_api.state.tables import audit
from schema.root import CORE
from tests.graph_api.access.test_door import PASSWORD, SIGN_IN, known
from tests.schema.generated import argued

MUTATIONS = sorted(CORE.mutation_type.fields, key=lambda name: name == "sessionRevoke")  # who does that asks no more
CANARY = "c4n4ry-Horse-Battery-77"


@pytest_asyncio.fixture
async def client(app, graph):
    headers = known(app, "ada", roles=("role:admin",))
    base = "http://127.0.0.1:8000"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base, headers=headers) as client:
        await app.state.grants.refresh()
        yield client


async def entries(app, graph, request=None):
    """What the audit has, once nothing waits: of one request, or all."""
    await seal(graph, app.state.store)
    with app.state.store.reading() as connection:
        said = [json.loads(each) for each in connection.scalars(select(audit.c.entry).order_by(audit.c.seq))]
    return [each for each in said if request in (None, each.get("request"))]


async def asked(client, query, request, **variables):
    headers = {"x-request-id": request}
    answer = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    return answer.json()


@pytest.mark.parametrize("name", MUTATIONS)
async def test_audit_every_mutation_leaves_exactly_one_entry(app, client, graph, name):
    """With arguments that are in the right form and of nothing there is: whatever is answered, it is recorded."""
    answer = await asked(client, f"mutation {{ {argued(CORE.mutation_type, name)} }}", f"every-{name}")
    (entry,) = await entries(app, graph, f"every-{name}")
    assert (entry["action"], entry["actor"], entry["address"]) == (name, "person:ada", "127.0.0.1")
    if "errors" in answer:
        assert entry["outcome"] == answer["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("noun", ["tag", "team", "domain"])
async def test_audit_of_what_is_named_again_tells_only_what_changed(app, client, graph, noun):
    for input_ in ('slug: "one"', 'slug: "one", name: "One"', 'slug: "one", name: "One"', 'slug: "one"'):
        await asked(client, f"mutation {{ {noun}Create(input: {{{input_}}}) {{ {noun} {{ id }} }} }}", f"{noun}-again")
    found = await entries(app, graph, f"{noun}-again")
    assert [each["objects"] for each in found] == [[f"{noun}:one"]] * 4
    assert [each.get("changes") for each in found] == [
        [{"id": f"{noun}:one", "before": None, "after": {"name": "one"}}],
        [{"id": f"{noun}:one", "before": {"name": "one"}, "after": {"name": "One"}}],
        None,
        None,
    ]


async def test_audit_of_changes_has_who_what_why_and_before_and_after(app, client, graph):
    """Changes of the graph and of the state store alike, several in one request each with their own."""
    done = await asked(
        client,
        """mutation {
          sourceCreate(input: {slug: "s", kind: "sqlite", config: {path: "/x.db"}}) { source { id } userErrors { code } }
          a: tagCreate(input: {slug: "gold"}) { tag { id } }
          tagAdd(input: {ids: ["source:s"], tagIds: ["tag:gold"]}) { userErrors { code } }
          again: tagAdd(input: {ids: ["source:s"], tagIds: ["tag:gold"]}) { userErrors { code } }
          personCreate(input: {login: "eva"}) { person { id } }
          ownerAssign(input: {ids: ["source:s"], ownerIds: ["person:eva"]}) { userErrors { code } }
          userCreate(input: {login: "una"}) { user { id } }
          userDisable(input: {id: "person:una"}) { user { id } }
          roleBind(input: {roleId: "role:viewer", subjectId: "person:una"}) { role { id } }
          tokenRevoke(input: {id: "none"}) { userErrors { code } }
          dry: sourceDelete(input: {id: "source:s", dryRun: true}) { assets }
          sourceDelete(input: {id: "source:s"}) { deleted }
        }""",
        "changes",
    )
    assert "errors" not in done, done
    found = await entries(app, graph, "changes")
    assert len(found) == 12
    of = {}
    for each in found:
        of.setdefault(each["action"], []).append(each)
    tagged, again = of["tagAdd"]
    assert tagged["changes"] == [{"id": "source:s", "before": {"tags": []}, "after": {"tags": ["tag:gold"]}}]
    assert set(tagged["objects"]) == {"source:s", "tag:gold"}
    assert "changes" not in again
    assert of["tagCreate"][0]["objects"] == ["tag:gold"]
    (change,) = of["userDisable"][0]["changes"]
    assert (change["before"]["disabled"], change["after"]["disabled"]) == (False, True)
    assert of["tokenRevoke"][0]["outcome"] == "NOT_FOUND"
    assert of["roleBind"][0]["changes"][0]["after"] == {"subject": "person:una"}
    dry, gone = of["sourceDelete"]
    assert dry["given"]["dryRun"] is True
    assert "changes" not in dry
    assert gone["changes"][0]["before"]["assets"] == 0
    assert all(
        each["outcome"] == "OK" and each["actor"] == "person:ada" for each in found if each != of["tokenRevoke"][0]
    )
    read = await asked(
        client,
        """{ auditEvents(where: {objectId: {eq: "source:s"}, action: {in: ["tagAdd"]}, actorId: {eq: "person:ada"}}, first: 1) {
          totalCount nodes { seq action outcome actorId requestId objectIds changes { id before after } at }
          pageInfo { hasNextPage endCursor } } }""",
        "reading",
    )
    page = read["data"]["auditEvents"]
    assert page["totalCount"] == 2
    assert page["pageInfo"]["hasNextPage"]
    behind = await asked(
        client,
        '{ auditEvents(where: {objectId: {eq: "source:s"}, action: {eq: "tagAdd"}}, after: "%s") { nodes { seq changes { after } } } }'
        % page["pageInfo"]["endCursor"],
        "behind",
    )
    (older,) = behind["data"]["auditEvents"]["nodes"]
    assert older["seq"] < page["nodes"][0]["seq"]
    assert older["changes"] == [{"after": {"tags": ["tag:gold"]}}]
    wrong = await asked(client, '{ auditEvents(after: "x") { nodes { seq } } }', "wrong")
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_audit_is_sealed_by_itself_and_leaves_nothing_in_the_graph(app, client, graph):
    await asked(client, 'mutation { tagCreate(input: {slug: "quick"}) { tag { id } } }', "quick")
    for _ in range(300):  # a busy machine takes its time
        await asyncio.sleep(0.1)
        with app.state.store.reading() as connection:
            sealed = connection.scalar(select(audit.c.seq).where(audit.c.entry.contains('"request":"quick"')))
        left = await waiting.waits(graph)
        if sealed and not left:  # the graph's entry goes once the sealed one is safe
            break
    assert (bool(sealed), left) == (True, False)


async def test_audit_canary_no_secret_is_in_any_entry(app, client, graph):
    """Passwords, tokens and configurations, right and wrong, and what was typed in the wrong field."""
    for number, text_ in enumerate(
        (
            f'userCreate(input: {{login: "cy", password: "{CANARY}"}}) {{ user {{ id }} }}',
            f'sessionCreate(input: {{login: "cy", password: "{CANARY}"}}) {{ token {{ id }} }}',
            f'sessionCreate(input: {{login: "{CANARY}", password: "x"}}) {{ token {{ id }} }}',
            f'userPasswordSet(input: {{id: "person:cy", password: "{CANARY}2"}}) {{ user {{ id }} }}',
            f'userPasswordSet(input: {{current: "{CANARY}", password: "short"}}) {{ user {{ id }} }}',
            f'sourceCreate(input: {{slug: "c", kind: "postgresql", config: {{host: "h", password: "{CANARY}"}}}}) {{ source {{ id }} }}',
            f'sourceTest(input: {{kind: "sqlite", config: {{path: "/x", key: "{CANARY}"}}}}) {{ ok }}',
            f'sqlLineageApply(input: {{sourceId: "source:x", upload: "u", sql: "select \'{CANARY}\'"}}) {{ origin }}',
            f'tagCreate(input: {{slug: "u", description: "postgres://u:{CANARY}@h/d"}}) {{ tag {{ id }} }}',
            f'tagCreate(input: {{slug: "v", description: "Authorization: Bearer {CANARY}"}}) {{ tag {{ id }} }}',
        )
    ):
        await asked(client, f"mutation {{ {text_} }}", f"canary-{number}")
    made = await asked(client, 'mutation { tokenCreate(input: {name: "t"}) { secret } }', "canary-token")
    secret = made["data"]["tokenCreate"]["secret"]
    found = json.dumps(await entries(app, graph))
    assert "canary-9" in found
    assert CANARY not in found
    assert secret not in found
    assert secret.split("_")[-1] not in found


async def test_audit_of_signing_in_rightly_and_wrongly(app, client, graph):
    await asked(
        client, f'mutation {{ userCreate(input: {{login: "sig", password: "{PASSWORD}"}}) {{ user {{ id }} }} }}', "s0"
    )
    del client.headers["authorization"]
    for request, password in (("s1", PASSWORD), ("s2", "wrong horse battery")):
        await asked(client, SIGN_IN, request, l="sig", p=password)
    ((right,), (wrong,)) = [await entries(app, graph, each) for each in ("s1", "s2")]
    assert (right["actor"], right["outcome"], wrong["actor"], wrong["outcome"]) == (
        "person:sig", "OK", "", "UNAUTHENTICATED",
    )  # fmt: skip
    assert wrong["objects"] == ["person:sig"]


async def test_audit_of_what_was_refused(app, client, graph):
    """By rule, by scope, in a mutation, and of strangers, but of these not every time."""
    viewer = known(app, "vic", roles=("role:viewer",))
    await app.state.grants.refresh()
    for request, query in (
        ("r1", "{ assets { nodes { viewSql } } }"),
        ("r2", 'mutation { tagCreate(input: {slug: "z"}) { tag { id } } }'),
        ("r3", "{ auditEvents { totalCount } }"),
    ):
        answer = await client.post("/graphql", json={"query": query}, headers={**viewer, "x-request-id": request})
        assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    found = [await entries(app, graph, each) for each in ("r1", "r2", "r3")]
    assert [[(each["action"], each["actor"], each["outcome"]) for each in some] for some in found] == [
        [("viewSql", "person:vic", "FORBIDDEN")],
        [("tagCreate", "person:vic", "FORBIDDEN")],
        [("auditEvents", "person:vic", "FORBIDDEN")],
    ]
    before = len(await entries(app, graph))
    for _ in range(5):
        assert (await client.get("/metrics", headers={"authorization": "Bearer x"})).status_code == 401
    (stranger,) = (await entries(app, graph))[before:]
    assert (stranger["action"], stranger["actor"], stranger["outcome"]) == ("/metrics", "", "UNAUTHENTICATED")


async def test_audit_that_cannot_be_kept_refuses_changes_and_heals(app, client, graph, monkeypatch):
    """Of the graph and of the state store; nothing is left half done."""
    monkeypatch.setattr(app.state.ports.audit._sealer, "problem", StorageFull("Make room."))
    text_ = 'mutation { tagCreate(input: {slug: "full"}) { tag { id } } }'
    answer = await asked(client, text_, "full")
    assert answer["errors"][0]["extensions"]["code"] == "STORAGE_FULL"
    rows = await graph.query("full", "MATCH (t:Tag {id: 'tag:full'}) RETURN count(t) AS n", {})
    assert rows[0]["n"] == 0
    monkeypatch.undo()

    def full(*_):
        raise StorageFull("Make room.")

    monkeypatch.setattr("graph_api.state.chain.append", full)
    answer = await asked(client, 'mutation { userCreate(input: {login: "full"}) { user { id } } }', "full-user")
    assert answer["errors"][0]["extensions"]["code"] == "STORAGE_FULL"
    monkeypatch.undo()
    assert "person:full" not in json.dumps((await asked(client, "{ users { id } }", "users"))["data"])
    assert (await asked(client, text_, "room"))["data"]["tagCreate"]["tag"] == {"id": "tag:full"}


async def test_audit_in_the_graph_is_sealed_once_by_whoever_comes(app, graph, tmp_path):
    """Killed between the chain and the graph, and two at once: no entry twice, none lost."""
    store = app.state.store
    for number in range(5):
        with acting(Act(f"killed{number}", "person:ana")):
            await graph.transact(nothing)

    class KilledError(Exception):
        pass

    async def into(found):
        await store.write(lambda connection: None)
        from graph_api.state import chain  # noqa: PLC0415

        await store.write(lambda c: chain.add(c, store.id, found))
        raise KilledError

    with pytest.raises(KilledError):
        await waiting.seal(graph, into)
    await asyncio.gather(seal(graph, store), seal(graph, store))
    assert not await waiting.waits(graph)
    said = [each["action"] for each in await entries(app, graph) if each["action"].startswith("killed")]
    assert sorted(said) == [f"killed{number}" for number in range(5)]


async def test_audit_of_commands_that_fail_says_with_what(app, graph, neo4j_server, monkeypatch, tmp_path):
    monkeypatch.setenv("PURSIGHT_STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setenv("NEO4J_URI", neo4j_server.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    (tmp_path / "wrong.jsonl").write_text("{}\n")
    for words in (["source", "delete", "none"], ["import", str(tmp_path / "wrong.jsonl")]):
        failed = await asyncio.to_thread(CliRunner().invoke, cli.app, words)
        assert failed.exit_code == 2, failed.output
    said = [each for each in await entries(app, graph) if "uid" in each.get("given", {})]
    assert [(each["action"], each["outcome"]) for each in said] == [
        ("source delete", "NOT_FOUND"),
        ("import", "BAD_INPUT"),
    ]
    assert said[0]["given"]["message"] == "not found: source:none"
    assert said[1]["given"]["message"].startswith("nothing was imported:")


FORGED = (
    "{at: 1, entry: '{}'}",
    "{id: 'a', at: 1}",
    "{id: 5, at: 1, entry: '{}'}",
    "{id: 'b', at: 'x', entry: 7}",
    "{id: ['l'], at: 1, entry: ['x']}",
    "{id: 'y\\u0000', at: 1, entry: 'x\\u0000'}",
    "{id: 'd', at: 1, entry: date()}",
    "{id: 'e', at: 1, entry: reduce(t = '', n IN range(1, 5000) | t + '[')}",
    '{id: \'f\', at: 1, entry: \'{"action":"\' + reduce(t = \'\', n IN range(1, 9000) | t + toString(n)) + \'","actor":"a","at":1,"id":"f","outcome":"OK"}\'}',
    '{id: \'g\', at: 1, entry: \'{"action":"a","actor":"a","at":1,"given":99999999999999999999,"id":"g","outcome":"OK"}\'}',
    "{id: reduce(t = '', n IN range(1, 2000) | t + toString(n)), at: 1, entry: '{}'}",
)


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
async def test_hostile_nodes_in_the_place_of_audit_entries_are_kept_as_damaged_and_stop_nobody(
    app, client, graph, forged
):
    """Put there by whoever can write Neo4j; and the audit is read as before."""
    await graph.run_schema("forge", f"CREATE (:AuditEntry {forged})")
    with acting(Act("after it", "person:ana")):
        await graph.transact(nothing)
    await asyncio.wait_for(seal(graph, app.state.store), 10)
    assert not await waiting.waits(graph)
    told = await asked(client, "{ auditEvents(first: 2) { nodes { action outcome given } } }", "read")
    found = {(each["action"], each["outcome"]) for each in told["data"]["auditEvents"]["nodes"]}
    assert found == {("after it", "OK"), ("unknown", "DAMAGED")}


async def test_audit_that_cannot_be_sealed_for_whatever_reason_refuses_changes_and_heals(app, graph, monkeypatch):
    sealer = Sealer(app.state.store, graph, Signer.open(app.state.settings), checkpoints_file(app.state.settings))

    def broken(*_):
        raise TypeError

    with monkeypatch.context() as patch:
        patch.setattr("graph_api.state.chain.add", broken)
        with acting(Act("stuck", "person:ana")):
            await graph.transact(nothing)
        await sealer.turn()
        with pytest.raises(StoreUnavailable, match="cannot be sealed"):
            Audit(app.state.store, sealer).ready()
    await sealer.turn()
    Audit(app.state.store, sealer).ready()
    assert not await waiting.waits(graph)


async def nothing(_transaction):
    return None


async def test_audit_entry_and_change_of_the_graph_are_both_there_or_neither(graph):
    async def work(transaction):
        note("tag:x", None, {})
        raise LookupError

    with acting(Act("half", "person:ana")), pytest.raises(LookupError):
        await graph.transact(work)
    assert not await waiting.waits(graph)
    await graph.transact(nothing)
    assert not await waiting.waits(graph), "what nobody asked for leaves no entry"


async def test_audit_of_a_server_is_whole_and_signed(app, graph, tmp_path):
    settings = app.state.settings
    signer, file = Signer.open(settings), checkpoints_file(settings)
    sealer = Sealer(app.state.store, graph, signer, file)
    with acting(Act("last", "person:ana")):
        await graph.transact(nothing)
    await sealer.turn(sign=True)
    assert sealer.problem is None
    report = verify(app.state.store, signer, file)
    assert report.problem is None
    assert report.checkpoints >= 1
    with app.state.store.reading() as connection:
        assert connection.scalar(text("SELECT max(seq) FROM audit")) == report.last
