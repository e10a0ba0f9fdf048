"""`pursight lineage apply`: files and logs become origins; a bad one harms no other, and the exit code says how it went."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from graph_api.cli import app
from tests.stock import cypher, stock

__all__ = ["cypher", "stock"]

INSERT = "INSERT INTO spend SELECT who, total FROM orders WHERE state = 'canary-paid'"


@pytest.fixture
async def apply(neo4j_server, stock, monkeypatch, tmp_path):
    """Run the command on a shop with orders and spend."""
    await stock({"shop": {"orders": ["who", "total", "state"], "spend": ["buyer", "total"]}})
    monkeypatch.setenv("PURSIGHT_STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setenv("NEO4J_URI", neo4j_server.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)

    async def run(*arguments, source="shop", dialect="sqlite"):
        words = ["lineage", "apply", *map(str, arguments), "--source", source, "--dialect", dialect]
        return await asyncio.to_thread(CliRunner().invoke, app, words)

    return run


async def origins(cypher):
    return {
        row["id"]: row
        for row in await cypher(
            "MATCH (o:Origin) RETURN o.id AS id, o.sql AS sql, o.error AS error, o.statedAt AS at, "
            "COUNT { MATCH (:Column)-[r:FLOWS_TO {origin: o.id}]->(:Column) } AS flows"
        )
    }


async def test_each_file_of_a_folder_is_an_upload_and_one_that_cannot_be_read_harms_no_other(apply, cypher, tmp_path):
    folder = tmp_path / "etl"
    (folder / "daily").mkdir(parents=True)
    (folder / "daily" / "spend.sql").write_text(INSERT)
    (folder / "broken.sql").write_text("SELECT ((( FROM")
    done = await apply(folder)
    assert done.exit_code == 3, done.output
    assert [line for line in done.stderr.splitlines() if line.startswith(f"error: {folder / 'broken.sql'}: ")]
    assert "2 texts" in done.stdout
    assert "1 failed" in done.stdout
    found = await origins(cypher)
    assert found.keys() == {"sql:shop/daily/spend.sql", "sql:shop/broken.sql"}
    assert found["sql:shop/daily/spend.sql"]["flows"] == 2
    assert found["sql:shop/broken.sql"]["error"]
    assert "canary" not in str(found)
    assert "canary" not in done.output
    again = await apply(folder / "daily")
    assert (again.exit_code, "1 failed" in again.stdout) == (0, False)


async def test_a_log_makes_one_origin_of_each_query_that_writes_as_of_its_last_time(apply, cypher, tmp_path):
    log = tmp_path / "log.jsonl"
    other = INSERT.replace("canary-paid", "canary-open")
    rows = [
        {"sql": INSERT, "time": "2026-01-01T00:00:00Z"},
        {"sql": other, "time": "2026-01-02T00:00:00Z"},
        {"sql": "SELECT * FROM orders", "time": "2026-01-03T00:00:00Z"},
    ]
    log.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert (await apply("--log", log)).exit_code == 0
    (found,) = (await origins(cypher)).values()
    assert found["id"].startswith("sql:shop/log/")
    assert (found["flows"], found["at"]) == (2, 1_767_312_000_000_000)
    log.write_text(log.read_text() + "not JSON\n")
    done = await apply("--log", log)
    assert (done.exit_code, f"{log}: line 4: not JSON" in done.stderr) == (3, True)
    assert (await origins(cypher)).keys() == {found["id"]}
    log.write_text("not JSON but {\n{\n")
    assert (await apply("--log", log)).exit_code == 2


async def test_what_fails_as_a_whole_is_1_and_what_cannot_be_used_is_2(apply, cypher, tmp_path):
    file = tmp_path / "a.sql"
    file.write_text("SELECT ((( FROM")
    assert (await apply(file)).exit_code == 1
    file.write_text(INSERT)
    (tmp_path / "empty").mkdir()
    for arguments, more, told in (
        ([tmp_path / "nowhere"], {}, "no such file"),
        ([tmp_path / "empty"], {}, "no *.sql file"),
        ([], {}, "name a SQL file"),
        ([file, "--log", file], {}, "name a SQL file"),
        ([file], {"source": "nope"}, "source:nope"),
        ([file], {"dialect": "klingon"}, "klingon"),
    ):
        done = await apply(*arguments, **more)
        assert done.exit_code == 2, (arguments, done.output)
        assert told in done.stderr
    assert (await origins(cypher)).keys() == {"sql:shop/a.sql"}
