"""The scanner of one SQLite file."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic import Field

from graph_api.scanner.arrow import record_batch
from graph_api.scanner.base import (
    MAX_TEXT,
    AssetFailure,
    AssetInfo,
    AssetKind,
    CapabilityResult,
    CountsRows,
    ListsAssets,
    ReadsForeignKeys,
    ReadsViewSql,
    RowCount,
    Sample,
    SampleMethod,
    SamplesRows,
    Scanner,
    ScannerConfig,
    SourceError,
)
from graph_api.scanner.capability import capability_report
from graph_api.scanner.reach import EVERYWHERE, Reach
from graph_api.scanner.sqlite.catalog import TABLES, read_asset, view_sql
from graph_api.scanner.sqlite.session import MINIMUM, Sessions

_BATCH_ASSETS = 200
_BATCH_ROWS = 2_000
_BATCH_CELLS = 200_000
_MODULUS = 1 << 31
_PLACE = '"pursight row"'


class SqliteConfig(ScannerConfig):
    """One SQLite file. Patterns are held against `main.table`."""

    path: Path = Field(description="The database file; it is opened read-only.")
    busy_timeout: float = Field(5, ge=0, le=600, description="Seconds to wait for another process's lock.")
    statement_timeout: float = Field(60, gt=0, le=86_400, description="Seconds one sample may take.")


class SqliteScanner(Scanner, ListsAssets, SamplesRows, ReadsViewSql, ReadsForeignKeys, CountsRows):
    """Tables and views of one file; paths are `main`, name."""

    kind = "sqlite"
    config_class = SqliteConfig
    label = "SQLite"
    dialect = "sqlite"

    def __init__(self, config: SqliteConfig, reach: Reach = EVERYWHERE) -> None:
        """Open nothing."""
        super().__init__(config, reach)
        self._config = config
        self._sessions = Sessions(config.path, reach, config.busy_timeout, self._cancelled)

    def namespace(self, slug: str) -> str:
        """`sqlite://<slug>`: a file has no host."""
        return f"sqlite://{slug}"

    def connect(self) -> None:
        """See that the file is a database."""
        if sqlite3.sqlite_version_info < MINIMUM:
            raise SourceError(
                "SOURCE_FAILED", f"This Python has SQLite {sqlite3.sqlite_version}; 3.37 or newer is needed."
            )
        with self._sessions.session():
            pass

    def assets(self) -> Iterator[Sequence[AssetInfo | AssetFailure]]:
        """Included tables and views by name."""
        with self._sessions.session() as connection:
            names = [each for each in connection.execute(TABLES).fetchall() if self.includes(("main", each[0]))]
        for start in range(0, len(names), _BATCH_ASSETS):
            self.check_cancelled()
            with self._sessions.session() as connection:
                batch = [_describe(connection, name, kind) for name, kind in names[start : start + _BATCH_ASSETS]]
            yield batch

    def sample(self, asset: AssetInfo, rows: int | None) -> Sample:
        """Rows chosen by a hash of their row id (or place), the first rows of a view."""
        self.check_cancelled()
        self.check_sampling(asset.path)
        sample = Sample(iter(()), SampleMethod.ALL)
        sample.batches = self._batches(asset, rows, sample)
        return sample

    def view_sql(self, asset: AssetInfo) -> str:
        """The SELECT of a view."""
        with self._sessions.session() as connection:
            found = view_sql(connection, asset.name)
        if found is None:
            raise SourceError("NOT_FOUND", "There is no such view (any more).")
        return found

    def cancel(self) -> None:
        """Also interrupts SQLite."""
        super().cancel()
        self._sessions.interrupt()

    def close(self) -> None:
        """Nothing is held between two calls."""

    def test(self) -> list[CapabilityResult]:
        """Try each capability."""
        return capability_report(self)

    def _batches(self, asset: AssetInfo, rows: int | None, sample: Sample) -> Iterator[pa.RecordBatch]:
        names = [column.name for column in asset.columns]
        size = max(1, min(_BATCH_ROWS, _BATCH_CELLS // max(1, len(names))))
        seen = 0
        with self._sessions.session(None if rows is None else self._config.statement_timeout) as connection:
            replaced: set[bool] = set()
            connection.text_factory = partial(_decode, replaced=replaced)
            cursor = connection.execute(*_query(connection, asset, rows, sample))
            while found := cursor.fetchmany(size):
                self.check_cancelled()
                if rows is not None and seen + len(found) > rows:
                    sample.method = SampleMethod.FIRST  # one more than asked for is there, so this is not all
                    found = found[: rows - seen]
                seen += len(found)
                if found:
                    yield record_batch([_column(each) for each in zip(*found, strict=True)], names)
            if replaced:
                sample.warnings.append("Bytes that are not UTF-8 were replaced.")
        if sample.method is SampleMethod.ALL:
            sample.rows = RowCount(seen, exact=True)


def _describe(connection: sqlite3.Connection, name: str, kind: str) -> AssetInfo | AssetFailure:
    try:
        return read_asset(connection, name, kind)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_ERROR":
            raise
        message = f"SQLite cannot resolve it ({error}). Repair or exclude it."  # names of the schema, no values
        return AssetFailure(("main", name), "UNREADABLE", message)


def _query(
    connection: sqlite3.Connection, asset: AssetInfo, rows: int | None, sample: Sample
) -> tuple[str, tuple[int, ...]]:
    """The statement and its values; names cannot be values, so they are quoted."""
    table = f"{_quote(asset.name)} AS t"
    columns = ", ".join(map(_expression, (column.name for column in asset.columns)))
    everything = f"SELECT {columns} FROM {table}"  # noqa: S608 - quoted names
    if rows is None:
        return everything, ()
    if asset.kind is AssetKind.TABLE:
        total = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a quoted name
        if total > rows:
            sample.method = SampleMethod.RANDOM
            sample.rows = RowCount(total, exact=True)
            return _random(connection, asset, columns), (rows * _MODULUS // total, rows)
    return f"{everything} LIMIT ?", (rows + 1,)


def _random(connection: sqlite3.Connection, asset: AssetInfo, columns: str) -> str:
    """Rows whose number, multiplied around a ring, falls into the first part of it: spread evenly, the same ones each time."""
    table = f"{_quote(asset.name)} AS t"
    taken = {column.name.lower() for column in asset.columns}
    for key in (each for each in ("rowid", "_rowid_", "oid") if each not in taken):
        try:
            connection.execute(f"SELECT {key} FROM {table} LIMIT 0")  # noqa: S608 - a quoted name
        except sqlite3.OperationalError:
            break  # a table WITHOUT ROWID
        return f"SELECT {columns} FROM {table} WHERE {_hash(key)} < ? LIMIT ?"  # noqa: S608 - quoted names
    numbered = f"(SELECT *, row_number() OVER () AS {_PLACE} FROM {table}) AS t"  # noqa: S608 - quoted names
    return f"SELECT {columns} FROM {numbered} WHERE {_hash(_PLACE)} < ? LIMIT ?"  # noqa: S608 - quoted names


def _hash(number: str) -> str:
    return f"((({number} & {_MODULUS - 1}) * 1103515245) & {_MODULUS - 1})"


def _expression(name: str) -> str:
    column = f"t.{_quote(name)}"  # alone, the name of a column that is gone would be read as a text
    blob = f"WHEN 'blob' THEN substr({column}, 1, {MAX_TEXT // 2})"
    return f"CASE typeof({column}) WHEN 'text' THEN substr({column}, 1, {MAX_TEXT}) {blob} ELSE {column} END"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _decode(text: bytes, replaced: set[bool]) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        replaced.add(True)
        return text.decode(errors="replace")


def _column(values: Sequence[Any]) -> pa.StringArray:
    """Any cell may hold any type, so all become text."""
    return pa.array([each if each is None or isinstance(each, str) else _text(each) for each in values], pa.string())


def _text(value: float | bytes) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
