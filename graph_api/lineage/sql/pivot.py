"""PIVOT and UNPIVOT: rows become columns, columns become rows."""

from collections.abc import Callable
from itertools import product

from sqlglot import exp

from graph_api.lineage.sql.catalog import Names
from graph_api.lineage.sql.relation import Flow, Name, Output, Relation, add


def pivoted(pivot: exp.Pivot, relation: Relation, names: Names, flow_of: Callable[[exp.Expr], Flow]) -> Relation:
    """Return what PIVOT or UNPIVOT makes of a relation."""
    if pivot.args.get("using"):
        return _pivot_statement(pivot, relation, names, flow_of)
    if isinstance(into := pivot.args.get("into"), exp.UnpivotColumns):
        field = exp.In(this=into.this, expressions=pivot.expressions)
        pivot = exp.Pivot(unpivot=True, expressions=into.expressions, fields=[field])
    return _unpivot(pivot, relation, names) if pivot.args.get("unpivot") else _pivot(pivot, relation, names, flow_of)


def _pivot_statement(
    pivot: exp.Pivot, relation: Relation, names: Names, flow_of: Callable[[exp.Expr], Flow]
) -> Relation:
    """Follow DuckDB's `PIVOT t ON a USING sum(b) GROUP BY c`: ON makes columns that only the data can name, if not listed."""
    using: list[exp.Expr] = list(pivot.args["using"])
    group = pivot.args.get("group")
    kept = [name.text for each in group.expressions for name in _columns(each, names)] if group else None
    rows = _without(relation, [name for each in (*pivot.expressions, *using) for name in _columns(each, names)])
    outputs = rows.outputs if kept is None else [o for o in rows.outputs if any(Name(k).matches(o.name) for k in kept)]
    flows = [flow_of(each) for each in using]
    every: Flow = {}
    for flow in flows:
        add(every, flow)
    labels = _labels(pivot)
    if labels is None:
        return Relation(outputs, rows.rest, rows.hidden, anything=every, is_open=True)
    ends = [each.alias for each in using]
    made = [
        Output("_".join((*label, end)) if len(using) > 1 or end else "_".join(label), flow)
        for label in labels
        for end, flow in zip(ends, flows, strict=True)
    ]
    return Relation([*outputs, *made], rows.rest, rows.hidden)


def _labels(pivot: exp.Pivot) -> list[tuple[str, ...]] | None:
    """Return the values that `ON a IN (x, y), b IN (…)` lists, each with each; None where the data decide."""
    listed = [each.expressions if isinstance(each, exp.In) else None for each in pivot.expressions]
    if any(each is None for each in listed):
        return None
    return list(product(*([value.alias_or_name for value in each or ()] for each in listed)))


def _without(relation: Relation, used: list[Name]) -> Relation:
    kept = [output for output in relation.outputs if not any(name.matches(output.name) for name in used)]
    return Relation(kept, relation.rest, relation.hidden | {name.text for name in used}, relation.anything)


def _columns(node: exp.Expr, names: Names) -> list[Name]:
    return [names.of(column.this) for column in node.find_all(exp.Column)]


def _pivot(pivot: exp.Pivot, relation: Relation, names: Names, flow_of: Callable[[exp.Expr], Flow]) -> Relation:
    aggregates = [flow_of(each) for each in pivot.expressions]
    used = [name for each in pivot.expressions for name in _columns(each, names)]
    for field in pivot.args.get("fields") or ():
        used += _columns(field.this, names)
    rows = _without(relation, used)
    made = [names.of(each).text for each in pivot.args.get("columns") or ()]
    outputs = [
        *rows.outputs,
        *(Output(name, aggregates[index % len(aggregates)]) for index, name in enumerate(made) if aggregates),
    ]
    every: Flow = {}
    for flow in aggregates:
        add(every, flow)
    return Relation(outputs, rows.rest, rows.hidden, anything=None if made else every, is_open=not made)


def _unpivot(pivot: exp.Pivot, relation: Relation, names: Names) -> Relation:
    def flow(name: Name) -> Flow:
        found = relation.find(name)
        return (relation.guess(name) or {}) if found is None else found

    values: list[Output] = []
    labels: list[Output] = []
    used: list[Name] = []
    fields = pivot.args.get("fields") or ()
    for each in pivot.expressions:
        parts = each.expressions if isinstance(each, exp.Tuple) else [each]
        values += (Output(names.of(part.this if isinstance(part, exp.Column) else part).text, {}) for part in parts)
    for field in fields:
        label = Output(names.of(field.this.this if isinstance(field.this, exp.Column) else field.this).text, {})
        for entry in field.expressions:
            columns = _columns(entry, names)
            used += columns
            for index, name in enumerate(columns):
                add(label.flow, flow(name))
                if values:
                    add(values[index % len(values)].flow, flow(name))
        labels.append(label)
    rows = _without(relation, used)
    return Relation([*rows.outputs, *labels, *values], rows.rest, rows.hidden, relation.anything)
