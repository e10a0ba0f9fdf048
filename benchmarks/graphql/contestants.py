"""The servers that are compared: each a process of its own, all on the same Neo4j, with the same token, one process each."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
from data import BENCH
from operations import Operation

from graph_api import embedded

HERE = Path(__file__).parent
PEER = HERE / "peer"
GRANIAN = BENCH / "granian"
_STATE = BENCH / "state"
_START_SECONDS = 60
_SETTLE_SECONDS, _IDLE_SHARE = 60, 0.2


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server that answers at `url`."""

    name: str
    url: str
    headers: dict[str, str]
    process: psutil.Process
    neo4j: psutil.Process

    def bodies(self, operation: Operation) -> list[str]:
        return operation.bodies(peer=self.name == "peer")

    def ask(self, body: str) -> bytes:
        """The answer's body, whatever its status."""
        request = urllib.request.Request(self.url, body.encode(), self.headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as refused:
            return refused.read()

    def cpu(self) -> tuple[float, float]:
        """Seconds of CPU that it and Neo4j have used."""
        family = [self.process, *self.process.children(recursive=True)]  # granian works in a child
        return sum(sum(each.cpu_times()[:2]) for each in family), sum(self.neo4j.cpu_times()[:2])

    def settle(self) -> None:
        """Wait until it and Neo4j have done what was asked of them, also by those who did not wait for it."""
        until = time.monotonic() + _SETTLE_SECONDS
        while time.monotonic() < until:
            used, began = sum(self.cpu()), time.monotonic()
            time.sleep(0.1)
            if sum(self.cpu()) - used < _IDLE_SHARE * (time.monotonic() - began):
                return


COMMANDS: dict[str, list[str]] = {
    "pursight": [sys.executable, "-c", "from graph_api.cli import main; main()", "serve"],
    "core": [sys.executable, str(HERE / "core.py")],
    "peer": ["node", str(PEER / "server.mjs")],
    "floor": [sys.executable, str(HERE / "floor.py")],
    "granian": [sys.executable, str(HERE / "granian_serve.py")],
}


@contextmanager
def running(names: list[str], neo4j: embedded.Running, *, zoned: bool = False) -> Generator[list[Contestant]]:
    """Start these servers and give them when they answer; afterwards they are ended.

    `zoned`: one more contestant is the server `pursight` asked by somebody whose zones are tested.
    """
    with ExitStack() as stack:
        started = [stack.enter_context(_started(name, neo4j)) for name in names]
        token = (_STATE / "token").read_text().strip() if _wait_for_token() else ""
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        contestants: list[Contestant] = []
        for name, process, port in started:
            path = "" if name == "peer" else "graphql"
            url = f"http://127.0.0.1:{port}/{path}"
            contestants.append(Contestant(name, url, headers, psutil.Process(process.pid), psutil.Process(neo4j.pid)))
            _wait_for(contestants[-1], process)
        if "pursight" in names and zoned:
            ours = next(each for each in contestants if each.name == "pursight")
            secret = _token_of_zones(ours)
            contestants.append(replace(ours, name="zoned", headers=headers | {"authorization": f"Bearer {secret}"}))
        yield contestants


def _token_of_zones(server: Contestant) -> str:
    """Of somebody who sees everything there is, but by a grant on each source: so each statement has a list of all zones."""

    def asked(text: str, **variables: Any) -> Any:
        told = json.loads(server.ask(json.dumps({"query": text, "variables": variables})))
        if "errors" in told:
            raise SystemExit(f"no token of zones could be made: {told['errors']}")
        return told["data"]

    until = time.monotonic() + _START_SECONDS
    while server.ask('{"query": "{ me { id } }"}')[:9] != b'{"data":{' and time.monotonic() < until:
        time.sleep(0.2)
    asked("""mutation { userCreate(input: {login: "zoned", kind: SERVICE}) { userErrors { code } } }""")
    sources = [each["id"] for each in asked("{ sources(first: 100) { nodes { id } } }")["sources"]["nodes"]]
    grant = {
        "name": "all sources",
        "subjectId": "service:zoned",
        "actions": ["PROFILE"],
        "scope": {"sourceIds": sources},
    }
    asked("mutation($i: GrantCreateInput!) { grantCreate(input: $i) { userErrors { code } } }", i=grant)
    text = """mutation { tokenCreate(input: {name: "bench", userId: "service:zoned"}) { secret } }"""
    return asked(text)["tokenCreate"]["secret"]


@contextmanager
def _started(name: str, neo4j: embedded.Running) -> Generator[tuple[str, subprocess.Popen[bytes], int]]:
    port = _free_port()
    environment = {
        **os.environ,
        "NEO4J_URI": neo4j.uri,
        "NEO4J_USER": neo4j.user,
        "NEO4J_PASSWORD": neo4j.password,
        "PURSIGHT_STATE_DIRECTORY": str(_STATE),
        "PURSIGHT_PORT": str(port),
        "PURSIGHT_QUERY_POINTS": "0",  # one user asks for all of it
        "PORT": str(port),
        "TOKEN_FILE": str(_STATE / "token"),
        "NODE_ENV": "production",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(HERE.parents[1]), os.environ.get("PYTHONPATH")))),
    }
    if name == "granian":
        environment["PYTHONPATH"] += os.pathsep + str(GRANIAN)
    if name == "peer":
        _wait_for_token()
    with (BENCH / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(COMMANDS[name], env=environment, stdout=log, stderr=log)
    try:
        yield name, process, port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_token() -> bool:
    """The first Python server of a new state directory makes it."""
    until = time.monotonic() + _START_SECONDS
    while not (_STATE / "token").exists():
        if time.monotonic() > until:
            raise SystemExit(f"no token was made: see the logs in {BENCH}")
        time.sleep(0.05)
    return True


def _wait_for(contestant: Contestant, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    port = int(contestant.url.split(":")[2].partition("/")[0])
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"{contestant.name} did not start: see {BENCH / contestant.name}.log") from None
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
