"""What FROM brings into a query: tables, joins, lateral views, functions of tables."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from sqlglot import exp

from graph_api.lineage.base import Influence, Unresolved
from graph_api.lineage.sql.catalog import Catalog, Names, is_file
from graph_api.lineage.sql.expression import Expressions
from graph_api.lineage.sql.pivot import pivoted
from graph_api.lineage.sql.relation import Flow, Name, Origin, Output, Path, Relation, add, transformed
from graph_api.lineage.sql.scope import Scope, Source
from graph_api.lineage.sql.table_function import (
    far_table,
    generated,
    input_tables,
    json_columns,
    left_out,
    read_file,
    stacked,
    unnested,
    width,
)

_MOST_UNRESOLVED = 100
_FILE_FORMATS = frozenset({"parquet", "orc", "avro", "json", "csv", "text", "delta", "binaryfile", "iceberg"})


class Sources(ABC):
    """Follows what stands in FROM; keeps the tables read, the influences, and what stayed open."""

    def __init__(self, names: Names, catalog: Catalog) -> None:
        """Start with nothing read."""
        self.names = names
        self.catalog = catalog
        self.reads: dict[Path, None] = {}
        self.reread: dict[Path, None] = {}  # tables that an earlier statement filled
        self.influences: dict[tuple[Influence, Origin], None] = {}
        self.unresolved: list[Unresolved] = []
        self._expressions = Expressions(names, self.query, self._star, self.influence, self.unknown)

    @abstractmethod
    def query(self, node: exp.Expr, outer: Scope | None) -> Relation:
        """Return what a query yields."""

    @abstractmethod
    def _star(self, projection: exp.Expr, scope: Scope) -> Relation:
        """Return what `*` or `t.*` stands for."""

    def flow(self, expression: exp.Expr, scope: Scope) -> Flow:
        """Return where the value of an expression comes from."""
        found = self._expressions.flow(expression, scope)
        self.catalog.budget.spend(len(found))
        return found

    def influence(self, kind: Influence, flow: Flow) -> None:
        """Note columns that decide about rows or values."""
        for origin in flow:
            self.influences[kind, origin] = None

    def unknown(self, reason: str, node: exp.Expr) -> None:
        """Note what could not be followed, with its place in the text."""
        if len(self.unresolved) < _MOST_UNRESOLVED:
            place = node if node.meta_get("line") is not None else node.find(exp.Identifier)
            line, column = (place.meta_get("line"), place.meta_get("col")) if place is not None else (None, None)
            self.unresolved.append(Unresolved(reason, line, column))

    def _influenced(self, kind: Influence, node: object, scope: Scope) -> None:
        if isinstance(node, exp.Expr):
            self.influence(kind, self.flow(node, scope))

    def add_sources(self, node: exp.Expr, scope: Scope) -> None:
        """Bring FROM, joins and lateral views of a statement into its scope."""
        clause = node.args.get("from_")
        if clause is not None:
            self.source(clause.this, scope)
        self.add_joins(node, scope)

    def add_joins(self, node: exp.Expr, scope: Scope) -> None:
        """Bring the joins and lateral views that hang on a node into a scope."""
        for join in node.args.get("joins") or ():
            self._join(join, scope)
        for lateral in node.args.get("laterals") or ():
            self.source(lateral, scope)

    def _join(self, join: exp.Join, scope: Scope) -> None:
        before = list(scope.sources)
        if join.kind == "ARRAY":
            self._array_join(join, scope)
            return
        self.source(join.this, scope)
        new = scope.sources[len(before) :]
        if join.kind in {"SEMI", "ANTI"}:
            for source in new:
                source.in_star = False
        self._influenced(Influence.JOIN, join.args.get("on"), scope)
        common = [self.names.of(each) for each in join.args.get("using") or ()]
        if join.method == "NATURAL":
            left = [output.name for source in before for output in source.relation.outputs]
            common = [
                Name(name)
                for name in dict.fromkeys(left)
                if any(source.relation.find(Name(name)) is not None for source in new)
            ]
        for name in common:
            flow: Flow = dict(scope.merged.get(name.text, {}))
            other: Flow = {}
            for source in scope.sources:
                found = source.relation.find(name)
                add(other if source in new else flow, (source.relation.guess(name) if found is None else found) or {})
            self.influence(Influence.JOIN, flow | other)
            if join.kind not in {"SEMI", "ANTI"}:
                add(flow, other)
            scope.merged[name.text] = flow

    def _array_join(self, join: exp.Join, scope: Scope) -> None:
        """Follow ClickHouse's ARRAY JOIN: an alias is a column, and without one the array's own name is its element."""
        for each in (join.this, *join.expressions):
            if isinstance(each, exp.Alias | exp.Table) and each.alias:
                value = exp.column(each.name) if isinstance(each, exp.Table) else each.this
                scope.sources.append(Source(each.alias, Relation([Output(each.alias, self.flow(value, scope))])))

    def source(self, node: exp.Expr, scope: Scope) -> None:
        """Add one item of FROM, with what is joined inside it, to a scope."""
        alias = self._alias(node)
        match node:
            case exp.Table() if node.args.get("rows_from"):
                calls = [each.this if isinstance(each, exp.Table) else each for each in node.args["rows_from"]]
                calls = [each.expressions[0] if isinstance(each, exp.Unnest) else each for each in calls]
                scope.sources.append(Source(alias, self._function(calls, node, scope)))
            case exp.Table() | exp.TableFromRows() if isinstance(node.this, exp.Func):
                relation = self._of_tables(node.this, node, scope)
                scope.sources.append(Source(alias or node.this.name.lower(), relation))
            case exp.Table():
                self._table(node, alias, scope)
            case exp.Subquery() if not alias and _is_join(node):
                self.source(node.this, scope)  # parentheses around a join
            case exp.AtIndex():
                self._indexed(node, scope)
            case exp.Final() | exp.Stream() | exp.TableAlias():  # the last: BigQuery's and Spark's `|> AS name`
                inner = node.this
                self.source(exp.Table(this=inner) if isinstance(inner, exp.Identifier) else inner, scope)
            case exp.Lateral() | exp.Unnest():
                self._lateral(node, alias, scope)
            case exp.Query() | exp.Paren() | exp.Values():
                inner = Scope(parent=scope.parent, tables=scope.tables)
                relation = self.query(node, inner)
                for pivot in node.args.get("pivots") or ():
                    relation = self._pivot(pivot, relation)
                    alias = self._alias(pivot) or alias
                scope.sources.append(Source(alias, relation.renamed(self._alias_columns(node))))
            case _:
                self.unknown(f"a source of the kind {type(node).__name__} is not followed", node)
                scope.sources.append(Source(alias, Relation(anything={})))
        self.add_joins(node, scope)

    def table_path(self, node: exp.Table) -> Path:
        """Return the complete name of a table, or the path of a file, that a statement names."""
        if self.names.paths_as_tables and node.this.args.get("quoted") and node.db.lower() in _FILE_FORMATS:
            return (node.name,)
        if isinstance(node.this, exp.Parameter):
            return (f"@{node.this.name}",)
        if isinstance(node.this, exp.Identifier) and node.this.args.get("temporary"):
            return (f"#{node.name}",)
        return self.catalog.resolve(tuple(self.names.of(part) for part in node.parts))

    def _table(self, node: exp.Table, alias: str, scope: Scope) -> None:
        parts = node.parts
        common = scope.table(self.names.of(parts[0])) if len(parts) == 1 else None
        path: Path = ()
        if common is None:
            path = self.table_path(node)
            relation = self.catalog.relation(path)
            made = self.catalog.made.get(path)
            if made is None:
                self.reads[path] = None
            else:
                self.reread[path] = None
                self.influences.update(made.influences)
            if relation.rest and made is None and not self.catalog.empty and not is_file(path[0]):
                self.unknown(f"table {'.'.join(path)} is not in the catalog", node)
        else:
            relation = common
        for pivot in node.args.get("pivots") or ():
            relation = self._pivot(pivot, relation)
            alias = self._alias(pivot) or alias
        relation = relation.renamed(self._alias_columns(node))
        scope.sources.append(Source(alias or self.names.of(parts[-1]).text, relation, path))

    def _pivot(self, pivot: exp.Pivot, relation: Relation) -> Relation:
        scope = Scope(sources=[Source("", relation)])
        shaped = pivoted(pivot, relation, self.names, lambda node: self.flow(node, scope))
        return shaped.renamed(self._alias_columns(pivot))

    def _lateral(self, node: exp.Lateral | exp.Unnest, alias: str, scope: Scope) -> None:
        if isinstance(node, exp.Lateral) and isinstance(node.this, exp.Query):
            relation = self.query(node.this, scope).renamed(self._alias_columns(node))
        else:
            relation = self._function([node.this] if isinstance(node, exp.Lateral) else node.expressions, node, scope)
        scope.sources.append(Source(alias, relation))

    def _function(self, arguments: list[exp.Expr], node: exp.Expr, scope: Scope) -> Relation:
        """Return what a table function yields: any column of it is of its arguments."""
        columns = self._alias_columns(node)
        if len(arguments) == 1 and (not columns or isinstance(arguments[0], exp.Stack)):
            rows = self._generated(arguments[0], scope) if self.names.generators else None
            if rows is not None:
                return rows.renamed(columns)
        flows = [self.flow(each, scope) for each in arguments]
        if len(arguments) == 1 and isinstance(arguments[0], exp.JSONTable):
            own = [(self.names.of(each.this).text, counted) for each, counted in json_columns(arguments[0])]
            every = transformed(flows[0])
            return Relation([Output(name, {} if counted else every) for name, counted in own]).renamed(columns)
        offset = node.args.get("offset")
        counted = bool(node.args.get("ordinality")) or (offset is True)
        widths = [self._width(each, flow) for each, flow in zip(arguments, flows, strict=True)]
        found = unnested(flows, widths, columns, counted=counted)
        if isinstance(offset, exp.Identifier):
            found.outputs.append(Output(self.names.of(offset).text, {}))
        return found

    def _generated(self, function: exp.Expr, scope: Scope) -> Relation | None:
        """Return what a function that makes rows yields, by the names that Hive and Spark give; None for other expressions."""
        if isinstance(function, exp.Stack) and (cells := stacked(function)) is not None:
            return Relation([Output(f"col{index}", self._all(column, scope)) for index, column in enumerate(cells)])
        if not isinstance(function, exp.Explode | exp.Posexplode | exp.Inline | exp.Anonymous):
            return None
        flow = self.flow(function, scope)
        kind = self._kind(function.this, flow) if isinstance(function.this, exp.Expr) else None
        names = generated(function, kind, self.names.dialect)
        return None if names is None else Relation([Output(name, flow) for name in names], anything=flow)

    def _all(self, expressions: Iterable[exp.Expr], scope: Scope) -> Flow:
        flow: Flow = {}
        for each in expressions:
            add(flow, self.flow(each, scope))
        return flow

    def _width(self, argument: exp.Expr, flow: Flow) -> int | None:
        kind = self._kind(argument, flow)
        return width(argument, kind, self.names.dialect, rows_to_columns=self.names.rows_unnest_to_columns)

    def _kind(self, expression: exp.Expr, flow: Flow) -> str | None:
        """Return the type of what is just a column, of that flow."""
        return self.catalog.kind(next(iter(flow))) if len(flow) == 1 and isinstance(expression, exp.Column) else None

    def _is_collection(self, function: exp.Expr, scope: Scope) -> bool:
        """Whether `TABLE(t.c)` in FROM means a column of a table before it."""
        column = function.expressions[0] if isinstance(function, exp.Anonymous) and function.expressions else None
        return (
            isinstance(column, exp.Column)
            and bool(column.table)
            and scope.source((self.names.of(column.parts[0]),)) is not None
        )

    def _of_tables(self, function: exp.Expr, node: exp.Expr, scope: Scope) -> Relation:
        """Return what a function in FROM yields: of a file, of tables that it is given, or of its arguments."""
        file = read_file(function)
        if file is not None:
            self.reads[file] = None
            return Relation(rest=(frozenset({file}),)).renamed(self._alias_columns(node))
        if (far := far_table(function)) is not None:
            return self.query(far, Scope(tables=scope.tables)).renamed(self._alias_columns(node))
        given = [] if self._is_collection(function, scope) else input_tables(function)
        if not given:
            return self._function([function], node, scope)
        inner = Scope(parent=scope.parent, tables=scope.tables)
        for each in given:
            self.source(each, inner)
        rows = self._star(exp.Star(), inner)
        dropped = left_out(function)
        every: Flow = {}
        for output in rows.outputs:
            add(every, output.flow)
        kept = [output for output in rows.outputs if output.name.casefold() not in dropped]
        return Relation(kept, rows.rest, anything=every).renamed(self._alias_columns(node))

    def _indexed(self, node: exp.AtIndex, scope: Scope) -> None:
        """Follow Redshift's `FROM t, t.array AS e AT i`."""
        alias = node.this.alias or node.this.name
        value = node.this.this if isinstance(node.this, exp.Alias) else node.this
        flow = transformed(self.flow(value, scope))
        outputs = [Output(self.names.of(node.expression).text, {})]
        scope.sources.append(Source(alias, Relation(outputs, anything=flow)))

    def _alias(self, node: exp.Expr) -> str:
        alias = node.args.get("alias")
        if isinstance(alias, exp.TableAlias) and alias.this is not None:
            return self.names.of(alias.this).text
        return ""

    def _alias_columns(self, node: exp.Expr) -> list[str]:
        alias = node.args.get("alias")
        return (
            [self.names.of(each.this if isinstance(each, exp.ColumnDef) else each).text for each in alias.columns]
            if alias
            else []
        )


def _is_join(node: exp.Expr) -> bool:
    """Whether parentheses hold tables, not a query: what they hold keeps its own names."""
    while isinstance(node, exp.Subquery | exp.Paren):
        node = node.this
    return isinstance(node, exp.Table)
