"""Tables and views of an SQLite file, as its pragmas describe them."""

import re
import sqlite3
from typing import Any

from graph_api.scanner.base import AssetInfo, AssetKind, ColumnInfo, DataType, ForeignKey

TABLES = """
SELECT name, type FROM pragma_table_list
WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
"""
_COLUMNS = 'SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid'
_KEYS = 'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq'

# declared types are free text: the words people mean something by come first, then SQLite's own rules of affinity
_WORDS = (
    (r"BOOL", DataType.BOOLEAN),
    (r"DATETIME|TIMESTAMP", DataType.TIMESTAMP),
    (r"^DATE", DataType.DATE),
    (r"^TIME", DataType.TIME),
    (r"UUID|GUID|UNIQUEIDENTIFIER", DataType.UUID),
    (r"JSON", DataType.JSON),
    (r"INT", DataType.INTEGER),
    (r"CHAR|CLOB|TEXT|STRING", DataType.STRING),
    (r"BLOB|BINARY", DataType.BINARY),
    (r"REAL|FLOA|DOUB", DataType.FLOAT),
    (r"DEC|NUM|MONEY", DataType.DECIMAL),
)
_GAP = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
_NAME = r"""(?:"(?:[^"]|"")*"|\[[^\]]*\]|`(?:[^`]|``)*`|'(?:[^']|'')*'|[^\s("'`\[.]+)"""
_VIEW = re.compile(
    rf"CREATE{_GAP}(?:TEMP(?:ORARY)?{_GAP})?VIEW{_GAP}(?:IF{_GAP}NOT{_GAP}EXISTS{_GAP})?"
    rf"(?:{_NAME}{_GAP}\.{_GAP})?{_NAME}{_GAP}(?P<columns>\((?:{_GAP}{_NAME}{_GAP},?)+\))?{_GAP}\bAS\b(?P<select>.*)",
    re.IGNORECASE | re.DOTALL,
)


def data_type(declared: str) -> DataType:
    """What a declared type means."""
    return next((kind for word, kind in _WORDS if re.search(word, declared.upper())), DataType.UNKNOWN)


def read_asset(connection: sqlite3.Connection, name: str, kind: str) -> AssetInfo:
    """One table or view; a view over what is gone raises `sqlite3.OperationalError`."""
    found: list[tuple[str, str, int, int]] = connection.execute(_COLUMNS, (name,)).fetchall()
    is_view = kind == "view"
    return AssetInfo(
        path=("main", name),
        kind=AssetKind.VIEW if is_view else AssetKind.TABLE,
        columns=tuple(
            ColumnInfo(
                name=column,
                position=place,
                type=declared or "ANY",
                data_type=data_type(declared),
                nullable=not required and not key,
                primary_key=bool(key),
            )
            for place, (column, declared, required, key) in enumerate(found, 1)
        ),
        foreign_keys=() if is_view else _foreign_keys(connection, name),
        view_sql=view_sql(connection, name) if is_view else None,
        dialect="sqlite" if is_view else None,
    )


def _foreign_keys(connection: sqlite3.Connection, name: str) -> tuple[ForeignKey, ...]:
    """SQLite ignores case in names and lets a key leave out the columns it refers to: both are made good."""
    by_id: dict[int, list[tuple[str, str, str | None]]] = {}
    for key, *part in connection.execute(_KEYS, (name,)):
        by_id.setdefault(key, []).append((part[0], part[1], part[2]))
    keys: list[ForeignKey] = []
    for parts in by_id.values():
        target = connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND lower(name) = lower(?)", (parts[0][0],)
        ).fetchone()
        table: str = target[0] if target else parts[0][0]
        theirs: list[tuple[Any, ...]] = connection.execute(_COLUMNS, (table,)).fetchall() if target else []
        spelt = {column.lower(): column for column, *_ in theirs}
        primary = [column for column, _, _, place in sorted(theirs, key=lambda each: each[3]) if place]
        stated = [to for _, _, to in parts if to is not None]
        columns = [spelt.get(to.lower(), to) for to in stated] or primary
        if len(columns) == len(parts):
            own = {column.lower(): column for column, *_ in connection.execute(_COLUMNS, (name,))}
            keys.append(
                ForeignKey(tuple(own.get(each.lower(), each) for _, each, _ in parts), ("main", table), tuple(columns))
            )
    return tuple(sorted(keys, key=lambda each: each.columns))


def view_sql(connection: sqlite3.Connection, name: str) -> str | None:
    """The SELECT of a view; the names a view gives to its columns become those of a common table expression."""
    row = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?", (name,)).fetchone()
    view = _VIEW.match(row[0]) if row else None
    if view is None:
        return None
    select = view["select"].strip().removesuffix(";")
    if not view["columns"]:
        return select
    return f"WITH named {view['columns']} AS ({select}) SELECT * FROM named"  # noqa: S608 - read, never run
