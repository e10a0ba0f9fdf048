"""What a statement's caller did wrong, in words that are safe to show. `Conflict` is in `cypher.graph`."""

from collections.abc import Iterable
from typing import ClassVar

_MOST_NAMED = 20


class NotFound(Exception):
    """Some of the ids that were given are of nothing the principal can see. `ids` has them all, `str()` the first twenty."""

    def __init__(self, ids: Iterable[str]) -> None:
        """Keep the ids, sorted."""
        self.ids = tuple(sorted(ids))
        named = ", ".join(each[:200] for each in self.ids[:_MOST_NAMED])
        more = len(self.ids) - _MOST_NAMED
        super().__init__(f"not found: {named}{f' and {more} more' if more > 0 else ''}")


class Invalid(ValueError):
    """An argument cannot be used; `str()` says which and what to do."""


def legible(text: str, what: str, most: int) -> str:
    """Give back `text`, which a person wrote, without space around it; raises `Invalid` if it is too long or no valid Unicode."""
    text = text.strip()
    if len(text) > most:
        raise Invalid(f"{what} may have {most:,} characters; there are {len(text):,}")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid(f"{what} must be text: no NUL, no half of a surrogate pair")
    return text


class Coded(Exception):
    """What is refused with a code of its own; `str()` is safe to show and says what to do."""

    code: ClassVar[str]


class StorageFull(Coded):
    """There is no room where it has to be kept: nothing was changed."""

    code = "STORAGE_FULL"


class StoreUnavailable(Coded):
    """What keeps state outside of the graph does not answer; try again later."""

    code = "UNAVAILABLE"


class SourceFailed(Coded):
    """A source did not give what was asked of it; the text begins with the code of the scanner's error."""

    code = "SOURCE_FAILED"


class Unauthenticated(Coded):
    """Who asks is not known to us."""

    code = "UNAUTHENTICATED"


class Forbidden(Coded):
    """Who asks may not do this."""

    code = "FORBIDDEN"


class Throttled(Coded):
    """This was tried too often; the text says when it may be tried again."""

    code = "TOO_MANY_ATTEMPTS"
