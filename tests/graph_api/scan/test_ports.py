"""What resolvers reach: kinds of sources, where their assets lie, and scans as processes."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from cypher.errors import Invalid, NotFound
from cypher.graph import Conflict
from cypher.visibility import OWNER
from graph_api.scan.ports import Scans, Sources, environment
from graph_api.settings import load

POSTGRES = {"host": "DB.example.com", "database": "shop", "user": "reader"}


@pytest.fixture
def settings(neo4j_server, tmp_path, monkeypatch):
    """Those of a server that uses the test's Neo4j as its own."""
    for name in list(os.environ):
        if name.startswith(("PURSIGHT_", "NEO4J_")):
            monkeypatch.delenv(name)
    return load(
        source_roots=f"/,{tmp_path}",
        source_loopback="127.0.0.1",
        neo4j_uri=neo4j_server.uri,
        neo4j_user=neo4j_server.user,
        neo4j_password=neo4j_server.password,
        state_directory=tmp_path,
    )


@pytest.fixture
async def scans(settings, graph):
    scans = Scans(settings, graph)
    yield scans
    await scans.close()


async def ended(crm, scan: str) -> dict:
    async with asyncio.timeout(180):
        while (node := await crm.node(scan))["state"] in {"QUEUED", "RUNNING"}:  # noqa: ASYNC110 - it is in another process
            await asyncio.sleep(0.05)
    return node


def test_every_kind_says_how_it_is_configured():
    kinds = {each.kind: each for each in Sources().kinds()}
    assert kinds.keys() >= {"postgresql", "sqlite", "files"}
    assert "password" in kinds["postgresql"].config_schema["properties"]


def test_where_the_assets_of_a_source_will_lie(tmp_path):
    place = Sources().place("postgresql", POSTGRES, "shop", None)
    assert (place.namespace, place.scope) == ("postgres://db.example.com:5432", ["shop."])
    place = Sources().place("postgresql", POSTGRES | {"host": "/run/postgresql"}, "shop", "postgres://db")
    assert (place.namespace, place.scope) == ("postgres://db:5432", ["shop."])
    place = Sources().place("sqlite", {"path": "crm.db"}, "crm", None)
    assert (place.namespace, place.scope) == ("sqlite://crm", [""])
    place = Sources().place("files", {"root": str(tmp_path)}, "lake", None)
    assert place.namespace == "file"
    assert place.scope == [str(tmp_path).lstrip("/") + "/"]
    assert Sources().place("files", {"root": str(tmp_path)}, "lake", "file://lake").scope == [""]


@pytest.mark.parametrize(
    ("kind", "config", "told"),
    [
        ("nosuch", {}, "nosuch"),
        ("postgresql", {"host": "h", "user": 7}, "database"),
        ("postgresql", POSTGRES | {"password": "hunter2"}, "reference"),
        ("postgresql", POSTGRES | {"host": "/run/postgresql"}, "namespace"),
        ("sqlite", {"path": "x", "surprise": 1}, "surprise"),
    ],
)
async def test_canary_a_configuration_that_cannot_be_is_refused_without_its_secrets(kind, config, told):
    with pytest.raises(Invalid, match=told) as caught:
        Sources().place(kind, config, "shop", None)
    assert "hunter2" not in str(caught.value)


async def test_a_source_is_tried_capability_by_capability(tmp_path):
    report = await Sources().test("sqlite", {"path": str(tmp_path / "missing.db")})
    assert report[0].capability == "connect"
    assert not report[0].ok
    assert report[0].reason.startswith("NOT_FOUND")


async def test_a_started_scan_runs_in_a_process_of_its_own(crm, scans):
    started = await scans.start(crm.id, metadata_only=False, by=OWNER.id)
    with pytest.raises(Conflict):
        await scans.start(crm.id, metadata_only=True, by=OWNER.id)
    node = await ended(crm, started)
    assert (node["state"], node["trigger"], node["mode"], node["by"]) == ("SUCCEEDED", "API", "FULL", OWNER.id)
    assert (node["assetsListed"], node["assetsDone"], node["assetsAdded"]) == (3, 3, 3)
    assert await crm.node("classification:sqlite://crm/main.person#email~EMAIL")
    with pytest.raises(NotFound):
        await scans.start("source:none", metadata_only=False, by=OWNER.id)


async def test_a_started_scan_is_cancelled_by_its_id_or_with_the_server(shop, scans):
    shop.database.execute("CREATE VIEW naps AS SELECT pg_sleep(30)::text AS nap FROM generate_series(1, 10)")
    for how in ("cancel", "close"):
        started = await scans.start(shop.id, metadata_only=False, by=OWNER.id)
        async with asyncio.timeout(180):
            while (await shop.node(started)).get("phase") != "SAMPLING":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        if how == "cancel":
            await scans.cancel(started)
        else:
            await scans.close()
        assert (await ended(shop, started))["state"] == "CANCELLED"


async def test_a_scan_whose_process_is_killed_fails_at_once(shop, scans):
    shop.database.execute("CREATE VIEW naps AS SELECT pg_sleep(30)::text AS nap FROM generate_series(1, 10)")
    started = await scans.start(shop.id, metadata_only=False, by=OWNER.id)
    async with asyncio.timeout(180):
        while (await shop.node(started)).get("phase") != "SAMPLING":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    (child,) = scans._children
    child.kill()
    node = await ended(shop, started)
    assert (node["state"], node["error"]) == ("FAILED", "PROCESS_DIED: its process ended with exit code -9")
    assert (await shop.scan("METADATA_ONLY")).exit_code == 0


async def test_removals_are_approved_for_the_last_scan_only(crm, scans):
    result = await crm.scan("METADATA_ONLY")
    await scans.approve_removals(result.scan, by=OWNER.id)
    await crm.scan("METADATA_ONLY")
    with pytest.raises(Conflict):
        await scans.approve_removals(result.scan, by=OWNER.id)


def test_a_child_reads_the_settings_that_its_parent_has(settings, monkeypatch):
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    again = load()
    assert (again.neo4j_uri, again.state_directory) == (settings.neo4j_uri, settings.state_directory)
    assert again.password().get_secret_value() == settings.password().get_secret_value()
    assert settings.password().get_secret_value() not in repr(settings)


async def test_the_command_line_tells_what_it_found_and_how_it_ended(crm, settings, tmp_path):
    async def pursight(*words: str, interrupt: bool = False) -> tuple[int, str, str]:
        child = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("pursight")), *words,
            env=os.environ | environment(settings) | {"PURSIGHT_STATE_DIRECTORY": str(tmp_path)},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        if interrupt:
            async with asyncio.timeout(180):
                while not await crm.rows("MATCH (:Fence) RETURN 1 AS there"):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            child.send_signal(signal.SIGINT)
        out, err = await child.communicate()
        return child.returncode, out.decode(), err.decode()

    code, out, err = await pursight("scan", "crm")
    assert code == 0
    assert out.startswith("crm: SUCCEEDED in ")
    assert "3 assets (3 new), 9 columns" in out
    code, out, err = await pursight("scan", "--all", "--if-older-than", "24h")
    assert (code, out) == (0, "")
    assert err.startswith("crm: scanned 0 min ago")
    crm.execute("CREATE TABLE base (a TEXT); CREATE VIEW broken AS SELECT a FROM base; DROP TABLE base;")
    code, out, err = await pursight("scan", "crm", "--metadata-only")
    assert code == 3
    assert "asset:sqlite://crm/main.broken: " in err
    crm.file.write_bytes(b"this is no database at all, but long enough to look at" * 40)
    code, out, err = await pursight("scan", "source:crm")
    assert code == 1
    assert out.startswith("crm: FAILED")
    assert "UNREADABLE: " in err
    code, out, err = await pursight("scan", "nope")
    assert (code, out) == (2, "")
    assert err.startswith("not found: source:nope")
    for words in (["scan"], ["scan", "crm", "--all"], ["scan", "crm", "--if-older-than", "soon"]):
        assert (await pursight(*words))[0] == 2
    crm.file.unlink()
    crm.execute("".join(f"CREATE TABLE t{n} (a TEXT);" for n in range(3_000)))
    code, out, err = await pursight("scan", "crm", interrupt=True)
    assert code == 130
    assert out.startswith("crm: CANCELLED")
    assert "Traceback" not in err
