"""How many streams are open (WebSockets, and server-sent events), in all and of whom: nobody takes every place."""

from collections import Counter


class Streams:
    """The open streams of one server, by who pays for them (`allowance.payer`)."""

    def __init__(self, most: int, most_each: int) -> None:
        """At most `most` together and `most_each` of one user, or of one address where nobody signed in yet."""
        self._most, self._most_each = most, most_each
        self._open = Counter[str]()
        self._all = 0

    def enter(self, who: str) -> bool:
        """Take a place, if there is one."""
        if self._all >= self._most or self._open[who] >= self._most_each:
            return False
        self._open[who] += 1
        self._all += 1
        return True

    def leave(self, who: str) -> None:
        """Give the place back."""
        self._all -= 1
        self._open[who] -= 1
        if not self._open[who]:
            del self._open[who]

    def move(self, who: str, to: str) -> bool:
        """Have the place count for somebody else, if they may have another; else it stays as it is."""
        if who != to and self._open[to] >= self._most_each:
            return False
        self.leave(who)
        return self.enter(to)
