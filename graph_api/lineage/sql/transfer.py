"""Statements that move whole tables: COPY, LOAD, UNLOAD, EXPORT, SWAP, EXCHANGE PARTITION; files stand by their paths."""

import re
from typing import Protocol, cast

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError

from graph_api.lineage.sql.catalog import Catalog, Names, is_file
from graph_api.lineage.sql.query import Queries
from graph_api.lineage.sql.relation import Output, Path, Relation

# Statements that sqlglot keeps as text, by what is read and what is written.
_MOVES = tuple(
    re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"ALTER TABLE (?P<to>[^\s(]+) EXCHANGE PARTITION\b.*WITH TABLE (?P<from>[^\s(;]+)",
        r"CREATE (?:OR REPLACE )?(?:SNAPSHOT )?TABLE (?:IF NOT EXISTS )?(?P<to>\S+) (?:DEEP )?CLONE (?P<from>[^\s;]+)",
        r"CREATE (?:OR REPLACE )?STREAM (?:IF NOT EXISTS )?(?P<to>\S+) .*?ON (?:TABLE|VIEW) (?P<from>[^\s;]+)",
        r"UNLOAD\s*\(\s*(?P<text>'.*'|\$\$.*\$\$)\s*\) TO '(?P<to>[^']+)'",
        r"UNLOAD\s*\((?P<query>.*)\) TO '(?P<to>[^']+)'",
        r"EXPORT TABLE (?P<from>\S+).* TO '(?P<to>[^']+)'",
        r"IMPORT (?:EXTERNAL\s+)?TABLE (?P<to>\S+).* FROM '(?P<from>[^']+)'",
        r"ALTER TABLE (?P<from>[^\s(]+) SWITCH (?:PARTITION \S+ )?TO (?P<to>[^\s(;]+)",
        r"ALTER TABLE (?P<to>[^\s(]+) APPEND FROM (?P<from>[^\s(;]+)",
        r"BULK INSERT (?P<to>[^\s(]+) FROM '(?P<from>[^']+)'",
        r"LOAD (?:DATA|XML)\b.*? INFILE '(?P<from>[^']+)'.*? INTO TABLE (?P<to>[^\s(]+)",
    )
)


_STREAMS = frozenset({"STDIN", "STDOUT"})


class _Statement(Protocol):
    names: Names
    catalog: Catalog
    queries: Queries

    def write(self, table: exp.Table, relation: Relation, columns: list[str] | None = None) -> None: ...
    def schema_columns(self, node: exp.Expr) -> list[str]: ...


def transferred(statement: _Statement, node: exp.Expr) -> bool:
    """Follow a statement that moves whole tables; False where it is none."""
    match node:
        case exp.Copy():
            _copy(statement, node)
        case exp.LoadData() if isinstance(node.this, exp.Table):
            for each in node.find_all(exp.Literal):
                if is_file(each.name):
                    statement.queries.reads[(each.name,)] = None
            statement.write(node.this, Relation())
        case exp.Export():
            targets = [each for each in node.find_all(exp.Literal) if is_file(each.name)]
            if not targets:
                return False
            statement.write(_as_table((targets[0].name,)), statement.queries.query(cast("exp.Expr", node.this), None))
        case exp.Alter():
            return _swapped(statement, node)
        case exp.Command():
            text = node.args.get("expression")
            return _command(statement, f"{node.name} {text.name if isinstance(text, exp.Expr) else text or ''}")
        case _:
            return False
    return True


def _file(node: exp.Expr) -> Path | None:
    """Return the path of a file or stage."""
    if isinstance(node, exp.Var | exp.Column | exp.Identifier) and node.name.upper() in _STREAMS:
        return None
    name = node.name or (node.this.name if isinstance(node.this, exp.Expr) else "")
    return (name,) if name else None


def _as_table(path: Path) -> exp.Table:
    return exp.Table(this=exp.to_identifier(path[0], quoted=True))


def _copy(statement: _Statement, node: exp.Copy) -> None:
    """Follow COPY: `kind` says that the table is the target."""
    table = node.this.this if isinstance(node.this, exp.Schema) else node.this
    files: list[exp.Expr] = list(node.args.get("files") or ())
    columns = statement.schema_columns(node.this) or None
    outside = isinstance(table, exp.Table) and isinstance(table.this, exp.Var)
    if isinstance(table, exp.Table) and node.args.get("kind") and not outside:
        relation = Relation()
        for each in files:
            if isinstance(each, exp.Query | exp.Subquery):
                relation = statement.queries.query(each, None)
            elif (path := _file(each)) is not None:
                statement.queries.reads[path] = None
        statement.write(table, relation, columns)
        return
    source = files[0] if outside and files else table
    target = _file(table) if outside else next((path for each in files if (path := _file(each))), None)
    relation = statement.queries.query(source, None)
    if columns:
        relation = Relation(
            [
                Output(name, flow)
                for name in columns
                if (flow := relation.find(statement.names.of(exp.to_identifier(name)))) is not None
            ]
        )
    if target is not None:
        statement.write(_as_table(target), relation)
    else:
        statement.queries.unknown("what is copied goes to the client", node)


def _swapped(statement: _Statement, node: exp.Alter) -> bool:
    """Follow `ALTER TABLE a SWAP WITH b`: the data of each goes into the other."""
    action = next((each for each in node.args.get("actions") or () if isinstance(each, exp.SwapTable)), None)
    if action is None:
        return False
    for source, target in ((action.this, node.this), (node.this, action.this)):
        statement.write(target, statement.queries.query(source, None))
    return True


def _command(statement: _Statement, text: str) -> bool:
    found = next((match for each in _MOVES if (match := each.match(text))), None)
    if found is None:
        return False
    groups = found.groupdict()
    dialect = statement.names.dialect
    query = groups.get("query")
    if (quoted := groups.get("text")) is not None:
        query = quoted.strip("$") if quoted.startswith("$") else quoted[1:-1].replace("''", "'").replace("\\'", "'")
    try:
        source = dialect.parse(query)[0] if query else exp.to_table(_name(groups["from"], dialect), dialect=dialect)
        target = exp.to_table(_name(groups["to"], dialect), dialect=dialect)
    except (ParseError, TokenError):
        return False
    if source is None:
        return False
    statement.write(target, statement.queries.query(source, None))
    return True


def _name(text: str, dialect: Dialect) -> str:
    """Return a table's name as it is, and a path as a quoted name."""
    return exp.to_identifier(text, quoted=True).sql(dialect) if "/" in text else text
