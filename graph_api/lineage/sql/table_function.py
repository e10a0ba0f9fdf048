"""What functions in FROM yield: UNNEST and its kin, functions of tables, and those that read files."""

from collections.abc import Iterator, Sequence

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from graph_api.lineage.sql.relation import Flow, Output, Path, Relation, add

# By sqlglot's names for the functions, or theirs.
_READING = frozenset(
    "readcsv readparquet read_csv read_csv_auto read_parquet parquet_scan read_json read_json_auto read_ndjson read_files s3 "  # noqa: SIM905
    "s3cluster gcs url file hdfs azureblobstorage delta_scan iceberg_scan deltalake iceberg openrowset".split()
)

_FAR = frozenset({"remote", "remotesecure", "cluster", "clusterallreplicas"})
_FAR_NAME = 2  # the place of the table's name among their arguments
_MAP_WIDTH = 2


def read_file(function: exp.Expr) -> Path | None:
    """Return the file that a function in FROM reads."""
    name = function.name if isinstance(function, exp.Anonymous) else type(function).__name__
    if name.lower() not in _READING:
        return None
    text = next((each for each in function.find_all(exp.Literal) if each.is_string), None)
    return None if text is None else (text.name,)


def far_table(function: exp.Expr) -> exp.Table | None:
    """Return the table that ClickHouse's `remote('host', 'db', 'table')` or `cluster(…)` reads."""
    if not isinstance(function, exp.Anonymous) or function.name.lower() not in _FAR:
        return None
    texts = [each.name for each in function.expressions if isinstance(each, exp.Literal | exp.Column | exp.Identifier)]
    named = next((each for each in function.expressions[1:] if isinstance(each, exp.Column) and each.table), None)
    if named is not None:
        return exp.table_(named.this, db=named.args["table"])
    return exp.table_(texts[2], db=texts[1]) if len(texts) > _FAR_NAME else None


def input_tables(function: exp.Expr) -> list[exp.Expr]:
    """Return the tables and queries that a function of tables is given: `f(input => TABLE(orders))`."""
    found: list[exp.Expr] = []
    for each in function.find_all(exp.Anonymous):
        inner = each.expressions[0] if len(each.expressions) == 1 and each.name.upper() == "TABLE" else None
        if isinstance(inner, exp.Column):
            parts = inner.parts
            found.append(exp.Table(**dict(zip(("this", "db", "catalog"), reversed(parts), strict=False))))
        elif isinstance(inner, exp.Query):
            found.append(inner)
    return found


def stacked(function: exp.Stack) -> list[list[exp.Expr]] | None:
    """Return the expressions that go into each column of `stack(rows, …)`; None where the number of rows is not a number."""
    rows = function.this
    if not isinstance(rows, exp.Literal) or not rows.name.isdigit() or int(rows.name) < 1:
        return None
    columns = -(-len(function.expressions) // int(rows.name))
    return [function.expressions[index::columns] for index in range(columns)]


def generated(function: exp.Expr, kind: str | None, dialect: Dialect) -> list[str] | None:
    """Return how Hive and Spark name the columns of a function that makes rows, by its argument's type; None for others."""
    values = ["key", "value"] if _of_map(function.this, kind, dialect) else None
    match function:
        case exp.Posexplode():
            return ["pos", *(values or ["val" if type(dialect).__name__ == "Hive" else "col"])]
        case exp.Explode():
            return values or ["col"]
        case exp.Inline():
            return _elements(kind, dialect) or None
        case exp.Anonymous() if function.name.lower() in {"json_tuple", "parse_url_tuple"}:
            return [f"c{index}" for index in range(len(function.expressions) - 1)]
        case _:
            return None


def _of_map(argument: object, kind: str | None, dialect: Dialect) -> bool:
    return isinstance(argument, exp.Expr) and width(argument, kind, dialect, rows_to_columns=False) == _MAP_WIDTH


def json_columns(table: exp.JSONTable) -> Iterator[tuple[exp.JSONColumnDef, bool]]:
    """Yield the columns of JSON_TABLE, those of nested ones too, and whether each only counts."""
    for each in table.find_all(exp.JSONColumnDef, bfs=False):
        if each.this is not None:
            yield each, bool(each.args.get("ordinality"))


def fields(kind: str | None, dialect: Dialect) -> list[str]:
    """Return the names of the fields of a row type."""
    parsed = _type(kind, dialect)
    return [each.name for each in parsed.expressions] if parsed is not None and parsed.is_type("struct") else []


def row_fields(row: exp.Expr) -> tuple[str, ...]:
    """Return the names that a row's own text gives to its fields; none where it does not name all."""
    if not isinstance(row, exp.Struct):
        return ()
    named = [each.this.name if isinstance(each, exp.PropertyEQ) else each.alias_or_name for each in row.expressions]
    return tuple(named) if all(named) else ()


def _elements(kind: str | None, dialect: Dialect) -> list[str]:
    """Return the names of the fields of the rows in an array type."""
    parsed = _type(kind, dialect)
    inner = parsed.expressions[0] if parsed is not None and parsed.is_type("array") and parsed.expressions else None
    return (
        [each.name for each in inner.expressions] if isinstance(inner, exp.DataType) and inner.is_type("struct") else []
    )


def _type(kind: str | None, dialect: Dialect) -> exp.DataType | None:
    try:
        return None if kind is None else exp.DataType.build(kind, dialect=dialect)
    except (SqlglotError, ValueError):
        return None


def left_out(function: exp.Expr) -> set[str]:
    """Return the columns that Trino's `exclude_columns` leaves out, case-folded."""
    calls = [each for each in function.find_all(exp.Anonymous) if each.name.lower() == "exclude_columns"]
    descriptors = [d for call in calls for d in call.find_all(exp.Anonymous) if d.name.upper() == "DESCRIPTOR"]
    return {column.name.casefold() for each in descriptors for column in each.find_all(exp.Column)}


def unnested(flows: Sequence[Flow], widths: Sequence[int | None], columns: Sequence[str], *, counted: bool) -> Relation:
    """Return what several arrays side by side yield: each argument has as many of the columns as it is wide.

    Where that cannot be told, each column is of all arguments. `counted` ones end with the ordinality, which is of none.
    """
    every: Flow = {}
    for flow in flows:
        add(every, flow)
    named = len(columns) - (1 if counted and len(columns) > 1 else 0)
    known = [width or 0 for width in widths]
    unknown = [index for index, width in enumerate(widths) if width is None]
    if len(unknown) == 1:
        known[unknown[0]] = named - sum(known)
    elif unknown and named == len(flows):
        known = [1] * len(flows)
    elif unknown:
        known = []
    owners = [flow for flow, width in zip(flows, known, strict=False) for _ in range(max(width, 0))]
    outputs = [Output(name, owners[i] if len(owners) >= named else every) for i, name in enumerate(columns[:named])]
    outputs += [Output(name, {}) for name in columns[named:]]
    return Relation(outputs, anything=every)


def width(argument: exp.Expr, kind: str | None, dialect: Dialect, *, rows_to_columns: bool) -> int | None:
    """Return how many columns one argument of UNNEST yields, from its form or its type; None where that is not known."""
    if isinstance(argument, exp.Array):
        return 1
    if isinstance(argument, exp.Map | exp.VarMap | exp.ToMap | exp.MapFromEntries):
        return _MAP_WIDTH
    parsed = _type(kind, dialect)
    if parsed is None or not parsed.is_type("array"):
        return _MAP_WIDTH if parsed is not None and parsed.is_type("map") else None
    inner = parsed.expressions[0] if parsed.expressions else None
    if rows_to_columns and isinstance(inner, exp.DataType) and inner.is_type("struct"):
        return len(inner.expressions)
    return 1
