import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher import identity, inventory
from cypher.asset_schema import schema_at, schema_changes
from cypher.change import now, record
from cypher.errors import NotFound
from cypher.identity import InvalidId
from cypher.page import InvalidPage
from cypher.visibility import OWNER, Principal
from cypher.zone import Attributes

SOURCE = "source:s"
ASSET = "asset:sqlite://s/main.t"
ZONE = Attributes(SOURCE, "TABLE")


def listed(columns, kind="TABLE"):
    """The asset as a scan lists it: `columns` are (name, type) in order."""
    properties = {
        "id": ASSET, "name": "t", "qualifiedName": "main.t", "kind": kind, "comment": None, "sourceId": SOURCE,
        "schemaHash": repr((columns, kind)), "nameSort": identity.sort_key("t", ASSET), "terms": "t", "since": now(),
        "zone": ZONE.number, "columnCount": len(columns),
    }  # fmt: skip
    rows = []
    for position, (name, type_) in enumerate(columns, start=1):
        identifier = identity.column_id(ASSET, name)
        rows.append(
            {"id": identifier, "assetId": ASSET, "name": name, "position": position, "type": type_, "dataType": type_,
             "nullable": True, "primaryKey": position == 1, "comment": None, "since": now(), "terms": name,
             "nameSort": identity.sort_key(name, identifier), "zone": ZONE.number}
        )  # fmt: skip
    return inventory.AssetRow(ASSET, ZONE, properties, rows)


async def scan(graph, columns):
    """One scan's write: the asset with `columns`, or without the asset (None)."""

    async def work(transaction):
        if columns is None:
            changes = await inventory.end_assets(transaction, [ASSET], at=now())
        else:
            changes = (await inventory.write_assets(transaction, SOURCE, [listed(columns)], at=now())).changes
        await record(transaction, changes, by="machine")

    await graph.transact(work)
    return now()


def seen(schema):
    return [(each.name, each.type, each.position, each.primary_key) for each in schema.columns]


def wanted(columns):
    return [(name, type_, position, position == 1) for position, (name, type_) in enumerate(columns, start=1)]


@pytest.fixture
async def source(cypher):
    await cypher("CREATE (:Source {id: $id, name: 's', zone: 1, managed: true})", id=SOURCE)


versions = st.none() | st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from(["INT", "TEXT"])), max_size=4, unique_by=lambda each: each[0]
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(versions, min_size=1, max_size=7))
async def test_every_version_can_be_had_again_exactly(graph, cypher, source, history):
    await cypher("MATCH (n:Asset|PastAsset|Column|PastColumn|Change|Zone|Counter) DETACH DELETE n")
    before, snapshots, known = now() - 1, [], False
    for columns in history:
        known = known or columns is not None
        if known:
            snapshots.append((await scan(graph, columns), columns))
    if not known:
        return
    for as_of, columns in [*snapshots, (None, snapshots[-1][1])]:
        schema = await schema_at(graph, OWNER, ASSET, as_of)
        assert schema.existed == (columns is not None)
        assert seen(schema) == wanted(columns or [])
    assert not (await schema_at(graph, OWNER, ASSET, before)).existed
    present = {name for name, _ in snapshots[-1][1] or []}
    for as_of, _ in snapshots:
        for each in (await schema_at(graph, OWNER, ASSET, as_of)).columns:
            assert each.current == (each.name in present)


async def test_an_asset_that_was_missing_for_a_while_was_there(graph, source):
    first = await scan(graph, [("a", "INT")])

    async def miss(transaction):
        await record(
            transaction, await inventory.mark_missing(transaction, [ASSET], scan="scan:1", at=now()), by="machine"
        )

    await graph.transact(miss)
    between = now()
    await scan(graph, [("a", "INT")])
    for as_of in (first, between, None):
        assert seen(await schema_at(graph, OWNER, ASSET, as_of)) == wanted([("a", "INT")])


async def test_changes_come_newest_first_in_pages_and_say_what_differs(graph, source):
    await scan(graph, [("a", "INT"), ("b", "INT")])
    await scan(graph, [("a", "TEXT"), ("c", "INT")])
    await scan(graph, None)
    for subject in (ASSET, SOURCE):
        page = await schema_changes(graph, OWNER, subject, first=2)
        rest = await schema_changes(graph, OWNER, subject, first=3, after=page.changes[-1].cursor)
        assert (page.total, page.has_next, rest.has_next) == (5, True, False)
        every = [*page.changes, *rest.changes]
        assert [each.kind for each in every][:1] == ["ASSET_REMOVED"]
        assert {each.kind for each in every} == {
            "ASSET_ADDED", "ASSET_REMOVED", "COLUMN_ADDED", "COLUMN_CHANGED", "COLUMN_REMOVED",
        }  # fmt: skip
        assert [each.seq for each in every] == [5, 4, 3, 2, 1]
        (changed,) = (each for each in every if each.kind == "COLUMN_CHANGED")
        assert (changed.before, changed.after) == (
            {"type": "INT", "dataType": "INT"},
            {"type": "TEXT", "dataType": "TEXT"},
        )
        assert (changed.subject_id, changed.source_id) == (f"column:{ASSET[6:]}#a", SOURCE)


async def test_visibility_what_is_hidden_unknown_or_malformed_is_refused(graph, source):
    await scan(graph, [("a", "INT")])
    for principal, subject in ((Principal("p", (9,)), ASSET), (OWNER, "asset:sqlite://s/main.none")):
        with pytest.raises(NotFound):
            await schema_at(graph, principal, subject)
        with pytest.raises(NotFound):
            await schema_changes(graph, principal, subject)
    with pytest.raises(NotFound):
        await schema_changes(graph, OWNER, "source:none")
    for wrong in ("column:sqlite://s/main.t#a", "x"):
        with pytest.raises(InvalidId):
            await schema_changes(graph, OWNER, wrong)
        with pytest.raises(InvalidId):
            await schema_at(graph, OWNER, wrong)
    for page in ({"after": "x"}, {"first": 101}, {"first": -1}, {"after": "WyJzY2hlbWFDaGFuZ2VzIiwieCJd"}):
        with pytest.raises(InvalidPage):
            await schema_changes(graph, OWNER, ASSET, **page)


async def test_visibility_a_hidden_column_and_its_changes_are_not_told(graph, cypher, source):
    await scan(graph, [("a", "INT"), ("b", "INT")])
    await scan(graph, [("a", "INT"), ("b", "TEXT")])
    await cypher("MATCH (n) WHERE n.id ENDS WITH '#b' OR n.subjectId ENDS WITH '#b' SET n.zone = 2")
    half = Principal("p", (ZONE.number,))
    assert [each.name for each in (await schema_at(graph, half, ASSET)).columns] == ["a"]
    assert (await schema_changes(graph, half, ASSET)).total == 1
