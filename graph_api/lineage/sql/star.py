"""`*` and `t.*`, with EXCEPT, REPLACE and RENAME."""

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from graph_api.lineage.sql.catalog import Names
from graph_api.lineage.sql.relation import Flow, Name, Output, Path, Relation
from graph_api.lineage.sql.scope import Scope, Source

_REGEX_SIGNS = re.compile(r"[.*+?|()\[\]^$]")


def regex_of(projection: exp.Expr) -> re.Pattern[str] | None:
    """Return the regular expression that a quoted column of Hive or Spark is."""
    column = projection.this if isinstance(projection, exp.Column) else None
    if not isinstance(column, exp.Identifier) or not column.quoted or not _REGEX_SIGNS.search(column.name):
        return None
    try:
        return re.compile(column.name, re.IGNORECASE)
    except re.error:
        return None


def re_of(node: exp.Expr) -> re.Pattern[str] | None:
    """Return the regular expression that is the argument of DuckDB's COLUMNS; None for anything else."""
    if not isinstance(node, exp.Literal):
        return None
    try:
        return re.compile(node.name)
    except re.error:
        return None


def expanded(projection: exp.Expr, scope: Scope, names: Names, flow_of: Callable[[exp.Expr], Flow]) -> Relation | None:
    """Return the columns that a star stands for; None where its qualifier names no source."""
    if not isinstance(projection, exp.Column):
        everything = _sources(scope, [source for source in scope.sources if source.in_star])
        return _changed(everything, projection, names, flow_of)
    one = scope.source(tuple(names.of(part) for part in projection.parts[:-1]))
    return None if one is None else _changed(_sources(Scope(), [one]), projection.this, names, flow_of)


def _sources(scope: Scope, sources: list[Source]) -> Relation:
    """Put sources side by side; columns that USING made one come first, once."""
    outputs = [Output(name, flow) for name, flow in scope.merged.items()]
    rest: list[frozenset[Path]] = []
    hidden: set[str] = set()
    for source in sources:
        relation = source.relation
        outputs += (
            each for each in relation.outputs if not any(Name(each.name).matches(name) for name in scope.merged)
        )
        rest += relation.rest
        hidden |= relation.hidden
        if not relation.outputs and relation.anything:
            outputs.append(Output(source.alias, relation.anything))
    return Relation(outputs, tuple(rest), frozenset(hidden), is_open=any(each.relation.is_open for each in sources))


def _changed(relation: Relation, star: exp.Expr, names: Names, flow_of: Callable[[exp.Expr], Flow]) -> Relation:
    def name(node: exp.Expr) -> Name:
        return names.of(node.this if isinstance(node, exp.Column) else node)

    left_out = [name(each) for each in _listed(star.args.get("except_"))]
    replaced = {name(each.args["alias"]): flow_of(each) for each in _listed(star.args.get("replace"))}
    renamed = {name(each.this): name(each.args["alias"]).text for each in _listed(star.args.get("rename"))}
    like = star.args.get("ilike")
    pattern = _like(like.name) if isinstance(like, exp.Literal) else None
    outputs: list[Output] = []
    for output in relation.outputs:
        if pattern is not None and not pattern.fullmatch(output.name):
            continue
        if any(each.matches(output.name) for each in left_out):
            continue
        flow = next((flow for each, flow in replaced.items() if each.matches(output.name)), output.flow)
        outputs.append(
            Output(next((new for each, new in renamed.items() if each.matches(output.name)), output.name), flow)
        )
    return Relation(
        outputs, relation.rest, relation.hidden | {each.text for each in left_out}, is_open=relation.is_open
    )


def _like(text: str) -> re.Pattern[str]:
    """Return a regular expression for Snowflake's `* ILIKE 'text'`."""
    signs = {"%": ".*", "_": "."}
    return re.compile("".join(signs.get(sign) or re.escape(sign) for sign in text), re.IGNORECASE | re.DOTALL)


def _listed(nodes: list[exp.Expr] | None) -> Iterator[exp.Expr]:
    for node in nodes or ():
        if isinstance(node, exp.Tuple):
            yield from node.expressions
        else:
            yield node
