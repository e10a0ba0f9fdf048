"""Shared fixtures: a real Neo4j for each worker, its own data, a free port, gone afterwards."""

import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from cypher.graph import Graph
from cypher.migrate import migrate
from graph_api import embedded
from graph_api.embedded import Memory, Running

CHECKOUT = Path(__file__).parent.parent
SERVERS = CHECKOUT / ".pursight" / "test"


def pytest_configure() -> None:
    """Let Ctrl-C be heard: a shell that starts a suite in its background switches it off, for all that the suite starts, too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


_SLOWEST = (
    "test_neo4j_killed.py", "test_commands.py", "test_serve.py", "test_faults.py", "test_journey.py", "test_cli.py", "test_server.py",
    "test_demo.py", "test_ports.py", "test_visibility.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files whose few tests take long, so that no worker is alone with one of them at the end."""
    items.sort(key=lambda item: item.path.name not in _SLOWEST)


def cache_directory() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pursight"


@pytest.fixture(scope="session")
def neo4j_server(worker_id: str) -> Iterator[Running]:
    """A server of this worker alone, empty at first: `uri`, `user`, `password`. Whoever writes empties it again."""
    sweep()
    directory = SERVERS / f"{worker_id}-{os.getpid()}"
    with embedded.ensure(
        directory,
        cache_directory(),
        port=None,
        memory=Memory(heap=512 << 20, page_cache=128 << 20),
        java_options=["-XX:TieredStopAtLevel=1"],  # short lives: less compiling on a shared machine
    ) as server:
        yield server
    shutil.rmtree(directory)


def sweep() -> None:
    """End and remove what killed test runs left behind."""
    for directory in SERVERS.glob("*-*"):
        if not psutil.pid_exists(int(directory.name.rsplit("-", 1)[1])):
            embedded.stop(directory, force=True)
            shutil.rmtree(directory, ignore_errors=True)


class CountedGraph(Graph):
    """A real graph that remembers the names of the statements it ran: `graph.calls`."""

    def __init__(self, *args, **kwargs) -> None:
        self.calls: list[str] = []
        kwargs["on_statement"] = lambda name, _seconds, _outcome: self.calls.append(name)
        super().__init__(*args, **kwargs)


@pytest_asyncio.fixture(scope="session")
async def migrated(neo4j_server: Running) -> AsyncIterator[CountedGraph]:
    identity = neo4j_server.uri, neo4j_server.user, neo4j_server.password
    graph = CountedGraph.open(*identity, timeout=60.0)  # a busy machine is no failure
    await migrate(graph)
    yield graph
    await graph.close()


@pytest_asyncio.fixture
async def graph(migrated: CountedGraph) -> AsyncIterator[CountedGraph]:
    """An empty, migrated graph; emptied again after the test. It counts statements in `calls`."""
    await wiped(migrated)  # a server of a whole module keeps the taxonomy in it
    migrated.calls.clear()
    yield migrated
    await wiped(migrated)


async def wiped(graph: Graph) -> None:
    """Leave nothing but migrations."""
    while (await graph.query("wipe", "MATCH (n) WHERE NOT n:Migration RETURN count(n) AS n", {}))[0]["n"]:
        await graph.run_schema("wipe", "MATCH (n) WHERE NOT n:Migration WITH n LIMIT 20000 DETACH DELETE n")
