"""The writing side of a scan: fenced transactions, a few of them in flight, patient while Neo4j restarts."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from cypher import change, scan
from cypher.change import Change
from cypher.graph import DeadlineExceeded, Graph, Transaction, Unavailable

T = TypeVar("T")

Work = Callable[[Transaction], Awaitable[tuple[T, list[Change]]]]
"""A unit of writing, idempotent: its result, and the changes to append to the feed."""

BATCH_ENTITIES = 2_500
"""Nodes a transaction, about; larger ones cost the database more memory and, measured, more time."""
_TIMEOUT = 60.0
_PATIENCE = 60.0
_PAUSE = 1.0


class Writer:
    """Writes as one scan; raises `Fenced` once the scan is no longer this process's."""

    def __init__(self, graph: Graph, claim: scan.Claim, *, in_flight: int = 2) -> None:
        """`in_flight` transactions at most at the same time."""
        self.graph = graph
        self._claim = claim
        self._slots = asyncio.Semaphore(in_flight)

    async def transact(self, work: Work[T]) -> T:
        """Run `work`, test the fence and append the changes, in one transaction; waits a minute for a Neo4j that is away.

        Raises `Fenced`, and `Conflict` where another source writes the same ids at the same time: again, and they are seen.
        """

        async def fenced(transaction: Transaction) -> T:
            result, changes = await work(transaction)
            await scan.hold(transaction, self._claim)
            await change.record(transaction, changes, by=self._claim.id)
            return result

        give_up = time.monotonic() + _PATIENCE
        async with self._slots:
            while True:
                try:
                    return await self.graph.transact(fenced, timeout=_TIMEOUT)
                except (Unavailable, DeadlineExceeded):
                    if time.monotonic() > give_up:
                        raise
                    await asyncio.sleep(_PAUSE)

    async def room(self) -> None:
        """Wait until another transaction may begin: whoever makes batches faster than Neo4j takes them waits here."""
        await asyncio.sleep(0)  # a free slot alone would let nobody else run
        async with self._slots:
            pass
