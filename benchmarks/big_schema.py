"""A PostgreSQL with many tables, made fast: what `bench_big_schema.py` scans.

Tables have a primary key, text, numbers, dates and JSON, every tenth a comment, every hundredth a foreign key to the
table before it. No rows: metadata is the point.
"""

import argparse
import time
from pathlib import Path

import psycopg
from psycopg import sql

from graph_api.demo.postgres import HOST, SUPERUSER, PostgresServer

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "autovacuum": "off",
}
_TYPES = (
    "text",
    "integer",
    "numeric(12,2)",
    "timestamptz",
    "varchar(80)",
    "boolean",
    "date",
    "jsonb",
    "uuid",
    "bigint",
)
_DO = """
DO $do$
BEGIN
    FOR number IN 1..{tables} LOOP
        EXECUTE format('CREATE TABLE {schema}.%I ({columns})', 'table_' || lpad(number::text, 6, '0'));
        IF number % 10 = 0 THEN
            EXECUTE format('COMMENT ON TABLE {schema}.%I IS %L', 'table_' || lpad(number::text, 6, '0'), 'Number ' || number);
        END IF;
        IF number % 100 = 0 THEN
            EXECUTE format(
                'ALTER TABLE {schema}.%I ADD FOREIGN KEY (id) REFERENCES {schema}.%I',
                'table_' || lpad(number::text, 6, '0'), 'table_' || lpad((number - 1)::text, 6, '0'));
            COMMIT;
        END IF;
    END LOOP;
END
$do$
"""


def make_big_schema(
    connection: psycopg.Connection, *, tables: int = 10_000, columns: int = 20, schema: str = "big"
) -> float:
    """Make `tables` tables of `columns` columns in `schema`, and return the seconds it took. Wants an autocommit connection."""
    started = time.perf_counter()
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    rest = ", ".join(f"column_{number:04d} {_TYPES[number % len(_TYPES)]}" for number in range(2, columns + 1))
    definition = f"id bigint PRIMARY KEY, {rest}" if rest else "id bigint PRIMARY KEY"
    connection.execute(_DO.format(tables=tables, schema=schema, columns=definition).encode())
    connection.execute("ANALYZE pg_catalog.pg_class, pg_catalog.pg_attribute")
    return time.perf_counter() - started


def main() -> None:
    """Make one in a directory and leave its server running until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--columns", type=int, default=20)
    arguments = parser.parse_args()
    with PostgresServer(arguments.directory, SETTINGS) as server:
        with server.connect(autocommit=True) as connection:
            seconds = make_big_schema(connection, tables=arguments.tables, columns=arguments.columns)
        print(f"{arguments.tables} tables x {arguments.columns} columns in {seconds:.1f} s")
        print(
            f"{HOST}:{server.port}, user {SUPERUSER}, password in {server.directory / 'superuser.password'}; Ctrl-C stops it"
        )
        try:
            time.sleep(10**8)
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
