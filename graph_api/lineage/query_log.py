"""Query logs: JSON Lines of queries, and rows of pg_stat_statements, read once and put together by what they ask.

Queries that differ only in literals, comments and white space are one: a log of any length takes memory for its distinct ones.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import IO, cast

from graph_api.lineage.sql import MOST_CHARACTERS
from graph_api.lineage.sql.catalog import Names
from graph_api.lineage.sql.scope import LineageError

MOST_QUERIES = 50_000
MOST_TEXT = 128_000_000  # characters of distinct queries
MOST_USERS = 100  # kept of one query
MOST_REFUSED = 100  # kept of one log
_LONGEST_LINE = 4 * MOST_CHARACTERS  # bytes

_TEXT = ("sql", "query", "statement")
_TIME = ("time", "timestamp", "stats_since")
_USER = ("user", "usename", "rolname", "userid")
_CALLS = ("calls", "count")
_MILLISECONDS = 10_000_000_000  # larger numbers than this are no seconds since 1970
_LISTS = re.compile(r"\?(?:\s*,\s*\?)+")
_ROWS = re.compile(r"(\(\s*\?\s*\))(?:\s*,\s*\(\s*\?\s*\))+")


class RefusedError(ValueError):
    """A row of a log that cannot be used; the text says why and shows nothing of it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was left out; `line` counts from 1."""

    line: int
    reason: str


@dataclass(slots=True)
class LoggedQuery:
    """One query of a log: its text as it came first, in its dialect, with literals.

    `first` and `last` are the times, with zone, between which it is known to have run; None where the log has no times.
    """

    sql: str
    dialect: str
    calls: int = 0
    first: datetime | None = None
    last: datetime | None = None
    users: set[str] = field(default_factory=set[str])

    def ran(self, calls: int, time: datetime | None, user: str | None) -> None:
        """Count a row more."""
        self.calls += calls
        if time is not None:
            self.first = time if self.first is None else min(self.first, time)
            self.last = time if self.last is None else max(self.last, time)
        if user and len(self.users) < MOST_USERS:
            self.users.add(user)


@dataclass(slots=True)
class QueryLog:
    """What a log holds. `refused` and `left_out` count rows that could not be used, and rows past a limit."""

    queries: list[LoggedQuery] = field(default_factory=list[LoggedQuery])
    rows: int = 0
    refused: int = 0
    reasons: list[Refused] = field(default_factory=list[Refused])  # of the first that were refused
    left_out: int = 0


def read_query_log(stream: IO[bytes], dialect: str) -> QueryLog:
    """Read a log to its end; a row that names no `dialect` is in the one given.

    A log is JSON Lines of `{sql, time, user, dialect?}`, or rows of pg_stat_statements as JSON Lines or as CSV with a head:
    `query`, `calls`, `userid` (or `usename`, `rolname`), `stats_since`. Times are RFC 3339, or seconds or milliseconds since
    1970; without a zone they are UTC. Of more than `MOST_QUERIES` distinct queries, or `MOST_TEXT` characters of them, the
    first are kept. Raises `LineageError` for a dialect that is not known, `RefusedError` for a CSV without the columns.
    """
    Names(dialect)
    log = QueryLog()
    known: dict[tuple[str, str], LoggedQuery] = {}
    shapes: dict[str, Callable[[str], str]] = {}
    text = 0
    for number, row in _rows(stream):
        log.rows += 1
        try:
            sql, spoken, calls, time, user = _read(row, dialect)
            if spoken not in shapes:
                shapes[spoken] = _shape(spoken)
            key = spoken, shapes[spoken](sql)
        except RefusedError as error:
            log.refused += 1
            if len(log.reasons) < MOST_REFUSED:
                log.reasons.append(Refused(number, str(error)))
            continue
        query = known.get(key)
        if query is None:
            text += len(sql) + len(key[1])
            if len(known) >= MOST_QUERIES or text > MOST_TEXT:
                text -= len(sql) + len(key[1])
                log.left_out += 1
                continue
            query = known[key] = LoggedQuery(sql, spoken)
            log.queries.append(query)
        query.ran(calls, time, user)
    return log


def _rows(stream: IO[bytes]) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    """Yield rows with their lines' numbers, or why there is none."""
    lines = _lines(stream)
    first = next(((number, line) for number, line in lines if line is None or line.strip()), None)
    if first is None:
        return
    number, head = first
    if head is None or head.lstrip().startswith(("{", "[")):
        for number, line in chain([first], lines):
            if line is None:
                yield number, f"longer than {_LONGEST_LINE} bytes"
            elif line.strip():
                yield number, _object(line)
        return
    yield from _table(head, lines, number)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, str | None]]:
    """Yield lines and their numbers; None for one that is too long to be kept."""
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        too_long = len(line) == _LONGEST_LINE and not line.endswith(b"\n")
        while too_long and (more := stream.readline(_LONGEST_LINE)) and not more.endswith(b"\n"):
            pass
        yield number, None if too_long else line.decode("utf-8-sig" if number == 1 else "utf-8", "replace")


def _object(line: str) -> Mapping[str, object] | str:
    try:
        row = cast("object", json.loads(line))
    except (ValueError, RecursionError):
        return "not JSON"
    return cast("dict[str, object]", row) if isinstance(row, dict) else "not a JSON object"


def _table(
    head: str, lines: Iterator[tuple[int, str | None]], first: int
) -> Iterator[tuple[int, dict[str, str] | str]]:
    names = [name.strip().lower() for name in next(csv.reader([head]))]
    if not set(names) & set(_TEXT):
        raise RefusedError(f"neither JSON Lines nor CSV with a column {' or '.join(_TEXT)}")
    csv.field_size_limit(MOST_CHARACTERS)
    at = first

    def numbered() -> Iterator[str]:
        nonlocal at
        for number, line in lines:
            at = number
            yield line or ""

    rows = csv.reader(numbered())
    while True:
        start = at + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield start, f"not CSV: {error}"
            continue
        if cells:
            yield (
                start,
                dict(zip(names, cells, strict=False)) if len(cells) == len(names) else "not as wide as the head",
            )


def _read(row: Mapping[str, object] | str, dialect: str) -> tuple[str, str, int, datetime | None, str | None]:
    """Return text, dialect, calls, time and user of a row."""
    if isinstance(row, str):
        raise RefusedError(row)
    sql = next((row[name] for name in _TEXT if row.get(name) is not None), None)
    if not isinstance(sql, str) or not sql.strip():
        raise RefusedError("no text of a query")
    if len(sql) > MOST_CHARACTERS:
        raise RefusedError(f"a query longer than {MOST_CHARACTERS} characters")
    if sql == "<insufficient privilege>":
        raise RefusedError("a query that the log's reader was not allowed to see")
    spoken = row.get("dialect") or dialect
    if not isinstance(spoken, str):
        raise RefusedError("`dialect` is not text")
    user = next((row[name] for name in _USER if row.get(name) is not None), None)
    return sql, spoken, _calls(row), _time(row), None if user is None else str(user)


def _calls(row: Mapping[str, object]) -> int:
    value = next((row[name] for name in _CALLS if row.get(name) is not None), 1)
    try:
        calls = int(cast("str", value))
    except (TypeError, ValueError, OverflowError):
        calls = -1
    if calls < 0:
        raise RefusedError("`calls` is not a number")
    return calls


def _time(row: Mapping[str, object]) -> datetime | None:
    value = next((row[name] for name in _TIME if row.get(name) not in (None, "")), None)
    if value is None:
        return None
    try:
        if isinstance(value, int | float) or (isinstance(value, str) and value.replace(".", "", 1).isdigit()):
            seconds = float(value)
            return datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS else seconds, UTC)
        time = datetime.fromisoformat(cast("str", value).strip())
    except (AttributeError, ValueError, OverflowError, OSError) as error:
        raise RefusedError("`time` is neither RFC 3339 nor a number of seconds or milliseconds") from error
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _shape(dialect: str) -> Callable[[str], str]:
    """Return what takes literals, comments and layout out of a query of a dialect, or raise `RefusedError`.

    Regular expressions, many times as fast as the tokenizer: a long log has each query many times.
    """
    try:
        tokenizer = Names(dialect).dialect.tokenizer_class
    except LineageError as error:
        raise RefusedError(str(error)) from error
    marks = sorted((each for each in tokenizer.QUOTES if isinstance(each, str)), key=len, reverse=True)
    quoted = [
        (each, each) if isinstance(each, str) else (each[0], each[1])
        for each in tokenizer.IDENTIFIERS
        if not isinstance(each, str) or each not in marks
    ]
    begins = "".join(re.escape(each[0]) for each in (*marks, *(start for start, _ in quoted)))
    comments = "|".join(rf"{re.escape(each)}[^\n]*+" for each in tokenizer.COMMENTS if isinstance(each, str))
    strings = "|".join(_string(each, escaped="\\" in tokenizer.STRING_ESCAPES) for each in marks)
    names = "|".join(f"{re.escape(a)}(?:[^{re.escape(b)}]|{re.escape(b * 2)})*+{re.escape(b)}" for a, b in quoted)
    # Plain words first, in runs: nearly all of a text is one, and the rest is tried only between them.
    pattern = re.compile(
        rf"""((?:(?![eE]')[^\W\d][\w$]*+|[^\w\s{begins}/#$?.-]|\ (?=[^\W\d]|[(=<>*]))*+)
        (?: ({names}) | (\s+|/\*.*?(?:\*/|\Z)|{comments})+
        | ({strings}|[eE]{_string("'", escaped=True)}|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|\$\d+|\d[\w.]*+|\.\d\w*+|\?)
        | (.|\Z))""",
        re.DOTALL | re.VERBOSE,
    )

    def plain(found: re.Match[str]) -> str:
        before, name, ignored, literal, _, other = found.groups()
        return before + (name or other or (" " if ignored else "?" if literal else ""))

    def shape(sql: str) -> str:
        return _ROWS.sub(r"\1", _LISTS.sub("?", pattern.sub(plain, sql))).strip(" ;")

    return shape


def _string(mark: str, *, escaped: bool) -> str:
    """Return a regular expression for a string between two marks."""
    mark = re.escape(mark)
    if len(mark) > 1 + mark.startswith("\\"):
        return f"{mark}.*?{mark}"
    return (
        rf"{mark}(?:[^{mark}\\]|{mark}{mark}|\\.)*+{mark}" if escaped else f"{mark}(?:[^{mark}]|{mark}{mark})*+{mark}"
    )
