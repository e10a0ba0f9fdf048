"""The feed: numbered in the order of commits, by many writers, without a hole."""

import asyncio
import random

import pytest

from cypher import change
from cypher.change import Change, ChangeKind

SUBJECT = "source:shop"


@pytest.fixture
async def shop(stock):
    await stock({"shop": {"orders": ["id", "total"]}}, zones={"column:sqlite://shop/main.orders#id": 7})


async def test_numbers_follow_the_order_of_commits_whoever_writes(graph, cypher, shop):
    """What is seen with a number is never joined later by a lower one: the feed can be read by `seq > last`."""
    seen: list[list[int]] = []
    done = asyncio.Event()

    async def write(writer: int) -> None:
        for _ in range(6):
            count = random.randint(1, 4)

            async def work(transaction, count=count) -> None:
                await change.record(transaction, [Change(ChangeKind.TAGGED, SUBJECT)] * count, by=f"person:{writer}")
                await asyncio.sleep(random.random() / 100)

            await graph.transact(work)

    async def read() -> None:
        while not done.is_set():
            seen.append([row["seq"] for row in await cypher("MATCH (h:Change) RETURN h.seq AS seq ORDER BY seq")])
            await asyncio.sleep(0)

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(writer) for writer in range(8)))
    done.set()
    await reader
    last = [row["seq"] for row in await cypher("MATCH (h:Change) RETURN h.seq AS seq ORDER BY seq")]
    assert last == list(range(1, len(last) + 1))
    assert len(seen) > 2
    assert all(each == last[: len(each)] for each in seen)


async def test_zone_and_source_are_the_subjects(graph, cypher, shop):
    async def work(transaction) -> None:
        subjects = ["column:sqlite://shop/main.orders#id", "asset:sqlite://shop/main.orders", SUBJECT]
        changes = [Change(ChangeKind.DESCRIBED, each, {"before": None, "after": "x"}) for each in subjects]
        await change.record(transaction, changes, by="person:ann")

    await graph.transact(work)
    rows = await cypher(
        "MATCH (h:Change) RETURN h.id AS id, h.zone AS zone, h.sourceId AS source, h.detail AS d ORDER BY h.seq"
    )
    assert [(row["id"], row["zone"], row["source"]) for row in rows] == [
        ("change:1", 7, SUBJECT),
        ("change:2", 1, SUBJECT),
        ("change:3", 1, SUBJECT),
    ]
    assert rows[0]["d"] == '{"before":null,"after":"x"}'


async def test_what_is_rolled_back_leaves_no_hole(graph, cypher, shop):
    async def broken(transaction) -> None:
        await change.record(transaction, [Change(ChangeKind.TAGGED, SUBJECT)], by="person:ann")
        raise RuntimeError

    async def good(transaction) -> None:
        await change.record(transaction, [Change(ChangeKind.TAGGED, SUBJECT)], by="person:ann")

    with pytest.raises(RuntimeError):
        await graph.transact(broken)
    await graph.transact(good)
    assert await cypher("MATCH (h:Change) RETURN h.seq AS seq") == [{"seq": 1}]


async def test_nothing_to_tell_takes_no_lock(graph, cypher):
    async def work(transaction) -> None:
        await change.record(transaction, [], by="person:ann")

    await graph.transact(work)
    assert await cypher("MATCH (c:Counter) RETURN c") == []
