"""How often somebody may try: five times an account, twenty times an address, then after growing pauses."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from cypher.errors import Throttled

_FREE = {"account": 5, "address": 20}
_LONGEST = 300.0
_FORGET_SECONDS = 3_600.0
_MOST = 20_000


@dataclass(slots=True)
class _Tries:
    count: int
    last: float


class Throttle:
    """Counts tries of this process, in bounded memory; whether an account exists makes no difference."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds."""
        self._clock = clock
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()

    def attempt(self, account: str, address: str) -> None:
        """Count a try before it is made, so that many at once are many; raises `Throttled` while a pause lasts."""
        keys = self._keys(account, address)
        wait = max(self._wait(key) for key in keys)
        if wait > 0:
            raise Throttled(f"Too many tries: the next may be made in {wait:.0f} s.")
        for key in keys:
            known = self._tries.pop(key, None) or _Tries(0, 0.0)
            self._tries[key] = _Tries(known.count + 1, self._clock())
        while len(self._tries) > _MOST:
            self._tries.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        """The try was right: the account begins anew, and the address is spared this one."""
        of_account, of_address = self._keys(account, address)
        self._tries.pop(of_account, None)
        if known := self._tries.get(of_address):
            known.count -= 1

    def _wait(self, key: tuple[str, str]) -> float:
        known = self._tries.get(key)
        if known is None:
            return 0.0
        since = self._clock() - known.last
        if since > _FORGET_SECONDS:
            del self._tries[key]
            return 0.0
        over = known.count - _FREE[key[0]]
        return 0.0 if over < 0 else max(0.0, min(2.0 ** min(over, 20), _LONGEST) - since)

    def _keys(self, account: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("account", account[:200].casefold()), ("address", network(address))


def network(address: str) -> str:
    """An IPv6 network of one customer counts as one address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)  # noqa: PLR2004
