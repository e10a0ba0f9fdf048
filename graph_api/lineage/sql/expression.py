"""Where the value of an expression comes from."""

from collections.abc import Callable, Iterator

from sqlglot import exp

from graph_api.lineage.base import Influence, Transformation
from graph_api.lineage.sql.catalog import Names
from graph_api.lineage.sql.relation import IDENTITY, Flow, How, Name, Output, Relation, add, stronger
from graph_api.lineage.sql.scope import AmbiguousError, Scope, Source

# Aggregates by sqlglot's classes that, over a window, yield one of the rows' own values or a position.
_OF_ONE_ROW = (exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue)
_MASKING = (exp.MD5, exp.MD5Digest, exp.SHA, exp.SHA2)
_MASKING_NAMES = frozenset(
    {"hash", "md5", "sha1", "sha256", "sha512", "crypt", "mask", "hashbytes", "farm_fingerprint", "xxhash64"}
)
# Columns that every table of some engine has: addresses of rows, not data.
_SYSTEM_COLUMNS = frozenset(
    {"rowid", "_rowid_", "oid", "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "rownum", "level"}
    | {"connect_by_isleaf", "connect_by_iscycle"}
    | {"grouping__id", "input__file__name", "block__offset__inside__file", "row__id", "_metadata", "_partitiontime"}
    | {
        "_partitiondate",
        "_table_suffix",
        "_file_name",
        "$path",
        "$file_size",
        "$file_modified_time",
        "metadata$filename",
        "metadata$action",
        "metadata$isupdate",
        "metadata$row_id",
    }
    | {"nextval", "currval"}
    | {"sqlerrm", "sqlcode", "sysdate", "systimestamp"}
)
# What counts rows.
_COUNTING = (exp.Count, exp.CountIf)
_COUNTS = frozenset({"count", "count_big"})
_TRANSFORMS: How = (Transformation.TRANSFORMATION, False)
_MASKS: How = (Transformation.TRANSFORMATION, True)
_AGGREGATES: How = (Transformation.AGGREGATION, False)


def _through(node: exp.Expr) -> How:
    """Return what an expression does to the values under it."""
    match node:
        case exp.Alias() | exp.Paren() | exp.Aliases() | exp.Kwarg():
            return IDENTITY
        case exp.Anonymous() if node.name.lower() in _MASKING_NAMES:
            return _MASKS
        case exp.AggFunc() if not isinstance(node, _OF_ONE_ROW):
            return _AGGREGATES
        case _ if isinstance(node, _MASKING):
            return _MASKS
        case _:
            return _TRANSFORMS


def _conditions(node: exp.Expr) -> Iterator[tuple[exp.Expr, Influence]]:
    """Yield what only decides which value is taken, or which rows a window sees."""
    match node:
        case exp.Case():
            if isinstance(node.this, exp.Expr):
                yield node.this, Influence.CONDITIONAL
            for each in node.args["ifs"]:
                yield each.this, Influence.CONDITIONAL
        case exp.If() if not isinstance(node.parent, exp.Case):
            yield node.this, Influence.CONDITIONAL
        case exp.Filter():
            yield node.expression, Influence.CONDITIONAL
        case exp.Window():
            for each in node.args.get("partition_by") or ():
                yield each, Influence.WINDOW
            if node.args.get("order"):
                yield node.args["order"], Influence.WINDOW
        case _:
            return


def _dotted(node: exp.Dot) -> list[exp.Expr]:
    """Return what stands between the dots."""
    parts: list[exp.Expr] = []
    left: exp.Expr = node
    while isinstance(left, exp.Dot):
        parts.append(left.expression)
        left = left.this
    return [left, *reversed(parts)]


class Expressions:
    """Follows expressions; it needs `query` and `star` of queries, and what it learns goes to `influence` and `unknown`."""

    def __init__(
        self,
        names: Names,
        query: Callable[[exp.Expr, Scope], Relation],
        star: Callable[[exp.Expr, Scope], Relation],
        influence: Callable[[Influence, Flow], None],
        unknown: Callable[[str, exp.Expr], None],
    ) -> None:
        """Keep the ports."""
        self._names = names
        self._query = query
        self._star = star
        self._influence = influence
        self._unknown = unknown

    def flow(self, root: exp.Expr, scope: Scope) -> Flow:
        """Return where the value of `root` comes from; conditions in it are influences too."""
        result: Flow = {}
        waiting: list[tuple[exp.Expr, How]] = [(root, IDENTITY)]
        while waiting:
            node, how = waiting.pop()
            known = self._leaf(node, scope)
            if known is not None:
                add(result, known, how)
                continue
            if isinstance(node, exp.Query):
                self._nested(node, scope, how, result)
                continue
            if isinstance(node, exp.Comprehension):
                self._comprehension(node, scope, result)
                continue
            if isinstance(node, exp.Lambda) and self._is_arrow(node, scope):
                waiting += ((exp.Column(this=each), _TRANSFORMS) for each in node.expressions)
            step = _through(node)
            below = (stronger(how[0], step[0]), how[1] or step[1])
            apart: set[int] = set()
            for condition, kind in _conditions(node):
                apart.add(id(condition))
                flow = self.flow(condition, scope)
                self._influence(kind, flow)
                add(result, flow, _TRANSFORMS)
            if isinstance(node, exp.Window) and node.args.get("alias"):
                named = self._names.of(node.args["alias"])
                for window, flow in scope.windows.items():
                    if named.matches(window):
                        add(result, flow, _TRANSFORMS)
            waiting += ((child, below) for child in node.iter_expressions(reverse=True) if id(child) not in apart)
        return result

    def _is_arrow(self, node: exp.Lambda, scope: Scope) -> bool:
        """Whether `a -> 'b'` as an argument, which is read as a lambda, looks into a column of JSON."""
        constant = isinstance(node.this, exp.Literal) and len(node.expressions) == 1
        return self._names.arrows or (constant and scope.has(self._names.of(node.expressions[0])))

    def _comprehension(self, node: exp.Comprehension, scope: Scope, result: Flow) -> None:
        """Follow DuckDB's `[f(x) FOR x IN list IF g(x)]`: the variable is of no column, the list is one of the inputs."""
        variable = Relation([Output(self._names.of(node.expression).text, {})])
        inner = Scope(parent=scope, sources=[Source("", variable)])
        add(result, self.flow(node.args["iterator"], scope), _TRANSFORMS)
        for each in (node.this, node.args.get("condition")):
            if isinstance(each, exp.Expr):
                add(result, self.flow(each, inner), _TRANSFORMS)

    def _leaf(self, node: exp.Expr, scope: Scope) -> Flow | None:
        """Return the flow of what names a column in one way or another; None for anything else."""
        match node:
            case exp.Star() | exp.Column(this=exp.Star()):
                return self._whole(node, scope)
            case exp.Column():
                return self.column(node, scope)
            case exp.Parameter() if isinstance(node.this, exp.Literal) and scope.staged:
                return self._resolve((self._names.of(node),), scope)
            case exp.Dot():
                parts = _dotted(node)
                return self._method(parts, scope) if isinstance(parts[0], exp.Identifier) else self._field(node, scope)
            case _:
                return None

    def _whole(self, node: exp.Expr, scope: Scope) -> Flow:
        """Return the flow of `f(*)` and `f(t.*)`, which see whole rows; to count rows needs none of their columns."""
        result: Flow = {}
        if (
            not isinstance(node.parent, _COUNTING)
            and node.parent is not None
            and node.parent.name.lower() not in _COUNTS
        ):
            rows = self._star(node, scope)
            if rows.rest:
                self._unknown("the columns that * stands for are not known", node)
            for output in rows.outputs:
                add(result, output.flow, _TRANSFORMS)
        return result

    def _method(self, parts: list[exp.Expr], scope: Scope) -> Flow | None:
        """Return the flow of T-SQL's `t.column.method(…)`; None where what stands before the dot is a function's schema."""
        before = [each for each in parts if isinstance(each, exp.Identifier)]
        names = tuple(self._names.of(each) for each in before)
        if scope.source(names[:1]) is None and not scope.has(names[0]):
            return None
        result: Flow = {}
        column = exp.Column(**dict(zip(("this", "table", "db", "catalog"), reversed(before), strict=False)))
        for each in (column, *parts[len(before) :]):
            add(result, self.flow(each, scope), _TRANSFORMS)
        return result

    def _field(self, node: exp.Dot, scope: Scope) -> Flow | None:
        """Return the flow of `(t).column`, where t is a source."""
        row = node.this.unnest()
        if isinstance(row, exp.Placeholder):
            row = exp.column(row.name)  # Oracle's :NEW
        if not isinstance(row, exp.Column) or len(row.parts) > 1 or not isinstance(node.expression, exp.Identifier):
            return None
        source = scope.source((self._names.of(row.this),))
        return None if source is None else self._of_source(source, self._names.of(node.expression))

    def _nested(self, node: exp.Expr, scope: Scope, how: How, result: Flow) -> None:
        relation = self._query(node, scope)
        if isinstance(node.parent, exp.Exists):
            return
        for output in relation.outputs:
            add(result, output.flow, how)

    def column(self, node: exp.Column, scope: Scope) -> Flow:
        """Return the flow of one column reference; unresolved ones are told and flow from nowhere."""
        parts = tuple(self._names.of(part) for part in node.parts)
        if self._names.variables and self._is_variable(parts, scope):
            return {}
        if len(parts) == 1 and parts[0].text.lower() == "default" and not node.this.args.get("quoted"):
            return {}  # what the table says, as in `SET a = DEFAULT`
        try:
            found = self._resolve(parts, scope)
        except AmbiguousError as error:
            self._unknown(str(error), node)
            return {}
        if found is None and not self._is_no_column(parts, node):
            self._unknown(f"no source has a column {'.'.join(part.text for part in parts)!r}", node)
        return found or {}

    def _is_no_column(self, parts: tuple[Name, ...], node: exp.Column) -> bool:
        """Whether a name that no source has is not one of data: an address of rows, or a string of SQLite's."""
        if any(part.text.lower() in _SYSTEM_COLUMNS for part in parts[-2:]):
            return True
        return self._names.quoted_strings and len(parts) == 1 and bool(node.this.args.get("quoted"))

    def _is_variable(self, parts: tuple[Name, ...], scope: Scope) -> bool:
        """Whether a name in the body of a routine is one of its variables, or a field of one."""
        if parts[0].text.casefold() not in self._names.variables:
            return False
        return not scope.has(parts[0]) if len(parts) == 1 else scope.source(parts[:1]) is None

    def _resolve(self, parts: tuple[Name, ...], scope: Scope) -> Flow | None:
        for end in range(len(parts) - 1, 0, -1):
            source = scope.source(parts[:end])
            if source is not None:
                return self._of_source(source, parts[end])
        # `a.b` without a source `a` is the field b of a column a.
        return scope.column(parts[0])

    @staticmethod
    def _of_source(source: Source, name: Name) -> Flow | None:
        relation = source.relation
        if (found := relation.find(name)) is not None:
            return found
        if len(relation.rest) > 1:
            raise AmbiguousError(f"{name.text!r} may be of any table behind {source.alias!r}")
        return relation.anything if (found := relation.guess(name)) is None else found
