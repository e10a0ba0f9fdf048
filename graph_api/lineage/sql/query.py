"""What a query yields: common tables, select lists, set operations, stars."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlglot import exp

from graph_api.lineage.base import Influence
from graph_api.lineage.sql.catalog import Catalog, Names
from graph_api.lineage.sql.naming import called
from graph_api.lineage.sql.pattern import matched
from graph_api.lineage.sql.relation import Name, Output, Path, Relation, add, transformed, union
from graph_api.lineage.sql.scope import Scope, Source
from graph_api.lineage.sql.source import Sources
from graph_api.lineage.sql.star import expanded, re_of, regex_of
from graph_api.lineage.sql.table_function import fields, row_fields, stacked

_COST_OF_A_QUERY = 20  # in such steps
_ROUNDS = 16  # of a recursive common table, until its flows stand still
_QUERIES = (exp.Query, exp.Pivot, exp.Values, exp.Table, exp.Paren, exp.Insert, exp.Update, exp.Delete, exp.Merge)
_FILTERS = ("where", "having", "qualify", "connect")
_SORTS = ("order", "sort", "cluster", "distribute")


class Queries(Sources):
    """Follows the queries of one statement."""

    def __init__(self, names: Names, catalog: Catalog, returning: Callable[[exp.Expr, Scope | None], Relation]) -> None:
        """Start with nothing read; `returning` follows a statement that stands where a query may."""
        super().__init__(names, catalog)
        self._returning = returning

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

    def _set_operation(self, node: exp.SetOperation, scope: Scope) -> Relation:
        branches: list[tuple[exp.Expr, bool]] = []
        left: exp.Expr = node
        while isinstance(left, exp.SetOperation) and (left is node or not left.args.get("with_")):
            branches.append((left.expression, bool(left.args.get("by_name"))))
            left = left.this
        found = self.query(left, scope)
        for index, (branch, by_name) in enumerate(reversed(branches)):
            other = self.query(branch, scope)
            found = union(found, other, by_name=by_name, owned=index > 0)
            self.catalog.budget.spend(sum(len(output.flow) for output in other.outputs))
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
        unnamed = 0
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
            parts = row_fields(projection.unalias())
            for name in self._output_names(projection):
                other = "" if name else called(projection, self.names.dialect_name, len(outputs), unnamed)
                outputs.append(Output(name, flow, other, parts))
                unnamed += not name
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
            case exp.Dot(expression=exp.Star()):
                return self._parts(projection, scope)
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

    def _chosen(self, projection: exp.Expr, chosen: exp.Columns, scope: Scope) -> list[Output]:
        """Return what DuckDB's `COLUMNS('regex')`, alone or in an expression, stands for: one output for each column."""
        star = chosen.this
        if isinstance(star, exp.Lambda):
            self.unknown("which columns a lambda in COLUMNS chooses is not followed", chosen)
            return []
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

    def _by_position(self, kind: Influence, expressions: Iterable[exp.Expr], scope: Scope, result: Relation) -> None:
        for each in expressions:
            if isinstance(each, exp.Column) and each.name.upper() == "AUTO" and not scope.has(self.names.of(each.this)):
                continue  # Trino's GROUP BY AUTO
            plain = each.this if isinstance(each, exp.Ordered) else each
            if isinstance(plain, exp.Literal) and not plain.is_string:
                if plain.name.isdigit() and 0 < int(plain.name) <= len(result.outputs):
                    self.influence(kind, result.outputs[int(plain.name) - 1].flow)
            else:
                self._influenced(kind, each, scope)

    def _star(self, projection: exp.Expr, scope: Scope) -> Relation:
        found = expanded(projection, scope, self.names, lambda node: self.flow(node, scope))
        if found is None:
            found = self._fields(projection, scope) if isinstance(projection, exp.Column) else Relation()
        if found.is_open:
            self.unknown("only the data can name the columns of this pivot", projection)
        self.catalog.budget.spend(sum(1 + len(output.flow) for output in found.outputs))
        return found

    def _parts(self, projection: exp.Dot, scope: Scope) -> list[Output]:
        """Return what `(row).*` stands for: a source's columns, or the fields of a value."""
        row = projection.this.unnest()
        if isinstance(row, exp.Column):
            star = exp.Column(**dict(zip(("this", "table", "db"), (exp.Star(), *reversed(row.parts)), strict=False)))
            return self._star(star, scope).outputs
        if not isinstance(row, exp.Struct):
            return [Output("", self.flow(row, scope))]
        names = row_fields(row)
        return [
            Output(names[index] if names else f"field{index}", self.flow(each, scope))
            for index, each in enumerate(row.expressions)
        ]

    def _fields(self, projection: exp.Column, scope: Scope) -> Relation:
        """Return the fields of a row that `column.*` stands for, by its type; with none the caller may name them."""
        column = exp.Column(**dict(zip(("this", "table", "db"), reversed(projection.parts[:-1]), strict=False)))
        flow = self.flow(column, scope)
        if not flow:
            self.unknown("no source has the name before .*", projection)
        kind = self.catalog.kind(next(iter(flow))) if len(flow) == 1 else None
        names = fields(kind, self.names.dialect) or self._row_of(column, scope)
        if flow and not names and not isinstance(projection.parent, exp.Aliases):
            self.unknown("the fields that .* stands for are not known", projection)
        return Relation([Output(name, transformed(flow)) for name in names], anything=transformed(flow))

    def _row_of(self, column: exp.Column, scope: Scope) -> Sequence[str]:
        """Return the fields of a row that a query in FROM makes."""
        *qualifier, name = (self.names.of(part) for part in column.parts)
        one = scope.source(tuple(qualifier)) if qualifier else None
        found = (each.relation.output(name) for each in ([one] if one is not None else scope.sources))
        return next((output.fields for output in found if output is not None), ())


def _named_values(node: exp.Select) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """Yield ClickHouse's `WITH value AS name`."""
    clause = node.args.get("with_")
    for each in clause.expressions if isinstance(clause, exp.With) else ():
        if _is_value(each):
            yield each.args["alias"].this, each.this


def _is_value(common: exp.Expr) -> bool:
    return bool(common.args.get("scalar")) or not isinstance(common.this, _QUERIES)


def _mentions(body: exp.Expr, name: Name) -> bool:
    return any(not table.args.get("db") and name.matches(table.name) for table in body.find_all(exp.Table))
