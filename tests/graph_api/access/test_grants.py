"""Grants as a server knows them: kept in the state store, worked out over the graph's zones, explained."""

import asyncio
import uuid

import pytest
import pytest_asyncio

from cypher.errors import Invalid, NotFound
from cypher.grant import Grant, Predicate
from cypher.graph import Conflict
from cypher.visibility import OWNER, Action
from cypher.zone import Attributes, remember
from graph_api.access.grants import Grants, Someone, everybody
from graph_api.settings import load
from graph_api.state import open_store
from graph_api.state.store import now
from graph_api.state.tables import membership, team, user

SHOP, HR = Attributes("source:shop", "TABLE"), Attributes("source:hr", "TABLE")
ANA = Someone("person:ana", frozenset({"team:crm"}))


async def nothing() -> None:
    """Nobody is signed in here."""


@pytest_asyncio.fixture
async def grants(graph, tmp_path):
    store = open_store(load(state_directory=tmp_path))

    def people(connection):
        made = {"created_at": now(), "created_by": "person:owner"}
        for login in ("ana", "bo", "gone"):
            connection.execute(user.insert().values(
                id=f"person:{login}", kind="PERSON", name=login, disabled_at=1 if login == "gone" else None, **made))  # fmt: skip
        for slug, disabled in (("crm", None), ("old", 1)):
            connection.execute(team.insert().values(id=f"team:{slug}", name=slug, disabled_at=disabled, **made))
            connection.execute(membership.insert().values(team=f"team:{slug}", user="person:ana"))

    await store.write(people)
    await graph.transact(lambda transaction: remember(transaction, [SHOP, HR]))
    text = (
        "UNWIND $rows AS r CREATE (:Asset {id: r[0], zone: r[1]})-[:HAS_COLUMN]->(:Column {id: 'column:x', zone: r[1]})"
    )
    async with graph.driver.session() as session:
        await (await session.run(text, rows=[["asset:shop", SHOP.number]])).consume()
    made = Grants(store, graph, nothing)
    await made.refresh()
    yield made
    store.close()


def granted(subject: str, *actions: Action, **predicate) -> Grant:
    return Grant(f"grant:{uuid.uuid4()}", "a grant", subject, frozenset(actions), Predicate(**predicate))


async def test_visibility_is_what_was_granted_to_a_person_a_team_a_role_or_a_group(grants):
    assert grants.principal(ANA).zones == ()
    for subject, who in (
        ("person:ana", ANA),
        ("team:crm", ANA),
        ("role:analyst", Someone("person:bo", roles=frozenset({"role:analyst"}))),
        ("group:Data Office", Someone("person:bo", groups=frozenset({"group:Data Office"}))),
    ):
        one = granted(subject, Action.CLASSIFY, sources=("source:shop",))
        await grants.put(one, by="person:owner")
        assert grants.principal(who).where(Action.CLASSIFY) == (SHOP.number,)
        assert grants.principal(Someone("person:else")).zones == ()
        await grants.delete(one.id)
        assert not grants.principal(who).may(Action.CLASSIFY)


async def test_visibility_of_a_new_zone_begins_when_it_was_looked_at(grants, graph):
    await grants.put(granted("person:ana", Action.EXISTENCE, kinds=("VIEW",)), by="person:owner")
    assert grants.principal(ANA).zones == ()
    view = Attributes("source:shop", "VIEW")
    await graph.transact(lambda transaction: remember(transaction, [view]))
    assert grants.principal(ANA).zones == ()
    await grants.refresh_zones()
    assert grants.principal(ANA).zones == (view.number,)


async def test_a_change_through_another_server_is_seen_within_a_second(grants, graph):
    other = Grants(grants._store, graph, nothing)
    watching = asyncio.create_task(grants.watch())
    await other.put(granted("person:ana", Action.EXISTENCE, sources=("source:hr",)), by="person:owner")
    await asyncio.sleep(1)
    watching.cancel()
    assert grants.principal(ANA).zones == (HR.number,)


async def test_a_principal_is_worked_out_once_until_something_changes(grants):
    assert grants.principal(ANA) is grants.principal(ANA)
    before = grants.principal(ANA)
    await grants.refresh()
    assert grants.principal(ANA) is before


async def test_a_dry_run_says_who_gains_and_loses_how_much_and_changes_nothing(grants):
    wanted = granted("team:crm", Action.PROFILE, sources=("source:shop",))
    _, (effect,) = await grants.put(wanted, by="person:owner", dry_run=True)
    assert (effect.user, effect.gained, effect.lost) == ("person:ana", (Action.EXISTENCE, Action.PROFILE), ())
    assert (effect.zones_gained, effect.assets_gained, effect.columns_gained) == (1, 1, 1)
    assert await grants.grants() == []
    assert await grants.put(wanted, by="person:owner") == (wanted, [effect])
    moved = Grant(wanted.id, "moved", "person:bo", wanted.actions, wanted.predicate)
    _, (ana, bo) = await grants.put(moved, by="person:owner", dry_run=True)
    assert (ana.user, ana.lost, ana.assets_lost, bo.user, bo.gained) == (
        "person:ana", effect.gained, 1, "person:bo", effect.gained)  # fmt: skip
    (gone,) = await grants.delete(wanted.id, dry_run=True)
    assert (gone.lost, gone.zones_lost, gone.gained) == (effect.gained, 1, ())
    assert await grants.grants() == [wanted]


async def test_roles_are_given_and_taken_but_not_from_the_last_admin(grants):
    auditor = await grants.add_role("Auditor", "Reads the audit.", {Action.AUDIT_READ}, by="person:owner")
    assert auditor.id == "role:auditor"
    with pytest.raises(Conflict):
        await grants.add_role("Auditor", None, set(), by="person:owner")
    with pytest.raises(Conflict):
        await grants.add_role("Admin", None, set(), by="person:owner")
    for each in ("person:ana", "team:old", "group:Audit"):
        await grants.bind(auditor.id, each, bound=True, by="person:owner")
    known = {each.user: each for each in await grants._store.read(everybody)}
    assert known == {
        "person:ana": Someone("person:ana", frozenset({"team:crm"}), frozenset({"role:auditor"})),
        "person:bo": Someone("person:bo"),
    }
    assert grants.principal(known["person:ana"]).may(Action.AUDIT_READ)
    assert grants.principal(Someone("person:bo", groups=frozenset({"group:Audit"}))).may(Action.AUDIT_READ)
    await grants.bind("role:admin", "person:ana", bound=True, by="person:owner")
    with pytest.raises(Conflict, match="admin"):
        await grants.bind("role:admin", "person:ana", bound=False, by="person:owner")
    await grants.bind("role:admin", "person:bo", bound=True, by="person:owner")
    await grants.bind("role:admin", "person:ana", bound=False, by="person:owner")
    for wrong, refused in (("role:none", NotFound), (auditor.id, Invalid)):
        with pytest.raises(refused):
            await grants.bind(wrong, "role:viewer" if refused is Invalid else "person:ana", bound=True, by="x")


async def test_an_explanation_names_each_grant_and_what_of_it_does_not_hold(grants):
    shop = granted("person:ana", Action.PROFILE, sources=("source:shop",))
    hidden = granted("team:crm", Action.CLASSIFY, sources=("source:hr",), kinds=("TABLE",), tags=("tag:a",))
    for each in (shop, hidden):
        await grants.put(each, by="person:owner")
    told = await grants.explain("person:ana", "asset:shop")
    assert told.actions == (Action.EXISTENCE, Action.PROFILE)
    assert {each.grant.id: each.missed for each in told.reasons} == {shop.id: (), hidden.id: ("sources", "tags")}
    assert (await grants.explain("person:bo", "asset:shop")).actions == ()
    for who, what in (("person:none", "asset:shop"), ("person:gone", "asset:shop"), ("person:ana", "asset:none")):
        with pytest.raises(NotFound):
            await grants.explain(who, what)


async def test_what_cannot_be_granted_is_refused(grants):
    for wrong in (
        granted("nobody", Action.EXISTENCE),
        granted("person:", Action.EXISTENCE),
        granted("person:ana"),
        granted("person:ana", Action.ACCESS_ADMIN, kinds=("TABLE",)),
        Grant(f"grant:{uuid.uuid4()}", " ", "person:ana", frozenset({Action.EXISTENCE})),
    ):
        with pytest.raises(Invalid):
            await grants.put(wrong, by=OWNER.id)
    for missing in (grants.put(granted("role:none", Action.EXISTENCE), by=OWNER.id), grants.delete("grant:none")):
        with pytest.raises(NotFound):
            await missing
