"""Query logs: what is one query, what is counted, and what a bad row costs the others."""

import json
import tracemalloc
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.lineage import query_log
from graph_api.lineage.query_log import RefusedError, read_query_log
from graph_api.lineage.sql.scope import LineageError


def read(*rows, dialect="postgres"):
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    return read_query_log(BytesIO("\n".join(lines).encode()), dialect)


def test_queries_that_differ_in_literals_layout_and_comments_are_one():
    log = read(
        {"sql": "SELECT a FROM t WHERE b = 'x' AND c IN (1, 2)", "time": "2026-03-01T10:00:00+02:00", "user": "ann"},
        {"sql": "SELECT a\nFROM t -- why\nWHERE b = 'it''s' AND c IN (1,2,3);", "time": 1772300000, "user": "bob"},
        {"sql": "SELECT a FROM t /* x */ WHERE b = 'y' AND c IN (7)", "time": "2026-05-01", "user": "ann"},
        {"sql": "SELECT a FROM t WHERE b = 'x'"},
    )
    one, other = log.queries
    assert (one.calls, one.users) == (3, {"ann", "bob"})
    assert (one.first, one.last) == (datetime.fromtimestamp(1772300000, UTC), datetime(2026, 5, 1, tzinfo=UTC))
    assert one.sql == "SELECT a FROM t WHERE b = 'x' AND c IN (1, 2)"
    assert (other.calls, other.first, other.users) == (1, None, set())


@pytest.mark.parametrize(
    ("dialect", "one", "other"),
    [
        ("postgres", r"""SELECT 'a\', b, 'c'""", r"""SELECT 'a\', d, 'c'"""),
        ("postgres", r"""SELECT E'a\'', b""", r"""SELECT E'a\'', d"""),
        ("postgres", 'SELECT "a"', 'SELECT "b"'),
        ("mysql", "SELECT `a`", "SELECT `b`"),
        ("mysql", r"""SELECT 'a\'', b""", r"""SELECT 'a\'', d"""),
        ("tsql", "SELECT [a 1]", "SELECT [a 2]"),
        ("bigquery", "SELECT '''it's''', b", "SELECT '''it's''', d"),
        ("", "SELECT t1.x", "SELECT t2.x"),
        ("", "SELECT a--1\n", "SELECT a"),
    ],
)
def test_queries_that_differ_in_names_are_two(dialect, one, other):
    same = one.split("--")[0].strip() == other
    assert len(read({"sql": one}, {"sql": other}, dialect=dialect).queries) == (1 if same else 2)


@given(st.lists(st.sampled_from(["a", "x1", " ", "'", "''", '"', "`", "\\", "$", "$$", "1", ".5", "--", "/*", "*/", "#", "\n", "?", "(", ",", "E'"]), max_size=30).map("".join), st.sampled_from(["postgres", "mysql", "bigquery", "tsql", ""]))  # fmt: skip
def test_what_is_left_of_a_query_asks_the_same(text, dialect):
    shape = query_log._shape(dialect)
    assert shape(shape(text)) == shape(text)
    assert shape("SELECT a, b") == "SELECT a, b"


def test_rows_of_pg_stat_statements_are_read_as_csv():
    csv = 'userid,dbid,query,calls,stats_since\n10,5,"INSERT INTO t\nSELECT ""a b"" FROM u LIMIT $1",7,2026-01-02 03:04:05+00\n11,5,<insufficient privilege>,3,\n'
    log = read(*csv.split("\n"))
    [query] = log.queries
    assert query.sql == 'INSERT INTO t\nSELECT "a b" FROM u LIMIT $1'
    assert (query.calls, query.users, query.first) == (7, {"10"}, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert [(each.line, "not allowed" in each.reason) for each in log.reasons] == [(4, True)]


def test_a_bad_row_harms_no_other():
    bad = ["{", "[1]", {"sql": 5}, {"sql": ""}, {"sql": "SELECT 1", "time": "noon"}, {"sql": "SELECT 1", "time": [1]},
           {"sql": "SELECT 1", "time": 1e300}, {"sql": "SELECT 1", "calls": "many"}, {"sql": "SELECT 1", "calls": -1},
           {"sql": "SELECT 1", "dialect": "klingon"}, {"sql": "SELECT 1", "dialect": 3}, "[" * 100_000,
           {"sql": "SELECT '" + "x" * 1_000_001 + "'"}, "x" * 5_000_000]  # fmt: skip
    log = read({"sql": "SELECT a FROM t"}, *bad, {"sql": "SELECT b FROM t"})
    assert [query.sql for query in log.queries] == ["SELECT a FROM t", "SELECT b FROM t"]
    assert (log.rows, log.refused) == (len(bad) + 2, len(bad))
    assert [each.line for each in log.reasons] == list(range(2, len(bad) + 2))


def test_a_quote_that_does_not_end_ends_with_the_longest_query():
    head = "query,calls\n"
    log = read_query_log(
        BytesIO(
            (head + '"SELECT ' + "x\n" * 600_000 + '"SELECT a FROM t",2\n').encode(),
        ),
        "postgres",
    )
    assert log.refused > 0
    assert log.queries[-1].sql == "SELECT a FROM t"


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "just words"])
def test_what_is_no_log_is_refused(text):
    with pytest.raises(RefusedError, match="neither JSON Lines nor CSV"):
        read(text)


def test_an_unknown_dialect_is_refused_and_an_empty_log_is_not():
    assert read("", "").queries == []
    with pytest.raises(LineageError, match="not known"):
        read(dialect="klingon")


def test_a_long_log_takes_memory_for_its_distinct_queries_only(monkeypatch):
    monkeypatch.setattr(query_log, "MOST_QUERIES", 50)
    monkeypatch.setattr(query_log, "MOST_USERS", 3)

    class Endless:
        """A log of 10,000 rows that is never whole in memory."""

        row = 0

        def readline(self, _most):
            self.row += 1
            text = f"SELECT {self.row} FROM t{self.row % 100}"
            return json.dumps({"sql": text, "user": f"u{self.row}"}).encode() + b"\n" if self.row <= 10_000 else b""

    tracemalloc.start()
    log = read_query_log(Endless(), "postgres")  # pyright: ignore[reportArgumentType]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (log.rows, len(log.queries), log.left_out) == (10_000, 50, 5_000)
    assert all(query.calls == 100 and len(query.users) == 3 for query in log.queries)
    assert peak < 4_000_000
