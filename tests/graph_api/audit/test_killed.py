"""Servers that are killed in the middle of their work, or have no Neo4j: the audit has each act once, and no act is without."""

import asyncio
import json
import signal
import sqlite3
from collections import Counter
from contextlib import suppress

import httpx

from tests.commands import environment, running, serving, until

AT_ONCE, ENOUGH = 6, 40


def entries_of(state) -> list[dict]:
    with sqlite3.connect(state / "state.db") as connection:
        entries = [json.loads(entry) for (entry,) in connection.execute("SELECT entry FROM audit ORDER BY seq")]
    connection.close()
    return entries


async def fire(url: str, headers: dict, first: int, process) -> list[str]:
    """Make tags as fast as that goes and kill the server meanwhile; those whose making was confirmed."""
    confirmed: list[str] = []
    number = iter(range(first, first + 10_000))

    async def one(client):
        with suppress(httpx.HTTPError):
            while True:
                slug = f"t{next(number)}"
                text = f'mutation {{ tagCreate(input: {{slug: "{slug}"}}) {{ tag {{ id }} userErrors {{ code }} }} }}'
                answer = (await client.post(f"{url}/graphql", json={"query": text})).json()
                if answer.get("data"):
                    confirmed.append(f"tag:{slug}")

    async with httpx.AsyncClient(headers=headers, timeout=30) as client:
        asking = [asyncio.create_task(one(client)) for _ in range(AT_ONCE)]
        while len(confirmed) < ENOUGH:
            await asyncio.sleep(0.01)
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        await asyncio.gather(*asking)
    return confirmed


async def test_audit_of_a_server_killed_while_it_seals_has_every_act_once(graph, neo4j_server, tmp_path):
    given = environment(tmp_path, NEO4J_URI=neo4j_server.uri, NEO4J_PASSWORD=neo4j_server.password)
    given["PURSIGHT_QUERY_POINTS"] = "0"
    confirmed: list[str] = []
    for turn in range(2):
        with running(given, "serve") as server:
            url = await asyncio.to_thread(serving, server)
            headers = {"authorization": f"Bearer {(tmp_path / 'token').read_text().strip()}"}
            confirmed += await fire(url, headers, turn * 10_000, server)
    with running(given, "serve") as server:
        await asyncio.to_thread(serving, server)
        waiting = "MATCH (e:AuditEntry) RETURN count(e) AS n"
        async with asyncio.timeout(60):
            while (await graph.query("test", waiting, {}))[0]["n"]:  # noqa: ASYNC110 - the event is in a database
                await asyncio.sleep(0.1)
        server.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.wait, 60) == 0
    made = {row["id"] for row in await graph.query("test", "MATCH (t:Tag) RETURN t.id AS id", {})}
    entries = entries_of(tmp_path)
    told = Counter(
        entry["objects"][0] for entry in entries if entry["action"] == "tagCreate" and entry["outcome"] == "OK"
    )
    assert len(confirmed) >= 2 * ENOUGH
    assert set(confirmed) <= made
    assert told == Counter(made), "each tag that is there has one entry"
    assert len({entry["id"] for entry in entries}) == len(entries)
    with running(given, "audit", "verify") as verifying:
        assert verifying.wait(60) == 0
    assert "are whole" in until(verifying.said.read_text)


def test_audit_works_while_neo4j_is_down(tmp_path):
    given = environment(tmp_path, NEO4J_URI="bolt://127.0.0.1:1", NEO4J_PASSWORD="c4n4ry-Pa55")
    with running(given, "serve") as server:
        url = serving(server)
        token = (tmp_path / "token").read_text().strip()
        for text, headers in (
            ('mutation { sessionCreate(input: {login: "nobody", password: "c4n4ry-wrong"}) { secret } }', {}),
            ('mutation { userCreate(input: {login: "una"}) { user { id } } }', {"authorization": f"Bearer {token}"}),
            ('mutation { tagCreate(input: {slug: "t"}) { tag { id } } }', {"authorization": f"Bearer {token}"}),
        ):
            httpx.post(f"{url}/graphql", json={"query": text}, headers=headers, timeout=30)
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
    assert [(entry["action"], entry["outcome"]) for entry in entries_of(tmp_path)] == [
        ("start", "OK"),  # it made the token of the installation
        ("sessionCreate", "UNAUTHENTICATED"),
        ("userCreate", "OK"),
        ("tagCreate", "UNAVAILABLE"),
    ]
    with running(given, "audit", "verify") as verifying:
        assert verifying.wait(60) == 0
