"""The source `shop`: the company's rows in a real PostgreSQL, read by a role that may only read."""

import secrets
from importlib.resources import files
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from graph_api.demo.generator import Company
from graph_api.demo.postgres import HOST, PostgresServer, write_secret
from graph_api.demo.rows import Table, Value

DATABASE = "shop"
READER = "pursight_reader"
_SCHEMAS = ("public", "billing", "hr", "analytics", "audit", "legacy")


def is_loaded(server: PostgresServer, edition: str) -> bool:
    """Say whether the database holds this edition whole: its name is written in the transaction that loads it."""
    with server.connect() as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
    return found is not None and found[0] == edition


def load(server: PostgresServer, company: Company, edition: str) -> None:
    """Make the database anew, in one transaction."""
    with server.connect(autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    with server.connect(DATABASE) as connection:
        connection.execute(_script("shop_tables.sql"))
        connection.execute(_wide_table(company.shop["analytics", "customer_features"]))
        for (schema, name), table in company.shop.items():
            _copy(connection, sql.Identifier(schema, name), table)
        connection.execute(_script("shop_views.sql"))
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE), sql.Literal(edition))
        )
    with server.connect(DATABASE, autocommit=True) as connection:
        connection.execute("ANALYZE")


def grant_reader(server: PostgresServer, password_file: Path) -> None:
    """Give the reading role its rights, and a password if its file (mode 600) is not there."""
    with server.connect(DATABASE) as connection:
        role = sql.Identifier(READER)
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [READER]).fetchone() is None:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CONNECTION LIMIT 20").format(role))
            password_file.unlink(missing_ok=True)
        if not password_file.exists():
            password = secrets.token_urlsafe(24)
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
            write_secret(password_file, password)
        connection.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(role))
        schemas = sql.SQL(", ").join(map(sql.Identifier, _SCHEMAS))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schemas, role))
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}").format(schemas, role))


def config(server: PostgresServer, password_file: Path) -> dict[str, object]:
    """Return what the `postgresql` scanner is told: the password by reference, no TLS on the loopback."""
    return {
        "host": HOST,
        "port": server.port,
        "database": DATABASE,
        "user": READER,
        "password": f"file:{password_file}",
        "sslmode": "disable",
    }


def _script(name: str) -> bytes:
    return files("graph_api.demo").joinpath(name).read_bytes()


def _wide_table(table: Table) -> sql.Composed:
    features = sql.SQL(", ").join(sql.SQL("{} integer").format(sql.Identifier(name)) for name in table.columns[1:])
    return sql.SQL(
        "CREATE TABLE analytics.customer_features (customer_id integer PRIMARY KEY REFERENCES public.customers, {})"
    ).format(features)


def _copy(connection: psycopg.Connection, name: sql.Identifier, table: Table) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in table.rows:
            copy.write_row([_adapted(value) for value in row])


def _adapted(value: Value) -> object:
    return Jsonb(value) if isinstance(value, dict) else value
