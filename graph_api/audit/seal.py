"""The sealer of a server: entries that changes of the graph left go into the chain; now and then the chain is signed."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from cypher import audit
from cypher.errors import Coded, StoreUnavailable
from cypher.graph import Graph, GraphError
from graph_api import logs
from graph_api.audit.checkpoint import Checkpoint, Signer, keep, now
from graph_api.state import Store, chain

_LOOK_SECONDS = 0.4
_SIGN_SECONDS = 60.0
_SIGN_ENTRIES = 100
_LAST_SECONDS = 3.0
_log = logs.get("pursight.audit")


class Sealer:
    """Of one server; others of the same store may be at it too. `problem` is what keeps it from sealing, if anything does."""

    def __init__(self, store: Store, graph: Graph, signer: Signer, file: Path) -> None:
        """Checkpoints go into `file`."""
        self._store, self._graph, self._signer, self._file = store, graph, signer, file
        self._signed, self._signed_at = 0, time.monotonic()
        self.problem: Coded | None = None

    async def watch(self) -> None:
        """Seal until cancelled, then once more. Neo4j may be away; a state store that takes nothing is a problem."""
        try:
            while True:
                await self.turn()
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            with suppress(TimeoutError):  # whoever starts next has it to do
                await asyncio.wait_for(self.turn(sign=True), _LAST_SECONDS)

    async def turn(self, *, sign: bool = False) -> None:
        """Seal what is there, and sign where it is time, or now."""
        problem = None
        try:
            with suppress(GraphError):
                await seal(self._graph, self._store)
            await self._sign(always=sign)
        except Coded as error:
            problem = error
        except Exception as error:  # noqa: BLE001 - whatever it is, what cannot be recorded must not happen
            problem = StoreUnavailable(f"the audit cannot be sealed: {type(error).__name__}")
            if self.problem is None:
                _log.exception("an entry of the audit stops the others")
        if problem is not None and self.problem is None:
            _log.error("the audit cannot be kept: changes are refused", reason=str(problem))
        self.problem = problem

    async def _sign(self, *, always: bool) -> None:
        seq, hashed = await self._store.read(partial(chain.head, store=self._store.id))
        late = time.monotonic() - self._signed_at > _SIGN_SECONDS
        if seq > self._signed and (always or late or seq - self._signed >= _SIGN_ENTRIES):
            signed = self._signer.signed(Checkpoint(self._store.id, seq, hashed, now()))
            await asyncio.to_thread(keep, self._file, signed)
            self._signed, self._signed_at = seq, time.monotonic()


async def seal(graph: Graph, store: Store) -> int:
    """Move every entry that waits in the graph into the chain; how many. Raises `GraphError`, `Coded`."""

    async def into(found: Sequence[tuple[str, str]]) -> None:
        await store.write(lambda connection: chain.add(connection, store.id, found))

    return await audit.seal(graph, into)
