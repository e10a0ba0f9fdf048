"""What origins state in any order: each statement is kept, and the edges' intervals are folded from all of them.

"At T, in run R, origin O states exactly these edges." Statements may come late, twice, or out of order: the graph that comes of
them depends only on which there are. Of several statements at one time the one of the greatest run counts (of one run's, that of
the greater digest), and it alone. An origin states either here or through `edge.replace`, never both.
"""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cypher.edge import PAST, EdgeRow, Replaced
from cypher.errors import Invalid
from cypher.graph import Graph, Transaction
from cypher.statement import Statement, Written
from cypher.subject import Ids

MOST_EDGES = 50_000
"""Edges that one statement may have."""
_MOST_MISSING = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """What an origin states at some time: these edges and no others; where `partial`, at least these."""

    rows: Sequence[EdgeRow]
    partial: bool = False

    @property
    def packed(self) -> bytes:
        """The edges, each once and in order, in few bytes: ids repeat themselves."""
        rows = {(row.type, row.key): row for row in self.rows}
        listed = [[rows[each].type, rows[each].start, rows[each].end, rows[each].properties] for each in sorted(rows)]
        return zlib.compress(orjson.dumps(listed, option=orjson.OPT_SORT_KEYS))

    @property
    def digest(self) -> str:
        """The same for all that say the same."""
        return hashlib.blake2b(zlib.decompress(self.packed) + bytes([self.partial]), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Interval:
    """An edge from `since` to before `until` (None: it is there still), in microseconds."""

    row: EdgeRow
    since: int
    until: int | None

    @property
    def type(self) -> str:
        """The relationship's type in the graph."""
        return self.row.type if self.until is None else PAST[self.row.type]

    @property
    def stated(self) -> dict[str, Any]:
        """Its properties in the graph, but for when it was written."""
        times = {"since": self.since} | ({} if self.until is None else {"until": self.until})
        return {**self.row.properties, **times, "key": self.row.key, "origin": self.row.origin}


def fold(said: Iterable[tuple[int, Said]]) -> list[Interval]:
    """The intervals that follow from statements, given in the order of their times, each time once."""
    there: dict[tuple[str, str], tuple[EdgeRow, int]] = {}
    over: list[Interval] = []
    for at, what in said:
        stated = {(row.type, row.key): row for row in what.rows}
        for each, (row, since) in list(there.items()):
            stays = stated[each].properties == row.properties if each in stated else what.partial
            if not stays:
                over.append(Interval(row, since, at))
                del there[each]
        for each, row in stated.items():
            there.setdefault(each, (row, at))
    return [*over, *(Interval(row, since, None) for row, since in there.values())]


@dataclass(frozen=True, slots=True)
class _Stored:
    digest: str
    partial: bool
    edges: bytes
    at: Sequence[int]
    runs: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Drawn:
    id: str
    type: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    place: int


_LOCK = Statement("origin/lock", Written)
_STATEMENTS = Statement("origin/statements", _Stored)
_KEEP = Statement("origin/keep", Written)
_FORGET = Statement("origin/forget", Written)
_INTERVALS = Statement("origin/intervals", _Drawn)
_ERASE = Statement("origin/erase", Written)
_DRAW = Statement("origin/draw", _Place)
_WAIT = Statement("origin/wait", Written)
_WAITING = Statement("origin/waiting", Ids)


class _Ledger:
    """What an origin stated, and when: for each time the run that counts, and the digest of what it said."""

    def __init__(self, origin: str, stored: Sequence[_Stored]) -> None:
        self._origin = origin
        self.times = {at: (run, row.digest) for row in stored for at, run in zip(row.at, row.runs, strict=True)}
        self._said = {row.digest: Said(_unpacked(row.edges, origin), row.partial) for row in stored}

    def add(self, said: Said, at: int, run: str) -> list[str]:
        """Take a statement in; the digests of what is now stated at other times than before, none if it changes nothing."""
        digest = said.digest
        was = self.times.get(at, ("", ""))
        if was >= (run, digest):
            return []
        self.times[at] = (run, digest)
        self._said[digest] = said
        return sorted({digest, was[1]} - {""})

    def stored(self, digest: str) -> dict[str, Any]:
        """The properties of a statement in the graph; its times are none where it no longer counts."""
        times = sorted((at, run) for at, (run, each) in self.times.items() if each == digest)
        said = self._said[digest]
        return {
            "digest": digest,
            "partial": said.partial,
            "edges": said.packed,
            "at": [at for at, _ in times],
            "runs": [run for _, run in times],
        }

    def intervals(self) -> list[Interval]:
        """All intervals that follow."""
        return fold((at, self._said[self.times[at][1]]) for at in sorted(self.times))


def _unpacked(edges: bytes, origin: str) -> list[EdgeRow]:
    return [
        EdgeRow(kind, start, end, origin, stated) for kind, start, end, stated in orjson.loads(zlib.decompress(edges))
    ]


async def lock(transaction: Transaction, origin: str, properties: Mapping[str, Any]) -> None:
    """Lock the node of an origin, made where it is new, and keep what is known of it."""
    await transaction.run(_LOCK, id=origin, properties=properties)


async def state(
    transaction: Transaction,
    origin: str,
    said: Said,
    *,
    at: int,
    recorded_at: int,
    run: str = "",
    about: Mapping[str, Any] | None = None,
) -> Replaced:
    """Take in what `origin` states at `at` (the producer's time, in microseconds), in `run`; the edges follow.

    `about` are properties of the origin's node. What names ends that are not in the graph is kept and drawn by `redraw`
    once they are. Raises `Invalid` for more than 50,000 edges.
    """
    if len(said.rows) > MOST_EDGES:
        raise Invalid(f"{origin} states {len(said.rows):,} edges at once; at most {MOST_EDGES:,} can be taken")
    await lock(transaction, origin, about or {})
    ledger = _Ledger(origin, await transaction.run(_STATEMENTS, origin=origin))
    touched = [ledger.stored(digest) for digest in ledger.add(said, at, run)]
    if not touched:
        return Replaced()
    if kept := [row for row in touched if row["at"]]:
        await transaction.run(_KEEP, origin=origin, rows=kept)
    if gone := [f"{origin}#{row['digest']}" for row in touched if not row["at"]]:
        await transaction.run(_FORGET, ids=gone)
    return await _draw(transaction, origin, ledger.intervals(), recorded_at)


async def waiting(graph: Graph) -> Sequence[str]:
    """The origins that name ends which were not in the graph and are now."""
    (row,) = await graph.read(_WAITING)
    return row.ids


async def redraw(transaction: Transaction, origin: str, *, recorded_at: int) -> Replaced:
    """Draw what follows from the statements of `origin`, as far as its ends are in the graph."""
    await lock(transaction, origin, {})
    ledger = _Ledger(origin, await transaction.run(_STATEMENTS, origin=origin))
    return await _draw(transaction, origin, ledger.intervals(), recorded_at)


def _sameness(type_: str, properties: Mapping[str, Any]) -> bytes:
    told = {name: value for name, value in properties.items() if name != "recordedAt"}
    return orjson.dumps([type_, told], option=orjson.OPT_SORT_KEYS)


async def _draw(transaction: Transaction, origin: str, intervals: Sequence[Interval], recorded_at: int) -> Replaced:
    """Make these the edges of `origin`; only differences are written."""
    found = await transaction.run(_INTERVALS, origin=origin)
    have = {_sameness(row.type, row.properties): row for row in found}
    wanted = {_sameness(each.type, each.stated): each for each in intervals}
    erased = [have[each] for each in sorted(have.keys() - wanted.keys())]
    if erased:
        await transaction.run(_ERASE, ids=[row.id for row in erased])
    new = [wanted[each] for each in sorted(wanted.keys() - have.keys())]
    drawn: set[int] = set()
    if new:
        rows = [
            {
                "type": each.type,
                "from": each.row.start,
                "to": each.row.end,
                "place": place,
                "properties": {**each.stated, "recordedAt": recorded_at},
            }
            for place, each in enumerate(new)
        ]
        drawn = {row.place for row in await transaction.run(_DRAW, rows=rows)}
    skipped = tuple(each.row for place, each in enumerate(new) if place not in drawn)
    ends = sorted({end for row in skipped for end in (row.start, row.end)})[:_MOST_MISSING]
    await transaction.run(_WAIT, id=origin, ends=ends)
    present = {row.properties["key"] for row in erased if row.type in PAST}
    kept = {each.row.key for each in intervals if each.until is None}
    return Replaced(
        written=sum(new[place].until is None for place in drawn),
        ended=len(present - kept),
        skipped=skipped,
        origins=frozenset({origin} if found and (erased or drawn) else ()),
    )
