"""A Neo4j that is not there is said to be so in time, whatever the luck of the retries."""

import asyncio
import time

import pytest

from cypher import graph as module
from cypher.graph import Graph, Unavailable


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
