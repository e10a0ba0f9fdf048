"""What scans no longer find goes in two steps, never by mistake, and not too much at once."""

import psycopg
import pytest

from cypher import description, removal
from cypher.errors import NotFound
from cypher.graph import Conflict
from cypher.visibility import OWNER
from graph_api.scan.run import End
from tests.graph_api.scan.conftest import VIEW, SqliteSource, dump, postgres_source

PERSON = "asset:sqlite://crm/main.person"
SPEND = "asset:sqlite://crm/main.spend"


@pytest.fixture
async def many(graph, tmp_path):
    """Thirty tables `t00` … `t29`."""
    many = SqliteSource(graph, "many")
    many.file = tmp_path / "many.db"
    many.execute("".join(f"CREATE TABLE t{n:02} (id INTEGER);" for n in range(30)))
    await many.create("sqlite", {"path": str(many.file)}, "sqlite://many")
    await many.scan("METADATA_ONLY")
    return many


async def test_the_first_scan_marks_the_second_removes_and_a_return_brings_everything_back(crm):
    await crm.scan()
    await description.describe(crm.graph, OWNER, SPEND, "what people spend")
    before = await dump(crm.graph, labels=frozenset({"Scan", "Change", "Counter"}))
    crm.execute("DROP VIEW spend")

    first = await crm.scan()
    assert (first.progress.missing, first.progress.removed) == (1, 0)
    marked = await crm.node(SPEND)
    assert marked["labels"] == ["Asset"]
    assert marked["missingSince"]
    assert await crm.rows("MATCH ()-[r:FLOWS_TO]->(:Column) RETURN r")

    second = await crm.scan()
    assert (second.progress.missing, second.progress.removed) == (0, 1)
    gone = await crm.node(SPEND)
    assert (gone["labels"], gone["description"]) == (["PastAsset"], "what people spend")
    assert await crm.rows("MATCH (:PastAsset)-[:HAD_COLUMN]->(c:PastColumn) RETURN c.id AS id ORDER BY id") == [
        {"id": "column:sqlite://crm/main.spend#email"},
        {"id": "column:sqlite://crm/main.spend#total"},
    ]
    assert await crm.rows("MATCH ()-[r:FLOWS_TO|INFLUENCES]->() RETURN r") == []
    third = await crm.scan()
    assert (third.progress.missing, third.progress.removed) == (0, 0)

    crm.execute(VIEW)
    fourth = await crm.scan()
    assert (fourth.progress.added, fourth.progress.removed) == (0, 0)
    kinds = [kind for kind, subject, _ in await crm.changes() if subject == SPEND]
    assert kinds == ["ASSET_ADDED", "DESCRIBED", "ASSET_MISSING", "ASSET_REMOVED", "ASSET_RETURNED"]
    assert not [kind for kind, _, _ in await crm.changes() if kind.startswith("COLUMN_")]
    after = await dump(crm.graph, labels=frozenset({"Scan", "Change", "Counter"}))
    assert after["nodes"] == before["nodes"]
    present = [edge[:3] for edge in after["edges"] if edge[0] not in {"FLOWED_TO", "INFLUENCED"}]
    assert present == [edge[:3] for edge in before["edges"]]


async def test_what_was_only_missing_is_found_again(crm):
    crm.execute("CREATE TABLE spare (id INTEGER)")
    await crm.scan("METADATA_ONLY")
    before = await dump(crm.graph, labels=frozenset({"Scan", "Change", "Counter"}))
    crm.execute("DROP TABLE spare")
    await crm.scan("METADATA_ONLY")
    crm.execute("CREATE TABLE spare (id INTEGER)")
    await crm.scan("METADATA_ONLY")
    told = [kind for kind, subject, _ in await crm.changes() if subject == "asset:sqlite://crm/main.spare"]
    assert told == ["ASSET_ADDED", "ASSET_MISSING", "ASSET_RETURNED"]
    assert await dump(crm.graph, labels=frozenset({"Scan", "Change", "Counter"})) == before
    assert (await crm.scan("METADATA_ONLY")).progress.removed == 0


async def test_too_many_removals_wait_for_approval(many):
    many.execute("".join(f"DROP TABLE t{n:02};" for n in range(12)))
    await many.scan("METADATA_ONLY")
    held = await many.scan("METADATA_ONLY")
    assert (held.progress.removed, held.progress.held) == (0, 12)
    before = await dump(many.graph)
    again = await many.scan("METADATA_ONLY")
    assert again.progress.held == 12
    assert await dump(many.graph) == before
    with pytest.raises(Conflict):
        await removal.approve(many.graph, OWNER, held.scan)
    assert await removal.approve(many.graph, OWNER, again.scan) == 12
    assert len(await many.rows("MATCH (a:Asset) RETURN a.id AS id")) == 18
    scan = await many.node(again.scan)
    assert (scan["removalsHeld"], scan["assetsRemoved"]) == (0, 12)
    assert await removal.approve(many.graph, OWNER, again.scan) == 0
    with pytest.raises(NotFound):
        await removal.approve(many.graph, OWNER, "scan:00000000-0000-4000-8000-000000000000")


async def test_ten_removals_of_thirty_are_not_too_many(many):
    many.execute("".join(f"DROP TABLE t{n:02};" for n in range(10)))
    await many.scan("METADATA_ONLY")
    assert (await many.scan("METADATA_ONLY")).progress.removed == 10


async def test_a_held_asset_that_returns_is_not_removed(many):
    many.execute("".join(f"DROP TABLE t{n:02};" for n in range(12)))
    await many.scan("METADATA_ONLY")
    await many.scan("METADATA_ONLY")
    many.execute("CREATE TABLE t00 (id INTEGER)")
    last = await many.scan("METADATA_ONLY")
    assert await removal.approve(many.graph, OWNER, last.scan) == 11
    assert (await many.node("asset:sqlite://many/main.t00"))["labels"] == ["Asset"]


async def test_a_scope_that_failed_removes_nothing(graph, postgresql, monkeypatch):
    database = postgresql.create_database(
        "CREATE SCHEMA hr; CREATE TABLE hr.pay (a int); CREATE TABLE shoe (a int);"
        "CREATE VIEW paid AS SELECT * FROM hr.pay"
    )
    user = postgresql.create_user()
    grants = (
        f'GRANT USAGE ON SCHEMA hr TO "{user.user}"; GRANT SELECT ON ALL TABLES IN SCHEMA hr, public TO "{user.user}"'
    )
    database.execute(grants)
    shop = await postgres_source(graph, database, monkeypatch, user=user.user, password="env:LIMITED")
    monkeypatch.setenv("LIMITED", user.password)
    assert (await shop.scan("METADATA_ONLY")).exit_code == 0
    before = await dump(graph, without=frozenset({"linkedHash", "linkedEdges"}))
    assert await shop.rows("MATCH (:Column)-[r:FLOWS_TO]->(:Column) RETURN r")
    database.execute(f'REVOKE USAGE ON SCHEMA hr FROM "{user.user}"')
    for _ in range(3):
        result = await shop.scan("METADATA_ONLY")
        assert (result.end, result.exit_code) == (End.SUCCEEDED, 3)
        assert [each["code"] for each in result.progress.errors] == ["PERMISSION_DENIED"]
        assert await dump(graph, without=frozenset({"linkedHash", "linkedEdges"})) == before
    database.execute("DROP TABLE shoe")  # what was listed to its end still goes
    await shop.scan("METADATA_ONLY")
    assert (await shop.scan("METADATA_ONLY")).progress.removed == 1
    assert (await shop.node(shop.asset("pay", "hr")))["labels"] == ["Asset"]


async def test_a_listing_that_breaks_off_removes_nothing(shop):
    shop.database.execute("CREATE TABLE shoe (a int)")
    await shop.scan("METADATA_ONLY")
    before = await dump(shop.graph)
    with psycopg.connect(**{**shop.database.connect(), "dbname": "postgres"}, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{shop.database.name}" ALLOW_CONNECTIONS false')
        for _ in range(2):
            result = await shop.scan("METADATA_ONLY")
            assert (result.end, result.exit_code) == (End.FAILED, 1)
        admin.execute(f'ALTER DATABASE "{shop.database.name}" ALLOW_CONNECTIONS true')
    assert await dump(shop.graph) == before
