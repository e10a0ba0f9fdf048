"""What each user may spend in a minute, in points of cost: paid before an operation runs, by whichever way it came."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import cast

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from graph_api.access.throttle import network
from schema.context import Context
from schema.ports import Caller

REFUSED = 100
"""The price of an operation that is refused before it runs: parsing and validation are work, too."""
_MINUTE = 60.0
_MOST = 10_000


class Allowance:
    """A bucket for each user, which holds what is allowed in a minute and fills steadily; of this process, in bounded memory."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow `a_minute` points, 0 being any number; `clock` in seconds."""
        self._most, self._clock = a_minute, clock
        self._spent: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def pay(self, caller: Caller, points: int) -> None:
        """Take the points; raises the `GraphQLError` that says when there will be so many again.

        An operation that costs more than the bucket holds takes a full one.
        """
        if not self._most:
            return
        who, points = payer(caller), min(points, self._most)
        spent = self._spent_by(who)
        if (over := spent + points - self._most) > 0:
            wait = math.ceil(over / self._most * _MINUTE)
            text = f"You may spend {self._most:,} points a minute; there will be {points:,} again in {wait} s."
            cost = {"requested": points, "remaining": int(self._most - spent), "limit": self._most}
            raise GraphQLError(text, extensions={"code": "RATE_LIMITED", "cost": cost, "retryAfter": wait})
        self._keep(who, spent + points)

    def settle(self, caller: Caller, points: int) -> None:
        """Take what is still owed, or give back (a negative number) what was paid too much."""
        if self._most:
            who = payer(caller)
            self._keep(who, min(self._most, max(0.0, self._spent_by(who) + points)))

    def headers(self, caller: Caller) -> list[tuple[bytes, bytes]]:
        """What answers tell: the allowance, what is left of it, and in how many seconds all of it will be there again."""
        if not self._most:
            return []
        spent = self._spent_by(payer(caller))
        told = {
            "limit": self._most,
            "remaining": int(self._most - spent),
            "reset": math.ceil(spent / self._most * _MINUTE),
        }
        return [(f"ratelimit-{name}".encode(), str(value).encode()) for name, value in told.items()]

    def _spent_by(self, who: str) -> float:
        spent, at = self._spent.get(who, (0.0, 0.0))
        return max(0.0, spent - (self._clock() - at) / _MINUTE * self._most)

    def _keep(self, who: str, spent: float) -> None:
        self._spent[who] = spent, self._clock()
        self._spent.move_to_end(who)
        while len(self._spent) > _MOST:  # whoever was not heard of for a minute owes nothing
            self._spent.popitem(last=False)


def payer(caller: Caller) -> str:
    """Who pays: a user, whatever its tokens; of strangers their address."""
    return f"address:{network(caller.address)}" if caller.identity is None else caller.identity.user


class Paid(SchemaExtension):
    """Has an operation pay once its cost is known; what is refused then pays `REFUSED` in the end. Must come after `Limited`."""

    def __init__(self, allowance: Allowance) -> None:
        """Take from `allowance`."""
        self._allowance = allowance

    def on_parse(self) -> Iterator[None]:
        """What cannot be parsed is never measured."""
        yield
        if self.execution_context.pre_execution_errors:
            self._allowance.settle(self._context.caller, REFUSED)

    def on_validate(self) -> Iterator[None]:
        """After the operation was measured, and before its rules are looked at."""
        execution, cost = self.execution_context, self._context.cost
        if cost is not None and not execution.pre_execution_errors:
            try:
                self._allowance.pay(self._context.caller, cost)
            except GraphQLError as error:
                execution.pre_execution_errors = [error]
                yield
                return
        yield
        if execution.pre_execution_errors:
            self._allowance.settle(self._context.caller, REFUSED - (cost or 0))

    @property
    def _context(self) -> Context:
        return cast("Context", self.execution_context.context)
