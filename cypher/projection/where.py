"""Filters: a `where` input becomes predicates; values only ever travel as parameters.

A filter is a map from field to condition. A property's condition is a map of operators (`eq ne in prefix contains gt gte
lt lte has isNull`), an edge's is a filter of the node it leads to, and `and`, `or`, `not` combine filters.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from cypher.model import Direction, Edge, Kind, Model, Node, Property, Read
from cypher.projection.late import late
from cypher.visibility import zone_test

Where = Mapping[str, Any]

_OPERATORS: Mapping[str, str] = {
    "eq": "{left} = {right}",
    "ne": "{left} <> {right}",
    "in": "{left} IN {right}",
    "prefix": "{left} STARTS WITH {right}",
    "contains": "toLower({left}) CONTAINS toLower({right})",
    "gt": "{left} > {right}",
    "gte": "{left} >= {right}",
    "lt": "{left} < {right}",
    "lte": "{left} <= {right}",
    "has": "{right} IN coalesce({left}, [])",
}


def pattern(left: str, edge: Edge, right: str, model: Model, relationship: str = "") -> str:
    """`(left)-[relationship:TYPE]->(right:Label|Label)` in the edge's direction."""
    labels = "|".join(model.node(target).label for target in edge.targets)
    head, tail = ("<-", "-") if edge.direction is Direction.IN else ("-", "->")
    return f"({left}){head}[{relationship}:{edge.relationship}]{tail}({right}:{labels})"


def visible(variable: str, node: Node) -> str:
    """The test of a node of this type that its rule of who may read it asks for."""
    return zone_test(variable) if node.read is Read.ZONE else "true"


def both(*tests: str) -> str:
    """All tests in one."""
    return " AND ".join(test for test in tests if test != "true") or "true"


class Filters:
    """Compiles filters; `parameter` and `variable` give fresh names."""

    def __init__(self, model: Model, parameter: Callable[[Any], str], variable: Callable[[], str]) -> None:
        """Names come from the statement that the filter is part of."""
        self._model = model
        self._parameter = parameter
        self._variable = variable

    def drive(self, variable: str, node: Node, where: Where) -> tuple[list[str], list[str]]:
        """The filter as further patterns and predicates: its most telling edge becomes MATCHes that the planner starts from.

        One edge only, for each more would multiply the rows. Several paths may still lead to one node, so the caller takes
        DISTINCT nodes.
        """
        edge = self.driving(node, where)
        if edge is None:
            return [], self.test(variable, node, where)
        other = self._variable()
        target = self._model.node(edge.targets[0])
        more, tests = self.drive(other, target, where[edge.name])
        rest = self.test(variable, node, {each: where[each] for each in where if each != edge.name})
        return [pattern(variable, edge, other, self._model), *more], [visible(other, target), *tests, *rest]

    def leads(self, node: Node, where: Where) -> bool:
        """Whether the planner has something better to start from than the order of the list."""
        named = any(_names(node.fields.get(name), condition) for name, condition in where.items())
        return named or self.driving(node, where) is not None

    def driving(self, node: Node, where: Where) -> Edge | None:
        """The first edge of a filter that holds for few nodes."""
        told = (node.fields[name] for name, condition in where.items() if self._tells(node.fields.get(name), condition))
        edge = next(told, None)
        return edge if isinstance(edge, Edge) else None

    def _tells(self, field: Property | Edge | None, where: Where | None) -> bool:
        """Whether an edge's filter holds for few nodes: it names some by an indexed value, or is of a type with few."""
        if not isinstance(field, Edge) or not where:
            return False
        target = self._model.node(field.targets[0])
        return any(
            condition is not None
            and (
                _names(target.fields.get(name), condition)
                or (target.few and isinstance(target.fields.get(name), Property))
                or self._tells(target.fields.get(name), condition)
            )
            for name, condition in where.items()
        )

    def test(self, variable: str, node: Node, where: Where) -> list[str]:
        """The filter as predicates that all must hold."""
        return [
            predicate
            for name, condition in where.items()
            if condition is not None
            for predicate in self._one(variable, node, name, condition)
        ]

    def _one(self, variable: str, node: Node, name: str, condition: Any) -> list[str]:
        match node.fields.get(name):
            case Property() as field:
                return self._property(field.of(variable), field, condition)
            case Edge() as field:
                other = self._variable()
                target = self._model.node(field.targets[0])
                tests = both(visible(other, target), *self.test(other, target, condition))
                return [f"EXISTS {{ MATCH {pattern(variable, field, other, self._model)} WHERE {tests} }}"]
            case None:
                return [self._combine(variable, node, name, condition)]

    def _combine(self, variable: str, node: Node, name: str, condition: Any) -> str:
        if name == "not":
            return f"NOT coalesce({self._all(variable, node, condition)}, false)"
        assert name in ("and", "or"), name
        parts = [self._all(variable, node, part) for part in condition]
        return f"({f' {name.upper()} '.join(parts)})" if parts else str(name == "and").lower()

    def _all(self, variable: str, node: Node, where: Where) -> str:
        return f"({both(*self.test(variable, node, where))})"

    def _property(self, left: str, field: Property, condition: Mapping[str, Any]) -> list[str]:
        tests: list[str] = []
        for operator, value in condition.items():
            if operator == "isNull":
                if value is not None:
                    tests.append(f"{left} IS NULL" if value else f"{left} IS NOT NULL")
            elif value is not None:
                right = self._parameter(late(_plain, value, field.kind))
                tests.append(_OPERATORS[operator].format(left=left, right=right))
        return tests


def _names(field: Property | Edge | None, condition: Any) -> bool:
    """Whether a condition names values of an indexed property."""
    return (
        isinstance(field, Property)
        and field.indexed
        and condition is not None
        and any(condition.get(name) is not None for name in ("eq", "in"))
    )


def _plain(value: Any, kind: Kind) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part, kind) for part in value]  # pyright: ignore[reportUnknownVariableType] - a filter's list
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return round(aware.timestamp() * 1_000_000)
    return value
