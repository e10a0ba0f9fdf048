"""Acts: who does what, and why. What is written while one goes on carries its entry in the same transaction.

So no mutation and no command can forget the audit: whatever it writes, to the graph (`Graph.transact`) or to the state store
(`Store.writing`), is there with its entry or not at all. Work that does nothing on anyone's behalf has no act and leaves none.
"""

import json
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast

from cypher.statement import Statement, Written

OK = "OK"
WITHHELD = "***"
"""In the place of a value that is not for the audit."""
_MOST_OBJECTS = 1_000
_MOST_CHANGES = 200
_MOST_ITEMS = 1_000
_MOST_CHARACTERS = 1_000
_MOST_ID = 1_024
_MOST_ACTION = 200
_MOST_NUMBER = 2**63

RECORD = Statement("audit/record", Written)


@dataclass(frozen=True, slots=True)
class Noted:
    """What an act did to one thing: its facts before and after; None where there was, or is, nothing."""

    subject: str
    before: object
    after: object


@dataclass(slots=True)
class Act:
    """Something that `actor` (an id, "" for a stranger) asks for; `token` and `address` say from where.

    `given` is what was asked, as far as it may be kept, `subjects` what it is about. `hide` takes secrets out of a text.
    `recorded`: whether its entry is written, `told` the last notes that were; an act is over when nothing more belongs to it.
    """

    action: str
    actor: str
    address: str = ""
    request: str = ""
    token: str | None = None
    reason: str | None = None
    given: Mapping[str, Any] | None = None
    subjects: list[str] = field(default_factory=list[str])
    hide: Callable[[str], str] = str
    recorded: bool = False
    over: bool = False
    notes: list[Noted] = field(default_factory=list[Noted])
    told: list[Noted] = field(default_factory=list[Noted])
    id: str = ""
    at: int = 0

    def __post_init__(self) -> None:
        """It happens now."""
        self.renew()
        self.at = time.time_ns() // 1_000

    def renew(self) -> None:
        """Its next entry is another one."""
        self.id = str(uuid.uuid4())

    @property
    def due(self) -> bool:
        """Whether a transaction has to write an entry: the first one, and a later one that changes something more."""
        return not self.recorded or bool(self.notes)

    @contextmanager
    def transaction(self) -> Generator[Callable[[], None]]:
        """One transaction of the act at a time; what is given forgets what an attempt noted that is made again."""
        known = len(self.notes)

        def again() -> None:
            del self.notes[known:]

        try:
            yield again
        except BaseException:
            again()
            raise
        self.recorded = True
        self.told, self.notes = self.notes or self.told, []
        self.renew()

    @property
    def about(self) -> list[str]:
        """The ids that it is about, each once."""
        every = (*self.subjects, *(each.subject for each in self.notes))
        return list(dict.fromkeys(each for each in every if keepable(each) and 0 < len(each.encode()) <= _MOST_ID))

    def entry(self, outcome: str = OK) -> str:
        """The entry as it is kept for good: canonical JSON, in ASCII, bounded, without secrets."""
        about, changes = self.about, self.notes[:_MOST_CHANGES] if outcome == OK else []
        said: dict[str, Any] = {
            "id": self.id,
            "at": self.at,
            "actor": self.actor,
            "action": (self.action if keepable(self.action) else repr(self.action))[:_MOST_ACTION],
            "outcome": outcome,
            "address": self.address,
            "request": self.request,
            "token": self.token,
            "reason": self.reason,
            "given": self.given,
            "objects": about[:_MOST_OBJECTS],
            "objectsLeftOut": max(0, len(about) - _MOST_OBJECTS),
            "changes": [{"id": each.subject, "before": each.before, "after": each.after} for each in changes],
            "changesLeftOut": len(self.notes) - len(changes) if outcome == OK else 0,
        }
        return canonical(_plain({name: value for name, value in said.items() if value not in (None, 0, [])}, self.hide))


def keepable(text: object) -> bool:
    """Whether it is a text that every database takes: no NUL, no half of a surrogate pair."""
    return isinstance(text, str) and "\0" not in text and text == text.encode("utf-8", "replace").decode()


def canonical(value: object) -> str:
    """JSON of one form only: keys in order, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _plain(value: object, hide: Callable[[str], str]) -> object:
    """A value as JSON can say it, texts and lists cut where they are long."""
    match value:
        case str():
            text = hide(value).encode("utf-8", "replace").decode()
            return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}… ({len(text):,} characters)"
        case int() | float() if not -_MOST_NUMBER <= value < _MOST_NUMBER:  # nor NaN
            return str(value)
        case None | bool() | int() | float():
            return value
        case Mapping():
            items = cast("Mapping[object, object]", value)
            return {str(key): _plain(each, hide) for key, each in items.items()}
        case Sequence() | frozenset() | set():
            some = cast("Iterable[object]", value)
            every = sorted(map(str, some)) if isinstance(some, frozenset | set) else list(some)
            return [_plain(each, hide) for each in every[:_MOST_ITEMS]]
        case _:
            return _plain(str(value), hide)


_ACT: ContextVar[Act | None] = ContextVar("act", default=None)


def going() -> Act | None:
    """The act that goes on here; None: nobody's, or one that is over."""
    act = _ACT.get()
    return None if act is None or act.over else act


@contextmanager
def acting(act: Act) -> Generator[Act]:
    """What the block writes, it writes for this act."""
    before = _ACT.set(act)
    try:
        yield act
    finally:
        act.over = True
        _ACT.reset(before)


def note(subject: str, before: object = None, after: object = None) -> None:
    """Tell the act that goes on, if any, what becomes of something: in the transaction that does it, or before."""
    if (act := going()) is not None and (noted := Noted(subject, before, after)) not in act.told:
        act.notes.append(noted)


def about(*subjects: str) -> None:
    """Tell the act that goes on, if any, what it is about."""
    if (act := going()) is not None:
        act.subjects += subjects
