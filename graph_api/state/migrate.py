"""The store's schema: `migrations/NNNN_<what>.sql`, in SQL that SQLite and PostgreSQL both read, run once, in order."""

import re
import time
from collections.abc import Mapping
from importlib.resources import files

from sqlalchemy import Connection, text

_LOCK = 0x50757253  # "PurS": servers that start at once migrate one after the other
_APPLIED = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)"


class NewerStore(Exception):
    """The store was migrated by a later version of PurSight."""


def migrations() -> Mapping[int, tuple[str, str]]:
    """Number -> (name, SQL) of every migration there is, in their order."""
    found: dict[int, tuple[str, str]] = {}
    for entry in files("graph_api.state").joinpath("migrations").iterdir():
        if match := re.fullmatch(r"(\d{4})_(\w+)\.sql", entry.name):
            found[int(match[1])] = (match[2], entry.read_text(encoding="utf-8"))
    return dict(sorted(found.items()))


def migrate(connection: Connection) -> list[str]:
    """Run what is pending, all or nothing, in the caller's transaction; the names of what ran. Raises `NewerStore`."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    connection.execute(text(_APPLIED))
    applied = {number for (number,) in connection.execute(text("SELECT number FROM migration"))}
    known = migrations()
    if applied - known.keys():
        raise NewerStore(
            f"The state store has migration {max(applied)}, this PurSight knows {max(known)}: use the newer PurSight."
        )
    pending = [number for number in known if number not in applied]
    for number in pending:
        name, script = known[number]
        for statement in script.split(";\n"):
            if statement.strip():
                connection.execute(text(statement))
        connection.execute(
            text("INSERT INTO migration (number, name, at) VALUES (:number, :name, :at)"),
            {"number": number, "name": name, "at": time.time_ns() // 1_000},
        )
    return [known[number][0] for number in pending]
