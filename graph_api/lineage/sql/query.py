"""What a query yields and reads: common tables, sources, joins, set operations, stars."""

from collections.abc import Callable, Iterable, Iterator

from sqlglot import exp

from graph_api.lineage.base import Influence, Unresolved
from graph_api.lineage.sql.catalog import Catalog, Names, is_file
from graph_api.lineage.sql.expression import Expressions
from graph_api.lineage.sql.pattern import matched
from graph_api.lineage.sql.pivot import pivoted
from graph_api.lineage.sql.relation import Flow, Name, Origin, Output, Path, Relation, add, transformed, union
from graph_api.lineage.sql.scope import Scope, Source
from graph_api.lineage.sql.star import expanded, re_of, regex_of
from graph_api.lineage.sql.table_function import (
    fields,
    generated,
    input_tables,
    json_columns,
    left_out,
    read_file,
    stacked,
    unnested,
    width,
)

_COST_OF_A_QUERY = 20  # in such steps
_MOST_UNRESOLVED = 100
_ROUNDS = 16  # of a recursive common table, until its flows stand still
_FILE_FORMATS = frozenset({"parquet", "orc", "avro", "json", "csv", "text", "delta", "binaryfile", "iceberg"})
_QUERIES = (exp.Query, exp.Pivot, exp.Values, exp.Table, exp.Paren, exp.Insert, exp.Update, exp.Delete, exp.Merge)
_FILTERS = ("where", "having", "qualify", "connect")
_SORTS = ("order", "sort", "cluster", "distribute")


class Queries:
    """Follows the queries of one statement; keeps the tables read, the influences, and what stayed open."""

    def __init__(self, names: Names, catalog: Catalog, returning: Callable[[exp.Expr, Scope | None], Relation]) -> None:
        """Start with nothing read; `returning` follows a statement that stands where a query may."""
        self._returning = returning
        self.names = names
        self.catalog = catalog
        self.reads: dict[Path, None] = {}
        self.reread: dict[Path, None] = {}  # tables that an earlier statement filled
        self.influences: dict[tuple[Influence, Origin], None] = {}
        self.unresolved: list[Unresolved] = []
        self._expressions = Expressions(names, self.query, self._star, self.influence, self.unknown)

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

    def query(self, node: exp.Expr, outer: Scope | None) -> Relation:
        """Return what a query yields: SELECT, set operation, VALUES, or one of them in parentheses."""
        self.catalog.budget.spend(_COST_OF_A_QUERY)
        scope = Scope(parent=outer, tables=self.common_tables(node, outer))
        match node:
            case exp.Select():
                found = self._select(node, scope)
            case exp.SetOperation():
                found = self._set_operation(node, scope)
            case exp.Subquery() | exp.Paren():
                found = self._parenthesised(node, scope)
            case exp.Values():
                found = self._values(node, scope)
            case exp.Table():
                self.source(node, scope)
                found = self._star(exp.Star(), scope)
            case exp.Pivot() if isinstance(node.this, exp.Expr):
                self.source(node.this, scope)  # DuckDB's PIVOT statement
                found = self._pivot(node, self._star(exp.Star(), scope))
            case exp.Insert() | exp.Update() | exp.Delete() | exp.Merge():
                found = self._returning(node, outer)
            case _:
                self.unknown(f"a query of the kind {type(node).__name__} is not followed", node)
                found = Relation()
        return found

    def common_tables(self, node: exp.Expr, outer: Scope | None = None) -> dict[str, Relation]:
        """Follow the WITH of a query or statement."""
        tables: dict[str, Relation] = {}
        clause = node.args.get("with_")
        if not isinstance(clause, exp.With):
            return tables
        scope = Scope(parent=outer, tables=tables)
        for each in clause.expressions:
            if _is_value(each):
                continue  # see `_named_values`
            name = self.names.of(each.args["alias"].this)
            columns = self._alias_columns(each)
            if (clause.args.get("recursive") or self.names.implicit_recursion) and _mentions(each.this, name):
                tables[name.text] = self._recursive(each.this, name.text, columns, scope)
            else:
                tables[name.text] = self.query(each.this, scope).renamed(columns)
        return tables

    def _recursive(self, body: exp.Expr, name: str, columns: list[str], scope: Scope) -> Relation:
        anchor = body
        while isinstance(anchor, exp.SetOperation | exp.Subquery):
            anchor = anchor.this
        if anchor is body:
            return self.query(body, scope).renamed(columns)
        found = self.query(anchor, scope).renamed(columns)
        for _ in range(_ROUNDS):
            tables = {**scope.tables, name: found}
            wider = self.query(body, Scope(parent=scope.parent, tables=tables)).renamed(columns)
            if [output.flow for output in wider.outputs] == [output.flow for output in found.outputs]:
                break
            found = wider
        return found

    def _alias_columns(self, node: exp.Expr) -> list[str]:
        alias = node.args.get("alias")
        return (
            [self.names.of(each.this if isinstance(each, exp.ColumnDef) else each).text for each in alias.columns]
            if alias
            else []
        )

    def _set_operation(self, node: exp.SetOperation, scope: Scope) -> Relation:
        branches: list[tuple[exp.Expr, bool]] = []
        left: exp.Expr = node
        while isinstance(left, exp.SetOperation) and (left is node or not left.args.get("with_")):
            branches.append((left.expression, bool(left.args.get("by_name"))))
            left = left.this
        found = self.query(left, scope)
        for branch, by_name in reversed(branches):
            found = union(found, self.query(branch, scope), by_name=by_name)
            self.catalog.budget.spend(sum(len(output.flow) for output in found.outputs))
        self._modifiers(node, scope, found)
        return found

    def _parenthesised(self, node: exp.Subquery | exp.Paren, scope: Scope) -> Relation:
        if isinstance(node.this, exp.Table | exp.Subquery) and (
            node.args.get("joins") or isinstance(node.this, exp.Table)
        ):
            self.source(node, scope)
            return self._star(exp.Star(), scope)
        found = self.query(node.this, scope)
        self._modifiers(node, scope, found)
        return found

    def _values(self, node: exp.Values, scope: Scope) -> Relation:
        outputs: list[Output] = []
        for row in node.expressions:
            for index, cell in enumerate(row.expressions if isinstance(row, exp.Tuple) else [row]):
                if index == len(outputs):
                    outputs.append(Output("", {}))
                add(outputs[index].flow, self.flow(cell, scope))
        return Relation(outputs).renamed(self._alias_columns(node))

    def _select(self, node: exp.Select, scope: Scope) -> Relation:
        scope.aliases_first = self.names.lateral_aliases
        self.add_sources(node, scope)
        for name, value in _named_values(node):
            scope.aliases[self.names.of(name).text] = self.flow(value, scope)
        match = node.args.get("match")
        if isinstance(match, exp.MatchRecognize):
            rows = self._star(exp.Star(), scope)
            found = matched(match, rows, self.names, self.flow, self.influence)
            scope.sources[:] = [Source(self._alias(match), found)]
        for window in node.args.get("windows") or ():
            flow = self.flow(window, scope)
            self.influence(Influence.WINDOW, flow)
            scope.windows[self.names.of(window.this).text] = flow
        return self.projected(node, scope)

    def projected(self, node: exp.Select, scope: Scope) -> Relation:
        """Return what a select list makes of the sources in scope, and note what its other clauses use."""
        outputs: list[Output] = []
        rest: tuple[frozenset[Path], ...] = ()
        hidden: frozenset[str] = frozenset()
        for projection in node.expressions:
            star = projection.this if isinstance(projection, exp.Column) else projection
            if isinstance(star, exp.Star):
                every = self._star(projection, scope)
                outputs += every.outputs
                rest += every.rest
                hidden |= every.hidden
                continue
            if (several := self._several(projection, scope)) is not None:
                outputs += several
                continue
            if self.names.regex_columns and (pattern := regex_of(projection)) is not None:
                outputs += [each for each in self._star(exp.Star(), scope).outputs if pattern.fullmatch(each.name)]
                continue
            flow = self.flow(projection, scope)
            for name in self._output_names(projection):
                outputs.append(Output(name, flow))
                if name and isinstance(projection, exp.Alias):
                    scope.aliases.setdefault(name, flow)
        result = Relation(outputs, rest, hidden)
        self._modifiers(node, scope, result)
        return result

    def _several(self, projection: exp.Expr, scope: Scope) -> list[Output] | None:
        """Return the outputs of what stands for several columns: `COLUMNS(…)`, `* APPLY(f)`, `row.* AS (a, b)`, `stack(…)`."""
        match projection:
            case exp.Aliases(this=exp.Column(this=exp.Star()) as star):
                names = self._output_names(projection)
                return self._star(star, scope).renamed(names).outputs
            case exp.Aliases(this=exp.Stack() as stack) if (cells := stacked(stack)) is not None:
                flows = [self._all(column, scope) for column in cells]
                names = self._output_names(projection)
                return [Output(name, flow) for name, flow in zip(names, flows, strict=False)]
            case exp.Apply(this=exp.Star() | exp.Column(this=exp.Star()) | exp.Apply()):
                below = projection.this
                inner = (
                    self._several(below, scope) if isinstance(below, exp.Apply) else self._star(below, scope).outputs
                )
                return [Output("", transformed(output.flow)) for output in inner or ()]
            case _:
                if self.names.generators and (rows := self._generated(projection, scope)) is not None:
                    return rows.outputs
                chosen = projection.find(exp.Columns)
                return None if chosen is None else self._chosen(projection, chosen, scope)

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

    def _chosen(self, projection: exp.Expr, chosen: exp.Columns, scope: Scope) -> list[Output]:
        """Return what DuckDB's `COLUMNS('regex')`, alone or in an expression, stands for: one output for each column."""
        star = chosen.this
        pattern = re_of(star)
        every = self._star(star if isinstance(star, exp.Star) else exp.Star(), scope).outputs
        outputs = [each for each in every if pattern is None or pattern.search(each.name)]
        if projection is chosen:
            return outputs
        one = Scope(parent=scope, sources=[Source("", Relation())])
        found: list[Output] = []
        for each in outputs:
            copy = projection.copy()
            for node in list(copy.find_all(exp.Columns)):
                node.replace(exp.column(exp.to_identifier(each.name, quoted=True)))
            one.sources[0] = Source("", Relation([each]))
            found.append(Output(each.name, self.flow(copy, one)))
        return found

    def _all(self, expressions: Iterable[exp.Expr], scope: Scope) -> Flow:
        flow: Flow = {}
        for each in expressions:
            add(flow, self.flow(each, scope))
        return flow

    def _output_names(self, projection: exp.Expr) -> list[str]:
        named: list[exp.Expr | None] = [None]
        match projection:
            case exp.Alias():
                named = [projection.args["alias"]]
            case exp.Aliases():
                named = list(projection.expressions)
            case exp.Column():
                named = [projection.this]
            case exp.QueryTransform():
                schema = projection.args.get("schema")
                named = list(schema.expressions) if schema else [exp.to_identifier("key"), exp.to_identifier("value")]
            case exp.Cast() if self.names.cast_keeps_name:
                return self._output_names(projection.this)
            case exp.Dot() if isinstance(projection.expression, exp.Identifier):
                named = [projection.expression]
            case _:
                pass
        return [
            "" if each is None else self.names.of(each.this if isinstance(each, exp.ColumnDef) else each).text
            for each in named
        ]

    def _modifiers(self, node: exp.Expr, scope: Scope, result: Relation) -> None:
        """Note what WHERE, GROUP BY, HAVING, QUALIFY, ORDER BY and their kin use."""
        for name in _FILTERS:
            self._influenced(Influence.FILTER, node.args.get(name), scope)
        distinct = node.args.get("distinct")
        if isinstance(distinct, exp.Distinct):
            self._influenced(Influence.GROUP_BY, distinct.args.get("on"), scope)
        group = node.args.get("group")
        if group is not None:
            self._by_position(Influence.GROUP_BY, group.expressions, scope, result)
            for name in ("grouping_sets", "cube", "rollup"):
                for each in group.args.get(name) or ():
                    self._influenced(Influence.GROUP_BY, each, scope)
        named = Scope(parent=scope, sources=[Source("", Relation(result.outputs))])
        for name in _SORTS:
            if node.args.get(name) is not None:
                self._by_position(Influence.SORT, node.args[name].expressions, named, result)

    def _influenced(self, kind: Influence, node: object, scope: Scope) -> None:
        if isinstance(node, exp.Expr):
            self.influence(kind, self.flow(node, scope))

    def _by_position(self, kind: Influence, expressions: Iterable[exp.Expr], scope: Scope, result: Relation) -> None:
        for each in expressions:
            plain = each.this if isinstance(each, exp.Ordered) else each
            if isinstance(plain, exp.Literal) and not plain.is_string:
                if plain.name.isdigit() and 0 < int(plain.name) <= len(result.outputs):
                    self.influence(kind, result.outputs[int(plain.name) - 1].flow)
            else:
                self._influenced(kind, each, scope)

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
            for source in scope.sources:
                found = source.relation.find(name)
                add(flow, (source.relation.guess(name) if found is None else found) or {})
            scope.merged[name.text] = flow
            self.influence(Influence.JOIN, flow)

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
            case exp.Final() | exp.Stream():
                self.source(node.this, scope)
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

    def _star(self, projection: exp.Expr, scope: Scope) -> Relation:
        found = expanded(projection, scope, self.names, lambda node: self.flow(node, scope))
        if found is None:
            found = self._fields(projection, scope) if isinstance(projection, exp.Column) else Relation()
        self.catalog.budget.spend(sum(1 + len(output.flow) for output in found.outputs))
        return found

    def _fields(self, projection: exp.Column, scope: Scope) -> Relation:
        """Return the fields of a row that `column.*` stands for, by its type; with none the caller may name them."""
        column = exp.Column(**dict(zip(("this", "table", "db"), reversed(projection.parts[:-1]), strict=False)))
        flow = self.flow(column, scope)
        if not flow:
            self.unknown("no source has the name before .*", projection)
        kind = self.catalog.kind(next(iter(flow))) if len(flow) == 1 else None
        names = fields(kind, self.names.dialect)
        if flow and not names and not isinstance(projection.parent, exp.Aliases):
            self.unknown("the fields that .* stands for are not known", projection)
        return Relation([Output(name, transformed(flow)) for name in names], anything=transformed(flow))

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


def _named_values(node: exp.Select) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """Yield ClickHouse's `WITH value AS name`."""
    clause = node.args.get("with_")
    for each in clause.expressions if isinstance(clause, exp.With) else ():
        if _is_value(each):
            yield each.args["alias"].this, each.this


def _is_value(common: exp.Expr) -> bool:
    return bool(common.args.get("scalar")) or not isinstance(common.this, _QUERIES)


def _is_join(node: exp.Expr) -> bool:
    """Whether parentheses hold tables, not a query: what they hold keeps its own names."""
    while isinstance(node, exp.Subquery | exp.Paren):
        node = node.this
    return isinstance(node, exp.Table)


def _mentions(body: exp.Expr, name: Name) -> bool:
    return any(not table.args.get("db") and name.matches(table.name) for table in body.find_all(exp.Table))
