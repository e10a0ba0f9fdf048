"""What engines call the columns that a query gives no name."""

from sqlglot import exp

_WRAPPERS = (exp.Window, exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls, exp.Paren)
_BY_FUNCTION = frozenset({"postgres", "redshift", "materialize", "risingwave"})


def called(projection: exp.Expr, dialect: str, place: int, unnamed: int) -> str:
    """Return the name of an output without alias, by its place among all and among those without; '' where that is unknown."""
    match dialect:
        case "hive":
            return f"_c{place}"
        case "bigquery":
            return f"f{unnamed}_"
        case _:
            return _function(projection) if dialect in _BY_FUNCTION else ""


def _function(projection: exp.Expr) -> str:
    while isinstance(projection, _WRAPPERS):
        projection = projection.this
    match projection:
        case exp.Case():
            return "case"
        case exp.Anonymous():
            return projection.name.lower()
        case exp.Subquery(this=exp.Select(expressions=[one, *_])):
            return one.alias_or_name.lower() or _function(one)
        case exp.Func() if not isinstance(projection, exp.Binary | exp.Cast):
            return projection.sql_name().lower()
        case _:
            return ""
