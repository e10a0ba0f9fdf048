"""Commands as a person runs them: each a process of its own, ended in every way a process ends."""

import asyncio
import fcntl
import os
import pty
import signal
import subprocess
import tempfile
import termios
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import psutil
import pytest

from graph_api import embedded
from tests.commands import environment, running, serving, until


def jvms(state: Path) -> list[psutil.Process]:
    """The servers on the state directory, whoever knows of them."""
    word = f"--home-dir={state / 'neo4j'}"
    return [each for each in psutil.process_iter(["cmdline"]) if word in (each.info["cmdline"] or ())]


@pytest.fixture
def state(tmp_path) -> Path:
    path = tmp_path / "state"
    path.mkdir()
    yield path
    embedded.stop(path / "neo4j", force=True)


# Neo4j that does not let us in


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"NEO4J_PASSWORD": "c4n4ry-wrong"}, "check NEO4J_USER and NEO4J_PASSWORD"),
        ({"NEO4J_DATABASE": "nope"}, "no database 'nope': check NEO4J_DATABASE"),
        ({"NEO4J_URI": "bolt://127.0.0.1:1"}, "bolt://127.0.0.1:1 cannot be reached: [Errno 111]"),
        ({"NEO4J_URI": "bolt+s://127.0.0.1:{port}"}, "does it speak TLS"),
    ],
    ids=["password", "database", "port", "tls"],
)
def test_a_neo4j_that_does_not_let_us_in_is_one_line_that_says_what_to_change(neo4j_server, state, variables, told):
    given = {"NEO4J_URI": neo4j_server.uri, "NEO4J_PASSWORD": neo4j_server.password} | variables
    given["NEO4J_URI"] = given["NEO4J_URI"].format(port=neo4j_server.port)
    with running(environment(state, **given), "source", "list") as command:
        assert command.wait(120) == 1
    said = command.said.read_text()
    assert told in said
    assert len(said.splitlines()) == 1
    assert "c4n4ry" not in said
    assert jvms(state) == []


# How a command ends


def test_a_command_told_to_end_while_neo4j_starts_leaves_none_behind(state):
    with running(environment(state), "verify") as command:
        until(lambda: jvms(state))
        command.send_signal(signal.SIGTERM)
        assert command.wait(120) == 130
    assert jvms(state) == []
    assert "Traceback" not in command.said.read_text()


class Trickle(BaseHTTPRequestHandler):
    """A mirror at the end of a very slow line."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000000000")
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b"x")
                time.sleep(0.1)

    def log_message(self, *args):
        pass


def test_a_download_nobody_waits_for_any_more_ends(state, tmp_path):
    mirror = ThreadingHTTPServer(("127.0.0.1", 0), Trickle)
    mirror.daemon_threads = True
    Thread(target=mirror.serve_forever, args=(0.02,), daemon=True).start()
    try:
        variables = environment(
            state,
            PURSIGHT_MAVEN_MIRROR=f"http://127.0.0.1:{mirror.server_address[1]}",
            PURSIGHT_CACHE_DIRECTORY=str(tmp_path / "cache"),
        )
        with running(variables, "verify") as command:
            until(lambda: list((tmp_path / "cache" / "jars").glob("*.part")))
            command.send_signal(signal.SIGINT)
            assert command.wait(120) == 130
    finally:
        mirror.shutdown()
        mirror.socket.close()


def test_who_waits_for_another_that_starts_neo4j_is_told(state):
    (state / "neo4j").mkdir()
    with (state / "neo4j" / "start.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with running(environment(state), "verify") as command:
            until(lambda: "Another process is starting or stopping Neo4j: waiting for it" in command.said.read_text())
            command.send_signal(signal.SIGINT)
            assert command.wait(120) == 130


def ready(state: Path, url: str) -> bool:
    bearer = {"authorization": f"Bearer {(state / 'token').read_text().strip()}"}
    return httpx.get(f"{url}/health/ready", headers=bearer, timeout=20).json()["status"] == "ready"


def test_two_processes_share_one_neo4j_and_the_last_to_leave_stops_it_even_by_closing_its_terminal(state):
    variables = environment(state)
    with running(variables, "serve") as first:
        url = serving(first)
        assert ready(state, url)
        pid = embedded.status(state / "neo4j").pid
        terminal, child_end = pty.openpty()

        def own_terminal() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        with running(
            variables, "serve",
            stdin=child_end, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=own_terminal,
        ) as second:  # fmt: skip
            os.close(child_end)
            with second.stderr as errors:
                line = next(line.decode() for line in errors if b"PurSight answers at" in line)
                assert ready(state, line.split()[3].removesuffix("/graphql"))
                assert [each.pid for each in jvms(state)] == [pid]
                first.send_signal(signal.SIGINT)
                assert first.wait(120) == 0
                assert [each.pid for each in jvms(state)] == [pid]
                os.close(terminal)
                errors.read()
                assert second.wait(120) == 0
    assert jvms(state) == []


# The demo

DEMO = """
import sys
from pathlib import Path
from graph_api.demo import cli
place = Path(sys.argv.pop())
cli.state_directory = lambda: place
from graph_api.cli import main
main()
"""


@pytest.fixture
def demo_directory():
    with tempfile.TemporaryDirectory(prefix="pursight-demo-") as made:  # pytest's is closed to PostgreSQL's account
        Path(made).chmod(0o755)
        yield Path(made)
        embedded.stop(Path(made) / "neo4j", force=True)


def postgres(state: Path) -> list[psutil.Process]:
    return [
        each for each in psutil.process_iter(["cmdline"]) if f"{state}/postgres" in " ".join(each.info["cmdline"] or ())
    ]


def test_ctrl_c_ends_the_demo_and_all_that_it_started(demo_directory):
    with running(environment(demo_directory), "demo", str(demo_directory), program=DEMO) as demo:
        until(lambda: "Ctrl-C stops what was started" in demo.said.read_text(), 400)
        assert jvms(demo_directory)
        assert postgres(demo_directory)
        hint = next(line for line in demo.said.read_text().splitlines() if line.startswith("Cypher     "))
        assert "PURSIGHT_STATE_DIRECTORY=. pursight neo4j shell" in hint  # it was started in that very place
        demo.send_signal(signal.SIGINT)
        assert demo.wait(120) == 0
    assert jvms(demo_directory) == []
    assert postgres(demo_directory) == []
    said = demo.said.read_text()
    assert "Traceback" not in said
    assert "If public.customers.email changes" in said


async def test_a_demo_that_is_told_to_end_while_it_scans_stops_its_postgresql_and_its_scans(
    graph, neo4j_server, demo_directory
):
    given = {"NEO4J_URI": neo4j_server.uri, "NEO4J_PASSWORD": neo4j_server.password}
    with running(environment(demo_directory, **given), "demo", str(demo_directory), program=DEMO) as demo:
        running_scan = "MATCH (s:Scan {state: 'RUNNING'}) RETURN count(s) AS n"
        async with asyncio.timeout(120):
            while not (await graph.query("test", running_scan, {}))[0]["n"]:
                assert demo.poll() is None, demo.said.read_text()
                await asyncio.sleep(0.05)
        demo.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(demo.wait, 120) == 130
    assert postgres(demo_directory) == []
    assert "Traceback" not in demo.said.read_text()
    states = await graph.query("test", "MATCH (s:Scan) RETURN collect(DISTINCT s.state) AS states", {})
    assert set(states[0]["states"]) <= {"CANCELLED", "SUCCEEDED"}
