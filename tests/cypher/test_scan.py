"""The life of a scan in the graph: one at a time, forward only, and dead ones are found."""

import asyncio

import pytest

from cypher import scan, source
from cypher.errors import NotFound
from cypher.graph import Conflict
from cypher.scan import Fenced
from cypher.visibility import OWNER

SHOP = "source:shop"


@pytest.fixture
async def shop(graph):
    await source.create(graph, OWNER, slug="shop", kind="sqlite", namespace="sqlite://shop", config={"path": "x"})
    return graph


async def queue(graph, lease: int = 30) -> str:
    return await scan.queue(graph, SHOP, mode="FULL", trigger="API", by=OWNER.id, lease=lease)


async def states(cypher) -> list[str]:
    return [row["state"] for row in await cypher("MATCH (r:Scan) RETURN r.state AS state ORDER BY r.queuedAt")]


async def test_of_many_who_ask_at_once_one_gets_the_scan(shop):
    answers = await asyncio.gather(*(queue(shop) for _ in range(16)), return_exceptions=True)
    queued = [each for each in answers if isinstance(each, str)]
    assert len(queued) == 1
    assert all(isinstance(each, Conflict) for each in answers if not isinstance(each, str))
    claims = await asyncio.gather(*(scan.claim(shop, queued[0]) for _ in range(16)), return_exceptions=True)
    assert [each.fence for each in claims if isinstance(each, scan.Claim)] == [1]
    assert {type(each) for each in claims} == {scan.Claim, Conflict}
    with pytest.raises(Conflict, match="not over"):
        await queue(shop)


async def test_a_scan_goes_forward_only(shop, cypher):
    claim = await scan.claim(shop, await queue(shop))
    assert await scan.heartbeat(shop, claim, {"assetsDone": 3, "phase": "SAMPLING"}) is False
    await scan.finish(shop, claim, "SUCCEEDED", {"assetsDone": 5})
    await scan.finish(shop, claim, "SUCCEEDED", {"assetsDone": 5})  # told twice is once
    with pytest.raises(Fenced):
        await scan.finish(shop, claim, "FAILED", {}, error="too late")
    with pytest.raises(Fenced):
        await scan.heartbeat(shop, claim, {"assetsDone": 1})
    with pytest.raises(Conflict):
        await scan.claim(shop, claim.id)
    assert await scan.cancel(shop, claim.id) == "SUCCEEDED"
    (row,) = await cypher(
        "MATCH (r:Scan) RETURN r.state AS state, r.assetsDone AS done, r.finishedAt >= r.startedAt AS order"
    )
    assert row == {"state": "SUCCEEDED", "done": 5, "order": True}


async def test_a_queued_scan_is_cancelled_at_once_and_a_running_one_is_asked(shop, cypher):
    queued = await queue(shop)
    assert await scan.cancel(shop, queued) == "CANCELLED"
    with pytest.raises(Conflict):
        await scan.claim(shop, queued)
    claim = await scan.claim(shop, await queue(shop))
    assert await scan.cancel(shop, claim.id) == "RUNNING"
    assert await scan.heartbeat(shop, claim, {}) is True
    await scan.finish(shop, claim, "CANCELLED", {})
    assert await states(cypher) == ["CANCELLED", "CANCELLED"]
    with pytest.raises(NotFound):
        await scan.cancel(shop, "scan:00000000-0000-4000-8000-000000000000")


async def test_a_scan_without_a_sign_of_life_fails_and_the_next_begins(shop, cypher):
    never_begun = await queue(shop, lease=0)
    await asyncio.sleep(0.01)
    claim = await scan.claim(shop, await queue(shop), lease=1)
    await asyncio.sleep(1.1)
    assert await scan.reap(shop) == [claim.id]
    assert await scan.reap(shop) == []
    assert await states(cypher) == ["FAILED", "FAILED"]
    errors = {row["id"]: row["error"] for row in await cypher("MATCH (r:Scan) RETURN r.id AS id, r.error AS error")}
    assert "never began" in errors[never_begun]
    assert "sign of life" in errors[claim.id]
    await scan.claim(shop, await queue(shop))


async def test_heartbeats_prolong_a_lease(shop):
    claim = await scan.claim(shop, await queue(shop), lease=2)
    await scan.heartbeat(shop, claim, {}, lease=60)
    await asyncio.sleep(2.1)
    assert await scan.reap(shop) == []


async def test_a_fallen_fence_lets_no_write_through_and_a_standing_one_outlasts_the_commit(shop, cypher):
    claim = await scan.claim(shop, await queue(shop), lease=2)
    held, go_on = asyncio.Event(), asyncio.Event()

    async def slow(transaction) -> None:
        await scan.hold(transaction, claim)
        held.set()
        await go_on.wait()

    writing = asyncio.create_task(shop.transact(slow))
    await held.wait()
    await asyncio.sleep(2.1)
    reaping = asyncio.create_task(scan.reap(shop))
    await asyncio.sleep(0.3)
    assert not reaping.done()  # who holds the fence commits first
    go_on.set()
    await writing
    assert await reaping == [claim.id]

    async def late(transaction) -> None:
        await scan.hold(transaction, claim)

    with pytest.raises(Fenced):
        await shop.transact(late)
    assert await cypher("MATCH (f:Fence) RETURN f") == []


async def test_a_source_that_is_not_there_cannot_be_scanned(graph):
    with pytest.raises(NotFound):
        await queue(graph)


async def test_when_sources_were_last_scanned_well(shop):
    assert await scan.latest(shop, [SHOP, "source:none"]) == {SHOP: None}
    claim = await scan.claim(shop, await queue(shop))
    await scan.finish(shop, claim, "SUCCEEDED", {})
    good = (await scan.latest(shop, [SHOP]))[SHOP]
    assert good >= claim.started_at
    bad = await scan.claim(shop, await queue(shop))
    await scan.finish(shop, bad, "FAILED", {}, error="X: y")
    assert await scan.latest(shop, [SHOP]) == {SHOP: good}
