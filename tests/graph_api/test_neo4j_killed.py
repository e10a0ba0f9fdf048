"""Neo4j killed in the middle of a scan's writes: nothing is lost, doubled or half, and the scan ends with a word."""

import asyncio
import os
import shutil
import sqlite3

import psutil
import pytest

from cypher import scan, source
from cypher.graph import Graph
from cypher.migrate import migrate
from cypher.verify import verify
from graph_api import embedded
from graph_api.embedded import Memory
from graph_api.scan.run import End, run_scan
from tests.conftest import SERVERS, cache_directory
from tests.graph_api.scan.conftest import OF_A_RUN, SqliteSource, dump


class Mortal:
    """A Neo4j of this module's own, started again on the same data and port."""

    def __init__(self, directory):
        self.directory, self.server = directory, None

    def start(self):
        if self.server is not None:
            self.server.release()
        self.server = embedded.ensure(
            self.directory,
            cache_directory(),
            port=self.server and self.server.port,
            memory=Memory(heap=384 << 20, page_cache=64 << 20),
            java_options=["-XX:TieredStopAtLevel=1"],
        )

    def kill(self):
        process = psutil.Process(self.server.pid)
        process.kill()
        psutil.wait_procs([process], timeout=10)


@pytest.fixture
def mortal(worker_id):
    mortal = Mortal(SERVERS / f"killed_{worker_id}-{os.getpid()}")
    mortal.start()
    yield mortal
    mortal.server.release()
    shutil.rmtree(mortal.directory)


ASSETS, CLASSIFICATIONS = "MATCH (n:Asset) RETURN n LIMIT 1", "MATCH (n:Classification) RETURN n LIMIT 1"


@pytest.mark.parametrize(
    "times",
    [pytest.param([ASSETS], id="once"), pytest.param([ASSETS, CLASSIFICATIONS], marks=pytest.mark.soak, id="twice")],
)
async def test_killed_in_the_middle_of_its_writes_and_started_again_the_graph_is_that_of_undisturbed_scans(
    mortal, tmp_path, times
):
    server = mortal.server
    graph = Graph.open(server.uri, server.user, server.password)
    await migrate(graph)
    big = SqliteSource(graph, "big")
    big.file = tmp_path / "big.db"
    with sqlite3.connect(big.file) as connection:
        for n in range(60):
            columns = ", ".join(f"c{m} TEXT" for m in range(20))
            connection.execute(f"CREATE TABLE t{n:03} (id INTEGER PRIMARY KEY, email TEXT, {columns})")
        connection.executemany("INSERT INTO t001 (email) VALUES (?)", [(f"ann{n}@example.org",) for n in range(50)])
        connection.execute("CREATE VIEW v AS SELECT a.email FROM t001 a JOIN t002 b ON a.id = b.id")
    connection.close()
    config = {"path": str(big.file)}
    await big.create("sqlite", config, "sqlite://big")

    for midway in times:
        claim = await big.claim(lease=10)
        running = asyncio.create_task(run_scan(graph, await source.config(graph, big.id), claim))
        async with asyncio.timeout(60):
            while not await big.rows(midway):  # noqa: ASYNC110 - the event is in a database
                await asyncio.sleep(0.01)
        assert not running.done()
        await asyncio.to_thread(mortal.kill)
        await asyncio.to_thread(mortal.start)
        result = await running
        if result.end is not End.SUCCEEDED:  # a scan waits for a Neo4j that is away for a moment, but need not
            assert result.error.split(":")[0] in {"GRAPH_UNAVAILABLE", "LEASE_EXPIRED"}
        async with asyncio.timeout(60):  # its lease, where nobody could write the end
            while (await big.node(claim.id))["state"] == "RUNNING":
                await scan.reap(graph)
                await asyncio.sleep(0.2)
        assert (await big.node(claim.id))["state"] == result.end

    assert (await big.scan()).exit_code == 0
    without = {"without": OF_A_RUN, "labels": frozenset({"Scan", "Change", "Counter"})}
    disturbed = await dump(graph, **without)
    assert [each async for each in verify(graph)] == []
    await graph.run_schema("wipe", "MATCH (n) WHERE NOT n:Migration DETACH DELETE n")
    await big.create("sqlite", config, "sqlite://big")
    assert (await big.scan()).exit_code == 0
    assert await dump(graph, **without) == disturbed
    await graph.close()
