"""Bad input takes bounded time and memory, is told clearly, and harms nothing beside it."""

import io
import json
import time
import tracemalloc

import pytest

from graph_api.lineage import cli
from graph_api.lineage.query_log import read_query_log
from graph_api.lineage.sql import MOST_CHARACTERS, budget, sql_lineage

SCHEMA = {("t",): {"a": "int", "b": "int"}, ("dest",): {"k": "int", "v": "int"}}
GOOD = "INSERT INTO dest (k) SELECT a FROM t"
DEEP = {
    "subqueries": ("SELECT a FROM (", "SELECT a FROM t", ") q"),
    "scalar subqueries": ("SELECT (", "SELECT a FROM t", ") AS a FROM t"),
    "parentheses": ("SELECT a FROM t WHERE " + "(", "a = 1", ")"),
    "common tables": ("WITH q AS (", "SELECT a FROM t", ") SELECT a FROM q"),
    "calls": ("SELECT a FROM t ORDER BY " + "f(", "a", ")"),
}


def nested(how, depth):
    before, inside, after = DEEP[how]
    head, _, opening = before.rpartition(" ") if how in {"parentheses", "calls"} else ("", "", before)
    return f"{head} {opening * depth}{inside}{after * depth}"


def followed(sql, dialect="postgres", **more):
    return sql_lineage(sql, dialect, SCHEMA, None, None, **more)


def edges(found):
    return {(e.source.table, e.source.column, e.target.table, e.target.column) for e in found.columns}


@pytest.mark.parametrize("how", DEEP)
def test_queries_nested_two_hundred_deep_are_followed(how):
    found = followed(nested(how, 200))
    assert (found.error, found.unresolved) == (None, ())
    assert edges(found) == {(("t",), "a", (), "a")}


@pytest.mark.parametrize("how", DEEP)
def test_queries_nested_five_thousand_deep_are_an_error_and_the_next_statement_is_followed(how):
    sql = nested(how, 5_000)
    assert followed(sql).error == "nested too deeply"
    both = followed(f"{sql};\n{GOOD}")
    assert both.error is None
    assert [each.reason for each in both.unresolved] == ["nested too deeply"]
    assert edges(both) == edges(followed(GOOD))


def test_ten_thousand_columns_of_a_common_table_are_followed():
    listed = ", ".join(f"a + {i} AS c{i}" for i in range(10_000))
    found = followed(f"WITH wide AS (SELECT {listed} FROM t) SELECT * FROM wide")
    assert found.error is None
    assert len(found.columns) == 10_000


def test_a_text_of_a_million_characters_is_read_and_a_longer_one_is_an_error():
    text = f"{GOOD} WHERE b = '{{}}'"
    longest = text.format("x" * (MOST_CHARACTERS - len(text) + 2))
    assert len(longest) == MOST_CHARACTERS
    assert edges(followed(longest)) == edges(followed(GOOD))
    assert followed(longest + " ").error == "longer than 1000000 characters"


def test_a_statement_that_takes_too_many_steps_is_told_and_harms_no_other(monkeypatch):
    monkeypatch.setattr(budget, "MOST_FLOWS", 500)
    listed = ", ".join(f"a + b AS c{i}" for i in range(1_000))
    found = followed(f"CREATE TABLE x AS SELECT {listed} FROM t; {GOOD}")
    assert [each.reason for each in found.unresolved] == ["more than 500 column flows in one statement"]
    assert edges(found) == edges(followed(GOOD))


def test_the_branches_of_a_union_are_counted_once_each(monkeypatch):
    monkeypatch.setattr(budget, "MOST_FLOWS", 25 * 500)
    found = sql_lineage(" UNION ALL ".join(f"SELECT a FROM t{i}" for i in range(500)), "postgres", {}, None, None)
    assert (found.error, len(found.columns)) == (None, 500)


class Clock:
    """A clock that goes on by a second with each look."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        self.now += 1
        return self.now


def test_a_statement_that_takes_too_long_is_told_and_harms_no_other(monkeypatch):
    monkeypatch.setattr(budget, "monotonic", Clock())
    monkeypatch.setattr(budget, "TEXT_SECONDS", 10_000)
    parsed = ", ".join(f"a + {i}" for i in range(30))
    found = followed(f"SELECT {parsed} FROM t; {GOOD}")
    assert [each.reason for each in found.unresolved] == ["takes longer than 20 seconds"]
    assert (found.unresolved[0].line, edges(found)) == (1, edges(followed(GOOD)))


def test_a_text_that_takes_too_long_keeps_what_was_followed_and_says_where_it_ends(monkeypatch):
    monkeypatch.setattr(budget, "monotonic", Clock())
    monkeypatch.setattr(budget, "TEXT_SECONDS", 500)
    found = followed(";\n".join([GOOD] * 500))
    assert found.error is None
    assert edges(found) == edges(followed(GOOD))
    assert {each.reason for each in found.unresolved} == {budget.TEXT_OVER}
    assert found.unresolved[0].line is not None


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("the quick brown fox", "postgres"),
        ("%PDF-1.7 \x00\x01\x02", "postgres"),
        ("{'a': [1, 2}", "snowflake"),
        ("SELECT `a FROM t", "mysql"),
        ("MERGE FROM WHERE", "oracle"),
        ("SELECT a FROM t", "no such dialect"),
        (GOOD.replace("a FROM t", "a:b::int FROM t LATERAL VIEW x"), "tsql"),
    ],
)
def test_what_is_no_sql_of_the_dialect_claims_nothing(sql, dialect):
    found = followed(sql, dialect)
    assert found.error
    assert (found.columns, found.writes, found.influences) == ((), (), ())


def test_a_view_over_a_dropped_table_is_told_and_nothing_is_made_up_of_it():
    found = followed("CREATE VIEW v AS SELECT g.x, t.a FROM gone g JOIN t ON g.x = t.a")
    assert [each.reason for each in found.unresolved] == ["table gone is not in the catalog"]
    assert (("t",), "a", ("v",), "a") in edges(found)


def test_views_that_read_each_other_and_tables_that_read_themselves_are_followed_once():
    found = followed(
        "CREATE VIEW v AS SELECT a FROM w; CREATE VIEW w AS SELECT a FROM v; INSERT INTO t SELECT a, b FROM t"
    )
    assert found.error is None
    assert edges(found) == {
        (("w",), "a", ("v",), "a"),
        (("v",), "a", ("w",), "a"),
        (("t",), "a", ("t",), "a"),
        (("t",), "b", ("t",), "b"),
    }
    assert found.writes == (("v",), ("w",), ("t",))


def test_a_line_that_is_too_long_is_told_and_the_next_one_answered(monkeypatch):
    monkeypatch.setattr(cli, "_LONGEST_LINE", 100)
    huge = json.dumps({"id": 1, "sql": "SELECT '" + "x" * 1_000 + "'"})
    small = json.dumps({"id": 2, "sql": "SELECT a FROM t"})
    out = io.StringIO()
    assert cli.lineage_lines(cli.bounded_lines(io.StringIO(f"{huge}\n{small}\n")), out) == 1
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["id"], first["error"]) == (None, "line 1 is longer than 100 characters")
    assert (second["id"], second["error"], second["in_tables"]) == (2, None, ["t"])


class Log(io.RawIOBase):
    """A query log of so many bytes that is never held as a whole: a thousand distinct queries over and over."""

    def __init__(self, size):
        self.left = size
        self.block = b"".join(
            b'{"sql": "SELECT c%d, \'%s\' FROM t WHERE a = %d", "time": %d, "user": "u%d"}\n'
            % (i % 1_000, b"x" * 1_500, i, 10**9 + i, i % 50)
            for i in range(4_000)
        )
        self.at = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        piece = self.block[self.at : self.at + min(len(buffer), self.left)]
        self.at = (self.at + len(piece)) % len(self.block)
        self.left -= len(piece)
        buffer[: len(piece)] = piece
        return len(piece)


def read_log(size):
    stream = io.BufferedReader(Log(size))
    tracemalloc.start()
    try:
        log = read_query_log(stream, "postgres")
        return log, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_query_log_of_twenty_megabytes_takes_the_memory_of_its_queries():
    log, peak = read_log(20_000_000)
    assert (len(log.queries), log.left_out) == (1_000, 0)
    assert log.rows > 10_000
    assert peak < 15_000_000


@pytest.mark.soak
def test_a_query_log_of_a_gigabyte_takes_no_more_memory():
    log, peak = read_log(1_000_000_000)
    assert len(log.queries) == 1_000
    assert peak < 15_000_000


LONG = {
    "columns": ("CREATE TABLE x AS SELECT ", lambda i: f"p.a + coalesce(q.b, {i}) AS c{i}", ", ", " FROM t p JOIN t q ON p.a = q.a"),
    "branches": ("INSERT INTO dest (k) ", lambda i: f"SELECT a FROM t WHERE b = {i}", " UNION ALL ", ""),
    "common tables": ("WITH c AS (SELECT a FROM t)", lambda i: f", c{i} AS (SELECT a + {i} AS a FROM t)", " ", " SELECT a FROM c"),
    "joins": ("SELECT p.a FROM t p ", lambda i: f"JOIN t j{i} ON j{i}.a = p.a", " ", ""),
    "cases": ("SELECT CASE ", lambda i: f"WHEN a = {i} THEN b", " ", " END AS c FROM t"),
    "literals": ("SELECT a FROM t WHERE b IN (", lambda i: f"'{i:06}'", ",", ")"),
    "rows": ("INSERT INTO dest VALUES ", lambda i: f"({i}, {i})", ", ", ""),
}  # fmt: skip


@pytest.mark.soak
@pytest.mark.parametrize("how", LONG)
def test_one_statement_of_a_million_characters_is_followed_or_says_which_limit_it_meets(how):
    head, part, between, tail = LONG[how]
    count = (MOST_CHARACTERS - 100) // len(part(111_111) + between)
    sql = head + between.join(part(i) for i in range(count)) + tail
    assert 0.8 * MOST_CHARACTERS < len(sql) <= MOST_CHARACTERS
    started = time.monotonic()
    found = followed(sql)
    assert time.monotonic() - started < 2 * budget.TEXT_SECONDS
    assert found.error in {None, "takes longer than 20 seconds"}


@pytest.mark.soak
def test_a_million_characters_of_statements_are_followed_in_bounded_time():
    sql = ";\n".join(f"INSERT INTO dest (k) SELECT a + {i} FROM t" for i in range(10**6))[
        : MOST_CHARACTERS - 40
    ].rpartition(";")[0]
    started = time.monotonic()
    found = followed(sql)
    assert time.monotonic() - started < 2 * budget.TEXT_SECONDS
    assert edges(found) == edges(followed(GOOD))
