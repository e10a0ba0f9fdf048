"""Samples are read when somebody asks, masked unless they may see them raw, and are kept nowhere."""

import asyncio
import logging
import sqlite3
from contextlib import closing

import pytest

from cypher import source
from cypher.errors import NotFound, SourceFailed
from cypher.visibility import OWNER, Principal
from graph_api.scan import live
from graph_api.scan.samples import Samples
from schema.ports import Sampled
from tests.graph_api.scan.conftest import dump

PERSON = "column:sqlite://crm/main.person#"
VIEW = "asset:sqlite://crm/main.spend"
CANARY = "kanarienvogel@example.org"


@pytest.fixture
async def scanned(crm):
    crm.execute("INSERT INTO person VALUES (?, ?, ?, ?)", [(100, "Ann", CANARY, None), (101, "Bo", "x" * 3_000, "a-b")])
    await crm.scan("METADATA_ONLY")
    return crm


@pytest.fixture
def samples(graph):
    return Samples(graph)


async def test_raw_values_are_the_sources_own_and_at_most_as_many_as_asked(scanned, samples):
    found = await samples.read(OWNER, f"{PERSON}email", rows=100, raw=True)
    with closing(sqlite3.connect(scanned.file)) as connection:
        there = [row[0] for row in connection.execute("SELECT email FROM person ORDER BY id")]
    assert found == Sampled([*there[:-1], "x" * 1_000 + "…"], "ALL")
    assert await samples.read(OWNER, f"{PERSON}email", rows=3, raw=True) == Sampled(there[:3], "FIRST")
    assert (await samples.read(OWNER, f"{PERSON}id", rows=1_000, raw=True)).values[1] == "1"
    assert (await samples.read(OWNER, f"{PERSON}note", rows=100, raw=True)).values[-2:] == [None, "a-b"]


async def test_few_values_of_many_rows_are_as_many_as_asked_for(scanned, samples):
    scanned.execute(
        "INSERT INTO person VALUES (?, ?, ?, ?)", [(n, "N", f"n{n}@example.org", None) for n in range(200, 3_000)]
    )
    for rows in (1, 2, 20):
        found = await samples.read(OWNER, f"{PERSON}id", rows=rows, raw=True)
        assert (len(found.values), found.method) == (rows, "RANDOM")
    assert int(found.values[-1]) > 2_000, "from all over the table"


async def test_masked_values_show_their_form_only(scanned, samples):
    found = await samples.read(OWNER, f"{PERSON}email", rows=100, raw=False)
    assert found.values[0] == "****@*******.***"
    assert set("".join(found.values)) == set("*@.")
    assert max(map(len, found.values)) == 40
    assert (await samples.read(OWNER, f"{PERSON}note", rows=100, raw=False)).values[-2:] == [None, "*-*"]


async def test_the_query_of_a_view_is_read_with_its_literals(scanned, samples):
    assert "l1teral" not in (await scanned.node(VIEW))["viewSql"]
    assert "p.note <> 'l1teral'" in await samples.view_sql(OWNER, VIEW)
    with pytest.raises(SourceFailed, match=r"^NOT_FOUND: "):
        await samples.view_sql(OWNER, "asset:sqlite://crm/main.person")
    with pytest.raises(NotFound):
        await samples.view_sql(Principal("person:p", (7,)), VIEW)
    scanned.execute("DROP VIEW spend")
    with pytest.raises(SourceFailed, match=r"^NOT_FOUND: "):
        await samples.view_sql(OWNER, VIEW)


async def test_visibility_of_a_column_is_that_of_its_samples(scanned, samples):
    with pytest.raises(NotFound) as hidden:
        await samples.read(Principal("person:p", (7,)), f"{PERSON}email", rows=1, raw=False)
    with pytest.raises(NotFound) as unknown:
        await samples.read(OWNER, f"{PERSON}emaiL", rows=1, raw=False)
    assert str(hidden.value) == f"not found: {PERSON}email"
    assert str(unknown.value) == f"not found: {PERSON}emaiL"


async def test_no_value_is_read_where_sampling_is_off(scanned, samples):
    await source.update(scanned.graph, OWNER, scanned.id, config={"path": str(scanned.file), "sampling": "OFF"})
    with pytest.raises(SourceFailed, match=r"^SAMPLING_OFF: "):
        await samples.read(OWNER, f"{PERSON}email", rows=1, raw=True)


async def test_a_source_that_changed_or_is_slow_or_away_is_told_by_its_code(scanned, samples, monkeypatch):
    scanned.execute("DROP VIEW spend; ALTER TABLE person DROP COLUMN note")
    with pytest.raises(SourceFailed, match=r"^[A-Z_]+: "):
        await samples.read(OWNER, f"{PERSON}note", rows=1, raw=True)
    monkeypatch.setattr(live, "_SECONDS", 0.0)
    with pytest.raises(SourceFailed, match=r"^TIMEOUT: "):
        await samples.read(OWNER, f"{PERSON}email", rows=1, raw=True)
    monkeypatch.undo()
    scanned.file.unlink()
    with pytest.raises(SourceFailed, match=r"^NOT_FOUND: "):
        await samples.read(OWNER, f"{PERSON}email", rows=1, raw=True)


async def test_a_crowd_reads_few_sources_at_once(scanned, samples, monkeypatch):
    at_once, most = 0, 0
    reading = live.read_live

    async def watched(*arguments):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            return await reading(*arguments)
        finally:
            at_once -= 1

    monkeypatch.setattr("graph_api.scan.samples.read_live", watched)
    found = await asyncio.gather(*(samples.read(OWNER, f"{PERSON}id", rows=2, raw=True) for _ in range(12)))
    assert [each.values for each in found] == [found[0].values] * 12
    assert most == 4


async def test_canary_no_value_is_kept_or_logged(scanned, samples, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    assert CANARY in (await samples.read(OWNER, f"{PERSON}email", rows=100, raw=True)).values

    def fails(value):
        raise ValueError(f"cannot read {value}")

    monkeypatch.setattr("graph_api.scan.samples._text", fails)
    with pytest.raises(SourceFailed) as failed:
        await samples.read(OWNER, f"{PERSON}email", rows=100, raw=True)
    assert str(failed.value) == "SOURCE_FAILED: The column could not be read: ValueError."
    assert CANARY not in f"{caplog.text}{await dump(scanned.graph)}"
