"""Statements that change rows which are there: UPDATE, MERGE, DELETE, upserts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from graph_api.lineage.base import Influence
from graph_api.lineage.sql.catalog import Catalog, Names
from graph_api.lineage.sql.query import Queries
from graph_api.lineage.sql.relation import Name, Origin, Output, Path, Relation
from graph_api.lineage.sql.scope import Scope, Source


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
    if not isinstance(call, exp.Anonymous) or call.name.upper() != "VALUES":
        return None
    return exp.Tuple(expressions=call.expressions)


@dataclass(slots=True)
class Written:
    """One table that a statement writes, with what goes into its columns."""

    path: Path
    outputs: list[Output] = field(default_factory=list[Output])
    rest: tuple[frozenset[Path], ...] = ()  # more goes in than could be named
    made: bool = False  # it is new, or all that was in it is replaced
    temporary: bool = False
    influences: dict[tuple[Influence, Origin], None] | None = None  # None: those of the whole statement


class Changes:
    """Follows what changes rows."""

    def __init__(self, names: Names, catalog: Catalog, queries: Queries) -> None:
        """Start with nothing written."""
        self.queries = queries
        self.names = names
        self.catalog = catalog
        self.written: list[Written] = []
        self._view: Relation | None = None  # that is changed in place of the tables behind it
        self._around: Scope | None = None  # of a statement in a common table expression
        self._beside: list[Source] = []  # what an UPDATE or DELETE reads beside its target

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
        self._beside = list(scope.sources)
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
        self._beside = list(scope.sources)
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
        self._beside = list(scope.sources)
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

    def _tell_rest(self, relation: Relation, node: exp.Expr) -> None:
        tables = sorted({".".join(path) for entry in relation.rest for path in entry})
        if tables:
            self.queries.unknown(f"* is not expanded: the columns of {', '.join(tables)} are not known", node)
