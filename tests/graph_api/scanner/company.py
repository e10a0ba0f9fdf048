"""The same small company in every kind of source, so that one suite can ask every scanner the same questions."""

import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

import psycopg
from psycopg import sql

CANARY = "canary-7f3a9c51"
ODD = "o\"d 'n`\n$x}) DETACH DELETE n // ; DROP TABLE big;--%s{0}"  # PostgreSQL cuts names at 63 bytes
UNICODE = "Größe 表 🙂"
BIG_ROWS = 3_000

Row = tuple[Any, ...]
CUSTOMERS: list[Row] = [
    (1, "ann@example.com", None, "1980-02-29", "10.50", True),
    (2, "bob@example.com", "", "1990-12-31", "-3.25", False),
    (3, "çağri@example.com", 'quote " comma , semicolon ; \\N', "2000-01-01", "0.00", True),
    (4, None, "two\nlines\r\nor three", None, None, None),
    (5, CANARY, "☃ 漢字 \u202eright to left", "1969-07-20", "99999999.99", False),
]
TABLES: dict[str, tuple[list[tuple[str, str]], list[Row]]] = {
    "customer": (
        [
            ("id", "integer"),
            ("email", "text"),
            ("note", "text"),
            ("born", "date"),
            ("credit", "decimal(10,2)"),
            ("active", "boolean"),
        ],
        CUSTOMERS,
    ),
    "order": (
        [("id", "integer"), ("customer_id", "integer"), ("total", "decimal(10,2)")],
        [(7, 1, "1.50"), (8, 3, "2.50")],
    ),
    "empty": ([("id", "integer"), ("nothing", "text")], []),
    "big": (
        [("id", "integer"), ("word", "text")],
        [(number, f"word {number * 7919 % 1000}") for number in range(1, BIG_ROWS + 1)],
    ),
    ODD: ([("id", "integer"), (ODD, "text")], [(1, "x"), (2, "y")]),
    UNICODE: ([("id", "integer"), ("Ünï", "text")], [(1, "ä")]),
}


class Company(ABC):
    """How one kind of source holds it."""

    kind: ClassVar[str]
    width: ClassVar[int]
    suffix: ClassVar[str] = ""
    keys_and_views: ClassVar[bool] = True

    def __init__(self) -> None:
        self.config: dict[str, Any] = {}

    @abstractmethod
    def path(self, table: str) -> tuple[str, ...]: ...

    @abstractmethod
    def add(self, table: str, columns: list[tuple[str, str]], rows: list[Row]) -> None: ...

    @abstractmethod
    def drop(self, table: str) -> None: ...

    @abstractmethod
    def unreachable(self) -> dict[str, Any]:
        """A valid configuration of a source that is not there."""

    def pattern(self, table: str) -> str:
        return table + self.suffix

    def fill(self) -> None:
        for table, (columns, rows) in TABLES.items():
            self.add(table, columns, rows)
        wide = [(f"c{place}", "integer") for place in range(self.width)]
        self.add("wide", wide, [tuple(range(self.width))])


class PostgresqlCompany(Company):
    kind = "postgresql"
    width = 1_600

    def __init__(self, database, secret: Path) -> None:
        super().__init__()
        self._database = database
        secret.write_text(database.password + "\n")
        self.config = {
            "host": database.host,
            "port": database.port,
            "database": database.name,
            "user": database.user,
            "password": f"file:{secret}",
            "sslmode": "disable",
        }

    def path(self, table):
        return (self._database.name, "public", table)

    def add(self, table, columns, rows):
        name = sql.Identifier(table)
        kinds = [sql.SQL("{} " + kind).format(sql.Identifier(column)) for column, kind in columns]
        with psycopg.connect(**self._database.connect(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE TABLE {} ({})").format(name, sql.SQL(", ").join(kinds)))
            with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
                for row in rows:
                    copy.write_row(row)

    def fill(self):
        super().fill()
        self._database.execute(
            """
            ALTER TABLE customer ADD PRIMARY KEY (id);
            ALTER TABLE "order" ADD PRIMARY KEY (id), ADD FOREIGN KEY (customer_id) REFERENCES customer (id);
            CREATE VIEW adult AS SELECT id, email FROM customer WHERE born < '1991-01-01';
            """
        )

    def drop(self, table):
        self._database.execute(f'DROP TABLE "{table}"')

    def unreachable(self):
        return {**self.config, "port": 1}


class SqliteCompany(Company):
    kind = "sqlite"
    width = 2_000

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self._file = directory / "what? 100% #1.db"
        self.config = {"path": str(self._file)}

    def path(self, table):
        return ("main", table)

    def execute(self, statement: str, rows: list[Row] | None = None) -> None:
        connection = sqlite3.connect(self._file)
        try:
            with connection:
                if rows is None:
                    connection.executescript(statement)
                else:
                    connection.executemany(statement, rows)
        finally:
            connection.close()

    def add(self, table, columns, rows):
        def quote(name):
            return '"' + name.replace('"', '""') + '"'

        keyed = {"customer": " PRIMARY KEY", "order": " PRIMARY KEY"}.get(table, "")
        declared = [f"{quote(name)} {kind}{keyed if name == 'id' else ''}" for name, kind in columns]
        if table == "order":
            declared.append("FOREIGN KEY (customer_id) REFERENCES customer (id)")
        self.execute(f"CREATE TABLE {quote(table)} ({', '.join(declared)})")
        if rows:
            self.execute(f"INSERT INTO {quote(table)} VALUES ({', '.join('?' * len(columns))})", rows)

    def fill(self):
        super().fill()
        self.execute("CREATE VIEW adult AS SELECT id, email FROM customer WHERE born < '1991-01-01'")

    def drop(self, table):
        self.execute(f'DROP TABLE "{table}"')

    def unreachable(self):
        return {"path": str(self._file) + ".gone"}


class FilesCompany(Company):
    kind = "files"
    width = 5_000
    suffix = ".csv"
    keys_and_views = False

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self._root = directory
        self.config = {"root": str(directory)}

    @staticmethod
    def _name(table: str) -> str:
        return table.replace("/", "|") + ".csv"

    def path(self, table):
        return (self._name(table),)

    def pattern(self, table):
        return self._name(table)

    def add(self, table, columns, rows):
        with (self._root / self._name(table)).open("w", newline="", encoding="utf-8") as file:
            for row in ([name for name, _ in columns], *rows):
                file.write(",".join(map(_cell, row)) + "\r\n")

    def drop(self, table):
        (self._root / self._name(table)).unlink()

    def unreachable(self):
        return {"root": str(self._root / "gone")}


def _cell(value: Any) -> str:
    """Null is an empty field, an empty text a quoted one."""
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value).replace('"', '""')
    return f'"{text}"'
