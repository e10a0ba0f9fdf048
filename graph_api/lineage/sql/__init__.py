"""SQL to lineage: tables read and written, columns and where they come from, influences, and what stayed open.

sqlglot parses; names, scopes and flows are followed here in one pass over each statement, so that time grows with its text.
"""

import logging
from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from graph_api.lineage.base import Lineage
from graph_api.lineage.sql.catalog import Catalog, Names
from graph_api.lineage.sql.literals import strip_literals
from graph_api.lineage.sql.relation import Path
from graph_api.lineage.sql.scope import LineageError
from graph_api.lineage.sql.statement import Statement

__all__ = ["MOST_CHARACTERS", "Schema", "sql_lineage", "strip_literals", "view_lineage"]

MOST_CHARACTERS = 1_000_000

Schema = Mapping[Path, Mapping[str, str]]

# sqlglot warns with an excerpt of the statement, literals and all: what it cannot follow is told as `unresolved` instead.
logging.getLogger("sqlglot").disabled = True


def sql_lineage(sql: str, dialect: str, schema: Schema, default_db: str | None, default_schema: str | None) -> Lineage:
    """Return the lineage of a statement, or of several in one text, in a dialect of sqlglot's (`ansi`, `postgresql`, … too).

    `schema` says which columns tables have, in order, by the tables' names in parts; short names are completed by the
    defaults, or stay as the text has them. A bare SELECT flows into the table `()`. Never raises for what the text holds: see
    `Lineage.error`.
    """
    return _lineage(sql, dialect, schema, tuple(each for each in (default_db, default_schema) if each), None)


def view_lineage(sql: str, dialect: str, target: Path, schema: Schema, default: Path) -> Lineage:
    """Return the lineage of a view from its defining SELECT (or whole CREATE VIEW).

    Everything flows into `target`, whatever name the text gives; where `schema` has the target, its columns name the outputs
    by position.
    """
    return _lineage(sql, dialect, schema, default, target)


def _lineage(sql: str, dialect: str, schema: Schema, default: Path, target: Path | None) -> Lineage:
    if len(sql) > MOST_CHARACTERS:
        return Lineage(error=f"longer than {MOST_CHARACTERS} characters")
    stripped: str | None = None
    try:
        names = Names(dialect)
        known = (
            {word.casefold() for path, columns in schema.items() for word in (*path, *columns)}
            if names.quoted_strings
            else ()
        )
        stripped = strip_literals(sql, names, known)
        return _followed(sql, names, Catalog(schema, default), target, stripped)
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        reason = f"cannot be parsed at line {first.get('line')}, column {first.get('col')}"
    except TokenError:
        reason = "not SQL of this dialect: a quote or comment does not end"
    except RecursionError:
        reason = "nested too deeply"
    except LineageError as error:
        reason = str(error)
    return Lineage(error=reason, sql=stripped)


def _followed(sql: str, names: Names, catalog: Catalog, target: Path | None, stripped: str) -> Lineage:
    found: list[Lineage] = []
    followed = False
    for node in sqlglot.parse(sql, read=names.dialect):
        if node is None or isinstance(node, exp.Semicolon):
            continue
        statement = Statement(names, catalog)
        if target is not None and isinstance(node, exp.Create) and isinstance(node.expression, exp.Query):
            node = node.expression  # noqa: PLW2901 - a view's own text names it as its database does, not as we do
        statement.follow(node)
        followed |= statement.followed
        found.append(statement.lineage(target))
    if not followed:
        raise LineageError(found[0].unresolved[0].reason if found else "no statement")
    return Lineage(
        reads=tuple(dict.fromkeys(path for each in found for path in each.reads)),
        writes=tuple(dict.fromkeys(path for each in found for path in each.writes)),
        columns=tuple(dict.fromkeys(edge for each in found for edge in each.columns)),
        influences=tuple(dict.fromkeys(edge for each in found for edge in each.influences)),
        unresolved=tuple(dict.fromkeys(each for one in found for each in one.unresolved)),
        sql=stripped,
    )
