"""What only SQLite has, and what goes wrong with files that should be databases."""

import hashlib
import sqlite3
import threading
import time
from itertools import chain

import pytest

from graph_api.scanner.base import AssetFailure, DataType, ForeignKey, RowCount, SampleMethod, SourceError
from graph_api.scanner.sqlite import SqliteConfig, SqliteScanner

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "crm.db"


def write(file, script: str) -> None:
    connection = sqlite3.connect(file)
    try:
        connection.executescript(script)
    finally:
        connection.close()


def scanner_of(file, **changes) -> SqliteScanner:
    return SqliteScanner(SqliteConfig(path=file, **changes))


def listed(scanner) -> dict:
    return {each.path[1]: each for each in chain.from_iterable(scanner.assets())}


def rows_of(scanner, asset, rows=None) -> list[tuple]:
    return [tuple(row.values()) for batch in scanner.sample(asset, rows).batches for row in batch.to_pylist()]


def failure(action) -> SourceError:
    with pytest.raises(SourceError) as error:
        action()
    return error.value


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("INTEGER", DataType.INTEGER),
        ("unsigned big int", DataType.INTEGER),
        ("NVARCHAR(70)", DataType.STRING),
        ("clob", DataType.STRING),
        ("DOUBLE PRECISION", DataType.FLOAT),
        ("NUMERIC(10,2)", DataType.DECIMAL),
        ("BLOB", DataType.BINARY),
        ("BOOLEAN", DataType.BOOLEAN),
        ("DATE", DataType.DATE),
        ("DATETIME", DataType.TIMESTAMP),
        ("uuid", DataType.UUID),
        ("json", DataType.JSON),
        ("", DataType.UNKNOWN),
        ("whatever", DataType.UNKNOWN),
    ],
)
def test_a_declared_type_is_understood_or_unknown(file, declared, expected):
    write(file, f"CREATE TABLE t (x {declared})")
    (column,) = listed(scanner_of(file))["t"].columns
    assert (column.data_type, column.type) == (expected, declared or "ANY")


def test_a_cell_of_any_type_comes_as_text(file):
    write(
        file, "CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1), (2.5), ('three'), (NULL), (x'00ff'), (9e999), ('')"
    )
    scanner = scanner_of(file)
    values = [value for (value,) in rows_of(scanner, listed(scanner)["t"])]
    assert values == ["1", "2.5", "three", None, "00ff", "inf", ""]


def test_text_that_is_not_utf8_is_replaced_and_said_so(file):
    write(file, "CREATE TABLE t (x TEXT); INSERT INTO t VALUES (CAST(x'41ff42' AS TEXT))")
    scanner = scanner_of(file)
    sample = scanner.sample(listed(scanner)["t"], None)
    assert [row for batch in sample.batches for row in batch.to_pylist()] == [{"x": "A\ufffdB"}]
    assert sample.warnings == ["Bytes that are not UTF-8 were replaced."]


def test_a_cell_of_ten_megabytes_is_cut(file):
    write(file, "CREATE TABLE t (x, y); INSERT INTO t VALUES (printf('%.*c', 10000000, 'é'), zeroblob(10000000))")
    scanner = scanner_of(file)
    ((text, blob),) = rows_of(scanner, listed(scanner)["t"])
    assert (len(text), len(blob)) == (65_536, 65_536)


@pytest.mark.parametrize(
    "form", ["(a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID", "(rowid TEXT, _rowid_ TEXT)", "(rowid, b)"]
)
def test_a_sample_is_random_with_and_without_row_ids(file, form):
    write(
        file,
        f"CREATE TABLE t {form};"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
        "INSERT INTO t SELECT printf('%05d', i), 'x' FROM n",
    )
    scanner = scanner_of(file)
    table = listed(scanner)["t"]
    found = [int(row[0]) for row in rows_of(scanner, table, 200)]
    assert 150 <= len(found) <= 200
    assert min(found) < 200
    assert max(found) > 1800
    assert [int(row[0]) for row in rows_of(scanner, table, 200)] == found


def test_generated_columns_and_keys_are_listed(file):
    write(
        file,
        """
        CREATE TABLE parent (Id INTEGER PRIMARY KEY, Code TEXT, UNIQUE (Code));
        CREATE TABLE child (
            id INTEGER PRIMARY KEY, parent INTEGER REFERENCES PARENT, code TEXT REFERENCES Parent (CODE),
            gone INTEGER REFERENCES nowhere (id), twice INTEGER GENERATED ALWAYS AS (id * 2) STORED);
        INSERT INTO child (id) VALUES (21);
        """,
    )
    scanner = scanner_of(file)
    child = listed(scanner)["child"]
    assert [column.name for column in child.columns] == ["id", "parent", "code", "gone", "twice"]
    assert child.foreign_keys == (
        ForeignKey(("code",), ("main", "parent"), ("Code",)),
        ForeignKey(("gone",), ("main", "nowhere"), ("id",)),
        ForeignKey(("parent",), ("main", "parent"), ("Id",)),
    )
    assert rows_of(scanner, child) == [("21", None, None, None, "42")]


@pytest.mark.parametrize(
    ("definition", "select"),
    [
        ("CREATE VIEW v AS SELECT a FROM t", "SELECT a FROM t"),
        ("create temp_is_not /**/ view", None),
        (
            'CREATE VIEW IF NOT EXISTS main."v" /* why AS not */ AS -- really\nSELECT a FROM t',
            "-- really\nSELECT a FROM t",
        ),
        ('CREATE VIEW [v] ("x y") AS SELECT a FROM t;', 'WITH named ("x y") AS (SELECT a FROM t) SELECT * FROM named'),
        ("CREATE VIEW v AS WITH w AS (SELECT a FROM t) SELECT a FROM w", "WITH w AS (SELECT a FROM t) SELECT a FROM w"),
    ],
)
def test_the_select_of_a_view_is_told_from_its_name(file, definition, select):
    if select is None:
        with pytest.raises(sqlite3.OperationalError):
            write(file, definition)
        return
    write(file, f"CREATE TABLE t (a); {definition}")
    assert listed(scanner_of(file))["v"].view_sql == select


def test_a_view_over_what_is_gone_fails_alone(file):
    write(file, "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t; CREATE TABLE u (b); DROP TABLE t")
    found = listed(scanner_of(file))
    assert isinstance(found["v"], AssetFailure)
    assert found["v"].code == "UNREADABLE"
    assert found["u"].columns[0].name == "b"


def test_a_view_is_sampled_from_its_start(file):
    write(file, "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3); CREATE VIEW v AS SELECT a FROM t")
    scanner = scanner_of(file)
    sample = scanner.sample(listed(scanner)["v"], 2)
    assert sum(batch.num_rows for batch in sample.batches) == 2
    assert (sample.method, sample.rows) == (SampleMethod.FIRST, None)


def test_full_text_tables_hide_what_they_are_made_of(file):
    write(file, "CREATE VIRTUAL TABLE note USING fts5(body); INSERT INTO note VALUES ('hello')")
    scanner = scanner_of(file)
    found = listed(scanner)
    assert set(found) == {"note"}
    assert rows_of(scanner, found["note"]) == [("hello",)]


def test_the_file_is_not_changed_and_no_other_is_made(file):
    write(file, "CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    before = hashlib.sha256(file.read_bytes()).digest()
    scanner = scanner_of(file)
    assert rows_of(scanner, listed(scanner)["t"]) == [("1",)]
    assert hashlib.sha256(file.read_bytes()).digest() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_is_no_database_is_said_to_be_none(file):
    file.write_bytes(b"PK\x03\x04" + b"x" * 5000)
    error = failure(scanner_of(file).connect)
    assert error.code == "UNREADABLE"
    assert "not an SQLite database" in str(error)


def test_a_directory_or_nothing_is_not_found(tmp_path):
    assert failure(scanner_of(tmp_path).connect).code == "NOT_FOUND"
    assert failure(scanner_of(tmp_path / "none.db").connect).code == "NOT_FOUND"
    assert not (tmp_path / "none.db").exists()


def test_an_empty_file_is_an_empty_database(file):
    file.touch()
    assert listed(scanner_of(file)) == {}


def test_a_database_cut_short_is_said_to_be_damaged(file):
    write(file, "CREATE TABLE t (a); CREATE TABLE u (b)")
    file.write_bytes(file.read_bytes()[:5000])
    error = failure(lambda: listed(scanner_of(file)))
    assert error.code == "UNREADABLE"
    assert "damaged" in str(error)


def test_a_damaged_page_fails_the_table_it_belongs_to(file):
    write(
        file,
        "CREATE TABLE first (a); INSERT INTO first VALUES (1); CREATE TABLE t (a);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i FROM n",
    )
    data = file.read_bytes()
    file.write_bytes(data[: 4096 * 5] + b"\xee" * 4096 * 3 + data[4096 * 8 :])
    scanner = scanner_of(file)
    found = listed(scanner)
    assert failure(lambda: rows_of(scanner, found["t"])).code == "UNREADABLE"
    assert rows_of(scanner, found["first"]) == [("1",)]


def test_a_database_that_another_process_locks_times_out(file):
    write(file, "CREATE TABLE t (a)")
    other = sqlite3.connect(file, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        assert failure(scanner_of(file, busy_timeout=0).connect).code == "TIMEOUT"
    finally:
        other.close()


def test_a_view_that_never_ends_is_stopped_when_its_time_is_up(file):
    write(file, f"CREATE VIEW endless AS {ENDLESS}")
    scanner = scanner_of(file, statement_timeout=0.2)
    assert failure(lambda: rows_of(scanner, listed(scanner)["endless"], 5)).code == "TIMEOUT"


def test_cancel_interrupts_a_running_statement_within_a_second(file):
    write(file, f"CREATE VIEW endless AS {ENDLESS}")
    scanner = scanner_of(file)
    endless = listed(scanner)["endless"]
    threading.Timer(0.2, scanner.cancel).start()
    started = time.monotonic()
    assert failure(lambda: rows_of(scanner, endless, 5)).code == "CANCELLED"
    assert time.monotonic() - started < 10  # of a view that never ends


def test_counts_are_exact(file):
    write(
        file,
        "CREATE TABLE t (a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i FROM n",
    )
    scanner = scanner_of(file)
    sample = scanner.sample(listed(scanner)["t"], 10)
    assert sum(batch.num_rows for batch in sample.batches) <= 10
    assert sample.rows == RowCount(5000, exact=True)
