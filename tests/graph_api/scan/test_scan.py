"""A scan writes what its source is, and the next one only what differs."""

import json

from cypher import source
from cypher.verify import verify
from cypher.visibility import OWNER
from graph_api.scan.run import End
from tests.graph_api.scan.conftest import SqliteSource, dump

PERSON = "asset:sqlite://crm/main.person"
SPEND = "asset:sqlite://crm/main.spend"


def column(name: str, table: str = "person") -> str:
    return f"column:sqlite://crm/main.{table}#{name}"


async def test_a_first_scan_writes_assets_columns_profiles_classes_and_lineage(crm):
    result = await crm.scan()
    assert (result.end, result.exit_code, result.error) == (End.SUCCEEDED, 0, None)
    assert (result.progress.added, result.progress.columns, result.progress.rows_sampled) == (3, 9, 320)

    person = await crm.node(PERSON)
    assert person["kind"] == "TABLE"
    assert (person["rows"], person["rowsExact"], person["sampleMethod"], person["sampleFraction"]) == (
        60,
        True,
        "ALL",
        1.0,
    )
    note = await crm.node(column("note"))
    assert (note["nullShare"], note["distinct"], note["min"], note["max"]) == (0.0, 2, "blue", "green")
    assert {(row["value"], row["count"]) for row in json.loads(note["topValues"])} == {("blue", 30), ("green", 30)}
    assert (await crm.node(column("amount", "orders")))["quantiles"][::4] == [0.0, 298.5]

    email = await crm.node("classification:sqlite://crm/main.person#email~EMAIL")
    assert (email["state"], email["decidedBy"], email["classId"]) == ("CONFIRMED", "machine", "class:EMAIL")
    assert json.loads(email["evidence"])

    edges = {(row["t"], row["a"], row["b"]) for row in await crm.rows(
        "MATCH (a)-[r:FLOWS_TO|INFLUENCES|REFERENCES]->(b) RETURN type(r) AS t, a.id AS a, b.id AS b"
    )}  # fmt: skip
    assert ("FLOWS_TO", column("email"), column("email", "spend")) in edges
    assert ("FLOWS_TO", column("amount", "orders"), column("total", "spend")) in edges
    assert ("FLOWS_TO", PERSON, SPEND) in edges
    assert ("INFLUENCES", column("note"), SPEND) in edges
    assert ("REFERENCES", column("person", "orders"), column("id")) in edges
    assert result.progress.lineage_edges == len([each for each in edges if each[0] != "REFERENCES"])


async def test_values_of_a_sensitive_column_are_withheld_and_its_counts_kept(crm):
    await crm.scan()
    email = await crm.node(column("email"))
    assert email["profileSuppressed"] is True
    assert (email["nullShare"], email["distinct"], email["minLength"]) == (0.0, 60, 16)
    assert not email.keys() & {"min", "max", "mean", "quantiles", "topValues", "patterns"}
    everything = json.dumps(await dump(crm.graph))
    assert "ann7@example.org" not in everything
    assert "l1teral" not in everything
    assert "?" in (await crm.node(SPEND))["viewSql"]


async def test_everything_a_scan_writes_is_in_a_zone_and_each_zone_is_held_once(crm):
    await crm.scan()
    for label in ("Source", "Asset", "Column", "Classification", "Scan", "Change"):
        zones = await crm.rows(
            f"MATCH (n:{label}) OPTIONAL MATCH (z:Zone {{number: n.zone}}) RETURN n.id AS id, z.key AS key"
        )
        assert zones
        assert [row["id"] for row in zones if row["key"] is None] == []
    key = (
        await crm.rows(
            "MATCH (c:Column {id: $id}) MATCH (z:Zone {number: c.zone}) RETURN z.key AS key", id=column("email")
        )
    )[0]
    assert json.loads(key["key"])["classes"] == ["class:EMAIL"]
    assert json.loads(key["key"])["sensitivity"] == "CONFIDENTIAL"


async def test_what_scans_write_holds_the_invariants_of_the_graph(crm):
    await crm.scan()
    crm.execute("DROP VIEW spend; ALTER TABLE person DROP COLUMN note; CREATE TABLE later (email TEXT)")
    await crm.scan()
    await crm.scan()
    assert await crm.node(SPEND)
    assert [violation async for violation in verify(crm.graph)] == []


async def test_a_second_scan_of_unchanged_data_changes_nothing_but_the_scan(crm):
    await crm.scan()
    before = await dump(crm.graph)
    result = await crm.scan()
    assert (result.progress.unchanged, result.progress.added, result.progress.changed) == (3, 0, 0)
    assert await dump(crm.graph) == before
    assert result.progress.lineage_edges > 0
    assert result.progress.classifications > 0


async def test_a_scan_of_metadata_reads_no_value(crm):
    result = await crm.scan("METADATA_ONLY")
    assert result.end is End.SUCCEEDED
    assert result.progress.rows_sampled == 0
    assert await crm.rows("MATCH (c:Column) WHERE c.nullShare IS NOT NULL OR c.topValues IS NOT NULL RETURN c") == []
    assert "blue" not in json.dumps(await dump(crm.graph))


async def test_a_scan_of_metadata_leaves_profiles_and_classes_as_they_are(crm):
    await crm.scan()
    before = await dump(crm.graph)
    await crm.scan("METADATA_ONLY")
    assert await dump(crm.graph) == before


async def test_where_sampling_is_off_nothing_is_read_and_what_was_read_is_forgotten(crm):
    await crm.scan()
    off = [{"pattern": "person", "sampling": "OFF"}]
    await source.update(crm.graph, OWNER, crm.id, config={"path": str(crm.file), "sampling_overrides": off})
    result = await crm.scan()
    assert result.exit_code == 0
    note = await crm.node(column("note"))
    assert not note.keys() & {"nullShare", "distinct", "min", "topValues"}
    assert "sampleMethod" not in await crm.node(PERSON)
    # nothing contradicts what was found from values, so it stands
    email = await crm.node("classification:sqlite://crm/main.person#email~EMAIL")
    assert email["state"] == "CONFIRMED"
    before = await dump(crm.graph)
    await crm.scan()
    assert await dump(crm.graph) == before


async def test_names_alone_only_suggest(graph, tmp_path):
    names = SqliteSource(graph, "crm")
    names.file = tmp_path / "names.db"
    names.execute("CREATE TABLE person (email TEXT)")
    await names.create("sqlite", {"path": str(names.file), "sampling": "OFF"}, "sqlite://crm")
    await names.scan()
    email = await names.node("classification:sqlite://crm/main.person#email~EMAIL")
    assert email["state"] == "SUGGESTED"
    assert (await names.node(column("email"))).get("profileSuppressed") is None
