"""What one statement does: which tables it writes, and from which columns."""

from dataclasses import dataclass, field
from typing import cast

from sqlglot import exp

from graph_api.lineage.base import ColumnEdge, ColumnRef, Influence, InfluenceEdge, Lineage
from graph_api.lineage.sql.catalog import Catalog, Names
from graph_api.lineage.sql.query import Queries
from graph_api.lineage.sql.relation import Flow, Name, Output, Path, Relation, add
from graph_api.lineage.sql.scope import Scope, Source

# Statements that sqlglot keeps as text and that move no data.
_HARMLESS = frozenset(
    "ADD ALTER ANALYZE BEGIN CACHE CLEAR CLOSE COMMENT COMMIT DECLARE DESC DESCRIBE END EXPLAIN FETCH GRANT KILL LIST LOCK MSCK "  # noqa: SIM905
    "OPEN OPTIMIZE PRAGMA PRINT REFRESH RELOAD REPAIR RESET REVOKE ROLLBACK SET SHOW START UNCACHE UNLOCK USE VACUUM".split()
)
# Statements that it understands and that move no data either.
_NO_DATA = (
    exp.Alter, exp.Analyze, exp.Attach, exp.Comment, exp.Commit, exp.Declare, exp.Describe, exp.Detach, exp.Drop, exp.Grant,
    exp.Kill, exp.Pragma, exp.Refresh, exp.Revoke, exp.Rollback, exp.Set, exp.Show, exp.Transaction, exp.TruncateTable,
    exp.Uncache, exp.Use,
)  # fmt: skip


@dataclass(slots=True)
class Written:
    """One table that a statement writes, with what goes into its columns."""

    path: Path
    outputs: list[Output] = field(default_factory=list[Output])
    rest: bool = False  # more goes in than could be named


class Statement:
    """Follows one statement."""

    def __init__(self, names: Names, catalog: Catalog) -> None:
        """Start with nothing read or written."""
        self.queries = Queries(names, catalog)
        self.names = names
        self.catalog = catalog
        self.written: list[Written] = []
        self.result: Relation | None = None  # of a bare query
        self.followed = True

    def follow(self, node: exp.Expr) -> None:
        """Follow a statement of any kind; kinds that are not known are told as unresolved."""
        match node:
            case exp.Query() | exp.Values():
                self._query(node)
            case exp.Create():
                self._create(node)
            case exp.Insert() | exp.MultitableInserts():
                several = isinstance(node, exp.MultitableInserts)
                for each in node.expressions if several else [node]:
                    self._insert(cast("exp.Insert", each), node.args.get("source") if several else None)
            case exp.Update():
                self._update(node)
            case exp.Merge():
                self._merge(node)
            case exp.Delete():
                self._delete(node)
            case exp.Command() if node.name.upper().partition(" ")[0] in _HARMLESS:
                pass
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
        if isinstance(into, exp.Into) and isinstance(into.this, exp.Table):
            self._write(into.this, relation)
        else:
            self.result = relation
            self._tell_rest(relation, node)

    def _tell_rest(self, relation: Relation, node: exp.Expr) -> None:
        tables = sorted({".".join(path) for entry in relation.rest for path in entry})
        if tables:
            self.queries.unknown(f"* is not expanded: the columns of {', '.join(tables)} are not known", node)

    def _write(self, table: exp.Table, relation: Relation, columns: list[str] | None = None) -> None:
        """Put a query's outputs into a table: by position where its columns are known, else by name."""
        self._tell_rest(relation, table)
        path = self.queries.table_path(table)
        names = list(columns or self.catalog.columns(path) or ())
        outputs = relation.outputs
        if columns or (not relation.rest and len(names) == len(outputs)):
            outputs = (
                [Output(name, output.flow) for name, output in zip(names, outputs, strict=False)]
                if not relation.rest
                else []
            )
        self.written.append(Written(path, outputs, bool(relation.rest)))

    def _create(self, node: exp.Create) -> None:
        table = node.this.this if isinstance(node.this, exp.Schema) else node.this
        if not isinstance(table, exp.Table) or node.kind not in {"TABLE", "VIEW"}:
            if node.expression is not None and node.kind in {"PROCEDURE", "FUNCTION"}:
                self.queries.unknown(f"the body of a {node.kind.lower()} is not followed", node)
            return
        columns = self._schema_columns(node.this)
        self._copied(node, table)
        if isinstance(node.expression, exp.Query):
            self._write(table, self.queries.query(node.expression, None), columns or None)
            made = self.written[-1]
            if not made.rest:
                self.catalog.define(made.path, tuple(output.name for output in made.outputs))
        elif not self.written:
            self.written.append(Written(self.queries.table_path(table)))
            if columns:
                self.catalog.define(self.written[-1].path, tuple(columns))

    def _copied(self, node: exp.Create, table: exp.Table) -> None:
        """Follow `CLONE` (all data) and `LIKE` (the columns only)."""
        clone = node.args.get("clone")
        if isinstance(clone, exp.Clone) and isinstance(clone.this, exp.Table):
            self._write(table, self.queries.query(clone.this, None))
        for each in node.find_all(exp.LikeProperty):
            if isinstance(each.this, exp.Table):
                self.queries.reads[self.queries.table_path(each.this)] = None

    def _schema_columns(self, node: exp.Expr) -> list[str]:
        if not isinstance(node, exp.Schema):
            return []
        return [
            self.names.of(each.this if isinstance(each, exp.ColumnDef) else each).text
            for each in node.expressions
            if isinstance(each, exp.Identifier | exp.ColumnDef | exp.Column)
        ]

    def _insert(self, node: exp.Insert, source: exp.Expr | None) -> None:
        table = node.this.this if isinstance(node.this, exp.Schema) else node.this
        scope = Scope(tables=self.queries.common_tables(node))
        query = node.expression
        if not isinstance(table, exp.Table):
            self.queries.unknown("the target is no table", node)
            return
        if not isinstance(query, exp.Query | exp.Values):
            self.written.append(Written(self.queries.table_path(table)))
            return
        if source is not None and isinstance(query, exp.Select) and query.args.get("from_") is None:
            query = query.copy()
            query.set("from_", exp.From(this=source.copy()))
        relation = self.queries.query(query, scope)
        self._write(table, relation, self._schema_columns(node.this) or self._unpartitioned(node, table, relation))

    def _unpartitioned(self, node: exp.Insert, table: exp.Table, relation: Relation) -> list[str] | None:
        """Return the target's columns in the order of the query: static partition columns are not in it."""
        partition = node.args.get("partition")
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
        if isinstance(node, exp.Table):
            if len(node.parts) == 1:
                known = scope.source((self.names.of(node.this),))
                if known is not None and known.path:
                    if sum(source.path == known.path for source in scope.sources) == 1:
                        self.queries.reads.pop(known.path, None)  # in FROM for its alias only
                    return known.path
            path = self.queries.table_path(node)
            alias = node.args.get("alias")
            name = self.names.of(alias.this if isinstance(alias, exp.TableAlias) else node.parts[-1]).text
            scope.sources.insert(0, Source(name, self.catalog.relation(path), path))
            return path
        self.queries.unknown("the target is no table", node)
        return ()

    def _update(self, node: exp.Update) -> None:
        scope = Scope(tables=self.queries.common_tables(node))
        self.queries.add_sources(node, scope)
        path = self._target(node.this, scope)
        self.queries.add_joins(node.this, scope)
        self._assign(node.expressions, path, scope)
        self._condition(Influence.FILTER, node.args.get("where"), scope)

    def _assign(self, assignments: list[exp.Expr], path: Path, scope: Scope) -> None:
        """Follow `SET column = value` pairs into their tables."""
        written = {path: Written(path)}
        for each in assignments:
            if not isinstance(each, exp.EQ) or not isinstance(each.this, exp.Column):
                self.queries.unknown("an assignment is not followed", each)
                continue
            target = path
            if each.this.table:
                source = scope.source((self.names.of(each.this.args["table"]),))
                target = source.path if source is not None and source.path else path
            flow = self.queries.flow(each.expression, scope)
            column = self._spelled(target, self.names.of(each.this.this))
            written.setdefault(target, Written(target)).outputs.append(Output(column, flow))
        self.written += (each for each in written.values() if each.outputs or len(written) == 1)

    def _spelled(self, path: Path, name: Name) -> str:
        return next((known for known in self.catalog.columns(path) or () if name.matches(known)), name.text)

    def _merge(self, node: exp.Merge) -> None:
        scope = Scope(tables=self.queries.common_tables(node))
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
        if not isinstance(values, exp.Tuple):
            self.queries.unknown("INSERT * is not followed", action)
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
        scope = Scope(tables=self.queries.common_tables(node))
        for each in node.args.get("using") or ():
            self.queries.source(each, scope)
        if isinstance(node.this, exp.Table):
            self.written.append(Written(self._target(node.this, scope)))
        self._condition(Influence.FILTER, node.args.get("where"), scope)

    def _condition(self, kind: Influence, node: object, scope: Scope) -> None:
        if isinstance(node, exp.Expr):
            self.queries.influence(kind, self.queries.flow(node, scope))

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
