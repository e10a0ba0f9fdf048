"""What goes wrong while scanning: told, contained, and nothing lost."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
import time
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from cypher import scan, source
from cypher.visibility import OWNER
from graph_api.scan.run import End, Options, run_scan
from tests.graph_api.scan.conftest import OF_A_RUN, Scanned, SqliteSource, dump, postgres_source

PATIENCE = 15.0
"""Seconds that tell what was stopped from what would go on for minutes, on a machine with much else to do."""

POISON = (
    'it"s', "back`tick", "line\nbreak", "') DETACH DELETE n //", "x\\u0060) DETACH DELETE n //", "%s{0}$a", "a.b/c#d%",
    "  spaced  ", "日本語", "select", "\u202eevil", "=cmd|' /C calc'!A0", "<img src=x>",
)  # fmt: skip


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


async def test_a_failing_asset_fails_alone(crm):
    crm.execute("CREATE TABLE base (a TEXT); CREATE VIEW broken AS SELECT a FROM base;")
    await crm.scan()
    crm.execute("DROP TABLE base")
    result = await crm.scan()
    assert (result.end, result.exit_code) == (End.SUCCEEDED, 3)
    assert [each["asset"] for each in result.progress.errors] == ["asset:sqlite://crm/main.broken"]
    assert result.progress.errors[0]["code"]
    told = json.loads((await crm.node(result.scan))["errors"])
    assert told == result.progress.errors


async def test_a_view_that_nobody_can_read_says_so_and_has_its_columns_all_the_same(shop):
    shop.database.execute("""
        CREATE TABLE t (a int);
        CREATE FUNCTION f() RETURNS TABLE (x int, y text) LANGUAGE sql AS 'SELECT 1, $$two$$';
        CREATE VIEW v AS SELECT * FROM f() WITH ORDINALITY;
        CREATE VIEW w AS SELECT a FROM t;
        CREATE TABLE letters (body xml);
        CREATE VIEW x AS SELECT xmlserialize(CONTENT body AS text) AS body FROM letters;
    """)
    result = await shop.scan()
    assert result.end is End.SUCCEEDED
    x = await shop.node(shop.asset("x"))
    assert (x["columnCount"], x["lineageError"].split(" at ")[0]) == (1, "cannot be parsed")
    v = await shop.node(shop.asset("v"))
    assert v["columnCount"] == 3
    assert (await shop.node(shop.asset("w"))).get("lineageError") is None
    assert await shop.rows(
        "MATCH (:Column)-[r:FLOWS_TO]->(:Column {id: $id}) RETURN r",
        id=shop.asset("w").replace("asset:", "column:") + "#a",
    )


async def test_names_go_in_as_data_whatever_they_hold(graph, tmp_path, database, monkeypatch):
    crm = SqliteSource(graph, "crm")
    crm.file = tmp_path / "poison.db"
    columns = ", ".join(f"{quoted(name)} TEXT" for name in POISON)
    crm.execute("".join(f"CREATE TABLE {quoted(name)} ({columns});" for name in POISON))
    await crm.create("sqlite", {"path": str(crm.file)}, "sqlite://crm")
    database.execute("".join(f"CREATE TABLE {quoted(name)} ({columns});" for name in POISON))
    shop = await postgres_source(graph, database, monkeypatch)
    for each in (crm, shop):
        assert (await each.scan()).exit_code == 0
        names = {row["name"] for row in await each.rows(
            "MATCH (:Source {id: $id})-[:HAS_ASSET]->(a) RETURN a.name AS name", id=each.id
        )}  # fmt: skip
        assert names == set(POISON)
        columns = await each.rows(
            "MATCH (:Source {id: $id})-[:HAS_ASSET]->(a {name: $name})-[:HAS_COLUMN]->(c) RETURN c.name AS name ORDER BY c.position",
            id=each.id,
            name=POISON[0],
        )
        assert [row["name"] for row in columns] == list(POISON)
    before = await dump(graph)
    await crm.scan()
    await shop.scan()
    assert await dump(graph) == before


async def test_five_thousand_columns_in_one_table(graph, tmp_path):
    rows = 3
    wide = SqliteSource(graph, "lake")
    folder = tmp_path / "lake"
    folder.mkdir()
    header = ",".join(f"column_{n}" for n in range(5_000))
    (folder / "wide.csv").write_text(header + "\n" + (",".join("7" for _ in range(5_000)) + "\n") * rows)
    await wide.create("files", {"root": str(folder)}, "file://lake")
    result = await wide.scan()
    assert (result.exit_code, result.progress.columns) == (0, 5_000)
    assert (await wide.rows("MATCH (:Asset)-[:HAS_COLUMN]->(c:Column) WHERE c.distinct = 1 RETURN count(c) AS n")) == [
        {"n": 5_000}
    ]


async def test_a_table_dropped_during_the_scan_fails_alone(shop):
    """`a_slow` holds the only worker, by a lock of ours, while `z_gone`, listed already, is dropped."""
    shop.database.execute("""
        CREATE TABLE base (a int); INSERT INTO base VALUES (1);
        CREATE VIEW a_slow AS SELECT pg_advisory_xact_lock(42)::text AS nap, a FROM base;
        CREATE TABLE z_gone (a int); INSERT INTO z_gone VALUES (1);
    """)
    claim = await shop.claim()
    with psycopg.connect(**shop.database.connect(), autocommit=True) as ours:
        ours.execute("SELECT pg_advisory_lock(42)")
        running = asyncio.create_task(
            run_scan(shop.graph, await source.config(shop.graph, shop.id), claim, options=Options(workers=1))
        )
        await _until(shop, "(r:Scan {id: $id, phase: 'SAMPLING'})", id=claim.id)
        shop.database.execute("DROP TABLE z_gone")
        ours.execute("SELECT pg_advisory_unlock(42)")
        result = await running
    assert (result.end, result.exit_code) == (End.SUCCEEDED, 3)
    assert [(each["asset"], each["code"]) for each in result.progress.errors] == [(shop.asset("z_gone"), "NOT_FOUND")]
    assert (await shop.node(shop.asset("base")))["sampledRows"] == 1


@pytest.mark.parametrize("how", ["graph", "task"])
async def test_a_cancelled_scan_stops_within_two_seconds(shop, how):
    shop.database.execute("CREATE VIEW naps AS SELECT pg_sleep(30)::text AS nap FROM generate_series(1, 10)")
    claim = await shop.claim()
    running = asyncio.create_task(run_scan(shop.graph, await source.config(shop.graph, shop.id), claim))
    await _until(shop, "(r:Scan {id: $id, phase: 'SAMPLING'})", id=claim.id)
    began = time.monotonic()
    if how == "graph":
        assert await scan.cancel(shop.graph, claim.id) == "RUNNING"
    else:
        running.cancel()
    result = await running
    assert time.monotonic() - began < PATIENCE  # under 2 s where the machine has nothing else to do
    assert (result.end, result.exit_code) == (End.CANCELLED, 130)
    standing = await shop.node(claim.id)
    assert (standing["state"], standing["cancelRequested"]) == ("CANCELLED", how == "graph")
    with psycopg.connect(**shop.database.connect()) as connection:  # and the database works for nobody
        busy = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%naps%' AND pid <> pg_backend_pid()"
        deadline = time.monotonic() + PATIENCE  # the server takes back its processes by itself
        while connection.execute(busy).fetchone() != (0,):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
    assert (await shop.scan("METADATA_ONLY")).end is End.SUCCEEDED


async def test_the_heart_beats_while_a_scan_waits_for_one_slow_view(shop):
    shop.database.execute("CREATE VIEW naps AS SELECT pg_sleep(30)::text AS nap FROM generate_series(1, 10)")
    claim = await shop.claim()
    running = asyncio.create_task(run_scan(shop.graph, await source.config(shop.graph, shop.id), claim))
    beats = set()
    async with asyncio.timeout(60):
        while len(beats) < 4:
            standing = await shop.node(claim.id)
            if standing.get("phase") == "SAMPLING":
                beats.add(standing["heartbeatAt"])
            await asyncio.sleep(0.05)
    times = sorted(beats)
    assert (
        min(later - earlier for earlier, later in pairwise(times)) < 2_000_000
    )  # microseconds; the least: others work here
    running.cancel()
    assert (await running).end is End.CANCELLED


async def test_a_zombie_writes_nothing_after_its_lease(crm):
    """Its heart stops, its lease ends, another scan runs; then it wakes up and goes on."""
    await crm.scan("METADATA_ONLY")
    claim = await crm.claim(lease=1)
    crm.execute("CREATE TABLE late (a TEXT)")
    await asyncio.sleep(1.2)
    await crm.scan("METADATA_ONLY")
    assert (await crm.node(claim.id))["state"] == "FAILED"
    assert (await crm.node(claim.id))["error"].startswith("LEASE_EXPIRED")
    crm.execute("ALTER TABLE late ADD COLUMN b TEXT")
    before = await dump(crm.graph, labels=frozenset())
    result = await run_scan(crm.graph, await source.config(crm.graph, crm.id), claim)
    assert (result.end, result.exit_code) == (End.FAILED, 1)
    assert result.error.startswith("LEASE_EXPIRED")
    assert await dump(crm.graph, labels=frozenset()) == before


async def test_canary_wrong_password_unreachable_and_missing_are_said_without_the_secret(graph, database, monkeypatch):
    canary = "c4n4ry-Pa55"
    shop = await postgres_source(graph, database, monkeypatch)
    monkeypatch.setenv("SHOP_PASSWORD", canary)
    wrong = await shop.scan()
    assert (wrong.end, wrong.exit_code) == (End.FAILED, 1)
    assert wrong.error.startswith("AUTHENTICATION_FAILED: ")
    assert canary not in wrong.error
    monkeypatch.delenv("SHOP_PASSWORD")
    missing = await shop.scan()
    assert missing.error.startswith("CONFIG_INVALID: ")
    assert "SHOP_PASSWORD" in missing.error
    assert canary not in json.dumps(await dump(graph, labels=frozenset()))


async def test_the_password_is_in_no_sink(graph, database, monkeypatch, capfd, caplog):
    """The whole graph, the log, both standard streams, the scan's error list."""
    caplog.set_level("DEBUG")
    shop = await postgres_source(graph, database, monkeypatch)
    database.execute("CREATE TABLE t (a text); INSERT INTO t VALUES ('x'); CREATE VIEW v AS SELECT a FROM t")
    result = await shop.scan()
    assert result.exit_code == 0
    sinks = [
        json.dumps(await dump(graph, labels=frozenset())),
        caplog.text,
        *capfd.readouterr(),
        repr(result),
        repr(shop),
    ]
    assert not [sink for sink in sinks if database.password in sink]


async def _until(crm: Scanned, pattern: str, **parameters: str) -> None:
    there = f"MATCH {pattern} RETURN 1 AS there LIMIT 1"
    async with asyncio.timeout(60):
        while not await crm.rows(there, **parameters):  # noqa: ASYNC110 - the event is in a database
            await asyncio.sleep(0.02)


async def _killed(crm: SqliteSource, server, pattern: str) -> None:
    """Run a scan as a process and kill it as soon as the graph has what it writes midway."""
    queued = await scan.queue(crm.graph, crm.id, mode="FULL", trigger="API", by=OWNER.id)
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("child.py")), queued,
        env=os.environ | {"URI": server.uri, "USER_": server.user, "PASSWORD": server.password},
    )  # fmt: skip
    await _until(crm, pattern)
    child.send_signal(signal.SIGKILL)
    assert await child.wait() == -signal.SIGKILL, "it was still at work"
    await crm.graph.run_schema(
        "test", "MATCH (r:Scan) WHERE r.state IN ['QUEUED', 'RUNNING'] SET r.leaseUntil = 0"
    )  # as if its 30 s were over
    assert await scan.reap(crm.graph) == [queued]


async def test_killed_in_the_middle_and_run_again_the_graph_is_that_of_an_undisturbed_scan(
    graph, tmp_path, neo4j_server
):
    big = SqliteSource(graph, "big")
    big.file = tmp_path / "big.db"
    with sqlite3.connect(big.file) as connection:
        for n in range(100):
            columns = ", ".join(f"c{m} TEXT" for m in range(20))
            connection.execute(f"CREATE TABLE t{n:03} (id INTEGER PRIMARY KEY, email TEXT, {columns})")
            connection.execute(f"INSERT INTO t{n:03} (email) VALUES ('ann{n}@example.org'), ('bob{n}@example.org')")
        connection.execute("CREATE VIEW v AS SELECT a.email FROM t001 a JOIN t002 b ON a.id = b.id")
    connection.close()
    await big.create("sqlite", {"path": str(big.file)}, "sqlite://big")
    for midway in ("(:Fence)", "(:Asset)", "()-[:FLOWS_TO]->()", "(:Classification)"):
        await _killed(big, neo4j_server, midway)
    assert {row["state"] for row in await big.rows("MATCH (r:Scan) RETURN r.state AS state")} == {"FAILED"}
    assert (await big.scan()).exit_code == 0
    disturbed = await dump(graph, without=OF_A_RUN, labels=frozenset({"Scan", "Change", "Counter"}))
    told = sorted(kind + subject for kind, subject, _ in await big.changes())
    assert await big.rows("MATCH (f:Fence) RETURN f") == []

    await graph.run_schema("wipe", "MATCH (n) WHERE NOT n:Migration DETACH DELETE n")
    await big.create("sqlite", {"path": str(big.file)}, "sqlite://big")
    assert (await big.scan()).exit_code == 0
    assert await dump(graph, without=OF_A_RUN, labels=frozenset({"Scan", "Change", "Counter"})) == disturbed
    assert sorted(kind + subject for kind, subject, _ in await big.changes()) == told


async def test_two_sources_do_not_take_each_others_assets(graph, tmp_path):
    one, two = SqliteSource(graph, "one"), SqliteSource(graph, "two")
    one.file = two.file = tmp_path / "shared.db"
    one.execute("CREATE TABLE t (a TEXT)")
    await one.create("sqlite", {"path": str(one.file)}, "sqlite://same", scope=["main."])
    await two.create("sqlite", {"path": str(one.file)}, "sqlite://same", scope=["elsewhere."])
    await one.scan()
    before = await dump(graph, labels=frozenset({"Scan", "Source", "Zone"}))
    result = await two.scan("METADATA_ONLY")
    assert (result.exit_code, [each["code"] for each in result.progress.errors]) == (3, ["SCOPE_OVERLAP"])
    assert await dump(graph, labels=frozenset({"Scan", "Source", "Zone"})) == before


async def test_a_source_known_from_lineage_only_gives_its_assets_to_the_one_that_scans_them(graph, tmp_path):
    crm = SqliteSource(graph, "crm")
    crm.file = tmp_path / "crm.db"
    crm.execute("CREATE TABLE t (a TEXT, b TEXT)")
    await crm.create("sqlite", {"path": str(crm.file)}, "sqlite://crm")
    await graph.run_schema(
        "test",
        """CREATE (s:Source {id: 'source:event', managed: false, zone: 1})
        CREATE (s)-[:HAS_ASSET]->(a:Asset {id: 'asset:sqlite://crm/main.t', name: 't', sourceId: 'source:event', zone: 1, description: 'from an event'})
        CREATE (a)-[:HAS_COLUMN]->(:Column {id: 'column:sqlite://crm/main.t#a', name: 'a', assetId: a.id, zone: 1})""",
    )
    assert (await crm.scan()).exit_code == 0
    rows = await crm.rows(
        "MATCH (s)-[:HAS_ASSET]->(a:Asset)-[:HAS_COLUMN]->(c) RETURN s.id AS s, a.description AS d, count(c) AS n"
    )
    assert rows == [{"s": "source:crm", "d": "from an event", "n": 2}]
    zones = await crm.rows(
        "MATCH (a:Asset)-[:HAS_COLUMN]->(c) MATCH (z:Zone {number: c.zone}) RETURN DISTINCT z.key AS key"
    )
    assert [json.loads(row["key"])["source"] for row in zones] == ["source:crm"]
