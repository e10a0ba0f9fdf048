"""Names: which dialect, how it folds identifiers, and which tables and columns there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect, NormalizationStrategy

from graph_api.lineage.base import Influence
from graph_api.lineage.sql.budget import Budget
from graph_api.lineage.sql.relation import IDENTITY, Name, Origin, Output, Path, Relation
from graph_api.lineage.sql.scope import LineageError

# Names that others use for what sqlglot calls otherwise, or for dialects close to one of its own.
_ALIASES = {
    "ansi": "",
    "": "",
    "db2": "",
    "vertica": "postgres",
    "greenplum": "postgres",
    "postgresql": "postgres",
    "mariadb": "mysql",
    "sparksql": "spark",
    "mssql": "tsql",
    "sqlserver": "tsql",
}
# Dialects in which a SELECT may use the aliases of its own earlier columns even where a table has that column.
_LATERAL_ALIASES = frozenset({"snowflake", "redshift", "databricks", "spark", "duckdb", "teradata", "clickhouse"})
# Dialects in which `"x"` is a string where no column has that name.
_QUOTED_STRINGS = frozenset({"sqlite"})
# Dialects in which a common table that mentions itself is recursive without saying so.
_IMPLICIT_RECURSION = frozenset({"", "tsql", "oracle", "snowflake", "teradata"})
# Dialects that name a column of the result after the column that is cast.
_CAST_KEEPS_NAME = frozenset({"", "postgres", "redshift"})
_CASE_SENSITIVE_COLUMNS = frozenset({"clickhouse"})
# Dialects in which a quoted column may be a regular expression over all of them.
_REGEX_COLUMNS = frozenset({"hive", "spark", "spark2", "databricks"})
# Dialects in which functions that make rows stand in a select list, with columns of names of their own.
_GENERATORS = frozenset({"hive", "spark", "spark2", "databricks"})
# Dialects without lambdas, in which `f(a -> 'b')` looks into JSON.
_ARROWS = frozenset({"postgres", "redshift", "mysql", "sqlite", "materialize", "risingwave"})
# Dialects in which format.`path` is a file.
_PATHS_AS_TABLES = frozenset({"spark", "spark2", "databricks"})


class Names:
    """How one dialect reads identifiers."""

    def __init__(self, dialect: str) -> None:
        """Find the dialect, or raise `LineageError`."""
        name = dialect.strip().lower()
        self.dialect_name = _ALIASES.get(name, name)
        if self.dialect_name not in Dialect.classes:
            raise LineageError(f"dialect {dialect!r} is not known")
        self.dialect = Dialect.get_or_raise(self.dialect_name)
        self.lateral_aliases = self.dialect_name in _LATERAL_ALIASES
        self.quoted_strings = self.dialect_name in _QUOTED_STRINGS
        self.implicit_recursion = self.dialect_name in _IMPLICIT_RECURSION
        self.cast_keeps_name = self.dialect_name in _CAST_KEEPS_NAME
        self.regex_columns = self.dialect_name in _REGEX_COLUMNS
        self.generators = self.dialect_name in _GENERATORS
        self.paths_as_tables = self.dialect_name in _PATHS_AS_TABLES
        self.arrows = self.dialect_name in _ARROWS
        self.rows_unnest_to_columns = self.dialect_name in {"trino", "presto", "athena"}
        self.variables: set[str] = set()  # of the bodies that were met, case-folded
        self._insensitive = self.dialect.normalization_strategy in {
            NormalizationStrategy.CASE_INSENSITIVE,
            NormalizationStrategy.CASE_INSENSITIVE_UPPERCASE,
        }

    def of(self, identifier: exp.Expr) -> Name:
        """Return the name an identifier (or anything with one) stands for."""
        if isinstance(identifier, exp.Parameter):
            return Name(f"${identifier.name}")  # a field of a staged file, by position
        if not isinstance(identifier, exp.Identifier):
            return Name(identifier.name)
        folded = identifier.copy()
        self.dialect.normalize_identifier(folded)
        loose = self._insensitive or (not identifier.quoted and self.dialect_name not in _CASE_SENSITIVE_COLUMNS)
        return Name(folded.name, loose)


@dataclass(slots=True)
class Made:
    """A table that the script made or filled: reading it is reading what went in."""

    relation: Relation
    influences: dict[tuple[Influence, Origin], None] = field(default_factory=dict[tuple[Influence, Origin], None])


class Catalog:
    """The tables that are known, by the names that a statement may use for them.

    `default` is completed from the left: with `("shop", "public")`, `orders` is `("shop", "public", "orders")` and
    `crm.orders` is `("shop", "crm", "orders")`.
    """

    def __init__(self, schema: Mapping[Path, Mapping[str, str]], default: Path) -> None:
        """Index the tables by their complete names."""
        self.budget = Budget()
        self.default = default
        self._tables = {self.complete(path): tuple(columns) for path, columns in schema.items()}
        self._schema = {self.complete(path): columns for path, columns in schema.items()}
        self._folded: dict[Path, Path] = {}
        for path in self._tables:
            self._folded.setdefault(_folded(path), path)
        self.empty = not self._tables
        self.made: dict[Path, Made] = {}
        self.computed: dict[Path, list[tuple[str, exp.Expr]]] = {}  # columns that a table makes of its others

    def words(self) -> set[str]:
        """Return every name of the tables that are known, case-folded."""
        return {word.casefold() for path, columns in self._tables.items() for word in (*path, *columns)}

    def complete(self, path: Path) -> Path:
        """Put the default's outer parts before a short name."""
        missing = len(self.default) + 1 - len(path)
        return (*self.default[:missing], *path) if missing > 0 else path

    def resolve(self, names: tuple[Name, ...]) -> Path:
        """Return the table's own spelling where it is known, else the complete folded name; a file's path stays as it is."""
        if len(names) == 1 and is_file(names[0].text):
            return (names[0].text,)
        path = self.complete(tuple(name.text for name in names))
        if path in self._tables or not any(name.loose for name in names):
            return path
        return self._folded.get(_folded(path), path)

    def columns(self, path: Path) -> tuple[str, ...] | None:
        """Return a table's columns in order; None where the table is not known."""
        return self._tables.get(path)

    def given(self, path: Path) -> tuple[str, ...] | None:
        """Return the columns that an INSERT without a column list fills: not those that the table computes."""
        computed = [name for name, _ in self.computed.get(path, ())]
        columns = self.columns(path)
        return columns and tuple(column for column in columns if column not in computed)

    def kind(self, origin: Origin) -> str | None:
        """Return a column's type as the catalog has it."""
        return self._schema.get(origin[0], {}).get(origin[1])

    def define(self, path: Path, columns: tuple[str, ...]) -> None:
        """Let the statements that follow know a table that this one made."""
        self._tables[path] = columns
        self._folded.setdefault(_folded(path), path)

    def undefine(self, path: Path) -> None:
        """Forget a table whose columns are no longer known."""
        self._tables.pop(path, None)

    def relation(self, path: Path) -> Relation:
        """Return a table's relation to itself, or to what the script put into it."""
        if path in self.made:
            return self.made[path].relation
        columns = self._tables.get(path)
        if columns is None:
            return Relation(rest=(frozenset({path}),))
        return Relation([Output(column, {(path, column): IDENTITY}) for column in columns])

    def make(self, path: Path, relation: Relation, influences: Iterable[tuple[Influence, Origin]]) -> None:
        """Let a table stand for what went into it."""
        own = [Output(output.name, dict(output.flow)) for output in relation.outputs]
        self.made[path] = Made(Relation(own, relation.rest), dict.fromkeys(influences))

    def pour(self, path: Path, outputs: list[Output], influences: Iterable[tuple[Influence, Origin]]) -> None:
        """Let more flow into a table that stands for what went into it."""
        made = self.made[path]
        made.relation.pour(outputs)
        made.influences.update(dict.fromkeys(influences))


def is_file(name: str) -> bool:
    """Whether a name is an address outside the database: a URL, a stage, a path."""
    return "://" in name or name.startswith(("@", "/"))


def _folded(path: Path) -> Path:
    return tuple(part.casefold() for part in path)
