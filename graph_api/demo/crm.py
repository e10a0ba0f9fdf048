"""The source `crm`: the company's rows in an SQLite file."""

import sqlite3
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from graph_api.demo.generator import Company
from graph_api.demo.rows import Value


def write(path: Path, company: Company) -> None:
    """Write the file; it appears complete or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(files("graph_api.demo").joinpath("crm.sql").read_text("utf-8"))
        for (name,), table in company.crm.items():
            columns = ", ".join(map(_quoted, table.columns))
            places = ", ".join("?" * len(table.columns))
            statement = f"INSERT INTO {_quoted(name)} ({columns}) VALUES ({places})"  # noqa: S608 - our own names, quoted
            connection.executemany(statement, [[_stored(value) for value in row] for row in table.rows])
        connection.commit()
        connection.execute("ANALYZE")
    draft.replace(path)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _stored(value: Value) -> str | int | float | None:
    match value:
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case None | str() | int():
            return value
        case _:
            raise TypeError(f"SQLite has no place for a {type(value).__name__}")
