"""Real data no one here wrote: one shop, as an SQLite file and in PostgreSQL."""

import re
from itertools import chain
from pathlib import Path

import psycopg
import pytest

from graph_api.scanner.registry import open_scanner

CHINOOK = Path(__file__).parents[4] / "shared" / "data" / "chinook"

pytestmark = pytest.mark.skipif(not CHINOOK.exists(), reason="the shared sample data are not here")


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def described(scanner) -> dict:
    found = {}
    for asset in chain.from_iterable(scanner.assets()):
        keys = sorted(
            (
                tuple(map(snake, key.columns)),
                snake(key.target[-1]),
                tuple(map(snake, key.target_columns)),
            )
            for key in asset.foreign_keys
        )
        primary = sorted(snake(column.name) for column in asset.columns if column.primary_key)
        rows = sum(batch.num_rows for batch in scanner.sample(asset, None).batches)
        found[snake(asset.name)] = ([snake(column.name) for column in asset.columns], primary, keys, rows)
    return found


def test_both_have_the_same_tables_columns_keys_and_rows(postgresql, monkeypatch):
    with open_scanner("sqlite", {"path": str(CHINOOK / "Chinook_Sqlite.sqlite")}) as scanner:
        file = described(scanner)
    script = (CHINOOK / "Chinook_PostgreSql.sql").read_text(encoding="utf-8")
    _, create, *rest = re.split(r"(?m)^(?=CREATE DATABASE|\\c )", script)
    assert create.startswith("CREATE DATABASE")
    body = "".join(rest).partition("\n")[2]
    database = postgresql.create_database()
    with psycopg.connect(**database.connect(), autocommit=True) as connection:
        connection.execute(body.encode())
    monkeypatch.setenv("CHINOOK", database.password)
    config = {
        "host": database.host,
        "port": database.port,
        "database": database.name,
        "user": database.user,
        "password": "env:CHINOOK",
        "sslmode": "disable",
    }
    with open_scanner("postgresql", config) as scanner:
        server = described(scanner)
    assert len(file) == 11
    assert file == server
    assert sum(len(keys) for _, _, keys, _ in file.values()) == 11
