"""What is asked of a walk: what to read of each of its nodes, in one statement, and the decoder of the answer.

A walk is found in one of two ways (`loaders/walked.py`): where least hops along some relationships are all there is to it,
the statement finds the nodes itself; else they are given to it. What is read of them, and the decoder, are the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import LiteralString, cast

from cypher.model import Model, Property
from cypher.projection.builder import Builder
from cypher.projection.decoder import leaf
from cypher.projection.late import Variables
from cypher.projection.plan import Bound, Plan
from cypher.projection.selection import Field, Selection, named
from cypher.projection.wrapper import Objects
from cypher.visibility import zone_test

_FACTS: Mapping[str, str] = {
    "id": "n.id",
    "distance": "distance",
    "via": "CASE WHEN $influences AND n:Asset THEN 'INFLUENCE' ELSE 'FLOW' END",
    "asset": "coalesce(n.assetId, n.id)",
    "column": "n:Column",
}
"""What a walk says of a node. Along the edges that one statement follows, an asset that a column reaches is influenced."""

_NEEDED: Mapping[str, Iterable[str]] = {
    "nodes.id": ("id",),
    "nodes.distance": ("distance",),
    "nodes.via": ("via",),
    "assets": _FACTS,
    "columnar.ids": ("id",),
    "columnar.distances": ("distance",),
    "columnar.vias": ("via",),
    "columnar.assets": ("asset",),
    "columnar.assetIds": ("asset",),
    "columnar.edges": ("id",),
}
"""The facts that a field of the answer is made of."""

_STEP = {
    "kind": Property("kind", "kind"),
    "masking": Property("masking", "masking", scalar="Boolean"),
    "origin": Property("origin", "origin"),
}
"""What an edge of a walk has besides its ends and `via`."""
_SAID = "(s.via, s.kind, s.masking)"


@dataclass(frozen=True, slots=True)
class Walked:
    """The plan of a walk; `decode` takes `(truncated, total, has_hidden, rows, steps)`, rows beginning with that of the start.

    A row has the `facts` that are asked, then `reads` values of the node. `steps`: whether edges are asked for; `gaps`:
    whether it is asked if something is hidden; `whole` as of a plan.
    """

    plan: Plan
    facts: tuple[str, ...]
    reads: tuple[str, ...]
    steps: bool
    gaps: bool
    whole: bool

    @property
    def text(self) -> LiteralString:
        """The statement for nodes that are known, `$ids`: one record, column `rows`: id, its asset's id, and what is read."""
        return self.plan.text

    def bind(self, variables: Variables) -> Bound:
        """As of a plan."""
        return self.plan.bind(variables)

    def along(
        self, start: str, relationships: LiteralString, *, downstream: bool, hops: int, gaps: bool
    ) -> LiteralString:
        """The statement that finds the nodes itself: those that some hops along relationships lead to from `$id`.

        No record where there is no such node of the type `start`, or none to be seen. Columns: `rows` of the visible nodes
        within `$depth`, at most `$limit`, nearest first; `total` of them; how many are `beyond`, and how many `hidden` ones;
        with `gaps` how many hidden ones it `passed` within `$depth`.
        The planner prunes the expansion to one visit a node, for nothing is asked of a path but its length.
        """
        tail, head = ("-", "->") if downstream else ("<-", "-")
        passed = ",\n    count(CASE WHEN NOT shown AND distance <= $depth THEN 1 END) AS passed" if gaps else ""
        row = ", ".join([*(_FACTS[fact] for fact in self.facts), *self.reads])
        text = f"""MATCH (start:{start} {{id: $id}})
WHERE {zone_test("start")}
CALL (start) {{
  MATCH path = (start){tail}[:{relationships}*0..{hops}]{head}(n)
  WHERE all(each IN nodes(path) WHERE each:Asset OR each:Column)
  WITH n, min(length(path)) AS distance
  WITH n, distance, {zone_test("n")} AS shown
  RETURN collect(CASE WHEN shown AND distance <= $depth THEN [n, distance] END) AS found,
    count(CASE WHEN shown AND distance > $depth THEN 1 END) AS beyond,
    count(CASE WHEN NOT shown AND distance > $depth THEN 1 END) AS hidden{passed}
}}
CALL (found) {{
  UNWIND found AS pair
  WITH pair[0] AS n, pair[1] AS distance
  ORDER BY distance, n.id
  LIMIT $limit
  RETURN collect([{row}]) AS rows
}}
RETURN rows, size(found) AS total, beyond, hidden{", passed" if gaps else ""}"""
        return cast("LiteralString", text)


def walked(model: Model, selection: Selection, *, straight: bool = False) -> Walked:
    """What is asked of a walk."""
    return _Lineage(model, selection, straight=straight).walked()


class _Lineage(Objects):
    """Writes what is read of the node `n` of a walk, and of a row `r` the expressions that make the answer."""

    def __init__(self, model: Model, selection: Selection, *, straight: bool) -> None:
        self._model, self._selection, self._straight = model, selection, straight
        self._build = Builder(model, straight=straight)
        self._paths = set(_paths(selection))
        needed = {fact for path in self._paths for fact in _NEEDED.get(path, ())}
        self._facts = tuple(fact for fact in _FACTS if fact in needed)
        self._reads: list[str] = []

    def walked(self) -> Walked:
        """The plan."""
        answer = self.object("Lineage", self._selection, self._of_walk)
        lines = ["truncated, total, has_hidden, rows, steps = v"]
        if "columnar.edges" in self._paths:
            lines.append(f"at = {{{self._fact('id')}: place for place, r in enumerate(rows)}}")
        function = self._build.function(*lines, f"return {answer}")
        text = (
            f"UNWIND $ids AS id\nMATCH (n:Asset|Column {{id: id}})\nWHERE {zone_test('n')}\n"
            f"RETURN collect([{', '.join(['n.id', _FACTS['asset'], *self._reads])}]) AS rows"
        )
        plan = self._build.plan(named("Lineage", self._selection), text, f"{function}(v, n)")
        steps = not self._paths.isdisjoint({"edges", "columnar.edges"})
        reads, whole = tuple(self._reads), plan.whole and self.whole
        return Walked(plan, self._facts, reads, steps=steps, gaps="hasHidden" in self._paths, whole=whole)

    def _fact(self, name: str) -> str:
        return f"r[{self._facts.index(name)}]"

    def _next(self) -> str:
        """The value of a row that is read next."""
        return f"r[{len(self._facts) + len(self._reads)}]"

    def _leaf(self, value: str, declared: Property, *, required: bool = False) -> str:
        return leaf(value, declared, required=required) if self._straight else value

    def _of_walk(self, field: Field) -> str | None:
        match field.name:
            case "nodes":
                return f"[{self.object('LineageNode', field.selection, self._of_node)} for r in rows[1:]]"
            case "edges":
                return f"[{self.object('LineageEdge', field.selection, self._of_edge)} for s in steps]"
            case "assets":
                made = self.object("LineageAsset", field.selection, self._of_asset)
                return f"[{made} for [*a, r] in touched(rows)]"
            case "columnar":
                return self.object("LineageColumns", field.selection, self._of_columns)
            case name:
                told = {"complete": "truncated is None", "truncatedBy": "truncated", "total": "total"}
                return (told | {"hasHidden": "has_hidden"}).get(name)

    def _of_node(self, field: Field) -> str | None:
        match field.name:
            case "id" | "distance" | "via":
                return self._fact(field.name)
            case "asset":
                return self._asset(field)
            case "column":
                assert field.selection is not None
                value = self._next()
                projected, made = self._build.nested("n", ("Column",), field.selection, value, one=True)
                self._reads.append(f"CASE WHEN n:Column THEN {projected} END")
                return made
            case _:
                return None

    def _asset(self, field: Field) -> str:
        """The asset that a node is or is in."""
        assert field.selection is not None
        value, asset = self._next(), self._build.variable()
        projected, made = self._build.nested(asset, ("Asset",), field.selection, value, one=True)
        found = f"MATCH ({asset}:Asset {{id: {_FACTS['asset']}}}) WHERE {zone_test(asset)} RETURN {projected}"
        self._reads.append(f"head(COLLECT {{ {found} }})")
        return made

    def _of_asset(self, field: Field) -> str | None:
        if field.name == "asset":
            return self._asset(field)
        return {"id": "a[0]", "distance": "a[1]", "via": "a[2]", "columns": "a[3]"}.get(field.name)

    def _of_edge(self, field: Field) -> str | None:
        return self._said(f"s.{field.name}", field.name)

    def _said(self, value: str, name: str) -> str | None:
        """What an edge has: `value` as it is or, where it is not of our making, as the schema wants it."""
        if name in _STEP:
            return self._leaf(value, _STEP[name], required=name != "kind")
        return value if name in {"source", "target", "via"} else None

    def _of_columns(self, field: Field) -> str | None:
        match field.name:
            case "ids" | "distances":
                return f"[{self._fact(field.name.removesuffix('s'))} for r in rows]"
            case "vias":
                return f"[None, *({self._fact('via')} for r in rows[1:])]"
            case "assets":
                return f"places({self._fact('asset')} for r in rows)"
            case "assetIds":
                return f"list(dict.fromkeys({self._fact('asset')} for r in rows))"
            case "edges":
                return self.object("LineageEdgeColumns", field.selection, self._of_edge_columns)
            case name:
                return self._of_names(name)

    def _of_names(self, name: str) -> str | None:
        """What is read of each node: its name, and its kind."""
        kind = cast("Property", self._model.node("Asset").fields["kind"])
        declared = {
            "names": ("n.name", Property("name", "name")),
            "kinds": ("CASE WHEN n:Column THEN 'COLUMN' ELSE n.kind END", replace(kind, words=("COLUMN", *kind.words))),
        }
        if name not in declared:
            return None
        text, of = declared[name]
        made = self._leaf(self._next(), of)
        self._reads.append(text)
        return f"[{made} for r in rows]"

    def _of_edge_columns(self, field: Field) -> str | None:
        if field.name == "distinctDetails":
            made = self.object("LineageDetail", field.selection, self._of_detail)
            return f"[{made} for d in dict.fromkeys({_SAID} for s in steps)]"
        return {
            "from": "[at[s.source] for s in steps]",
            "to": "[at[s.target] for s in steps]",
            "details": f"places({_SAID} for s in steps)",
            "origins": "places(s.origin for s in steps)",
            "distinctOrigins": f"[{self._said('o', 'origin')} for o in dict.fromkeys(s.origin for s in steps)]",
        }.get(field.name)

    def _of_detail(self, field: Field) -> str | None:
        places = {"via": "d[0]", "kind": "d[1]", "masking": "d[2]"}
        return self._said(places[field.name], field.name) if field.name in places else None


def _paths(selection: Selection, *above: str) -> Iterator[str]:
    """The fields that are asked of a walk, two levels deep: `nodes`, `nodes.id`."""
    for field in selection.fields:
        yield ".".join([*above, field.name])
        if field.selection and not above:
            yield from _paths(field.selection, field.name)
