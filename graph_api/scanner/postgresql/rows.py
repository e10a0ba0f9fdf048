"""Rows by COPY: as CSV from the database, parsed by Arrow, block by block."""

from collections.abc import Iterator
from typing import LiteralString

import pyarrow as pa
from psycopg import sql

from graph_api.scanner.arrow import csv
from graph_api.scanner.base import (
    MAX_TEXT,
    AssetInfo,
    ColumnInfo,
    DataType,
    RowCount,
    Sample,
    SampleMethod,
    SourceError,
)
from graph_api.scanner.postgresql.connection import Connection, Connections

_BLOCK_BYTES = 4 << 20
_SMALL_BYTES = 64 << 20  # up to here counting every row costs less than a tenth of a second
_SIZE = """
SELECT c.relkind::text,
       coalesce((SELECT sum(pg_relation_size(tree.relid)) FROM pg_partition_tree(c.oid) AS tree WHERE tree.isleaf),
                CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) END)::bigint
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s
"""
_BOUNDED = {
    DataType.INTEGER,
    DataType.DECIMAL,
    DataType.FLOAT,
    DataType.DATE,
    DataType.TIME,
    DataType.TIMESTAMP,
    DataType.INTERVAL,
    DataType.UUID,
}


def sample(connections: Connections, asset: AssetInfo, rows: int | None) -> Sample:
    """A sample whose statement starts with the first batch that is asked for."""
    result = Sample(iter(()), SampleMethod.ALL)
    result.batches = _batches(connections, asset, rows, result)
    return result


def _batches(connections: Connections, asset: AssetInfo, rows: int | None, result: Sample) -> Iterator[pa.RecordBatch]:
    table = sql.Identifier(*asset.path[-2:])
    with connections.transaction() as connection:
        clause = _choose(connection, asset, table, rows, result)
        columns = sql.SQL(", ").join(map(_expression, asset.columns))
        # a database without an encoding checks none: its bytes come as they are
        raw = connection.info.parameter_status("server_encoding") == "SQL_ASCII"
        encoding = sql.Literal("SQL_ASCII" if raw else "UTF8")
        copy = sql.SQL("COPY (SELECT {} FROM {} {}) TO STDOUT (FORMAT csv, ENCODING {})")
        query = copy.format(columns, table, clause, encoding)
        names = [column.name for column in asset.columns]
        seen = 0
        for block in _blocks(connection, query):
            batch = _parse(block, names, result)
            if rows is not None and seen + batch.num_rows > rows:
                result.method = SampleMethod.FIRST  # one more than asked for is there, so this is not all
                batch = batch.slice(0, rows - seen)
            seen += batch.num_rows
            if batch.num_rows:
                yield batch
        if result.method is SampleMethod.ALL:
            result.rows = RowCount(seen, exact=True)


def _expression(column: ColumnInfo) -> sql.Composed:
    """A column as text that is never longer than `MAX_TEXT`."""
    name = sql.Identifier(column.name)
    if column.data_type is DataType.BINARY:
        return sql.SQL("encode(substring({}::bytea FROM 1 FOR {}), 'hex')").format(name, MAX_TEXT // 2)
    if column.data_type is DataType.BOOLEAN:
        return sql.SQL("{}::text").format(name)
    if column.data_type in _BOUNDED:
        return sql.SQL("{}").format(name)
    return sql.SQL("left({}::text, {})").format(name, MAX_TEXT)


def _choose(
    connection: Connection, asset: AssetInfo, table: sql.Identifier, rows: int | None, result: Sample
) -> sql.Composable:
    """The clause that takes `rows` rows, after what the catalogue says of the table's size."""
    found = connection.execute(_SIZE, asset.path[-2:]).fetchone()
    if found is None:
        raise SourceError("NOT_FOUND", "It is no longer there. Scan again.")
    if rows is None:
        # the whole of a large table may take longer than one statement should; who asks for it can cancel it
        connection.execute("SET LOCAL statement_timeout = 0")
        return sql.SQL("")
    size: int | None = found[1]
    if size is None:
        return sql.SQL("LIMIT {}").format(rows + 1)
    result.rows = _count(connection, table, rows, size)
    total = result.rows.rows
    if total <= rows:
        return sql.SQL("LIMIT {}").format(rows + 1)
    result.method = SampleMethod.RANDOM
    if size <= _SMALL_BYTES:
        return _tablesample("BERNOULLI", rows / total, "LIMIT {}", rows)
    # whole pages are cheap but alike inside: an eighth of the rows of eight times the pages
    return _tablesample("SYSTEM", 8 * rows / total, "WHERE hashtidextended(ctid, 0) & 7 = 0 LIMIT {}", rows)


def _tablesample(method: LiteralString, share: float, rest: LiteralString, rows: int) -> sql.Composable:
    percent = sql.Literal(min(100.0, 100 * share))
    return sql.SQL("TABLESAMPLE " + method + " ({}) REPEATABLE (0) " + rest).format(percent, rows)


def _count(connection: Connection, table: sql.Identifier, rows: int, size: int) -> RowCount:
    if size > _SMALL_BYTES:
        plan = connection.execute(sql.SQL("EXPLAIN (FORMAT JSON) SELECT 1 FROM {}").format(table)).fetchone()
        estimate = int(plan[0][0]["Plan"]["Plan Rows"]) if plan else 0
        if estimate > rows:
            return RowCount(estimate, exact=False)
    counted = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
    return RowCount(counted[0] if counted else 0, exact=True)


def _blocks(connection: Connection, query: sql.Composed) -> Iterator[bytes]:
    """Whole CSV rows, some megabytes at a time: the protocol sends one row a message."""
    block = bytearray()
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for row in copy:
            block += row
            if len(block) >= _BLOCK_BYTES:
                yield bytes(block)
                block.clear()
    if block:
        yield bytes(block)


def _parse(block: bytes, names: list[str], result: Sample) -> pa.RecordBatch:
    """In PostgreSQL's CSV an empty field is NULL and a quoted empty one is the empty text."""
    keys = [str(place) for place in range(len(names))]
    try:
        table = csv.read_csv(
            pa.BufferReader(block),
            read_options=csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=keys),
            parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(keys, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        readable = block.decode(errors="replace").encode()
        if readable == block:
            raise
        result.warnings.append("Bytes that are not UTF-8 were replaced.")
        return _parse(readable, names, result)
    return table.rename_columns(names).combine_chunks().to_batches()[0]
