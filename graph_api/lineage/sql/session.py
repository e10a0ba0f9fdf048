"""A text's statements in order: which tables live only in it, and what flows through them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlglot import exp

from graph_api.lineage.base import ColumnEdge, ColumnRef, InfluenceEdge, Lineage, Unresolved
from graph_api.lineage.sql.budget import TEXT_OVER
from graph_api.lineage.sql.catalog import Catalog, Names
from graph_api.lineage.sql.relation import Path
from graph_api.lineage.sql.scope import LineageError
from graph_api.lineage.sql.script import Part
from graph_api.lineage.sql.statement import Statement

FAILED = "a defect of this program"

_RENAMED = re.compile(r"([^\s,]+)\s+TO\s+([^\s,;]+)", re.IGNORECASE)


class Session:
    """Follows statements one after another."""

    def __init__(self, names: Names, catalog: Catalog, parts: Sequence[Part], *, whole: bool) -> None:
        """Take the statements; with `whole`, every table that is filled and then read is an intermediate one."""
        self._names = names
        self._catalog = catalog
        self._parts = parts
        self._whole = whole
        self._through = whole  # in the body of a routine each table that outlives it is an end of its own
        self._hidden: set[Path] = set()  # temporary tables, and those that the text makes and drops
        self._reread: set[Path] = set()
        self._found: list[Lineage] = []

    def lineage(self, target: Path | None, sql: str) -> Lineage:
        """Return what all do together, or raise `LineageError` if none could be followed; see `sql_lineage`."""
        followed = False
        self._hidden |= self._dropped()
        for part in self._parts:
            if self._catalog.budget.over():
                self._found.append(Lineage(unresolved=(Unresolved(TEXT_OVER),)))
                break
            if part.failure is not None:
                self._found.append(Lineage(unresolved=(part.failure,)))
            elif part.node is None:
                followed = True
            elif not isinstance(part.node, exp.Semicolon | exp.EndStatement):
                followed |= self._tried(part.node, part, target)
        if not followed:
            first = next((each for one in self._found for each in one.unresolved), Unresolved("no statement"))
            place = f" at line {first.line}, column {first.column}" if "parsed" in first.reason else ""
            raise LineageError(first.reason + place)
        return replace(self._together(), sql=sql)

    def _tried(self, node: exp.Expr, part: Part, target: Path | None) -> bool:
        """Follow a statement; what goes wrong with it is told and harms no other."""
        self._catalog.budget.begin()
        try:
            return self._follow(node, part, target)
        except LineageError as error:
            reason = str(error)
        except RecursionError:
            reason = "nested too deeply"
        except Exception as error:  # noqa: BLE001 - one statement that meets a defect of ours must not end a scan; it is told
            reason = f"{FAILED}: {type(error).__name__}"
        place = next(
            (each for each in node.find_all(exp.Identifier) if each.meta_get("line") is not None), exp.Identifier()
        )
        self._found.append(Lineage(unresolved=(Unresolved(reason, place.meta_get("line"), place.meta_get("col")),)))
        return False

    def _follow(self, node: exp.Expr, part: Part, target: Path | None) -> bool:
        statement = Statement(self._names, self._catalog, body=part.body, row=part.row)
        if target is not None and isinstance(node, exp.Create) and isinstance(node.expression, exp.Query):
            node = node.expression  # a view's own text names it as its database does, not as we do
        statement.follow(node)
        self._found.append(statement.lineage(target))
        self._reread |= statement.queries.reread.keys()
        self._through = self._whole and not part.body
        statement.settle(self._is_hidden)
        for old, new in _renamings(node, statement):
            self._rename(old, new)
        return statement.followed

    def _is_hidden(self, path: Path, temporary: bool) -> bool:
        if temporary:
            self._hidden.add(path)
        return self._through or path in self._hidden

    def _dropped(self) -> set[Path]:
        """Return the tables that the text makes and later drops."""
        made: set[Path] = set()
        gone: set[Path] = set()
        paths = Statement(self._names, self._catalog).queries
        for part in self._parts:
            node = part.node
            if isinstance(node, exp.Create) and node.args.get("kind") in {"TABLE", "VIEW"}:
                table = node.find(exp.Table)
                if table is not None:
                    made.add(paths.table_path(table))
            elif isinstance(node, exp.Drop):
                tables = node.args.get("tables") or [node.this]
                gone |= {paths.table_path(each) for each in tables if isinstance(each, exp.Table)} & made
        return gone

    def _rename(self, old: Path, new: Path) -> None:
        """Give what went into a table to its new name."""
        if old in self._catalog.made:
            self._catalog.made[new] = self._catalog.made.pop(old)
        self._found = [_moved(each, old, new) if old in each.writes else each for each in self._found]

    def _together(self) -> Lineage:
        columns = tuple(dict.fromkeys(edge for each in self._found for edge in each.columns))
        writes = dict.fromkeys(path for each in self._found for path in each.writes)
        hidden = self._hidden | self._reread
        kept = tuple(edge for edge in columns if edge.target.table not in hidden)
        reads = dict.fromkeys(path for each in self._found for path in each.reads)
        # What an intermediate table held before, and the rows that DELETE … RETURNING gives, are read too.
        reads.update((edge.source.table, None) for edge in kept if edge.source.table != edge.target.table)
        return Lineage(
            reads=tuple(reads),
            writes=tuple(path for path in writes if path not in hidden),
            columns=kept,
            influences=tuple(
                dict.fromkeys(e for each in self._found for e in each.influences if e.target not in hidden)
            ),
            unresolved=tuple(dict.fromkeys(each for one in self._found for each in one.unresolved)),
        )


def _renamings(node: exp.Expr, statement: Statement) -> Iterator[tuple[Path, Path]]:
    """Yield the tables that a statement renames: `ALTER TABLE a RENAME TO b`, `RENAME TABLE a TO b, c TO d`."""
    pairs: list[tuple[exp.Expr, exp.Expr]] = []
    if isinstance(node, exp.Alter):
        pairs += (
            (node.this, each.this) for each in node.args.get("actions") or () if isinstance(each, exp.AlterRename)
        )
    elif isinstance(node, exp.Command) and node.name.upper() == "RENAME":
        text = node.args.get("expression")
        dialect = statement.names.dialect
        for old, new in _RENAMED.findall(text.name if isinstance(text, exp.Expr) else text or ""):
            pairs.append((exp.to_table(old, dialect=dialect), exp.to_table(new, dialect=dialect)))
    for one, other in pairs:
        if isinstance(one, exp.Table) and isinstance(other, exp.Table):
            old, new = statement.queries.table_path(one), statement.queries.table_path(other)
            yield old, (*old[: len(old) - len(new)], *new)


def _moved(lineage: Lineage, old: Path, new: Path) -> Lineage:
    def path(each: Path) -> Path:
        return new if each == old else each

    return replace(
        lineage,
        writes=tuple(path(each) for each in lineage.writes),
        columns=tuple(
            ColumnEdge(e.source, ColumnRef(path(e.target.table), e.target.column), e.transformation, e.masking)
            for e in lineage.columns
        ),
        influences=tuple(InfluenceEdge(e.source, path(e.target), e.kind) for e in lineage.influences),
    )
