"""What one statement does: which tables it writes, and from which columns."""

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from graph_api.lineage.base import ColumnEdge, ColumnRef, Influence, InfluenceEdge, Lineage
from graph_api.lineage.sql.catalog import Catalog, Names
from graph_api.lineage.sql.change import Written
from graph_api.lineage.sql.insert import Inserts
from graph_api.lineage.sql.query import Queries
from graph_api.lineage.sql.relation import Flow, Origin, Output, Path, Relation, add
from graph_api.lineage.sql.repair_tsql import OUTPUT_COLUMN
from graph_api.lineage.sql.scope import Scope, Source
from graph_api.lineage.sql.transfer import transferred

# Statements that sqlglot keeps as text and that move no data.
_HARMLESS = frozenset(
    "ADD ALTER ANALYZE BEGIN CACHE CLEAR CLOSE COMMENT COMMIT DECLARE DESC DESCRIBE END EXPLAIN FETCH GRANT KILL LIST LOCK "  # noqa: SIM905
    "MSCK OPEN OPTIMIZE PRAGMA PREPARE PRINT REFRESH RELOAD RENAME REPAIR RESET REVOKE ROLLBACK SET SHOW START UNCACHE UNLOCK "
    "USE VACUUM".split()
)
_FILLED = re.compile(r"\b(TABLE|VIEW|SELECT|COPY|INSERT|MERGE)\b", re.IGNORECASE)
_INDEX = re.compile(r"(UNIQUE\s+|BITMAP\s+)?INDEX\b", re.IGNORECASE)
# Statements that it understands and that move no data either.
_NO_DATA = (
    exp.Alter, exp.Analyze, exp.Attach, exp.Comment, exp.Commit, exp.Declare, exp.Describe, exp.Detach, exp.Drop, exp.Grant,
    exp.Kill, exp.Pragma, exp.Refresh, exp.Revoke, exp.Rollback, exp.Set, exp.Show, exp.Transaction, exp.TruncateTable,
    exp.Uncache, exp.Use,
)  # fmt: skip


def _is_harmless(command: exp.Command) -> bool:
    """Whether a statement that is kept as text moves no data: so does a creation of what is neither table nor view."""
    name = command.name.upper().partition(" ")[0]
    text = str(command.args.get("expression")).lstrip()
    return name in _HARMLESS or (name == "CREATE" and (_FILLED.search(text) is None or _INDEX.match(text) is not None))


def _assigns(query: exp.Expr) -> bool:
    """Whether a query only sets variables: T-SQL's `SELECT @a = b, @c = d FROM t`."""
    listed = query.expressions if isinstance(query, exp.Select) else []
    return bool(listed) and all(isinstance(each, exp.EQ) and isinstance(each.this, exp.Parameter) for each in listed)


class Statement(Inserts):
    """Follows one statement; in a `body`, SELECT gives no result and its INTO may name variables.

    In the body of a trigger `row` is the table whose rows NEW and OLD are.
    """

    def __init__(self, names: Names, catalog: Catalog, *, body: bool = False, row: exp.Table | None = None) -> None:
        """Start with nothing read or written."""
        super().__init__(names, catalog, Queries(names, catalog, self._returning))
        if row is not None:
            self._around = self._triggered(row)
        self.body = body
        self.result: Relation | None = None  # of a bare query
        self.followed = True

    def _triggered(self, row: exp.Table) -> Scope:
        """Return the names that a trigger has for the rows that were changed."""
        rows = self.catalog.relation(self.queries.table_path(row))
        if self.names.dialect_name == "tsql":
            return Scope(tables={"inserted": rows, "deleted": rows})
        return Scope(sources=[Source(name, rows) for name in ("new", "old")])

    def _returning(self, node: exp.Expr, outer: Scope | None) -> Relation:
        """Follow a statement in a common table expression; return what its RETURNING yields."""
        around, self._around = self._around, outer
        first = len(self.written)
        self.follow(node)
        self._around = around
        rows = Scope(parent=outer)
        for table in self.written[first:]:
            alias = node.this.alias if isinstance(node.this, exp.Table) else ""
            rows.sources.append(Source(alias or table.path[-1], self._row_after(table), table.path))
        rows.sources += self._beside
        returned = node.args.get("returning")
        query = exp.Select(expressions=list(returned.expressions) if isinstance(returned, exp.Returning) else [])
        return self.queries.projected(query, rows)

    def _row_after(self, table: Written) -> Relation:
        """Return a changed table's rows: what went in, and what was there already."""
        known = self.catalog.relation(table.path)
        new = {output.name: output for output in table.outputs}
        kept = [new.pop(each.name, each) for each in known.outputs]
        return Relation([*kept, *new.values()], known.rest)

    def follow(self, node: exp.Expr) -> None:
        """Follow a statement of any kind; kinds that are not known are told as unresolved."""
        first = len(self.written)
        self._beside = []
        self._follow(node)
        for table in self.written[first:]:
            self._compute(table)
        returned = node.args.get("returning")
        if isinstance(returned, exp.Returning) and isinstance(returned.args.get("into"), exp.Expr):
            self._output(returned, self.written[first:], is_new=isinstance(node, exp.Insert))

    def _compute(self, table: Written) -> None:
        """Follow what went into a table on into the columns that it computes."""
        computed = self.catalog.computed.get(table.path, ())
        if not computed or not table.outputs or table.made:
            return
        put = {output.name: output.flow for output in table.outputs}
        rows = Relation([Output(name, put.get(name, {})) for name in self.catalog.columns(table.path) or ()])
        scope = Scope(sources=[Source(table.path[-1], rows, table.path)])
        table.outputs += [Output(name, self.queries.flow(value, scope)) for name, value in computed]

    def _output(self, node: exp.Returning, changed: list[Written], *, is_new: bool) -> None:
        """Follow T-SQL's `OUTPUT inserted.a, deleted.b INTO t (c, d)`; the rows of an INSERT were not there before."""
        into: exp.Expr = node.args["into"]
        rows = Scope()
        for table in changed:
            new = [Output(each.name, dict(each.flow)) for each in table.outputs]
            rows.sources += (
                Source("inserted", Relation(new) if is_new else self._row_after(table)),
                Source("deleted", self.catalog.relation(table.path)),
            )
        rows.sources += self._beside
        columns = [self.names.of(each.this).text for each in into.expressions if isinstance(each, exp.Column)]
        listed = [each.alias for each in node.expressions]
        if all(each.startswith(OUTPUT_COLUMN) for each in listed):
            columns = [each.removeprefix(OUTPUT_COLUMN) for each in listed]
        variable = into if isinstance(into, exp.Parameter) else exp.to_identifier(into.name)
        table = into if isinstance(into, exp.Table) else exp.Table(this=variable)
        query = exp.Select(expressions=list(node.expressions))
        self.write(table, self.queries.projected(query, rows), columns or None)

    def _follow(self, node: exp.Expr) -> None:
        match node:
            case exp.Query() | exp.Values() | exp.Pivot():
                self._query(node)
            case exp.Create() | exp.Cache():
                self._create(node)
            case exp.Insert():
                self._insert(node, None)
            case exp.MultitableInserts():
                self._insert_several(node)
            case exp.Update():
                self._update(node)
            case exp.Merge():
                self._merge(node)
            case exp.Delete():
                self._delete(node)
            case exp.LockingStatement():
                self._follow(node.expression)  # Teradata's LOCKING … FOR ACCESS
            case _ if not transferred(self, node):
                self._other(node)
            case _:
                pass

    def _other(self, node: exp.Expr) -> None:
        match node:
            case exp.Command() if _is_harmless(node):
                pass
            case exp.Command() if node.name.upper() in {"CALL", "EXEC", "EXECUTE"}:
                self.queries.unknown("what the routine does that is called is not known here", node)
            case exp.Execute() | exp.ExecuteSql():
                self.queries.unknown("what the routine does that is called is not known here", node)
            case exp.Declare():
                self._declare(node)
            case _ if not isinstance(node, _NO_DATA):
                self.followed = False
                self.queries.unknown(f"a statement of the kind {type(node).__name__} is not followed", node)
            case _:
                pass

    def _query(self, node: exp.Expr) -> None:
        relation = self.queries.query(node, self._around)
        first: exp.Expr = node
        while isinstance(first, exp.SetOperation | exp.Subquery):
            first = first.this
        into = first.args.get("into")
        variables = self.body and self.names.dialect_name != "tsql"
        if isinstance(into, exp.Into) and isinstance(into.this, exp.Table) and not variables:
            self.write(into.this, relation, made=True)
            self.written[-1].temporary |= bool(into.args.get("temporary"))
        elif not self.body and not _assigns(first):
            self.result = relation
            self._tell_rest(relation, node)

    def _create(self, node: exp.Create | exp.Cache) -> None:
        table = node.this.this if isinstance(node.this, exp.Schema) else node.this
        if not isinstance(table, exp.Table) or node.args.get("kind") not in {"TABLE", "VIEW", None}:
            return
        columns = self.schema_columns(node.this)
        if columns and (parted := node.find(exp.PartitionedByProperty)) is not None:
            columns += self.schema_columns(parted.this)  # Hive's own, the last ones
        if (to := node.find(exp.ToTableProperty)) is not None and isinstance(to.this, exp.Table):
            table = to.this  # ClickHouse: the view only feeds it
        self._copied(node, table)
        if isinstance(node.expression, exp.Query):
            scope = Scope(parent=self._around, tables=self.queries.common_tables(node, self._around))
            by_name = self.names.dialect_name == "mysql"  # columns that are listed there come besides the query's
            self.write(
                table, self.queries.query(node.expression, scope), None if by_name else columns or None, made=True
            )
        elif not self.written:
            self.catalog.computed[self.queries.table_path(table)] = list(self._computed(node))
            outputs = [Output(name, {}) for name in columns]
            rest = () if outputs else (frozenset({self.queries.table_path(table)}),)
            self.written.append(Written(self.queries.table_path(table), outputs, rest, made=bool(outputs)))
            if location := node.find(exp.LocationProperty):
                self.queries.reads[(location.name,)] = None
        self.written[-1].temporary |= isinstance(node, exp.Cache) or node.find(exp.TemporaryProperty) is not None

    def _computed(self, node: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
        """Yield the columns that a new table computes: `s int GENERATED ALWAYS AS (a + b)`."""
        for each in node.find_all(exp.ComputedColumnConstraint):
            column = each.find_ancestor(exp.ColumnDef)
            if column is not None and isinstance(each.this, exp.Expr):
                yield self.names.of(column.this).text, each.this

    def _copied(self, node: exp.Expr, table: exp.Table) -> None:
        """Follow `CLONE` (all data) and `LIKE` (the columns only)."""
        clone = node.args.get("clone")
        if isinstance(clone, exp.Clone) and isinstance(clone.this, exp.Table):
            self.write(table, self.queries.query(clone.this, None), made=True)
        likes = [each.this for each in node.find_all(exp.LikeProperty)]
        likes += [node.expression] if isinstance(node.expression, exp.Table) else []  # ClickHouse's CREATE TABLE a AS b
        for each in likes:
            if isinstance(each, exp.Table):
                like = self.queries.table_path(each)
                self.queries.reads[like] = None
                known = self.catalog.columns(like)
                if known and not self.written:
                    outputs = [Output(name, {}) for name in known]
                    self.written.append(Written(self.queries.table_path(table), outputs, made=True))

    def _declare(self, node: exp.Declare) -> None:
        """Know the table variables of T-SQL."""
        for item in node.find_all(exp.DeclareItem):
            kind = item.args.get("kind")
            columns = self.schema_columns(kind) if isinstance(kind, exp.Schema) else []
            for each in item.this if columns else ():
                path = (f"@{each.this.name}",)
                self.written.append(Written(path, [Output(name, {}) for name in columns], made=True, temporary=True))

    def settle(self, hidden: Callable[[Path, bool], bool]) -> None:
        """Tell the catalog what the tables that were written hold now; `hidden` ones stand for what went into them."""
        for table in self.written:
            if table.made and hidden(table.path, table.temporary):
                self.catalog.make(table.path, Relation(table.outputs, table.rest), self._influences(table))
            elif table.path in self.catalog.made:
                self.catalog.pour(table.path, table.outputs, self._influences(table))
            elif hidden(table.path, table.temporary):
                known = self.catalog.relation(table.path)
                names = {output.name for output in table.outputs}
                kept = [Output(each.name, {} if each.name in names else each.flow) for each in known.outputs]
                self.catalog.make(table.path, Relation(kept, known.rest), ())
                self.catalog.pour(table.path, table.outputs, self._influences(table))
            if table.made and table.rest:
                self.catalog.undefine(table.path)
            elif table.made:
                self.catalog.define(table.path, tuple(output.name for output in table.outputs))

    def lineage(self, target: Path | None = None) -> Lineage:
        """Return what was learned; the outputs of a bare query go into `target`, or into the table `()`."""
        written = list(self.written)
        if self.result is not None:
            names = self.catalog.columns(target) if target else None
            outputs = self.result.outputs
            if names is not None and not self.result.rest and len(names) == len(outputs):
                outputs = [Output(name, output.flow) for name, output in zip(names, outputs, strict=True)]
            written.append(Written(target or (), outputs))
        edges: dict[tuple[Path, str], Flow] = {}
        for table in written:
            for index, output in enumerate(table.outputs):
                add(edges.setdefault((table.path, output.name or f"_c{index}"), {}), output.flow)
        influences: dict[Path, dict[tuple[Influence, Origin], None]] = {}
        for table in written:
            influences.setdefault(table.path, {}).update(self._influences(table))
        return Lineage(
            reads=tuple(self.queries.reads),
            writes=tuple(path for path in influences if path),
            columns=tuple(
                ColumnEdge(ColumnRef(*origin), ColumnRef(*key), transformation, masked)
                for key, flow in edges.items()
                for origin, (transformation, masked) in sorted(flow.items())
            ),
            influences=tuple(
                InfluenceEdge(ColumnRef(*origin), path, kind)
                for path, found in influences.items()
                for kind, origin in sorted(found)
            ),
            unresolved=tuple(self.queries.unresolved),
        )
