"""`schema.ports.AuditPort`: what resolvers and the door tell the audit, and what of it is read."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial

from cypher.act import OK, Act
from cypher.errors import Coded
from graph_api import logs
from graph_api.access.throttle import network
from graph_api.audit import entries
from graph_api.audit.seal import Sealer
from graph_api.state import Store, chain
from schema.ports import AuditFilter, AuditRow, Caller

_SELDOM_SECONDS = 60.0
_MOST = 10_000
_log = logs.get("pursight.audit")


class Audit:
    """Of one server."""

    def __init__(self, store: Store, sealer: Sealer, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds."""
        self._store, self._sealer, self._clock = store, sealer, clock
        self._told: OrderedDict[tuple[str, str, str], tuple[float, int]] = OrderedDict()

    def act(self, caller: Caller, action: str, request: str) -> Act:
        """An act of the caller's, of which nothing is written yet."""
        known = caller.identity
        return Act(
            action,
            known.user if known else "",
            caller.address,
            request,
            known.token if known else None,
            hide=logs.redactor.line,
        )

    def ready(self) -> None:
        """Raise `StorageFull` or `StoreUnavailable` while what was recorded in the graph cannot be sealed."""
        if (problem := self._sealer.problem) is not None:
            raise type(problem)(str(problem))

    async def record(self) -> None:
        """Write the entry of the act that goes on now, before it does anything. Raises `StorageFull`, `StoreUnavailable`."""
        await self._store.write(lambda _connection: None)

    async def append(self, act: Act, outcome: str = OK) -> None:
        """Write the entry of an act that is over. Raises `StorageFull`, `StoreUnavailable`."""
        entry = act.entry(outcome)
        await self._store.write(lambda connection: chain.append(connection, self._store.id, [entry]))

    async def refused(self, act: Act, outcome: str) -> None:
        """Write that an act was refused, or failed; where even that fails, the log has it.

        Of what strangers are refused over and over, one entry a minute, so that they cannot fill the store: but each sign-in that
        was tried, for those are slow.
        """
        act.renew()  # what seems to have failed may be there all the same, with an entry of its own
        if act.token is None and (act.action, outcome) != ("sessionCreate", "UNAUTHENTICATED"):
            times = self._seldom((network(act.address), act.action, outcome))
            if times is None:
                return
            act.given = {**(act.given or {}), "timesSinceLast": times} if times > 1 else act.given
        try:
            await self.append(act, outcome)
        except Coded as error:
            _log.error("a refusal is not in the audit", reason=str(error), action=act.action, outcome=outcome)

    def _seldom(self, key: tuple[str, str, str]) -> int | None:
        """How often it happened since the last entry; None while that is too fresh."""
        at, (last, times) = self._clock(), self._told.pop(key, (float("-inf"), 0))
        fresh = at - last < _SELDOM_SECONDS
        self._told[key] = (last, times + 1) if fresh else (at, 0)
        while len(self._told) > _MOST:
            self._told.popitem(last=False)
        return None if fresh else times + 1

    async def events(self, wanted: AuditFilter, *, before: int | None, limit: int) -> Sequence[AuditRow]:
        """The newest entries that are wanted, with numbers under `before`."""
        return await self._store.read(partial(entries.page, wanted=wanted, before=before, limit=limit))

    async def count(self, wanted: AuditFilter) -> int:
        """How many entries are wanted."""
        return await self._store.read(partial(entries.count, wanted=wanted))
