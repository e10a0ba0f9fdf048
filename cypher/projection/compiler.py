"""Selection -> one Cypher statement and its decoder.

Every node is read as a list of its fields in selection order (Neo4j's maps come back in hash order); nested nodes are
COLLECT subqueries that page first and project after. Text comes from declarations only; values are parameters, and those
that stand in variables are bound later, so that a plan serves any number of requests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString, cast

from cypher import page
from cypher.model import Direction, Edge, Kind, Model, Node, Property, Shape
from cypher.projection.decoder import Decoder, compiled, leaf, mapping
from cypher.projection.late import Variables, bound, late
from cypher.projection.selection import Field, Selection
from cypher.projection.where import Filters, pattern, visible


@dataclass(frozen=True, slots=True)
class Bound:
    """A statement ready to run (but for `$zones` and, for `nodes`, `$ids`), its name in metrics, and its decoder."""

    name: str
    text: LiteralString
    parameters: dict[str, Any]
    sizes: tuple[int, ...]
    decoder: Decoder

    def decode(self, value: Any) -> Any:
        """What the response says of the column's value."""
        return self.decoder(value, self.sizes)


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement for any values of the variables in it.

    `whole`: every selected field is a projection, nothing of it needs a resolver.
    """

    name: str
    text: LiteralString
    parameters: Mapping[str, Any]
    sizes: tuple[Any, ...]
    decoder: Decoder
    whole: bool

    def bind(self, variables: Variables) -> Bound:
        """Put the values in; raises `InvalidPage` for cursors and page sizes that cannot be used."""
        parameters = {name: bound(value, variables) for name, value in self.parameters.items()}
        sizes = tuple(bound(size, variables) for size in self.sizes)
        return Bound(self.name, self.text, parameters, sizes, self.decoder)


def nodes(model: Model, type_name: str, selection: Selection, *, straight: bool = False) -> Plan:
    """Read the nodes `$ids` of one type: columns `id` and `row`; `decode` takes a `row`.

    `straight`: decode to exactly what the response says, plain dicts; else to `Row`s that resolvers read.
    """
    build = _Builder(model, straight=straight)
    node = model.node(type_name)
    projected, expression = build.node("n", node, selection.of(type_name), "v")
    text = (
        f"UNWIND $ids AS id\nMATCH (n:{node.label} {{id: id}})\nWHERE {visible('n', node)}\n"
        f"RETURN id, {projected} AS row"
    )
    return build.plan(_name(type_name, selection), text, expression)


def connection(
    model: Model, type_name: str, arguments: Mapping[str, Any], selection: Selection, *, straight: bool = False
) -> Plan:
    """Read one page of all visible nodes of a type: one record, column `page`, which `decode` takes."""
    build = _Builder(model, straight=straight)
    node = model.node(type_name)
    target = Edge("", "", Direction.OUT, (type_name,), Shape.CONNECTION, node.order)
    projected, decoder = build.page(None, target, arguments, selection)
    return build.plan(_name(type_name, selection), f"RETURN {projected} AS page", f"{decoder}(v, n)")


def _name(type_name: str, selection: Selection) -> str:
    names = (field.name for fields in selection.by_type.values() for field in fields)
    return f"{type_name}{{{','.join(dict.fromkeys(names))}}}"


class _Builder:
    """Builds text and decoder side by side: of a pair, the first is Cypher, the second Python."""

    def __init__(self, model: Model, *, straight: bool) -> None:
        self._model = model
        self._straight = straight
        self._parameters: dict[str, Any] = {}
        self._sizes: list[Any] = []
        self._functions: list[str] = []
        self._whole = True
        self._variables = 0
        self._filters = Filters(model, self._parameter, self._variable)

    def plan(self, name: str, text: str, expression: str) -> Plan:
        """What was built. Text is made of declarations and fresh names only, never of data: the compiler's one cast."""
        decoder = compiled(tuple(self._functions), expression)
        literal = cast("LiteralString", text)
        return Plan(name, literal, self._parameters, tuple(self._sizes), decoder, self._whole)

    def _parameter(self, value: Any) -> str:
        name = f"p{len(self._parameters)}"
        self._parameters[name] = value
        return f"${name}"

    def _variable(self) -> str:
        self._variables += 1
        return f"n{self._variables}"

    def _function(self, *lines: str) -> str:
        """A function of the decoder: of `v`, a value, and `n`, the sizes of pages. One a level, so text does not nest."""
        name = f"f{len(self._functions)}"
        self._functions.append("\n    ".join([f"def {name}(v, n):", *lines]))
        return name

    def node(self, variable: str, node: Node, fields: tuple[Field, ...], row: str) -> tuple[str, str]:
        """The list that reads `fields` of a node, and what makes its object of `row`, such a list."""
        expressions = [] if self._straight else [f"{variable}.id"]
        entries: dict[str, str] = {}
        for field in fields:
            declared = node.fields.get(field.name)
            value = f"{row}[{len(expressions)}]"
            match declared:
                case Property():
                    expression = _property(variable, declared)
                    json = f"json({value})" if declared.kind is Kind.JSON else value
                    entries[field.key] = leaf(value, declared) if self._straight else json
                case Edge():
                    expression, function = self._edge(variable, declared, field)
                    entries[field.key] = f"{function}({value}, n)"
                case None if field.name == "__typename":
                    entries[field.key] = repr(node.name)
                    continue
                case None:  # a computed field: its own resolver asks by the row's id
                    self._whole = False
                    continue
            expressions.append(expression)
        made = mapping(entries)
        return f"[{', '.join(expressions)}]", made if self._straight else f"Row({made}, {row}[0], {node.name!r})"

    def _edge(self, variable: str, edge: Edge, field: Field) -> tuple[str, str]:
        """The value of an edge's field, and the name of the function that decodes it."""
        assert field.selection is not None
        if edge.shape is Shape.CONNECTION:
            return self.page(variable, edge, field.arguments, field.selection)
        other = self._variable()
        one = edge.shape is Shape.ONE
        projected, made, unpacked = self._target(other, edge, field.selection)
        text = (
            f"COLLECT {{ MATCH {pattern(variable, edge, other, self._model)} WHERE {self._visible(other, edge)} "
            f"WITH {other} ORDER BY {other}.{edge.order} {'LIMIT 1' if one else ''} RETURN {projected} }}"
        )
        listed = f"[{made} for {unpacked} in v]"
        return text, self._function(f"return {listed}[0] if v else None" if one else f"return {listed}")

    def _visible(self, variable: str, edge: Edge) -> str:
        return visible(variable, self._model.node(edge.targets[0]))

    def _target(self, variable: str, edge: Edge, selection: Selection) -> tuple[str, str, str]:
        """Project a node that may be of several types, `[index of the type, its fields]`; third: what unpacks that."""
        read = [self.node(variable, self._model.node(name), selection.of(name), "r") for name in edge.targets]
        if len(read) == 1:
            return (*read[0], "r")
        cases = " ".join(
            f"WHEN {variable}:{self._model.node(name).label} THEN [{index}, {text}]"
            for index, (name, (text, _)) in enumerate(zip(edge.targets, read, strict=True))
        )
        *others, (_, last) = read
        made = "".join(f"{made} if i == {index} else " for index, (_, made) in enumerate(others))
        return f"CASE {cases} END", made + last, "i, r"

    def page(
        self, parent: str | None, edge: Edge, arguments: Mapping[str, Any], selection: Selection
    ) -> tuple[str, str]:
        """A connection, `[rows or null, total or null]`, a row being `[sort key, node, …]`; and its decoding function."""
        (type_name,) = edge.targets
        node = self._model.node(type_name)
        order = f"{type_name}.{edge.order}"
        first, last, after, before = (arguments.get(name) for name in ("first", "last", "after", "before"))
        count, backwards = late(_size, first, last), last is not None
        where: Mapping[str, Any] = arguments.get("where") or {}
        wanted = {field.name for field in selection.fields}

        rows = "null"
        projected: list[tuple[str, str]] = []
        decoding: list[str] = []
        if wanted & {"nodes", "edges", "pageInfo"}:
            other = self._variable()
            key = f"{other}.{edge.order}"
            projected = [
                self.node(other, node, asked.of(type_name), f"r{index}")
                for index, asked in enumerate(_asked(selection))
            ]
            tests = [
                f"{key} {sign} {self._parameter(late(_key, text, order))}"
                for sign, text in ((">", after), ("<", before))
                if text is not None
            ]
            if parent is None and not tests:
                tests.append(f"{key} > ''")  # true of all; without it the planner may not read the index in its order
            matched = self._match(_Matched(parent, edge, other, node), where, tests)
            direction = " DESC" if backwards else ""
            rows = (
                f"COLLECT {{ {matched} ORDER BY {key}{direction} LIMIT {self._parameter(late(_one_more, count))} "
                f"RETURN [{', '.join([key, *(text for text, _ in projected)])}] }}"
            )
            size = f"n[{len(self._sizes)}]"
            decoding = [
                "rows = v[0]",
                f"more = len(rows) > {size}",
                f"del rows[{size}:]",
                *(["rows.reverse()"] if backwards else []),
            ]
        self._sizes.append(count)
        total = "null"
        if "totalCount" in wanted:
            other = self._variable()
            total = f"COUNT {{ {self._match(_Matched(parent, edge, other, node), where, [])} RETURN {other} }}"

        info = {
            "hasNextPage": repr(before is not None) if backwards else "more",
            "hasPreviousPage": "more" if backwards else repr(after is not None),
            "startCursor": f"cursor({order!r}, rows[0][0]) if rows else None",
            "endCursor": f"cursor({order!r}, rows[-1][0]) if rows else None",
        }
        made = self._connection(node, selection, f"cursor({order!r}, k)", [made for _, made in projected], info)
        return f"[{rows}, {total}]", self._function(*decoding, f"return {made}")

    def _connection(
        self, node: Node, selection: Selection, cursor: str, made: list[str], info: Mapping[str, str]
    ) -> str:
        """A connection as an object; `made` are the nodes of each `_asked` selection in turn."""
        each = "".join(["for k, ", *(f"r{index}, " for index in range(len(made))), "in rows"])
        nodes = iter(made)

        def of_edge(field: Field) -> str | None:
            return {"cursor": cursor}.get(field.name) or (next(nodes) if field.name == "node" else None)

        def of_connection(field: Field) -> str | None:
            match field.name:
                case "edges":
                    return f"[{self._object(f'{node.name}Edge', field.selection, of_edge)} {each}]"
                case "nodes":
                    return f"[{next(nodes)} {each}]"
                case "pageInfo":
                    return self._object("PageInfo", field.selection, lambda field: info.get(field.name))
                case "totalCount":
                    return "v[1]"
                case _:
                    return None

        return self._object(f"{node.name}Connection", selection, of_connection)

    def _object(self, type_name: str, selection: Selection | None, value: Callable[[Field], str | None]) -> str:
        """An object that is no node: its fields by response key, `value` giving the expression of each."""
        assert selection is not None
        entries: dict[str, str] = {}
        for field in selection.fields:
            made = repr(type_name) if field.name == "__typename" else value(field)
            if made is None:
                self._whole = False
            else:
                entries[field.key] = made
        return mapping(entries)

    def _match(self, matched: "_Matched", where: Mapping[str, Any], tests: list[str]) -> str:
        """MATCH … WITH: the rows of a connection. Separate MATCHes, for one may walk back over another's relationship."""
        parent, edge, other, node = matched.parent, matched.edge, matched.variable, matched.node
        base = f"({other}:{node.label})" if parent is None else pattern(parent, edge, other, self._model)
        patterns, predicates = self._filters.drive(other, node, where)
        matches = " ".join(f"MATCH {part}" for part in (base, *patterns))
        holds = " AND ".join([visible(other, node), *predicates, *tests])
        return f"{matches} WHERE {holds} WITH {'DISTINCT ' if patterns else ''}{other}"


@dataclass(frozen=True, slots=True)
class _Matched:
    """What a connection's MATCH is of; `parent` None: all nodes of the type."""

    parent: str | None
    edge: Edge
    variable: str
    node: Node


def _property(variable: str, declared: Property) -> str:
    stored = f"{variable}.{declared.property}"
    match declared.kind:
        case Kind.TIMESTAMP:
            moment = f"datetime({{epochSeconds: {stored} / 1000000, nanosecond: ({stored} % 1000000) * 1000}})"
            return f"CASE WHEN {stored} IS NULL THEN null ELSE toString({moment}) END"
        case Kind.LIST:
            return f"coalesce({stored}, [])"
        case Kind.JSON | Kind.PLAIN:
            return stored


def _asked(selection: Selection) -> list[Selection]:
    """What is asked of the nodes, once for each `nodes` and each `edges { node }`: they may differ below."""
    found: list[Selection] = []
    for field in selection.fields:
        if field.name == "nodes" and field.selection:
            found.append(field.selection)
        elif field.name == "edges" and field.selection:
            found += [inner.selection for inner in field.selection.fields if inner.name == "node" and inner.selection]
    return found


def _size(first: int | None, last: int | None) -> int:
    return page.size(first, last)[0]


def _one_more(count: int) -> int:
    return count + 1


def _key(cursor: str, order: str) -> Any:
    return page.keyset(cursor, order)[0]
