"""Statements that put a query's rows into tables: INSERT in all its forms, and what creates a table with its rows."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlglot import exp

from graph_api.lineage.base import Influence
from graph_api.lineage.sql.change import Changes, Written
from graph_api.lineage.sql.relation import Origin, Output, Path, Relation
from graph_api.lineage.sql.scope import Scope, Source
from graph_api.lineage.sql.table_function import read_file


def _file(target: exp.Expr) -> Path | None:
    """Return the path that an INSERT writes instead of a table: Hive's directories, ClickHouse's functions."""
    if isinstance(target, exp.Directory):
        return (target.this.name,)
    return read_file(target) if isinstance(target, exp.Func) else None


def is_temporary(path: Path) -> bool:
    """Whether a name alone says that a table lives no longer than its session, as in T-SQL."""
    return len(path) == 1 and path[0].startswith(("#", "@")) and "/" not in path[0]


class Inserts(Changes):
    """Follows what puts rows into tables."""

    def write(
        self, table: exp.Table, relation: Relation, columns: list[str] | None = None, *, made: bool = False
    ) -> None:
        """Put a query's outputs into a table: by position where its columns are known, else by name."""
        self._tell_rest(relation, table)
        path = self.queries.table_path(table)
        if columns:
            known = {} if made else {each.casefold(): each for each in self.catalog.columns(path) or ()}
            columns = [known.get(name.casefold(), name) for name in columns]
        names = list(columns or (() if made else self.catalog.given(path)) or ())
        outputs = (
            [Output(each.name or each.called, each.flow) for each in relation.outputs] if made else relation.outputs
        )
        if columns or (not relation.rest and len(names) == len(outputs)):
            outputs = (
                [Output(name, output.flow) for name, output in zip(names, outputs, strict=False)]
                if not relation.rest
                else []
            )
        self.written.append(Written(path, outputs, relation.rest, made, is_temporary(path)))

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
        """Follow Hive's `FROM … INSERT … INSERT …`, and `INSERT ALL` and `FIRST` of Oracle and Snowflake.

        What decides on the rows of one target does not decide on those of another; but after `FIRST`, and for `ELSE`, the
        conditions before do.
        """
        scope = Scope(parent=self._around, tables=self.queries.common_tables(node, self._around))
        source = node.args.get("source")
        if source is None or not isinstance(node.expressions[0], exp.ConditionalInsert):
            shared = self.queries.influences
            for each in node.expressions:
                with self._apart(shared):
                    self._insert(each, source, scope)
            return
        relation = self.queries.query(source, scope)
        rows = Scope(parent=scope, sources=[Source("", relation)])
        shared = self.queries.influences
        for each in node.expressions:
            so_far = node.args.get("kind") == "FIRST" or each.args.get("else_")
            with self._apart(self.queries.influences if so_far else shared):
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

    @contextmanager
    def _apart(self, shared: dict[tuple[Influence, Origin], None]) -> Generator[None]:
        """What is written in the block has the influences that are found in it, and the `shared` ones."""
        every, first = self.queries.influences, len(self.written)
        own = self.queries.influences = dict(shared)
        yield
        for table in self.written[first:]:
            table.influences = own
        self.queries.influences = every | own

    def _influences(self, table: Written) -> dict[tuple[Influence, Origin], None]:
        return self.queries.influences if table.influences is None else table.influences

    def _insert(self, node: exp.Insert, source: exp.Expr | None, outer: Scope | None = None) -> None:
        table = node.this.this if isinstance(node.this, exp.Schema) else node.this
        outer = outer or self._around
        scope = Scope(parent=outer, tables=self.queries.common_tables(node, outer))
        query = node.expression or node.args.get("source")
        file = _file(table)
        if file is not None:
            table = exp.Table(this=exp.to_identifier(file[0], quoted=True))
        if not isinstance(table, exp.Table):
            self.queries.unknown("the target is no table", node)
            return
        path = file or self.queries.table_path(table)
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
        columns = self.schema_columns(node.this) or self._all_but(node.this, path)
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

    def _all_but(self, node: exp.Expr, path: Path) -> list[str]:
        """Return the columns that ClickHouse's `INSERT INTO t (* EXCEPT (a))` lists."""
        star = node.expressions[0] if isinstance(node, exp.Schema) and node.expressions else None
        if not isinstance(star, exp.Star):
            return []
        scope = Scope(sources=[Source("", self.catalog.relation(path))])
        return [output.name for output in self.queries.projected(exp.Select(expressions=[star]), scope).outputs]

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
