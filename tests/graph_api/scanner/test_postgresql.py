"""What only PostgreSQL has, and what goes wrong with servers."""

import os
import socket
import threading
import time
from dataclasses import replace
from itertools import chain

import psycopg
import pytest

from graph_api.scanner.base import AssetFailure, AssetKind, DataType, RowCount, SampleMethod, SourceError
from graph_api.scanner.postgresql import PostgresqlConfig, PostgresqlScanner
from tests.postgresql import free_port


@pytest.fixture
def config(database, monkeypatch):
    monkeypatch.setenv("SHOP_PASSWORD", database.password)
    return {
        "host": database.host,
        "port": database.port,
        "database": database.name,
        "user": database.user,
        "password": "env:SHOP_PASSWORD",
        "sslmode": "disable",
    }


@pytest.fixture
def opened(config):
    scanners = []

    def open_it(**changes) -> PostgresqlScanner:
        scanners.append(PostgresqlScanner(PostgresqlConfig.model_validate({**config, **changes})))
        return scanners[-1]

    yield open_it
    for scanner in scanners:
        scanner.close()


@pytest.fixture
def silent_port():
    """A server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def everything(scanner) -> list:
    return list(chain.from_iterable(scanner.assets()))


def by_name(scanner) -> dict:
    return {asset.name: asset for asset in everything(scanner)}


def rows_of(scanner, asset, rows=None) -> list[dict]:
    return [row for batch in scanner.sample(asset, rows).batches for row in batch.to_pylist()]


def failure(action) -> SourceError:
    with pytest.raises(SourceError) as error:
        action()
    assert error.value.__suppress_context__ or error.value.__context__ is None
    return error.value


def test_every_type_is_known_or_unknown_but_never_an_error(database, opened):
    database.execute("""
        CREATE TYPE mood AS ENUM ('glad', 'sad');
        CREATE DOMAIN address AS text CHECK (value LIKE '%@%');
        CREATE DOMAIN work_address AS address;
        CREATE TYPE pair AS (x int, y text);
        CREATE TYPE span AS RANGE (subtype = float8);
        CREATE TABLE t (
            i smallint, n numeric(10, 2), f real, b boolean, d date, t time, ts timestamptz, iv interval, u uuid, j jsonb,
            a text[], p pair, raw bytea, m mood, e work_address, ip inet, bits bit(3), pt point, sp span, x xml,
            g int GENERATED ALWAYS AS (i * 2) STORED, money money);
        INSERT INTO t VALUES (1, 1.5, 0.1, true, '2024-02-29', '10:00', '2024-01-01 10:00+02', '1 day 2 hours',
            'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{"k": [1]}', '{a,NULL,"b c"}', (1, 'y'), '\\x00ff', 'glad', 'a@b',
            '10.0.0.1', '101', '(1,2)', '[1,2)', NULL, DEFAULT, 3);
    """)
    scanner = opened()
    table = by_name(scanner)["t"]
    assert {column.name: column.data_type for column in table.columns} == {
        "i": DataType.INTEGER,
        "n": DataType.DECIMAL,
        "f": DataType.FLOAT,
        "b": DataType.BOOLEAN,
        "d": DataType.DATE,
        "t": DataType.TIME,
        "ts": DataType.TIMESTAMP,
        "iv": DataType.INTERVAL,
        "u": DataType.UUID,
        "j": DataType.JSON,
        "a": DataType.ARRAY,
        "p": DataType.STRUCT,
        "raw": DataType.BINARY,
        "m": DataType.STRING,
        "e": DataType.STRING,
        "ip": DataType.STRING,
        "bits": DataType.STRING,
        "pt": DataType.UNKNOWN,
        "sp": DataType.UNKNOWN,
        "x": DataType.STRING,
        "g": DataType.INTEGER,
        "money": DataType.STRING,
    }
    types = {column.name: column.type for column in table.columns}
    assert (types["n"], types["m"], types["a"]) == ("numeric(10,2)", "public.mood", "text[]")
    (row,) = rows_of(scanner, table)
    assert row["ts"] == "2024-01-01 08:00:00+00"
    assert row["iv"] == "P1DT2H"
    assert (row["raw"], row["b"], row["g"], row["pt"]) == ("00ff", "true", "2", "(1,2)")


def test_comments_keys_and_what_is_null(database, opened):
    database.execute("""
        CREATE SCHEMA other;
        CREATE TABLE other.parent (a int, b int, PRIMARY KEY (b, a));
        CREATE TABLE child (x int NOT NULL, y int, gone int, z int, FOREIGN KEY (z, x) REFERENCES other.parent (b, a));
        ALTER TABLE child DROP COLUMN gone;
        COMMENT ON TABLE child IS 'belongs to a parent';
        COMMENT ON COLUMN child.z IS 'second';
    """)
    found = by_name(opened())
    child = found["child"]
    assert child.comment == "belongs to a parent"
    assert [(column.name, column.position, column.nullable, column.comment) for column in child.columns] == [
        ("x", 1, False, None),
        ("y", 2, True, None),
        ("z", 3, True, "second"),
    ]
    (key,) = child.foreign_keys
    assert (key.columns, key.target, key.target_columns) == (("z", "x"), found["parent"].path, ("b", "a"))
    assert {column.name for column in found["parent"].columns if column.primary_key} == {"a", "b"}


def test_views_of_both_kinds_are_read_with_names_in_full(database, opened):
    database.execute("""
        CREATE TABLE person (id int, email text);
        CREATE VIEW v AS SELECT id, lower(email) AS mail FROM person;
        CREATE MATERIALIZED VIEW mv AS SELECT count(*) AS number FROM v;
    """)
    found = by_name(opened())
    assert (found["v"].kind, found["mv"].kind) == (AssetKind.VIEW, AssetKind.MATERIALIZED_VIEW)
    assert "FROM public.person" in found["v"].view_sql
    assert "FROM public.v" in found["mv"].view_sql
    assert not found["v"].view_sql.endswith(";")


def test_a_partitioned_table_is_one_asset_and_sampled_as_one(database, opened):
    database.execute("""
        CREATE TABLE event (id int, day date) PARTITION BY RANGE (day);
        CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
        CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
        INSERT INTO event SELECT i, date '2024-01-01' + i % 50 FROM generate_series(1, 2000) AS i;
        ANALYZE event; ANALYZE event_1; ANALYZE event_2;
    """)
    scanner = opened()
    (event,) = everything(scanner)
    assert event.name == "event"
    assert event.rows == RowCount(2000, exact=False)
    days = {row["day"] for row in rows_of(scanner, event, 500)}
    assert min(days) < "2024-02-01" <= max(days)


def test_a_foreign_table_is_listed_though_its_rows_cannot_be_read(database, opened):
    database.execute("""
        CREATE FOREIGN DATA WRAPPER nowhere;
        CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
        CREATE FOREIGN TABLE distant (id int) SERVER far;
    """)
    scanner = opened()
    (distant,) = everything(scanner)
    assert (distant.kind, distant.columns[0].name) == (AssetKind.TABLE, "id")
    assert failure(lambda: rows_of(scanner, distant, 5)).code == "SOURCE_FAILED"


def test_a_table_that_was_never_analysed_has_no_estimate(database, opened):
    database.execute("CREATE TABLE fresh (id int)")
    assert by_name(opened())["fresh"].rows is None


def test_a_large_table_is_sampled_by_pages_and_thinned(database, opened, monkeypatch):
    monkeypatch.setattr("graph_api.scanner.postgresql.rows._SMALL_BYTES", 100_000)
    database.execute(
        "CREATE TABLE large AS SELECT i AS id, repeat('x', 100) AS t FROM generate_series(1, 40000) AS i; ANALYZE large"
    )
    scanner = opened()
    table = by_name(scanner)["large"]
    sample = scanner.sample(table, 1000)
    ids = [int(row["id"]) for batch in sample.batches for row in batch.to_pylist()]
    assert sample.method is SampleMethod.RANDOM
    assert sample.rows == RowCount(40_000, exact=False)
    assert 600 <= len(ids) <= 1000
    assert max(ids) - min(ids) > 30_000
    assert [int(row["id"]) for row in rows_of(scanner, table, 1000)] == ids


def test_a_view_is_sampled_from_its_start_and_said_so(database, opened):
    database.execute("CREATE VIEW many AS SELECT i FROM generate_series(1, 1000) AS i")
    scanner = opened()
    view = by_name(scanner)["many"]
    sample = scanner.sample(view, 10)
    assert sum(batch.num_rows for batch in sample.batches) == 10
    assert (sample.method, sample.rows) == (SampleMethod.FIRST, None)
    whole = scanner.sample(view, 1000)
    assert sum(batch.num_rows for batch in whole.batches) == 1000
    assert (whole.method, whole.rows) == (SampleMethod.ALL, RowCount(1000, exact=True))


def test_a_cell_of_ten_megabytes_is_cut_in_the_database(database, opened):
    database.execute("CREATE TABLE huge AS SELECT repeat('é', 5000000) AS t, decode(repeat('ff', 5000000), 'hex') AS b")
    scanner = opened()
    (row,) = rows_of(scanner, by_name(scanner)["huge"])
    assert (len(row["t"]), len(row["b"])) == (65_536, 65_536)


def test_a_table_without_columns_harms_nothing(database, opened):
    database.execute("CREATE TABLE nothing (); CREATE TABLE something AS SELECT 1 AS x")
    scanner = opened()
    found = by_name(scanner)
    assert found["nothing"].columns == ()
    assert sum(batch.num_rows for batch in scanner.sample(found["nothing"], 5).batches) == 0
    assert rows_of(scanner, found["something"]) == [{"x": "1"}]


def test_one_column_of_nulls_keeps_its_rows(database, opened):
    database.execute("CREATE TABLE lone (x text); INSERT INTO lone VALUES (NULL), (''), (NULL), ('\\.')")
    scanner = opened()
    assert [row["x"] for row in rows_of(scanner, by_name(scanner)["lone"])] == [None, "", None, "\\."]


def test_bytes_that_are_not_utf8_are_replaced_and_said_so(postgresql, database, opened):
    name = f"{database.name}_ascii"
    database.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII'")
    with psycopg.connect(**{**database.connect(), "dbname": name}, autocommit=True) as connection:
        connection.execute("CREATE TABLE t AS SELECT convert_from('\\xe9', 'SQL_ASCII') AS x")
    scanner = opened(database=name)
    sample = scanner.sample(by_name(scanner)["t"], None)
    assert [row["x"] for batch in sample.batches for row in batch.to_pylist()] == ["\ufffd"]
    assert sample.warnings == ["Bytes that are not UTF-8 were replaced."]


def test_a_schema_that_may_not_be_used_fails_alone(postgresql, database, opened, monkeypatch):
    reader = replace(postgresql.create_user(), name=database.name)
    monkeypatch.setenv("READER", reader.password)
    database.execute(f"""
        CREATE SCHEMA secret; CREATE TABLE secret.t (x int);
        CREATE TABLE closed (x int); CREATE TABLE open (x int); GRANT SELECT ON open TO {reader.user};
    """)
    scanner = opened(user=reader.user, password="env:READER")
    found = everything(scanner)
    (refused,) = [each for each in found if isinstance(each, AssetFailure)]
    assert (refused.path, refused.code) == ((database.name, "secret"), "PERMISSION_DENIED")
    assert "GRANT USAGE" in refused.message
    assets = {each.name: each for each in found if not isinstance(each, AssetFailure)}
    assert set(assets) == {"closed", "open"}
    assert rows_of(scanner, assets["open"]) == []
    assert failure(lambda: rows_of(scanner, assets["closed"])).code == "PERMISSION_DENIED"
    assert [
        each.name for each in everything(opened(user=reader.user, password="env:READER", exclude=["secret.*"]))
    ] == [
        "closed",
        "open",
    ]


def test_nothing_can_be_written_even_by_a_view(database, opened):
    database.execute("""
        CREATE TABLE log (x int);
        CREATE FUNCTION sneak() RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO log VALUES (1) RETURNING x';
        CREATE VIEW trap AS SELECT sneak() AS x;
    """)
    scanner = opened()
    found = by_name(scanner)
    error = failure(lambda: rows_of(scanner, found["trap"]))
    assert error.code == "SOURCE_FAILED"
    assert "ReadOnlySqlTransaction" in str(error)
    assert rows_of(scanner, found["log"]) == []


def test_an_error_that_quotes_a_value_does_not_pass_it_on(database, opened):
    database.execute("""
        CREATE TABLE t AS SELECT 'canary-value' AS x;
        CREATE VIEW bad AS SELECT x::int FROM t;
    """)
    scanner = opened()
    error = failure(lambda: rows_of(scanner, by_name(scanner)["bad"]))
    assert "canary-value" not in str(error)
    assert "InvalidTextRepresentation" in str(error)


def test_a_statement_is_stopped_when_its_time_is_up(database, opened):
    database.execute("CREATE VIEW slow AS SELECT pg_sleep(60)::text AS x")
    scanner = opened(statement_timeout=1)
    error = failure(lambda: rows_of(scanner, by_name(scanner)["slow"], 5))
    assert error.code == "TIMEOUT"
    assert "`statement_timeout`" in str(error)


def test_cancel_stops_a_running_statement_within_a_second_also_in_the_server(database, opened):
    database.execute("CREATE VIEW slow AS SELECT pg_sleep(60)::text AS x")
    scanner = opened()
    slow = by_name(scanner)["slow"]
    errors: list[SourceError] = []
    thread = threading.Thread(target=lambda: errors.append(failure(lambda: rows_of(scanner, slow, 5))))
    thread.start()
    active = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%%' AND state = 'active' AND datname = %s"
    with psycopg.connect(**database.connect(), autocommit=True) as connection:

        def running() -> bool:
            return bool(connection.execute(active, (database.name,)).fetchone()[0])

        while not running():
            time.sleep(0.01)
        started = time.monotonic()
        scanner.cancel()
        thread.join(30)
        assert time.monotonic() - started < 10  # of five minutes
        assert [error.code for error in errors] == ["CANCELLED"]
        while running():
            assert time.monotonic() - started < 30
            time.sleep(0.01)


def test_a_wrong_password_is_said_without_any_password(opened, monkeypatch):
    monkeypatch.setenv("SHOP_PASSWORD", "canary-password")
    error = failure(opened().connect)
    assert error.code == "AUTHENTICATION_FAILED"
    assert "`password`" in str(error)
    assert "canary-password" not in str(error)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"user": "nobody_by_that_name"}, "AUTHENTICATION_FAILED"),
        ({"database": "no_such_database"}, "NOT_FOUND"),
        ({"host": "no-such-host.invalid"}, "UNREACHABLE"),
        ({"host": "/no/such/directory"}, "UNREACHABLE"),
        ({"sslmode": "verify-full"}, "TLS_FAILED"),
        ({"sslmode": "require"}, "TLS_FAILED"),
        ({"password": "env:NOT_SET_ANYWHERE"}, "CONFIG_INVALID"),
        ({"password": None}, "AUTHENTICATION_FAILED"),
    ],
)
def test_what_keeps_a_connection_from_coming_about_has_its_code(opened, change, code):
    assert failure(opened(**change).connect).code == code


def test_tls_is_verified_unless_it_is_switched_off_in_words(config):
    del config["sslmode"]
    assert PostgresqlConfig.model_validate(config).sslmode == "verify-full"
    assert failure(PostgresqlScanner(PostgresqlConfig.model_validate(config)).connect).code == "TLS_FAILED"


def test_a_port_where_nobody_listens_is_unreachable(opened):
    assert failure(opened(port=free_port()).connect).code == "UNREACHABLE"


def test_a_host_that_accepts_and_never_answers_times_out(opened, silent_port):
    started = time.monotonic()
    error = failure(opened(port=silent_port, connect_timeout=1).connect)
    assert error.code == "TIMEOUT"
    assert time.monotonic() - started < 8  # by itself it would take ten


def test_cancel_ends_waiting_for_a_silent_host(opened, silent_port):
    scanner = opened(port=silent_port)
    threading.Timer(0.2, scanner.cancel).start()
    started = time.monotonic()
    assert failure(scanner.connect).code == "CANCELLED"
    assert time.monotonic() - started < 8


def test_the_capability_report_of_a_silent_host_keeps_its_time(opened, silent_port, monkeypatch):
    monkeypatch.setattr("graph_api.scanner.capability.SECONDS", 0.5)
    started = time.monotonic()
    report = opened(port=silent_port).test()
    assert time.monotonic() - started < 8
    assert len(report) == 7
    assert all(not line.ok and line.reason.startswith("TIMEOUT") for line in report)


def test_a_socket_works_but_has_no_namespace(postgresql, opened):
    scanner = opened(host=str(postgresql.socket_directory))
    scanner.connect()
    assert failure(lambda: scanner.namespace("shop")).code == "CONFIG_INVALID"


def test_the_namespace_is_that_of_openlineage(opened):
    assert opened(host="DB.Example.com", port=5433).namespace("shop") == "postgres://db.example.com:5433"
    assert opened(host="::1").namespace("shop").startswith("postgres://[::1]:")


def test_a_lost_server_is_said_and_the_next_call_connects_again(database, opened):
    database.execute("CREATE TABLE t AS SELECT 1 AS x")
    scanner = opened(max_connections=1)
    table = by_name(scanner)["t"]
    with psycopg.connect(**database.connect(), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pursight' AND datname = %s",
            (database.name,),
        )
    assert failure(lambda: rows_of(scanner, table)).code == "UNREACHABLE"
    assert rows_of(scanner, table) == [{"x": "1"}]


def test_no_more_connections_are_used_than_agreed(database, opened):
    database.execute("CREATE TABLE t AS SELECT i FROM generate_series(1, 200000) AS i")
    scanner = opened(max_connections=2)
    table = by_name(scanner)["t"]
    held = [scanner.sample(table, None) for _ in range(2)]
    for sample in held:
        next(iter(sample.batches))
    third = threading.Thread(target=lambda: rows_of(scanner, table, 1))
    third.start()
    with psycopg.connect(**database.connect()) as connection:
        used = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pursight' AND datname = %s"
        assert connection.execute(used, (database.name,)).fetchone() == (2,)
    third.join(0.2)
    assert third.is_alive()
    for sample in held:
        sample.close()
    third.join(5)
    assert not third.is_alive()


def test_the_process_environment_does_not_change_where_we_connect(opened, monkeypatch):
    monkeypatch.setitem(os.environ, "PGHOST", "elsewhere.invalid")
    monkeypatch.setitem(os.environ, "PGOPTIONS", "-c default_transaction_read_only=off")
    scanner = opened()
    scanner.connect()
    with scanner._connections.transaction() as connection:
        assert connection.execute("SHOW transaction_read_only").fetchone() == ("on",)
