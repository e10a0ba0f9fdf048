"""What a source changes is found, told in the feed, and what people said outlives it."""

import pytest

from cypher import classification, description, tag
from cypher.visibility import OWNER
from tests.graph_api.scan.conftest import dump

PERSON = "asset:sqlite://crm/main.person"
ORDERS = "asset:sqlite://crm/main.orders"
SPEND = "asset:sqlite://crm/main.spend"
EMAIL = "classification:sqlite://crm/main.person#email~EMAIL"


def column(name: str, table: str = "person") -> str:
    return f"column:sqlite://crm/main.{table}#{name}"


async def test_a_first_scan_tells_of_its_assets_and_not_of_their_columns(crm):
    await crm.scan("METADATA_ONLY")
    told = await crm.changes()
    assert sorted(subject for kind, subject, _ in told if kind == "ASSET_ADDED") == sorted([PERSON, ORDERS, SPEND])
    assert {kind for kind, _, _ in told} == {"SOURCE_CREATED", "ASSET_ADDED"}


async def test_columns_that_come_go_and_change_are_told_with_before_and_after(crm):
    await crm.scan("METADATA_ONLY")
    after = await crm.last_change()
    crm.execute("""
        DROP VIEW spend; DROP TABLE person;
        CREATE TABLE person (id INTEGER PRIMARY KEY, name VARCHAR(80), email TEXT, phone TEXT);
    """)
    result = await crm.scan("METADATA_ONLY")
    assert (result.progress.changed, result.progress.unchanged, result.progress.missing) == (1, 1, 1)
    told = {subject: (kind, detail) for kind, subject, detail in await crm.changes(after)}
    kind, detail = told[column("name")]
    assert kind == "COLUMN_CHANGED"
    assert detail == {"before": {"type": "TEXT", "nullable": False}, "after": {"type": "VARCHAR(80)", "nullable": True}}
    kind, detail = told[column("phone")]
    assert (kind, detail["before"], detail["after"]["type"], detail["after"]["position"]) == (
        "COLUMN_ADDED",
        None,
        "TEXT",
        4,
    )
    kind, detail = told[column("note")]
    assert (kind, detail["before"]["type"], detail["after"]) == ("COLUMN_REMOVED", "TEXT", None)
    assert told.keys() == {column("name"), column("phone"), column("note"), SPEND}
    assert (await crm.node(column("note")))["labels"] == ["PastColumn"]


async def test_a_column_that_returns_has_what_people_said_about_it(crm):
    await crm.scan()
    await description.describe(crm.graph, OWNER, column("note"), "favourite colour")
    await tag.create(crm.graph, OWNER, "taste")
    await tag.add(crm.graph, OWNER, [column("note")], ["tag:taste"])
    zone = (await crm.node(column("note")))["zone"]
    crm.execute("DROP VIEW spend; ALTER TABLE person DROP COLUMN note")
    await crm.scan()
    gone = await crm.node(column("note"))
    assert (gone["labels"], gone["description"]) == (["PastColumn"], "favourite colour")
    crm.execute("ALTER TABLE person ADD COLUMN note TEXT")
    after = await crm.last_change()
    await crm.scan()
    back = await crm.node(column("note"))
    assert (back["labels"], back["description"], back["zone"], back.get("until")) == (
        ["Column"],
        "favourite colour",
        zone,
        None,
    )
    assert await crm.rows(
        "MATCH (:Tag {id: 'tag:taste'})-[:ON]->(c:Column {id: $id}) RETURN c.id AS id", id=column("note")
    )
    assert [kind for kind, subject, _ in await crm.changes(after) if subject == column("note")] == ["COLUMN_ADDED"]


async def test_a_new_column_of_a_tagged_asset_is_in_the_assets_zone(crm):
    await crm.scan("METADATA_ONLY")
    await tag.create(crm.graph, OWNER, "gold")
    await tag.add(crm.graph, OWNER, [PERSON], ["tag:gold"])
    crm.execute("ALTER TABLE person ADD COLUMN phone TEXT")
    await crm.scan("METADATA_ONLY")
    assert (await crm.node(column("phone")))["zone"] == (await crm.node(PERSON))["zone"]


async def test_a_view_that_reads_otherwise_has_its_lineage_replaced_and_the_old_kept_as_past(crm):
    await crm.scan("METADATA_ONLY")
    after = await crm.last_change()
    crm.execute("DROP VIEW spend; CREATE VIEW spend AS SELECT p.name AS email, 1 AS total FROM person p")
    await crm.scan("METADATA_ONLY")
    edges = await crm.rows("MATCH (a)-[r:FLOWS_TO]->(b) RETURN a.id AS a, b.id AS b")
    assert {(row["a"], row["b"]) for row in edges} == {(PERSON, SPEND), (column("name"), column("email", "spend"))}
    past = await crm.rows("MATCH (a)-[r:FLOWED_TO]->(b) WHERE r.until > r.since RETURN a.id AS a, b.id AS b")
    assert (column("email"), column("email", "spend")) in {(row["a"], row["b"]) for row in past}
    assert ("LINEAGE_CHANGED", SPEND) in [(kind, subject) for kind, subject, _ in await crm.changes(after)]


async def test_a_view_that_becomes_a_table_states_no_lineage_any_more(crm):
    await crm.scan("METADATA_ONLY")
    zone = (await crm.node(SPEND))["zone"]
    crm.execute("DROP VIEW spend; CREATE TABLE spend (email TEXT, total NUMERIC)")
    await crm.scan("METADATA_ONLY")
    assert await crm.rows("MATCH ()-[r:FLOWS_TO|INFLUENCES]->() RETURN r") == []
    spend = await crm.node(SPEND)
    assert (spend["kind"], spend.get("viewSql")) == ("TABLE", None)
    assert spend["zone"] == (await crm.node(PERSON))["zone"] != zone
    assert {(await crm.node(column(name, "spend")))["zone"] for name in ("email", "total")} == {spend["zone"]}


@pytest.mark.parametrize("verdict", ["confirm", "reject"])
async def test_a_persons_verdict_outlives_scans(crm, verdict):
    await crm.scan()
    await getattr(classification, verdict)(crm.graph, OWNER, [EMAIL])
    before = await crm.node(EMAIL)
    crm.execute("UPDATE person SET email = 'none'")
    await crm.scan()
    assert await crm.node(EMAIL) == before
    assert before["state"] == {"confirm": "CONFIRMED", "reject": "REJECTED"}[verdict]


async def test_rejected_classes_withhold_nothing_and_confirmed_ones_do(crm):
    await crm.scan()
    await classification.reject(crm.graph, OWNER, [EMAIL])
    await classification.confirm_class(crm.graph, OWNER, [column("note")], "class:MEDICAL")
    await crm.scan()
    email, note = await crm.node(column("email")), await crm.node(column("note"))
    assert (email["profileSuppressed"], email["min"]) == (False, "ann0@example.org")
    assert (note["profileSuppressed"], note.get("min"), note.get("topValues")) == (True, None, None)
    before = await dump(crm.graph)
    await crm.scan()
    assert await dump(crm.graph) == before


async def test_what_values_no_longer_show_is_withdrawn_and_found_again(crm):
    crm.execute("CREATE TABLE box (content TEXT)")
    crm.execute("INSERT INTO box VALUES (?)", [(f"ann{n}@example.org",) for n in range(50)])
    await crm.scan()
    found = "classification:sqlite://crm/main.box#content~EMAIL"
    zone = (await crm.node(column("content", "box")))["zone"]
    assert (await crm.node(found))["state"] == "CONFIRMED"
    crm.execute("UPDATE box SET content = 'stone ' || rowid")
    after = await crm.last_change()
    await crm.scan()
    assert (await crm.node(found))["state"] == "WITHDRAWN"
    assert (await crm.node(column("content", "box")))["zone"] != zone
    assert [kind for kind, _, _ in await crm.changes(after)] == ["CLASSIFICATION_CHANGED"]
    crm.execute("UPDATE box SET content = 'ann' || rowid || '@example.org'")
    await crm.scan()
    assert (await crm.node(found))["state"] == "CONFIRMED"
    assert (await crm.node(column("content", "box")))["zone"] == zone


async def test_a_class_follows_a_foreign_key_whatever_the_order_of_tables(graph, tmp_path):
    from tests.graph_api.scan.conftest import SqliteSource  # noqa: PLC0415

    keys = SqliteSource(graph, "crm")
    keys.file = tmp_path / "keys.db"
    keys.execute("""
        CREATE TABLE zz_people (mail TEXT PRIMARY KEY);
        CREATE TABLE aa_visit (who TEXT REFERENCES zz_people(mail));
        CREATE TABLE mm_loop (a TEXT REFERENCES nn_loop(b)); CREATE TABLE nn_loop (b TEXT REFERENCES mm_loop(a));
    """)
    keys.execute("INSERT INTO zz_people VALUES (?)", [(f"ann{n}@example.org",) for n in range(50)])
    await keys.create("sqlite", {"path": str(keys.file)}, "sqlite://crm")
    await keys.scan(workers=4)
    assert await keys.node("classification:sqlite://crm/main.aa_visit#who~EMAIL")
    before = await dump(graph)
    await keys.scan(workers=1)
    assert await dump(graph) == before


async def test_a_scan_that_lowers_the_coverage_of_lineage_says_so_once(crm):
    await crm.scan()
    crm.execute("CREATE VIEW one AS SELECT 1 AS one")
    await crm.scan()
    crm.execute("CREATE TABLE more (a)")
    await crm.scan()
    told = [each for each in await crm.changes() if each[0] == "LINEAGE_COVERAGE_LOWERED"]
    ((_, subject, detail),) = told
    assert (subject, detail["before"]) == ("source:crm", {"share": 1.0})
    assert 0 < detail["after"]["share"] < 1
