"""Classification again, of what is known: same sample, same outcome, nothing listed, linked or removed."""

import asyncio
from typing import Any

import pytest

from cypher import scan, source
from cypher.verify import verify
from cypher.visibility import OWNER
from graph_api.scan import recall, record
from graph_api.scan.run import End, Options, run_scan
from tests.graph_api.scan.conftest import SqliteSource, dump

PERSON, ORDERS, SPEND = (f"asset:sqlite://crm/main.{name}" for name in ("person", "orders", "spend"))
EMAIL = "classification:sqlite://crm/main.person#email~EMAIL"


async def run(crm: SqliteSource, assets: list[str] | None = None, *, only_stale: bool = False) -> Any:
    (queued,) = await scan.queue_classify(
        crm.graph, {crm.id: assets}, only_stale=only_stale, trigger="API", by=OWNER.id
    )
    claim = await scan.claim(crm.graph, queued)
    result = await run_scan(crm.graph, await source.config(crm.graph, crm.id), claim, options=Options(workers=2))
    assert (result.end, result.error, result.progress.errors) == (End.SUCCEEDED, None, [])
    return result


async def test_a_run_over_unchanged_data_changes_nothing(crm):
    await crm.scan()
    before = await dump(crm.graph)
    result = await run(crm)
    assert (result.progress.listed, result.progress.finished, result.progress.columns) == (3, 3, 9)
    assert result.progress.classifications > 0
    assert await dump(crm.graph) == before


async def test_a_run_finds_what_the_data_say_now_in_the_assets_that_are_meant(crm):
    await crm.scan()
    crm.execute("UPDATE person SET note = 'bob' || id || '@example.com'; UPDATE person SET email = 'x'")
    await run(crm, [ORDERS])
    assert (await crm.node(EMAIL))["state"] == "CONFIRMED"
    await run(crm, [PERSON])
    found = await crm.node("classification:sqlite://crm/main.person#note~EMAIL")
    assert found["state"] == "CONFIRMED"
    note = await crm.node("column:sqlite://crm/main.person#note")
    assert note["profileSuppressed"] is True
    assert "topValues" not in note
    assert [each async for each in verify(crm.graph)] == []


async def test_only_what_another_detector_classified_is_read_again(crm, monkeypatch):
    await crm.scan()
    assert (await run(crm, only_stale=True)).progress.listed == 0
    for module in (recall, record):
        monkeypatch.setattr(module, "VERSION", "pursight-next/2")
    assert (await run(crm, [PERSON], only_stale=True)).progress.listed == 1
    assert (await crm.node(PERSON))["detector"] == "pursight-next/2"
    assert (await run(crm, only_stale=True)).progress.listed == 2
    assert (await run(crm, only_stale=True)).progress.listed == 0


async def test_a_run_is_no_scan_for_those_who_ask_when_the_last_one_was(crm):
    await crm.scan("METADATA_ONLY")
    before = await scan.latest(crm.graph, [crm.id])
    await run(crm)
    assert await scan.latest(crm.graph, [crm.id]) == before


async def test_names_with_separators_and_keys_are_read_back_from_the_graph(graph, tmp_path):
    odd = SqliteSource(graph, "crm")
    odd.file = tmp_path / "odd.db"
    odd.execute("""
        CREATE TABLE "mail.list %#" ("e mail" TEXT PRIMARY KEY, note TEXT);
        CREATE TABLE "ordérs" (buyer TEXT REFERENCES "mail.list %#"("e mail"), total REAL);
    """)
    odd.execute('INSERT INTO "mail.list %#" VALUES (?, ?)', [(f"a{n}@example.org", "x") for n in range(30)])
    odd.execute('INSERT INTO "ordérs" VALUES (?, ?)', [(f"a{n}@example.org", n) for n in range(30)])
    await odd.create("sqlite", {"path": str(odd.file)}, "sqlite://crm")
    await odd.scan()
    before = await dump(graph)
    await run(odd)
    (orders,) = await odd.rows("MATCH (a:Asset {name: 'ordérs'}) RETURN a.id AS id")
    await run(odd, [orders["id"]])
    assert await dump(graph) == before


async def test_runs_of_several_sources_begin_all_or_none(crm, graph):
    other = SqliteSource(graph, "other")
    other.file = crm.file
    await other.create("sqlite", {"path": str(crm.file)}, "sqlite://other")
    await other.claim()
    with pytest.raises(scan.Conflict):
        await scan.queue_classify(graph, {crm.id: None, other.id: None}, only_stale=False, trigger="API", by=OWNER.id)
    assert await crm.rows("MATCH (r:Scan {mode: 'CLASSIFY_ONLY'}) RETURN r") == []


async def test_a_run_is_cancelled_like_any_scan(crm):
    (queued,) = await scan.queue_classify(crm.graph, {crm.id: None}, only_stale=False, trigger="API", by=OWNER.id)
    claim = await scan.claim(crm.graph, queued)
    row = await source.config(crm.graph, crm.id)
    running = asyncio.create_task(run_scan(crm.graph, row, claim))
    await asyncio.sleep(0)
    running.cancel()
    assert (await running).end is End.CANCELLED
