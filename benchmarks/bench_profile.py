"""Listing 10,000 tables, and sampling, profiling and classifying a table of 1,000,000 rows, on a real PostgreSQL.

    python benchmarks/bench_profile.py [--tables N] [--rows N]

Prints what it took, the share of time spent waiting for the database, and the machine's load.
"""

import argparse
import os
import platform
import resource
import tempfile
import time
from itertools import chain
from pathlib import Path

from graph_api.classifier import ColumnSample, classify
from graph_api.scanner.base import AssetInfo
from graph_api.scanner.postgresql import PostgresqlConfig, PostgresqlScanner
from graph_api.scanner.profile import Profiler
from tests.postgresql import Database, running_postgresql

_TABLES = """
DO $$ BEGIN
  FOR t IN 1..{tables} LOOP
    EXECUTE format('CREATE TABLE t%s (id bigint PRIMARY KEY, %s)', t, (
      SELECT string_agg(
        format('c%s %s', c, (ARRAY['text', 'integer', 'numeric(10,2)', 'timestamptz', 'varchar(40)'])[1 + c % 5]), ',')
      FROM generate_series(1, 19) AS c));
    IF t % 200 = 0 THEN COMMIT; END IF;
  END LOOP;
END $$
"""
_ROWS = """
CREATE TABLE person AS
SELECT i AS id, 'user' || i || '@example.com' AS email, md5(i::text) AS token, (random() * 1000)::numeric(10, 2) AS credit,
       timestamptz '2024-01-01' + i * interval '1 s' AS created, (random() * 5)::int AS grade,
       CASE WHEN i % 3 > 0 THEN 'x' END AS flag, i % 2 = 0 AS active, 'city ' || i % 1000 AS city, random() AS score
FROM generate_series(1, {rows}) AS i;
ANALYZE person
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tables", type=int, default=10_000)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    wanted = arguments.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with running_postgresql() as server, tempfile.TemporaryDirectory() as directory:
        password = Path(directory) / "password"
        database = server.create_database(_TABLES.format(tables=wanted.tables))
        password.write_text(database.password)
        list_tables(scanner_of(database, password))
        database = server.create_database(_ROWS.format(rows=wanted.rows))
        with scanner_of(database, password) as scanner:
            (person,) = chain.from_iterable(scanner.assets())
            for rows in (10_000, None):
                profile_and_classify(scanner, person, rows)
    print(
        f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, load {os.getloadavg()[0]:.1f}"
    )


def scanner_of(database: Database, password: Path) -> PostgresqlScanner:
    return PostgresqlScanner(
        PostgresqlConfig.model_validate(
            {
                "host": database.host,
                "port": database.port,
                "database": database.name,
                "user": database.user,
                "password": f"file:{password}",
                "sslmode": "disable",
            }
        )
    )


def list_tables(scanner: PostgresqlScanner) -> None:
    with scanner:
        started = time.perf_counter()
        columns = tables = 0
        for batch in scanner.assets():
            tables += len(batch)
            columns += sum(len(each.columns) for each in batch if isinstance(each, AssetInfo))
        took = time.perf_counter() - started
    print(f"listed {tables:,} tables, {columns:,} columns in {took:.2f} s: {columns / took:,.0f} columns/s")


def profile_and_classify(scanner: PostgresqlScanner, asset: AssetInfo, rows: int | None) -> None:
    started = time.perf_counter()
    profiler = Profiler(asset.columns)
    sample = scanner.sample(asset, rows)
    seen = profiling = 0
    for batch in sample.batches:
        seen += batch.num_rows
        before = time.perf_counter()
        profiler.add(batch)
        profiling += time.perf_counter() - before
    before = time.perf_counter()
    profiles = profiler.result()
    profiling += time.perf_counter() - before
    before = time.perf_counter()
    names = tuple(profiles)
    classes = {
        column.name: classify(
            ColumnSample(
                table=asset.name,
                column=column.name,
                values=profiles[column.name].values,
                data_type=column.data_type.value,
                neighbours=names,
            )
        )
        for column in asset.columns
    }
    classifying = time.perf_counter() - before
    took = time.perf_counter() - started
    print(
        f"{'all rows' if rows is None else 'default sample'}: {seen:,} rows x {len(asset.columns)} columns ({sample.method}) "
        f"in {took:.2f} s: {seen / took:,.0f} rows/s; profiling {profiling:.2f} s, classifying {classifying:.2f} s, the rest "
        f"({100 * (took - profiling - classifying) / took:.0f} %) is the database and its parsing; "
        f"classified: {', '.join(f'{name} {found[0].data_class}' for name, found in classes.items() if found)}"
    )


if __name__ == "__main__":
    main()
