"""`pursight lineage`: `sql` only says what it finds, without a server; `apply` states it in the graph."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_api.commands import USAGE, refuse, with_graph
from graph_api.lineage.cli import InputError, lineage_sql_command, read_sql, sql_files
from graph_api.lineage.query_log import QueryLog, RefusedError, read_query_log
from graph_api.lineage.sql import sql_lineage
from graph_api.lineage.sql.catalog import Names
from graph_api.lineage.sql.scope import LineageError

if TYPE_CHECKING:
    from cypher.graph import Graph
    from graph_api.settings import Settings

_PARTLY = 3
_LINE_SECONDS = 5.0

lineage_app = typer.Typer(
    help="Read lineage from SQL, without a server or into the graph.", no_args_is_help=True, add_completion=False
)
lineage_app.command("sql")(lineage_sql_command)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text to apply, of the time `at` in microseconds (None: now); or, with `error`, why there is none."""

    name: str
    upload: str = ""
    sql: str = ""
    dialect: str = ""
    at: int | None = None
    error: str | None = None


@lineage_app.command("apply")
def apply_command(
    source: Annotated[
        str, typer.Option("--source", help="The source by whose catalog names are understood, e.g. shop.")
    ],
    path: Annotated[Path | None, typer.Argument(help="A SQL file, or a folder of *.sql files.")] = None,
    dialect: Annotated[str, typer.Option("--dialect", help="The SQL's dialect, as sqlglot names it.")] = "ansi",
    log: Annotated[Path | None, typer.Option("--log", help="Take the queries of a query log instead.")] = None,
) -> None:
    """State in the graph which columns flow into which, by SQL files or the queries of a log.

    What a file stated before, it states no longer: its origin is `sql:<source>/<its path in the folder>`. Of a log (see `pursight
    lineage sql`), each query that writes something is an origin, `sql:<source>/log/<digest>`, of the time at which it ran last.
    SQL is kept without literals. Exit code 0; 3 some failed; 1 all failed, or the graph did; 2 for input that cannot be used.
    """
    try:
        Names(dialect)
        texts = _of_log(log, dialect) if log and not path else _of_files(path, dialect) if path and not log else None
    except (LineageError, InputError) as error:
        refuse(error, USAGE)
        return
    if texts is None:
        typer.echo("error: name a SQL file or a folder, or a log by --log", err=True)
        raise typer.Exit(USAGE)
    raise typer.Exit(_apply(f"source:{source.removeprefix('source:')}", texts))


def _apply(source: str, texts: Iterator[_Text]) -> int:
    """Apply one after the other; the exit code."""

    async def work(graph: "Graph", _settings: "Settings") -> int:
        from cypher import catalog  # noqa: PLC0415
        from cypher.errors import Invalid  # noqa: PLC0415
        from cypher.visibility import OWNER  # noqa: PLC0415
        from graph_api.ingest.sql import Sql  # noqa: PLC0415

        await catalog.place(graph, OWNER, source)
        sql = Sql(graph)
        count = failed = partly = edges = changed = 0
        told = time.monotonic()
        for count, each in enumerate(texts, 1):
            error = each.error
            if error is None:
                try:
                    done = await sql.apply(OWNER, each.sql, each.dialect, source, upload=each.upload, at=each.at)
                except Invalid as invalid:
                    error = str(invalid)
                else:
                    error = done.read.error
                    edges, changed = edges + done.edges, changed + done.changed
                    partly += error is None and bool(done.read.unresolved)
            if error is not None:
                failed += 1
                typer.echo(f"error: {each.name}: {error}", err=True)
            if time.monotonic() - told >= _LINE_SECONDS:
                told = time.monotonic()
                typer.echo(f"{count} texts, {failed} failed", err=True)
        typer.echo(
            f"{source}: {count} texts, {edges} edges; {changed} changed the graph, {partly} followed in part, {failed} failed"
        )
        return 0 if not failed else 1 if failed == count else _PARTLY

    return with_graph(work)


def _of_files(path: Path, dialect: str) -> Iterator[_Text]:
    """The texts of a file, or of a folder's files; raises `InputError` where there is none."""
    if not path.exists():
        raise InputError(f"error: {path}: there is no such file or folder")
    files = list(sql_files([path]))
    if not files:
        raise InputError(f"error: {path}: no *.sql file there")

    def texts() -> Iterator[_Text]:
        for file, name in files:
            try:
                yield _Text(str(file), Path(name).as_posix(), read_sql(file), dialect)
            except InputError as error:
                yield _Text(str(file), error=str(error))

    return texts()


def _of_log(path: Path, dialect: str) -> Iterator[_Text]:
    """The queries of a log that write something, and what of it could not be used; raises `InputError` for the whole."""
    try:
        with path.open("rb") as stream:
            log = read_query_log(stream, dialect)
    except (OSError, RefusedError) as error:
        raise InputError(f"error: {path}: {getattr(error, 'strerror', None) or error}") from error
    return _queries(path, log)


def _queries(path: Path, log: QueryLog) -> Iterator[_Text]:
    for each in log.reasons:
        yield _Text(f"{path}: line {each.line}", error=each.reason)
    if unsaid := log.refused - len(log.reasons) + log.left_out:
        yield _Text(str(path), error=f"{unsaid} more rows were refused, or past the limit of queries")
    for number, query in enumerate(log.queries, 1):
        name = f"{path}: distinct query {number}"
        found = sql_lineage(query.sql, query.dialect, {}, None, None)
        if found.error is not None:
            yield _Text(name, error=found.error)
        elif any(found.writes):
            # the text without literals: the same query has the same origin in the next log
            digest = hashlib.blake2b((found.sql or "").encode(), digest_size=8).hexdigest()
            at = None if query.last is None else int(query.last.timestamp() * 1_000_000)
            yield _Text(name, f"log/{digest}", query.sql, query.dialect, at)
