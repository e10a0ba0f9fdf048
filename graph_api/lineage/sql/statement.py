"""What one statement does: which tables it writes, and from which columns."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from graph_api.lineage.base import ColumnEdge, ColumnRef, Influence, InfluenceEdge, Lineage
from graph_api.lineage.sql.catalog import Catalog, Names
from graph_api.lineage.sql.query import Queries
from graph_api.lineage.sql.relation import Flow, Name, Origin, Output, Path, Relation, add
from graph_api.lineage.sql.scope import Scope, Source
from graph_api.lineage.sql.transfer import transferred

# Statements that sqlglot keeps as text and that move no data.
_HARMLESS = frozenset(
    "ADD ALTER ANALYZE BEGIN CACHE CLEAR CLOSE COMMENT COMMIT DECLARE DESC DESCRIBE END EXPLAIN FETCH GRANT KILL LIST LOCK "  # noqa: SIM905
    "MSCK OPEN OPTIMIZE PRAGMA PREPARE PRINT REFRESH RELOAD RENAME REPAIR RESET REVOKE ROLLBACK SET SHOW START UNCACHE UNLOCK "
    "USE VACUUM".split()
)
_FILLED = re.compile(r"\b(TABLE|VIEW|SELECT)\b", re.IGNORECASE)
# Statements that it understands and that move no data either.
_NO_DATA = (
    exp.Alter, exp.Analyze, exp.Attach, exp.Comment, exp.Commit, exp.Declare, exp.Describe, exp.Detach, exp.Drop, exp.Grant,
    exp.Kill, exp.Pragma, exp.Refresh, exp.Revoke, exp.Rollback, exp.Set, exp.Show, exp.Transaction, exp.TruncateTable,
    exp.Uncache, exp.Use,
)  # fmt: skip


def _is_harmless(command: exp.Command) -> bool:
    """Whether a statement that is kept as text moves no data: so does a creation of what is neither table nor view."""
    name = command.name.upper().partition(" ")[0]
    return name in _HARMLESS or (name == "CREATE" and _FILLED.search(str(command.args.get("expression"))) is None)


def _pairs(assignments: list[exp.Expr]) -> Iterator[exp.Expr]:
    """Yield assignments, those of `(a, b) = (x, y)` one by one."""
    for each in assignments:
        values = each.expression.unnest() if isinstance(each, exp.EQ) else None
        if isinstance(each, exp.EQ) and isinstance(each.this, exp.Paren) and values is not None:
            yield exp.EQ(this=each.this.unnest(), expression=values)
        elif isinstance(each, exp.EQ) and isinstance(each.this, exp.Tuple) and isinstance(values, exp.Tuple):
            for column, value in zip(each.this.expressions, values.expressions, strict=False):
                yield exp.EQ(this=column, expression=value)
        else:
            yield each


def _row(listed: exp.Expr) -> exp.Tuple | None:
    """Return the values of `INSERT VALUES (…)` where they were read as a column list with a call in it."""
    call = listed.expressions[0] if isinstance(listed, exp.Tuple) and len(listed.expressions) == 1 else None
    is_row = isinstance(call, exp.Anonymous) and call.name.upper() == "VALUES"
    return exp.Tuple(expressions=call.expressions) if is_row else None


def is_temporary(path: Path) -> bool:
    """Whether a name alone says that a table lives no longer than its session, as in T-SQL."""
    return len(path) == 1 and path[0].startswith(("#", "@")) and "/" not in path[0]


@dataclass(slots=True)
class Written:
    """One table that a statement writes, with what goes into its columns."""

    path: Path
    outputs: list[Output] = field(default_factory=list[Output])
    rest: tuple[frozenset[Path], ...] = ()  # more goes in than could be named
    made: bool = False  # it is new, or all that was in it is replaced
    temporary: bool = False


class Statement:
    """Follows one statement; in a `body`, SELECT gives no result and its INTO may name variables."""

    def __init__(self, names: Names, catalog: Catalog, *, body: bool = False) -> None:
        """Start with nothing read or written."""
        self.queries = Queries(names, catalog, self._returning)
        self.names = names
        self.catalog = catalog
        self.body = body
        self.written: list[Written] = []
        self.result: Relation | None = None  # of a bare query
        self.followed = True
        self._view: Relation | None = None  # that is changed in place of the tables behind it
        self._around: Scope | None = None  # of a statement in a common table expression

    def _returning(self, node: exp.Expr, outer: Scope | None) -> Relation:
        """Follow a statement in a common table expression; return what its RETURNING yields."""
        around, self._around = self._around, outer
        first = len(self.written)
        self.follow(node)
        self._around = around
        rows = Scope(parent=outer)
        for table in self.written[first:]:
            known = self.catalog.relation(table.path)
            new = {output.name: output for output in table.outputs}
            kept = [new.pop(each.name, each) for each in known.outputs]
            rows.sources.append(Source(table.path[-1], Relation([*kept, *new.values()], known.rest), table.path))
        returned = node.args.get("returning")
        query = exp.Select(expressions=list(returned.expressions) if isinstance(returned, exp.Returning) else [])
        return self.queries.projected(query, rows)

    def follow(self, node: exp.Expr) -> None:
        """Follow a statement of any kind; kinds that are not known are told as unresolved."""
        first = len(self.written)
        self._follow(node)
        returned = node.args.get("returning")
        if isinstance(returned, exp.Returning) and isinstance(returned.args.get("into"), exp.Expr):
            self._output(returned, self.written[first:])

    def _output(self, node: exp.Returning, changed: list[Written]) -> None:
        """Follow T-SQL's `OUTPUT inserted.a, deleted.b INTO t (c, d)`."""
        into = node.args["into"]
        rows = Scope()
        for table in changed:
            new = Relation([Output(each.name, dict(each.flow)) for each in table.outputs])
            rows.sources += (
                Source("inserted", new),
                Source("deleted", self.catalog.relation(table.path)),
            )
        columns = [self.names.of(each.this).text for each in into.expressions if isinstance(each, exp.Column)]
        table = into if isinstance(into, exp.Table) else exp.Table(this=exp.Identifier(this=into.name, quoted=False))
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
            case exp.Declare():
                self._declare(node)
            case _ if not isinstance(node, _NO_DATA):
                self.followed = False
                self.queries.unknown(f"a statement of the kind {type(node).__name__} is not followed", node)
            case _:
                pass

    def _query(self, node: exp.Expr) -> None:
        relation = self.queries.query(node, None)
        first: exp.Expr = node
        while isinstance(first, exp.SetOperation | exp.Subquery):
            first = first.this
        into = first.args.get("into")
        variables = self.body and self.names.dialect_name != "tsql"
        if isinstance(into, exp.Into) and isinstance(into.this, exp.Table) and not variables:
            self.write(into.this, relation, made=True)
            self.written[-1].temporary |= bool(into.args.get("temporary"))
        elif not self.body:
            self.result = relation
            self._tell_rest(relation, node)

    def _tell_rest(self, relation: Relation, node: exp.Expr) -> None:
        tables = sorted({".".join(path) for entry in relation.rest for path in entry})
        if tables:
            self.queries.unknown(f"* is not expanded: the columns of {', '.join(tables)} are not known", node)

    def write(
        self, table: exp.Table, relation: Relation, columns: list[str] | None = None, *, made: bool = False
    ) -> None:
        """Put a query's outputs into a table: by position where its columns are known, else by name."""
        self._tell_rest(relation, table)
        path = self.queries.table_path(table)
        if columns:
            known = {} if made else {each.casefold(): each for each in self.catalog.columns(path) or ()}
            columns = [known.get(name.casefold(), name) for name in columns]
        names = list(columns or (() if made else self.catalog.columns(path)) or ())
        outputs = relation.outputs
        if columns or (not relation.rest and len(names) == len(outputs)):
            outputs = (
                [Output(name, output.flow) for name, output in zip(names, outputs, strict=False)]
                if not relation.rest
                else []
            )
        self.written.append(Written(path, outputs, relation.rest, made, is_temporary(path)))

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
            outputs = [Output(name, {}) for name in columns]
            rest = () if outputs else (frozenset({self.queries.table_path(table)}),)
            self.written.append(Written(self.queries.table_path(table), outputs, rest, made=bool(outputs)))
            if location := node.find(exp.LocationProperty):
                self.queries.reads[(location.name,)] = None
        self.written[-1].temporary |= isinstance(node, exp.Cache) or node.find(exp.TemporaryProperty) is not None

    def _copied(self, node: exp.Expr, table: exp.Table) -> None:
        """Follow `CLONE` (all data) and `LIKE` (the columns only)."""
        clone = node.args.get("clone")
        if isinstance(clone, exp.Clone) and isinstance(clone.this, exp.Table):
            self.write(table, self.queries.query(clone.this, None), made=True)
        for each in node.find_all(exp.LikeProperty):
            if isinstance(each.this, exp.Table):
                like = self.queries.table_path(each.this)
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

    def schema_columns(self, node: exp.Expr) -> list[str]:
        """Return the names in parentheses after a table."""
        if not isinstance(node, exp.Schema):
            return []
        return [
            self.names.of(each.this if isinstance(each, exp.ColumnDef) else each).text
            for each in node.expressions
            if isinstance(each, exp.Identifier | exp.ColumnDef | exp.Column)
        ]

    def _insert_several(self, node: exp.MultitableInserts) -> None:
        """Follow Hive's `FROM … INSERT … INSERT …`, and `INSERT ALL` and `FIRST` of Oracle and Snowflake."""
        scope = Scope(parent=self._around, tables=self.queries.common_tables(node, self._around))
        source = node.args.get("source")
        if source is None or not isinstance(node.expressions[0], exp.ConditionalInsert):
            for each in node.expressions:
                self._insert(each, source, scope)
            return
        relation = self.queries.query(source, scope)
        rows = Scope(parent=scope, sources=[Source("", relation)])
        for each in node.expressions:
            self._condition(Influence.FILTER, each.expression, rows)
            insert = each.this
            table = insert.this.this if isinstance(insert.this, exp.Schema) else insert.this
            columns = self.schema_columns(insert.this) or None
            if isinstance(insert.expression, exp.Values):
                cells = insert.expression.expressions[0].expressions
                put = Relation([Output(cell.output_name, self.queries.flow(cell, rows)) for cell in cells])
                self.write(table, put, columns)
            else:
                self.write(table, relation, columns)

    def _insert(self, node: exp.Insert, source: exp.Expr | None, outer: Scope | None = None) -> None:
        table = node.this.this if isinstance(node.this, exp.Schema) else node.this
        outer = outer or self._around
        scope = Scope(parent=outer, tables=self.queries.common_tables(node, outer))
        query = node.expression or node.args.get("source")
        directory = table.this if isinstance(table, exp.Directory) else None
        if isinstance(directory, exp.Literal):
            table = exp.Table(this=exp.to_identifier(directory.name, quoted=True))
        if not isinstance(table, exp.Table):
            self.queries.unknown("the target is no table", node)
            return
        path = self.queries.table_path(table) if directory is None else (directory.name,)
        if not isinstance(query, exp.Query | exp.Values | exp.Table):
            self.written.append(Written(path))
            return
        if source is not None and isinstance(query, exp.Select) and query.args.get("from_") is None:
            query = query.copy()
            query.set("from_", exp.From(this=source.copy()))
            for name in ("joins", "laterals"):
                moved = source.args.get(name)
                if moved and isinstance(source, exp.Table):
                    query.set(name, [each.copy() for each in moved] + list(query.args.get(name) or ()))
        relation = self.queries.query(query, scope)
        columns = self.schema_columns(node.this)
        if node.args.get("by_name"):
            columns = [output.name for output in relation.outputs]
        self.write(table, relation, columns or self._unpartitioned(table, relation))
        self.written[-1].path = path
        partial = isinstance(table.args.get("partition") or node.args.get("partition"), exp.Partition)
        self.written[-1].made = bool(node.args.get("overwrite")) and not partial and not self.written[-1].rest
        if isinstance(conflict := node.args.get("conflict"), exp.OnConflict):
            if self.names.dialect_name == "mysql" and isinstance(query, exp.Select):
                self.queries.add_sources(query, scope)  # there the query's tables can be named as well
            self._conflict(conflict, table, query, scope)

    def _conflict(self, node: exp.OnConflict, table: exp.Table, values: exp.Expr, outer: Scope) -> None:
        """Follow what an upsert does to rows that are there already."""
        path, put = self.written[-1].path, Relation(self.written[-1].outputs)
        scope = Scope(parent=outer)
        self._target(table, scope)
        scope.sources.append(Source("excluded", put, in_star=False))
        if isinstance(values, exp.Values) and (alias := values.args.get("alias")):
            scope.sources.append(Source(self.names.of(alias.this).text, put, in_star=False))
        for each in node.find_all(exp.Anonymous):
            if each.name.upper() == "VALUES" and len(each.expressions) == 1:  # MySQL's name for the row that came
                each.replace(exp.column(each.expressions[0].name, table="excluded"))
        self._assign(node.expressions, path, scope)
        self._condition(Influence.FILTER, node.args.get("where"), scope)

    def _unpartitioned(self, table: exp.Table, relation: Relation) -> list[str] | None:
        """Return the target's columns in the order of the query: static partition columns are not in it."""
        partition = table.args.get("partition")
        known = self.catalog.columns(self.queries.table_path(table))
        if not isinstance(partition, exp.Partition) or known is None:
            return None
        fixed = [self.names.of(each.this) for each in partition.expressions if isinstance(each, exp.EQ)]
        loose = [self.names.of(each) for each in partition.expressions if not isinstance(each, exp.EQ)]
        rest = [name for name in known if not any(each.matches(name) for each in (*fixed, *loose))]
        rest += [name for each in loose for name in known if each.matches(name)]
        return rest if len(rest) == len(relation.outputs) and not relation.rest else None

    def _target(self, node: exp.Expr, scope: Scope) -> Path:
        """Return what an alias or a table name that is to be changed stands for."""
        self._view = None
        if isinstance(node, exp.Table):
            if len(node.parts) == 1:
                known = scope.source((self.names.of(node.this),))
                if known is not None and known.path:
                    if sum(source.path == known.path for source in scope.sources) == 1:
                        self.queries.reads.pop(known.path, None)  # in FROM for its alias only
                    return known.path
            path = self.queries.table_path(node)
            alias = node.args.get("alias")
            common = scope.table(self.names.of(node.this)) if len(node.parts) == 1 else None
            self._view = common
            if (
                common is not None
            ):  # T-SQL changes the table behind a common table expression, Oracle that behind a query
                scope.sources.insert(0, Source(self.names.of(node.this).text, common))
                behind = {origin[0] for output in common.outputs for origin in output.flow}
                path = behind.pop() if len(behind) == 1 else path
                self.queries.reads.pop(path, None)
                return path
            name = self.names.of(alias.this if isinstance(alias, exp.TableAlias) else node.parts[-1]).text
            scope.sources.insert(0, Source(name, self.catalog.relation(path), path))
            return path
        self.queries.unknown("the target is no table", node)
        return ()

    def _update(self, node: exp.Update) -> None:
        scope = Scope(parent=self._around, tables=self.queries.common_tables(node, self._around))
        self.queries.add_sources(node, scope)
        path = self._target(node.this, scope)
        self.queries.add_joins(node.this, scope)
        self._assign(node.expressions, path, scope)
        self._condition(Influence.FILTER, node.args.get("where"), scope)

    def _assign(self, assignments: list[exp.Expr], path: Path, scope: Scope) -> None:
        """Follow `SET column = value` pairs into their tables."""
        written = {path: Written(path)}
        for each in _pairs(assignments):
            if isinstance(each, exp.Star):
                written[path].outputs += self._same_names(path, scope)
                continue
            if isinstance(each, exp.EQ) and isinstance(each.this, exp.Tuple):
                relation = self.queries.query(each.expression.unnest(), scope)  # (a, b) = (SELECT …)
                for column, output in zip(each.this.expressions, relation.outputs, strict=False):
                    written[path].outputs.append(Output(self._spelled(path, self.names.of(column.this)), output.flow))
                continue
            if not isinstance(each, exp.EQ) or not isinstance(each.this, exp.Column):
                self.queries.unknown("an assignment is not followed", each)
                continue
            target, column = self._changed(each.this, path, scope)
            flow = self.queries.flow(each.expression, scope)
            written.setdefault(target, Written(target)).outputs.append(Output(column, flow))
        self.written += (each for each in written.values() if each.outputs or len(written) == 1)

    def _changed(self, column: exp.Column, path: Path, scope: Scope) -> Origin:
        """Return the table and column that an assignment to a column changes."""
        name = self.names.of(column.this)
        behind = self._view and self._view.find(name)
        if behind and len(behind) == 1:
            origin = next(iter(behind))
            self.queries.reads.pop(origin[0], None)
            return origin
        source = scope.source((self.names.of(column.args["table"]),)) if column.table else None
        target = source.path if source is not None and source.path else path
        return target, self._spelled(target, name)

    def _same_names(self, path: Path, scope: Scope) -> list[Output]:
        """Return what `SET *`, `INSERT *` and `INSERT ROW` put: the source's columns of the same names."""
        source = next((each.relation for each in scope.sources if each.path != path), Relation())
        self._tell_rest(source, exp.Star())
        return [Output(self._spelled(path, Name(each.name)), each.flow) for each in source.outputs]

    def _spelled(self, path: Path, name: Name) -> str:
        return next((known for known in self.catalog.columns(path) or () if name.matches(known)), name.text)

    def _merge(self, node: exp.Merge) -> None:
        scope = Scope(parent=self._around, tables=self.queries.common_tables(node, self._around))
        self.queries.source(node.args["using"], scope)
        matched = Scope(tables=scope.tables, sources=list(scope.sources))
        path = self._target(node.this, matched)
        self._condition(Influence.JOIN, node.args.get("on"), matched)
        first = len(self.written)
        for when in node.args["whens"].expressions:
            self._condition(Influence.FILTER, when.args.get("condition"), matched)
            action = when.args.get("then")
            if isinstance(action, exp.Update):
                self._assign(action.expressions, path, matched)
            elif isinstance(action, exp.Insert):
                self._merge_insert(action, path, scope)
        if len(self.written) == first:
            self.written.append(Written(path))

    def _merge_insert(self, action: exp.Insert, path: Path, scope: Scope) -> None:
        values = action.expression
        if not isinstance(values, exp.Tuple) and (row := _row(action.this)) is not None:
            action, values = exp.Insert(this=None), row
        if not isinstance(values, exp.Tuple):
            outputs = self._same_names(path, scope)
            known = self.catalog.columns(path) or ()
            if isinstance(action.this, exp.Var) and len(known) == len(outputs):  # BigQuery's ROW goes by position
                outputs = [Output(name, output.flow) for name, output in zip(known, outputs, strict=True)]
            self.written.append(Written(path, outputs))
            return
        flows = [self.queries.flow(each, scope) for each in values.expressions]
        if isinstance(action.this, exp.Tuple):
            columns = [
                self._spelled(path, self.names.of(each.this if isinstance(each, exp.Column) else each))
                for each in action.this.expressions
            ]
        else:
            columns = list(self.catalog.columns(path) or ())
            if len(columns) != len(flows):
                self.queries.unknown("INSERT without a column list into a table whose columns are not known", action)
                return
        self.written.append(Written(path, [Output(name, flow) for name, flow in zip(columns, flows, strict=False)]))

    def _delete(self, node: exp.Delete) -> None:
        scope = Scope(parent=self._around, tables=self.queries.common_tables(node, self._around))
        for each in node.args.get("using") or ():
            self.queries.source(each, scope)
        named: list[exp.Expr] = list(node.args.get("tables") or ())  # DELETE t FROM t JOIN u
        if isinstance(node.this, exp.Table):
            if named:
                self.queries.source(node.this, scope)
                self.written += (Written(self._target(each, scope)) for each in named if isinstance(each, exp.Table))
            else:
                self.written.append(Written(self._target(node.this, scope)))
                self.queries.add_joins(node.this, scope)
        self._condition(Influence.FILTER, node.args.get("where"), scope)

    def _condition(self, kind: Influence, node: object, scope: Scope) -> None:
        if isinstance(node, exp.Expr):
            self.queries.influence(kind, self.queries.flow(node, scope))

    def settle(self, hidden: Callable[[Path, bool], bool]) -> None:
        """Tell the catalog what the tables that were written hold now; `hidden` ones stand for what went into them."""
        for table in self.written:
            if table.made and hidden(table.path, table.temporary):
                self.catalog.make(table.path, Relation(table.outputs, table.rest), self.queries.influences)
            elif table.path in self.catalog.made:
                self.catalog.pour(table.path, table.outputs, self.queries.influences)
            elif hidden(table.path, table.temporary):
                known = self.catalog.relation(table.path)
                names = {output.name for output in table.outputs}
                kept = [Output(each.name, {} if each.name in names else each.flow) for each in known.outputs]
                self.catalog.make(table.path, Relation(kept, known.rest), ())
                self.catalog.pour(table.path, table.outputs, self.queries.influences)
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
        tables = tuple(dict.fromkeys(table.path for table in written))
        return Lineage(
            reads=tuple(self.queries.reads),
            writes=tuple(path for path in tables if path),
            columns=tuple(
                ColumnEdge(ColumnRef(*origin), ColumnRef(*key), transformation, masked)
                for key, flow in edges.items()
                for origin, (transformation, masked) in sorted(flow.items())
            ),
            influences=tuple(
                InfluenceEdge(ColumnRef(*origin), path, kind)
                for path in tables
                for kind, origin in sorted(self.queries.influences)
            ),
            unresolved=tuple(self.queries.unresolved),
        )
