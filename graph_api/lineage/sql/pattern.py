"""MATCH_RECOGNIZE: what its measures are of."""

import re
from collections.abc import Callable

from sqlglot import exp

from graph_api.lineage.base import Influence
from graph_api.lineage.sql.catalog import Names
from graph_api.lineage.sql.relation import Flow, Output, Relation
from graph_api.lineage.sql.scope import Scope, Source


def matched(
    match: exp.MatchRecognize,
    rows: Relation,
    names: Names,
    flow_of: Callable[[exp.Expr, Scope], Flow],
    influence: Callable[[Influence, Flow], None],
) -> Relation:
    """Return the partition's columns (or all, with ALL ROWS PER MATCH) and the measures."""
    variables = {names.of(each.args["alias"]).text for each in match.args.get("define") or ()}
    variables |= set(re.findall(r"\w+", str(match.args.get("pattern") or "")))
    scope = Scope(sources=[Source("", rows), *(Source(name, rows, in_star=False) for name in sorted(variables))])
    outputs: list[Output] = []
    for each in match.args.get("partition_by") or ():
        flow = flow_of(each, scope)
        influence(Influence.WINDOW, flow)
        outputs.append(Output(names.of(each.this).text if isinstance(each, exp.Column) else "", flow))
    if isinstance(match.args.get("order"), exp.Expr):
        influence(Influence.WINDOW, flow_of(match.args["order"], scope))
    for each in match.args.get("define") or ():
        influence(Influence.FILTER, flow_of(each.this, scope))
    if "ALL ROWS" in str(match.args.get("rows") or "").upper():
        outputs = list(rows.outputs)
    for each in match.args.get("measures") or ():
        measure = each.this
        labels = isinstance(measure.this, exp.Anonymous) and measure.this.name.upper() == "CLASSIFIER"
        outputs.append(Output(names.of(measure.args["alias"]).text, {} if labels else flow_of(measure.this, scope)))
    return Relation(outputs)
