"""SQL to lineage: tables read and written, columns and where they come from, influences, and what stayed open.

sqlglot parses; names, scopes and flows are followed here in one pass over each statement, so that time grows with its text.
"""

import logging
import sys
from collections.abc import Mapping

from sqlglot.errors import TokenError

from graph_api.lineage.base import Lineage
from graph_api.lineage.sql.catalog import Catalog, Names
from graph_api.lineage.sql.literals import strip_literals
from graph_api.lineage.sql.relation import Path
from graph_api.lineage.sql.scope import LineageError
from graph_api.lineage.sql.script import parts
from graph_api.lineage.sql.session import FAILED, Session

__all__ = ["FAILED", "MOST_CHARACTERS", "Schema", "sql_lineage", "strip_literals", "view_lineage"]

MOST_CHARACTERS = 1_000_000

Schema = Mapping[Path, Mapping[str, str]]

# A level of nesting takes sqlglot up to 25 calls; Python's own 1,000 end at fifty parentheses. Twice this many fit a thread.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 7_000))

# sqlglot warns with an excerpt of the statement, literals and all: what it cannot follow is told as `unresolved` instead.
logging.getLogger("sqlglot").disabled = True


def sql_lineage(
    sql: str, dialect: str, schema: Schema, default_db: str | None, default_schema: str | None, *, whole: bool = False
) -> Lineage:
    """Return the lineage of a statement, or of several in one text, in a dialect of sqlglot's (`ansi`, `postgresql`, … too).

    `schema` says which columns tables have, in order, by the tables' names in parts; short names are completed by the
    defaults, or stay as the text has them. A bare SELECT flows into the table `()`. What goes through a temporary table, or
    one that the text makes and drops, goes from its source to its target; the table itself is not named. With `whole` that
    holds for every table that the text fills and then reads: the text is seen as one step. Never raises for what the text
    holds: see `Lineage.error`.
    """
    default = tuple(each for each in (default_db, default_schema) if each)
    return _lineage(sql, dialect, Catalog(schema, default), None, whole=whole)


def view_lineage(sql: str, dialect: str, target: Path, schema: Schema, default: Path) -> Lineage:
    """Return the lineage of a view from its defining SELECT (or whole CREATE VIEW).

    Everything flows into `target`, whatever name the text gives; where `schema` has the target, its columns name the outputs
    by position.
    """
    return _lineage(sql, dialect, Catalog(schema, default), target, whole=False)


def _lineage(sql: str, dialect: str, catalog: Catalog, target: Path | None, *, whole: bool) -> Lineage:
    if len(sql) > MOST_CHARACTERS:
        return Lineage(error=f"longer than {MOST_CHARACTERS} characters")
    stripped: str | None = None
    try:
        names = Names(dialect)
        stripped = strip_literals(sql, names, catalog.words() if names.quoted_strings else ())
        return Session(names, catalog, list(parts(sql, names, catalog.budget)), whole=whole).lineage(target, stripped)
    except TokenError:
        reason = "not SQL of this dialect: a quote or comment does not end"
    except RecursionError:
        reason = "nested too deeply"
    except LineageError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - one text that meets a defect of ours must not end a scan; it is told
        reason = f"{FAILED}: {type(error).__name__}"
    return Lineage(error=reason, sql=stripped)
