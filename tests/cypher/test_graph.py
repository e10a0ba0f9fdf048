"""A Neo4j that is not there is said to be so in time, whatever the luck of the retries."""

import asyncio
import time

import pytest

from cypher import graph as module
from cypher.graph import DeadlineExceeded, Graph, Unavailable


@pytest.mark.parametrize("luck", [0.0, 0.999])
async def test_a_closed_port_is_told_by_its_own_word_within_the_time_of_retries(monkeypatch, luck):
    monkeypatch.setattr(module.random, "random", lambda: luck)
    graph = Graph.open("bolt://127.0.0.1:1", "neo4j", "c4n4ry")
    began = time.monotonic()
    with pytest.raises(Unavailable) as refused:
        await graph.ping()
    await graph.close()
    assert "[Errno 111]" in refused.value.reason
    assert time.monotonic() - began < 9  # of 2 s, and the 4 s that a ping has at most


async def test_a_server_that_accepts_and_never_answers_is_unavailable_to_a_ping():
    async def silent(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    graph = Graph.open(f"bolt://127.0.0.1:{server.sockets[0].getsockname()[1]}", "neo4j", "c4n4ry")
    with pytest.raises(Unavailable) as refused:
        await graph.ping()
    await graph.close()
    server.close()
    assert refused.value.reason


async def test_a_crowd_waits_for_its_turn_and_is_not_told_that_neo4j_is_away(neo4j_server, monkeypatch):
    monkeypatch.setattr(module, "_CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(module, "_RETRY_SECONDS", 0.0)
    graph = Graph.open(neo4j_server.uri, neo4j_server.user, neo4j_server.password, timeout=60, connections=1)
    await graph.ping()

    async def dawdle(_transaction):
        await asyncio.sleep(1)

    _, *answers = await asyncio.gather(
        graph.transact(dawdle), *(graph.query("one", "RETURN 1 AS n", {}) for _ in range(9))
    )
    await graph.close()
    assert answers == [[{"n": 1}]] * 9


async def test_who_waits_for_a_connection_waits_no_longer_than_its_deadline(neo4j_server):
    graph = Graph.open(neo4j_server.uri, neo4j_server.user, neo4j_server.password, timeout=60, connections=1)
    done = asyncio.Event()
    holding = asyncio.create_task(graph.transact(lambda _: done.wait()))
    await asyncio.sleep(0)
    with pytest.raises(DeadlineExceeded):
        await graph.query("one", "RETURN 1 AS n", {}, timeout=0.2)
    await graph.ping()  # a crowd does not make the server unready
    done.set()
    await holding
    await graph.close()
