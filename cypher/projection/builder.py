"""Text and decoder of a statement, built side by side.

Every node is read as a list of its fields in selection order (Neo4j's maps come back in hash order); nested nodes are
COLLECT subqueries that page first and project after. Text comes from declarations only; values are parameters, and those
that stand in variables are bound later, so that a plan serves any number of requests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString, cast

from cypher import page
from cypher.model import Edge, Facet, Kind, Model, Node, Property, Shape
from cypher.projection.decoder import compiled, leaf, mapping
from cypher.projection.keyset import Keyset, beyond, sorted_by
from cypher.projection.late import late
from cypher.projection.plan import Plan
from cypher.projection.selection import Field, Selection
from cypher.projection.where import Filters, both, pattern, visible
from cypher.projection.wrapper import Parts, Wrapper, asked_facets, asked_nodes, asked_properties, asks_cursors
from cypher.visibility import Action, disclosed, zones_parameter

MOST_FACETS = 100
"""How many values a facet gives."""


class Builder:
    """Builds text and decoder side by side: of a pair, the first is Cypher, the second Python."""

    def __init__(self, model: Model, *, straight: bool) -> None:
        self._model = model
        self._straight = straight
        self._parameters: dict[str, Any] = {}
        self._sizes: list[Any] = []
        self._functions: list[str] = []
        self._whole = True
        self._variables = 0
        self._filters = Filters(model, self._parameter, self.variable)

    def plan(self, name: str, text: str, expression: str) -> Plan:
        """What was built. Text is made of declarations and fresh names only, never of data: the compiler's one cast."""
        decoder = compiled(tuple(self._functions), expression)
        literal = cast("LiteralString", text)
        actions = frozenset(action for action in Action if f"${zones_parameter(action)} " in text)
        return Plan(name, literal, self._parameters, tuple(self._sizes), decoder, self._whole, actions)

    def _parameter(self, value: Any) -> str:
        name = f"p{len(self._parameters)}"
        self._parameters[name] = value
        return f"${name}"

    def variable(self) -> str:
        self._variables += 1
        return f"n{self._variables}"

    def function(self, *lines: str) -> str:
        """A function of the decoder: of `v`, a value, and `n`, the sizes of pages. One a level, so text does not nest."""
        name = f"f{len(self._functions)}"
        self._functions.append("\n    ".join([f"def {name}(v, n):", *lines]))
        return name

    def node(
        self, variable: str, node: Node, fields: tuple[Field, ...], row: str, *, unpack: bool = False
    ) -> tuple[str, str, str]:
        """The list that reads `fields` of a node, and what makes its object of `row`, such a list.

        With `unpack` the parts of `row` have names of their own; the third is what a loop over rows assigns to.
        """
        expressions: list[str] = []
        entries: dict[str, str] = {}

        def at(index: int) -> str:
            return f"{row}_{index}" if unpack else f"{row}[{index}]"

        if not self._straight:
            expressions.append(f"{variable}.id")
        for field in fields:
            declared = node.fields.get(field.name)
            value = at(len(expressions))
            match declared:
                case Property():
                    expression, entries[field.key] = self._property(variable, declared, value, field.selection)
                case Edge():
                    expression, entries[field.key] = self._edge(variable, declared, field, value)
                case None if field.name == "__typename":
                    entries[field.key] = repr(node.name)
                    continue
                case None:  # a computed field: its own resolver asks by the row's id
                    self._whole = False
                    continue
            expressions.append(expression)
        made = mapping(entries) if self._straight else f"Row({mapping(entries)}, {at(0)}, {node.name!r})"
        parts = f"[{', '.join(at(index) for index in range(len(expressions)))}]" if unpack else row
        return f"[{', '.join(expressions)}]", made, parts

    def _property(
        self, variable: str, declared: Property, value: str, selection: Selection | None = None
    ) -> tuple[str, str]:
        """What reads a property, of a node or a relationship, and what makes its field of `value`."""
        if selection is not None:
            made = f"[{self._part(declared, selection)} for o in objects({value})]"
            return _stored(variable, declared), f"None if {value} is None else {made}" if declared.requires else made
        if self._straight:
            return _stored(variable, declared), leaf(value, declared)
        return _stored(variable, declared), f"json({value})" if declared.kind is Kind.JSON else value

    def _part(self, declared: Property, selection: Selection) -> str:
        """What makes one of the objects of a property, `o` being as it is stored."""
        (name,) = selection.by_type
        entries: dict[str, str] = {}
        for field in selection.fields:
            if field.name == "__typename":
                entries[field.key] = repr(name)
                continue
            part = declared.fields[field.name]
            value = f"o.get({part.property!r})"
            if part.kind is Kind.LIST:
                value = f"{value} or []"
            entries[field.key] = leaf(f"({value})", part) if self._straight else value
        return mapping(entries)

    def _edge(self, variable: str, edge: Edge, field: Field, value: str) -> tuple[str, str]:
        """What reads an edge's field, and what makes it of `value`: in place where nothing is nested in it."""
        assert field.selection is not None
        if edge.shape is Shape.CONNECTION:
            text, function = self.page(variable, edge, field.arguments, field.selection)
            return text, f"{function}({value}, n)"
        other = self.variable()
        one = edge.shape is Shape.ONE
        projected, decoded = self.nested(other, edge.targets, field.selection, value, one=one)
        way, visible = pattern(variable, edge, other, self._model), self._visible(other, edge)
        if edge.order is None:
            return f"head([{way} WHERE {visible} | {projected}])", decoded
        ordered = f"WITH {other} ORDER BY {edge.order.of(other)}{' LIMIT 1' if one else ''}"
        text = f"COLLECT {{ MATCH {way} WHERE {visible} {ordered} RETURN {projected} }}"
        return f"head({text})" if one else text, decoded

    def nested(
        self, variable: str, targets: tuple[str, ...], selection: Selection, value: str, *, one: bool
    ) -> tuple[str, str]:
        """The list that reads a node of one of these types, and what makes its object of `value`: such a list, or null.

        Or, unless `one`, a list of such lists.
        """
        flat = not any(
            isinstance(self._model.node(name).fields.get(asked.name), Edge)
            for name in targets
            for asked in selection.of(name)
        )
        given = value if flat else "v"
        projected, made, parts = self._target(variable, targets, selection, given if one else "r", unpack=not one)
        decoded = f"None if {given} is None else {made}" if one else f"[{made} for {parts} in {given}]"
        return projected, decoded if flat else f"{self.function(f'return {decoded}')}({value}, n)"

    def _visible(self, variable: str, edge: Edge) -> str:
        return visible(variable, self._model.node(edge.targets[0]))

    def _target(
        self, variable: str, targets: tuple[str, ...], selection: Selection, row: str, *, unpack: bool
    ) -> tuple[str, str, str]:
        """Like `node`, of a node that may be of several types: then `row` is `[index of the type, its fields]`."""
        if len(targets) == 1:
            (name,) = targets
            return self.node(variable, self._model.node(name), selection.of(name), row, unpack=unpack)
        read = [self.node(variable, self._model.node(name), selection.of(name), f"{row}[1]") for name in targets]
        cases = " ".join(
            f"WHEN {variable}:{self._model.node(name).label} THEN [{index}, {text}]"
            for index, (name, (text, _, _)) in enumerate(zip(targets, read, strict=True))
        )
        *others, (_, last, _) = read
        made = "".join(f"{made} if {row}[0] == {index} else " for index, (_, made, _) in enumerate(others))
        return f"CASE {cases} END", made + last, row

    def page(
        self, parent: str | None, edge: Edge, arguments: Mapping[str, Any], selection: Selection
    ) -> tuple[str, str]:
        """A connection, `[rows or null, total or null, facet, …]`; and the function that decodes it."""
        node = self._model.node(edge.targets[0])
        where: Mapping[str, Any] = arguments.get("where") or {}
        wanted = {field.name for field in selection.fields}
        first, last, after, before = (arguments.get(name) for name in ("first", "last", "after", "before"))
        keyset = Keyset.of(edge, node, arguments.get("orderBy"))
        backwards = last is not None
        size, count = f"n[{len(self._sizes)}]", late(_size, first, last)
        self._sizes.append(count)

        matched = self._matched(parent, edge, node)
        keys = keyset.keys(matched.variable, matched.relationship)
        kept = keys if asks_cursors(selection) else ()
        nodes = [
            self.node(matched.variable, node, asked.of(node.name), f"r{index}", unpack=True)
            for index, asked in enumerate(asked_nodes(selection))
        ]
        properties = {
            name: self._property(matched.relationship, edge.properties[name], f"e{index}")
            for index, name in enumerate(asked_properties(selection, edge))
        }
        rows, decoding = "null", list[str]()
        ends = (before, after) if keyset.descending else (after, before)
        tests = [
            beyond(keys, [self._parameter(late(keyset.read, text, index)) for index in range(len(keys))], sign)
            for sign, text in zip("><", ends, strict=True)
            if text is not None
        ]
        if wanted & {"nodes", "edges", "pageInfo"}:
            if parent is None and not tests and len(keys) == 1 and not self._filters.leads(node, where):
                tests.append(f"{keys[0]} > ''")  # true of all; without it the planner may not read the index in order
            order = sorted_by(keys, descending=keyset.descending is not backwards)
            limit = self._parameter(late(_one_more, count))
            read = ", ".join([*kept, *(text for text, _, _ in nodes), *(text for text, _ in properties.values())])
            rows = f"COLLECT {{ {self._match(matched, where, tests)} {order} LIMIT {limit} RETURN [{read}] }}"
            turned = ["rows.reverse()"] if backwards else []
            decoding = ["rows = v[0]", f"more = len(rows) > {size}", f"del rows[{size}:]", *turned]
        total = "null"
        if "totalCount" in wanted:
            counting = self._matched(parent, edge, node)
            total = f"COUNT {{ {self._match(counting, where, [])} RETURN {counting.variable} }}"
        facets = [
            self._facet(self._matched(parent, edge, node), where, node.facets[name])
            for name in asked_facets(selection, node)
        ]

        bound = [f"k{index}" for index in range(len(kept))]
        unpacked = [
            *bound,
            *(parts for _, _, parts in nodes),
            *(f"e{index}" for index in range(len(properties))),
        ]
        parts = Parts(
            each=f"for [{', '.join(unpacked)}] in rows",
            cursor=f"cursor({keyset.name!r}, {', '.join(bound)})",
            nodes=[made for _, made, _ in nodes],
            properties={name: made for name, (_, made) in properties.items()},
            info={
                "hasNextPage": repr(before is not None) if backwards else "more",
                "hasPreviousPage": "more" if backwards else repr(after is not None),
                "startCursor": f"cursor({keyset.name!r}, *rows[0][:{len(kept)}]) if rows else None",
                "endCursor": f"cursor({keyset.name!r}, *rows[-1][:{len(kept)}]) if rows else None",
            },
            total="v[1]",
            facets=[f"v[{index}]" for index in range(2, 2 + len(facets))],
        )
        wrapper = Wrapper(edge, node, parts)
        made = wrapper.connection(selection)
        self._whole = self._whole and wrapper.whole
        return f"[{', '.join([rows, total, *facets])}]", self.function(*decoding, f"return {made}")

    def _matched(self, parent: str | None, edge: Edge, node: Node) -> "_Matched":
        return _Matched(parent, edge, self.variable(), self.variable() if edge.properties else "", node)

    def _match(self, matched: "_Matched", where: Mapping[str, Any], tests: list[str]) -> str:
        """MATCH … WITH: the rows of a connection. Separate MATCHes, for one may walk back over another's relationship."""
        other, node = matched.variable, matched.node
        base = f"({other}:{node.label})"
        if matched.parent is not None:
            base = pattern(matched.parent, matched.edge, other, self._model, matched.relationship)
        patterns, predicates = self._filters.drive(other, node, where)
        matches = " ".join(f"MATCH {part}" for part in (base, *patterns))
        holds = both(visible(other, node), *predicates, *tests)
        kept = f"{other}, {matched.relationship}" if matched.relationship else other
        return f"{matches} WHERE {holds} WITH {'DISTINCT ' if patterns else ''}{kept}"

    def _facet(self, matched: "_Matched", where: Mapping[str, Any], facet: Facet) -> str:
        """The list `[value, name, count]…` of a facet, the most frequent first; none for null."""
        variable, near, node = matched.variable, matched.variable, matched.node
        clauses = self._match(matched, where, [])
        for name in facet.path:
            field = node.fields[name]
            if isinstance(field, Property):
                kept, counted = ("", "*") if near == variable else (f", {variable}", f"DISTINCT {variable}")
                return (
                    f"COLLECT {{ {clauses} WITH {field.of(near)} AS value{kept} WHERE value IS NOT NULL "
                    f"WITH value, count({counted}) AS number ORDER BY number DESC, value LIMIT {MOST_FACETS} "
                    "RETURN [toString(value), null, number] }"
                )
            far, node = self.variable(), self._model.node(field.targets[0])
            tests = both(visible(far, node), *self._filters.test(far, node, facet.where.get(name, {})))
            clauses += f" MATCH {pattern(near, field, far, self._model)} WHERE {tests}"
            near = far
        return (
            f"COLLECT {{ {clauses} WITH {near}, count(DISTINCT {variable}) AS number "
            f"ORDER BY number DESC, {near}.id LIMIT {MOST_FACETS} RETURN [{near}.id, {near}.name, number] }}"
        )


@dataclass(frozen=True, slots=True)
class _Matched:
    """What a connection's MATCH is of; `parent` None: all nodes of the type."""

    parent: str | None
    edge: Edge
    variable: str
    relationship: str
    node: Node


def _stored(variable: str, declared: Property) -> str:
    stored = declared.of(variable)
    match declared.kind:
        case Kind.TIMESTAMP:
            moment = f"datetime({{epochSeconds: 0}}) + duration({{microseconds: {stored}}})"
            return f"CASE WHEN {stored} IS NULL THEN null ELSE toString({moment}) END"
        case Kind.LIST | Kind.OBJECTS:  # null only where the caller may not have it
            none = "[]" if declared.kind is Kind.LIST else "'[]'"
            return disclosed(variable, f"coalesce({variable}.{declared.property}, {none})", declared.requires)
        case Kind.JSON | Kind.PLAIN:
            return stored


def _size(first: int | None, last: int | None) -> int:
    return page.size(first, last)[0]


def _one_more(count: int) -> int:
    return count + 1
