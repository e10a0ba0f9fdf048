"""`Authority`: whom a bearer token speaks for, known without asking the store again, and who is told when that ends.

Tokens that were seen lately are kept in memory by their hash and looked up again together, every 400 ms; what is older than
900 ms is asked for before it is believed. A change made through this process is seen at once (`refresh`), one of another
process within a second. A store that does not answer lets nobody in.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hmac import compare_digest

from cypher.errors import Coded
from graph_api import logs
from graph_api.access import user
from graph_api.access.token import Token, bearer
from graph_api.state import Store
from schema.ports import Identity

_LOOK_SECONDS = 0.4
_STALE_SECONDS = 0.9
_IDLE_SECONDS = 60.0
_BLIND_SECONDS = 10.0
"""So long a stream goes on while the store cannot say whether it may."""
_USED_SECONDS = 30.0
_MOST = 10_000
_log = logs.get("pursight.access")


@dataclass(slots=True)
class _Seen:
    identity: Identity
    checked: float
    used: float


class Authority:
    """The tokens of one server."""

    def __init__(self, store: Store) -> None:
        """Know nobody yet."""
        self._store = store
        self._seen: OrderedDict[bytes, _Seen] = OrderedDict()
        self._held: dict[asyncio.Event, Identity] = {}
        self._turn = asyncio.Lock()
        self._generation = 0
        self._answered = time.monotonic()
        self._last_used: dict[str, int] = {}

    async def identify(self, header: str | None) -> Identity | None:
        """Whom `Authorization: <header>` speaks for; None for nobody. Raises `StoreUnavailable`."""
        given = bearer(header)
        if given is None:
            return None
        key = hashlib.sha256(given.encode("utf-8", "replace")).digest()
        seen, at = self._seen.get(key), time.monotonic()
        if seen is None or at - seen.checked > _STALE_SECONDS:
            seen = await self._asked(given, key)
            if seen is None:
                return None
        seen.used = at
        moment = time.time_ns() // 1_000
        self._last_used[seen.identity.token] = moment
        return seen.identity if moment < seen.identity.expires_at else None

    async def _asked(self, given: str, key: bytes) -> _Seen | None:
        try:
            token = Token(given)
        except ValueError:
            return None
        while True:
            generation, began = self._generation, time.monotonic()
            found = await self._store.read(partial(user.identities, ids=[token.id]))
            if generation == self._generation:  # else something changed while we looked
                break
        kept, known = found.get(token.id, ("", None))
        if known is None or not compare_digest(kept, token.hash):
            self._seen.pop(key, None)
            return None
        seen = self._seen[key] = _Seen(known, began, began)
        self._seen.move_to_end(key)
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        return seen

    @contextmanager
    def held(self, identity: Identity) -> Generator[asyncio.Event]:
        """An event that is set when the identity ends or changes: whoever serves a stream waits for it too."""
        ended = asyncio.Event()
        self._held[ended] = identity
        try:
            yield ended
        finally:
            del self._held[ended]

    async def refresh(self) -> None:
        """Look every token up again that is in use here; what was revoked is so when this returns."""
        async with self._turn:
            self._generation += 1
            began = time.monotonic()
            for key in [key for key, seen in self._seen.items() if began - seen.used > _IDLE_SECONDS]:
                del self._seen[key]
            ids = {seen.identity.token for seen in self._seen.values()} | {each.token for each in self._held.values()}
            found = await self._store.read(partial(user.identities, ids=ids)) if ids else {}
            self._answered = began
        for key, seen in list(self._seen.items()):
            _, known = found.get(seen.identity.token, ("", None))
            if known == seen.identity:
                seen.checked = began
            elif seen.identity.token in ids:
                del self._seen[key]
        for ended, identity in self._held.items():
            _, known = found.get(identity.token, ("", None))
            if identity.token in ids and known != identity:
                ended.set()

    async def watch(self) -> None:
        """Refresh until cancelled, and remember now and then when tokens were last used."""
        told = time.monotonic()
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self.refresh()
                if time.monotonic() - told > _USED_SECONDS:
                    told = time.monotonic()
                    await self.remember()
            except Coded as error:
                if time.monotonic() - self._answered > _BLIND_SECONDS:
                    for ended in self._held:
                        ended.set()
                _log.warning("tokens cannot be looked up", reason=str(error))
            except Exception:  # noqa: BLE001 - whatever it was, tokens have to go on ending
                _log.exception("tokens cannot be looked up")

    async def remember(self) -> None:
        """Write down when tokens were last used; raises `StorageFull`, `StoreUnavailable`."""
        moments, self._last_used = self._last_used, {}
        if moments:
            await self._store.write(partial(user.used, moments=moments))

    async def close(self) -> None:
        """Write down what is left to write; a store that cannot take it costs no more than that."""
        with suppress(Coded):
            await self.remember()
