"""Selection -> one Cypher statement and its decoder.

Every node is read as a list `[id, field, …]` in selection order (Neo4j's maps come back in hash order); nested nodes are
COLLECT subqueries that page first and project after. Text comes from declarations only; values are parameters.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString, cast

import orjson

from cypher import page
from cypher.model import Direction, Edge, Kind, Model, Node, Property, Shape
from cypher.projection.selection import Field, Selection
from cypher.projection.where import Filters, pattern, visible

Decode = Callable[[Any], Any]


class Row(dict[str, Any]):
    """A decoded node: values by response key; `id` and `type` are always known."""

    __slots__ = ("id", "type")

    def __init__(self, identifier: str, type_name: str) -> None:
        """Begin without fields."""
        super().__init__()
        self.id = identifier
        self.type = type_name


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement, its parameters (without `$zones` and, for `nodes`, `$ids`), its name in metrics, and its decoder."""

    name: str
    text: LiteralString
    parameters: Mapping[str, Any]
    decode: Decode


def nodes(model: Model, type_name: str, selection: Selection) -> Plan:
    """Read the nodes `$ids` of one type: columns `id` and `row`; `decode` takes a `row`."""
    build = _Builder(model)
    node = model.node(type_name)
    projected, decode = build.node("n", node, selection.of(type_name))
    text = (
        f"UNWIND $ids AS id\nMATCH (n:{node.label} {{id: id}})\nWHERE {visible('n', node)}\n"
        f"RETURN id, {projected} AS row"
    )
    return Plan(_name(type_name, selection), _literal(text), build.parameters, decode)


def connection(model: Model, type_name: str, arguments: Mapping[str, Any], selection: Selection) -> Plan:
    """Read one page of all visible nodes of a type: one record, column `page`, which `decode` takes."""
    build = _Builder(model)
    node = model.node(type_name)
    target = Edge("", "", Direction.OUT, (type_name,), Shape.CONNECTION, node.order)
    expression, decode = build.page(None, target, arguments, selection)
    return Plan(_name(type_name, selection), _literal(f"RETURN {expression} AS page"), build.parameters, decode)


def _literal(text: str) -> LiteralString:
    """Text made of declarations and fresh names only (never of data): the compiler's one cast."""
    return cast("LiteralString", text)


def _name(type_name: str, selection: Selection) -> str:
    names = (field.name for fields in selection.by_type.values() for field in fields)
    return f"{type_name}{{{','.join(dict.fromkeys(names))}}}"


class _Builder:
    def __init__(self, model: Model) -> None:
        self._model = model
        self.parameters: dict[str, Any] = {}
        self._variables = 0
        self._filters = Filters(model, self._parameter, self._variable)

    def _parameter(self, value: Any) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def _variable(self) -> str:
        self._variables += 1
        return f"n{self._variables}"

    def node(self, variable: str, node: Node, fields: tuple[Field, ...]) -> tuple[str, Decode]:
        """The list that reads `fields` of a node, and what makes a `Row` of it."""
        expressions = [f"{variable}.id"]
        steps: list[tuple[str, int, Decode | None]] = []
        for field in fields:
            declared = node.fields.get(field.name)
            if declared is None:  # `__typename`, or a computed field: its own resolver asks by the row's id
                continue
            if isinstance(declared, Property):
                expression, decode = _property(variable, declared)
            else:
                expression, decode = self._edge(variable, declared, field)
            steps.append((field.key, len(expressions), decode))
            expressions.append(expression)
        name = node.name

        def read(values: list[Any]) -> Row:
            row = Row(values[0], name)
            for key, index, step in steps:
                value = values[index]
                row[key] = value if step is None else step(value)
            return row

        return f"[{', '.join(expressions)}]", read

    def _edge(self, variable: str, edge: Edge, field: Field) -> tuple[str, Decode]:
        assert field.selection is not None
        if edge.shape is Shape.CONNECTION:
            return self.page(variable, edge, field.arguments, field.selection)
        other = self._variable()
        projected, decode = self._target(other, edge, field.selection)
        tail = "LIMIT 1" if edge.shape is Shape.ONE else ""
        text = (
            f"COLLECT {{ MATCH {pattern(variable, edge, other, self._model)} WHERE {self._visible(other, edge)} "
            f"WITH {other} ORDER BY {other}.{edge.order} {tail} RETURN {projected} }}"
        )
        if edge.shape is Shape.ONE:
            return text, lambda rows: decode(rows[0]) if rows else None
        return text, lambda rows: [decode(row) for row in rows]

    def _visible(self, variable: str, edge: Edge) -> str:
        return visible(variable, self._model.node(edge.targets[0]))

    def _target(self, variable: str, edge: Edge, selection: Selection) -> tuple[str, Decode]:
        """Project a node that may be of several types: `[index of the type, its fields]`."""
        read: list[tuple[str, Decode]] = [
            self.node(variable, self._model.node(name), selection.of(name)) for name in edge.targets
        ]
        if len(read) == 1:
            return read[0]
        cases = " ".join(
            f"WHEN {variable}:{self._model.node(name).label} THEN [{index}, {text}]"
            for index, (name, (text, _)) in enumerate(zip(edge.targets, read, strict=True))
        )
        decoders: list[Decode] = [decode for _, decode in read]

        def of_type(pair: tuple[int, Any]) -> Any:
            return decoders[pair[0]](pair[1])

        return f"CASE {cases} END", of_type

    def page(
        self, parent: str | None, edge: Edge, arguments: Mapping[str, Any], selection: Selection
    ) -> tuple[str, Decode]:
        """A connection: `[rows or null, total or null]`, a row being `[sort key, node]`."""
        (type_name,) = edge.targets
        node = self._model.node(type_name)
        order = f"{type_name}.{edge.order}"
        count, backwards = page.size(arguments.get("first"), arguments.get("last"))
        after, before = arguments.get("after"), arguments.get("before")
        where: Mapping[str, Any] = arguments.get("where") or {}
        wanted = {field.name for field in selection.fields}

        rows = "null"
        projections: list[Decode] = []
        if wanted & {"nodes", "edges", "pageInfo"}:
            other = self._variable()
            key = f"{other}.{edge.order}"
            projected = [self.node(other, node, asked.of(type_name)) for asked in _asked(selection)]
            projections = [decode for _, decode in projected]
            tests = [
                f"{key} {sign} {self._parameter(page.keyset(text, order)[0])}"
                for sign, text in ((">", after), ("<", before))
                if text is not None
            ]
            if parent is None and not tests:
                tests.append(f"{key} > ''")  # true of all; without it the planner may not read the index in its order
            matched = self._match(_Matched(parent, edge, other, node), where, tests)
            direction = " DESC" if backwards else ""
            rows = (
                f"COLLECT {{ {matched} ORDER BY {key}{direction} LIMIT {self._parameter(count + 1)} "
                f"RETURN [{', '.join([key, *(text for text, _ in projected)])}] }}"
            )
        total = "null"
        if "totalCount" in wanted:
            other = self._variable()
            total = f"COUNT {{ {self._match(_Matched(parent, edge, other, node), where, [])} RETURN {other} }}"

        def read(values: list[Any]) -> dict[str, Any]:
            found: list[list[Any]] = values[0] or []
            more = len(found) > count
            found = found[:count][::-1] if backwards else found[:count]
            cursors = [page.cursor(order, row[0]) for row in found]
            info = {
                "hasNextPage": before is not None if backwards else more,
                "hasPreviousPage": more if backwards else after is not None,
                "startCursor": cursors[0] if cursors else None,
                "endCursor": cursors[-1] if cursors else None,
                "totalCount": values[1],
            }
            decoded = [[decode(row[index + 1]) for row in found] for index, decode in enumerate(projections)]
            return _connection(selection, cursors, iter(decoded), info)

        return f"[{rows}, {total}]", read

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


def _property(variable: str, declared: Property) -> tuple[str, Decode | None]:
    value = f"{variable}.{declared.property}"
    match declared.kind:
        case Kind.TIMESTAMP:
            moment = f"datetime({{epochSeconds: {value} / 1000000, nanosecond: ({value} % 1000000) * 1000}})"
            return f"CASE WHEN {value} IS NULL THEN null ELSE toString({moment}) END", None
        case Kind.JSON:
            return value, lambda text: None if text is None else orjson.loads(text)
        case Kind.LIST:
            return f"coalesce({value}, [])", None
        case Kind.PLAIN:
            return value, None


def _asked(selection: Selection) -> list[Selection]:
    """What is asked of the nodes, once for each `nodes` and each `edges { node }`: they may differ below."""
    found: list[Selection] = []
    for field in selection.fields:
        if field.name == "nodes" and field.selection:
            found.append(field.selection)
        elif field.name == "edges" and field.selection:
            found += [inner.selection for inner in field.selection.fields if inner.name == "node" and inner.selection]
    return found


def _connection(
    selection: Selection, cursors: list[str], decoded: Iterator[list[Row]], info: Mapping[str, Any]
) -> dict[str, Any]:
    """A connection's fields by response key; `decoded` gives the nodes of each `_asked` selection in turn."""
    result: dict[str, Any] = {}
    for field in selection.fields:
        match field.name:
            case "edges":
                assert field.selection is not None
                columns = {
                    inner.key: cursors if inner.name == "cursor" else next(decoded)
                    for inner in field.selection.fields
                    if inner.name in ("cursor", "node")
                }
                result[field.key] = [
                    {key: column[index] for key, column in columns.items()} for index in range(len(cursors))
                ]
            case "nodes":
                result[field.key] = next(decoded)
            case "pageInfo":
                assert field.selection is not None
                result[field.key] = {inner.key: info.get(inner.name) for inner in field.selection.fields}
            case "totalCount":
                result[field.key] = info["totalCount"]
            case _:  # `__typename` is graphql-core's
                pass
    return result
