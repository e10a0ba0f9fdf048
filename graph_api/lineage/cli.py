"""`pursight lineage sql`: lineage of SQL files, or of standard input, without any server or database."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, TextIO, cast

import typer

from graph_api.lineage.base import ColumnRef, Lineage
from graph_api.lineage.query_log import RefusedError, read_query_log
from graph_api.lineage.sql import MOST_CHARACTERS, sql_lineage
from graph_api.lineage.sql.scope import LineageError

_PARTS = re.compile(r'"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|([^.]+)')
_PLAIN = re.compile(r"[\w$-]+\Z")
_LARGEST_FILE = 4 * MOST_CHARACTERS  # bytes
_LONGEST_LINE = 16 * MOST_CHARACTERS  # characters
_PROGRESS = 100  # files


class InputError(ValueError):
    """A line or a file of input that cannot be read; the text says why."""


def _parts(name: str) -> tuple[str, ...]:
    """Split `db.schema.table`; parts may stand in double quotes, backticks or brackets."""
    return tuple(
        next(part for part in found.groups() if part is not None).replace('""', '"') for found in _PARTS.finditer(name)
    )


def _joined(path: Iterable[str]) -> str | None:
    quoted = (part if _PLAIN.match(part) else '"' + part.replace('"', '""') + '"' for part in path)
    return ".".join(quoted) or None


def _schema(value: object) -> dict[tuple[str, ...], Mapping[str, str]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InputError("`schemas` is not an object")
    tables: dict[tuple[str, ...], Mapping[str, str]] = {}
    for table, columns in cast("dict[str, object]", value).items():
        if not isinstance(columns, dict):
            raise InputError("`schemas` has a table without columns")
        tables[_parts(table)] = {name: str(kind) for name, kind in cast("dict[str, object]", columns).items()}
    return tables


def _text(row: Mapping[str, object], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise InputError(f"`{key}` is not text")
    return value


def _reference(column: ColumnRef) -> dict[str, str | None]:
    return {"table": _joined(column.table), "column": column.column}


def _answer(found: Lineage) -> dict[str, object]:
    upstreams: dict[ColumnRef, list[dict[str, object]]] = {}
    for edge in found.columns:
        source: dict[str, object] = {
            **_reference(edge.source),
            "transformation": edge.transformation,
            "masking": edge.masking,
        }
        upstreams.setdefault(edge.target, []).append(source)
    return {
        "in_tables": [_joined(path) for path in found.reads],
        "out_tables": [_joined(path) for path in found.writes],
        "column_lineage": [
            {"downstream": _reference(target), "upstreams": sources} for target, sources in upstreams.items()
        ],
        "indirect": [
            {**_reference(each.source), "kind": each.kind, "target": _joined(each.target)} for each in found.influences
        ],
        "unresolved": [{"reason": each.reason, "line": each.line, "column": each.column} for each in found.unresolved],
        "error": found.error,
    }


def bounded_lines(stream: TextIO) -> Iterator[str | None]:
    """Yield the lines of a stream; None for one that is too long to be kept."""
    while line := stream.readline(_LONGEST_LINE):
        too_long = len(line) == _LONGEST_LINE and not line.endswith("\n")
        while too_long and (more := stream.readline(_LONGEST_LINE)) and not more.endswith("\n"):
            pass
        yield None if too_long else line


def _follow(line: str | None, number: int) -> tuple[object, Lineage]:
    identity: object = None
    try:
        row = _row(line, number)
        identity = row.get("id")
        sql, dialect = _text(row, "sql"), _text(row, "dialect") or "ansi"
        found = sql_lineage(
            sql or "",
            dialect,
            _schema(row.get("schemas")),
            _text(row, "default_db"),
            _text(row, "default_schema"),
            whole=True,
        )
    except InputError as error:
        return identity, Lineage(error=str(error))
    return identity, found


def _row(line: str | None, number: int) -> dict[str, object]:
    if line is None:
        raise InputError(f"line {number} is longer than {_LONGEST_LINE} characters")
    try:
        parsed = cast("object", json.loads(line))
    except (ValueError, RecursionError) as error:
        raise InputError(f"line {number} is not JSON") from error
    if not isinstance(parsed, dict):
        raise InputError(f"line {number} is not a JSON object")
    return cast("dict[str, object]", parsed)


def lineage_lines(lines: Iterable[str | None], out: TextIO) -> int:
    """Answer each line `{id, sql, dialect, default_db, default_schema, schemas}`; return how many had an error.

    An answer is `{id, in_tables, out_tables, column_lineage, indirect, unresolved, error}`; with `error` set nothing is
    claimed. A line with an error, or None for one that was too long to be kept, harms no other.
    """
    failed = 0
    for number, line in enumerate(lines, 1):
        if line is None or line.strip():
            identity, found = _follow(line, number)
            failed += found.error is not None
            out.write(json.dumps({"id": identity, **_answer(found)}, ensure_ascii=False) + "\n")
    return failed


def _print(name: str, found: Lineage) -> None:
    reads, writes = (", ".join(_joined(path) or "" for path in paths) or "-" for paths in (found.reads, found.writes))
    typer.echo(f"{name}: {reads} -> {writes}")
    for edge in found.columns:
        target = _joined((*edge.target.table, edge.target.column))
        typer.echo(f"  {target} <- {_joined((*edge.source.table, edge.source.column))} ({edge.transformation})")
    for each in found.unresolved:
        typer.echo(f"  unresolved at {each.line}:{each.column}: {each.reason}")


def sql_files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield the files, and those named *.sql in folders and below, with the names to show for them."""
    for path in paths:
        if path.is_dir():
            inside = (each for each in path.rglob("*") if each.suffix.lower() == ".sql" and each.is_file())
            yield from ((each, str(each.relative_to(path))) for each in sorted(inside))
        else:
            yield path, path.name


def read_sql(path: Path) -> str:
    """The text of a file; raises `InputError` for one that is too large or cannot be read."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError(f"larger than {_LARGEST_FILE} bytes")
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise InputError(error.strerror or str(error)) from error


def _from_files(paths: Iterable[Path], dialect: str) -> int:
    """Print the lineage of each file; return how many had an error."""
    failed = count = 0
    for count, (path, name) in enumerate(sql_files(paths), 1):
        if sys.stderr.isatty() and count % _PROGRESS == 0:
            typer.echo(f"{count} files, {failed} with an error", err=True)
        try:
            found = sql_lineage(read_sql(path), dialect, {}, None, None)
        except InputError as error:
            found = Lineage(error=str(error))
        if found.error is not None:
            failed += 1
            typer.echo(f"error: {path}: {found.error}", err=True)
        else:
            _print(name, found)
    if count == 0:
        typer.echo("error: no *.sql file there", err=True)
        raise typer.Exit(2)
    return failed


def _from_log(path: Path, dialect: str, out: TextIO) -> int:
    """Write the lineage of each distinct query of a log as a line; return how many rows or queries had an error."""
    try:
        with path.open("rb") as stream:
            log = read_query_log(stream, dialect)
    except (OSError, RefusedError, LineageError) as error:
        typer.echo(f"error: {path}: {getattr(error, 'strerror', None) or error}", err=True)
        raise typer.Exit(2) from error
    failed = log.refused + log.left_out
    for query in log.queries:
        found = sql_lineage(query.sql, query.dialect, {}, None, None)
        failed += found.error is not None
        times = {"first": query.first and query.first.isoformat(), "last": query.last and query.last.isoformat()}
        line = {"sql": found.sql, "calls": query.calls, **times, "users": sorted(query.users), **_answer(found)}
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
    for each in log.reasons:
        typer.echo(f"error: {path}: line {each.line}: {each.reason}", err=True)
    if log.left_out:
        typer.echo(f"error: {path}: {log.left_out} rows with further queries, past the limit, were left out", err=True)
    typer.echo(f"{log.rows} rows, {len(log.queries)} queries, {log.refused} rows refused", err=True)
    return failed


def lineage_sql_command(
    paths: Annotated[list[Path] | None, typer.Argument(help="SQL files, or folders of *.sql files.")] = None,
    dialect: Annotated[str, typer.Option("--dialect", help="The files' dialect, as sqlglot names it.")] = "ansi",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and write JSON Lines instead.")] = False,
    log: Annotated[Path | None, typer.Option("--log", help="Read a query log instead; write JSON Lines.")] = None,
) -> None:
    """Say which columns flow into which, from SQL files, folders of them, or a query log.

    With `--jsonl`, read lines `{id, sql, dialect, default_db, default_schema, schemas: {table: {column: type}}}` from standard
    input and write lines `{id, in_tables, out_tables, column_lineage, indirect, unresolved, error}`. With `--log`, read JSON
    Lines `{sql, time, user, dialect?}`, or rows of pg_stat_statements as JSON Lines or CSV, and write one line for each query
    that differs in more than literals: `{sql, calls, first, last, users, in_tables, …}`. Exit status: 0, 1 where something
    could not be followed as a whole, 2 for no input.
    """
    if jsonl:
        failed = lineage_lines(bounded_lines(sys.stdin), sys.stdout)
    elif log is not None:
        failed = _from_log(log, dialect, sys.stdout)
    elif paths:
        if missing := [path for path in paths if not path.exists()]:
            typer.echo(f"error: {missing[0]}: there is no such file or folder", err=True)
            raise typer.Exit(2)
        failed = _from_files(paths, dialect)
    else:
        typer.echo(
            "error: name SQL files or folders, a log by --log, or give --jsonl and lines on standard input", err=True
        )
        raise typer.Exit(2)
    if failed:
        raise typer.Exit(1)
