"""Filters: a `where` input becomes predicates; values only ever travel as parameters.

A filter is a map from field to condition. A property's condition is a map of operators (`eq in prefix contains gt gte lt
lte isNull`, `ne`), an edge's is a filter of the node it leads to, and `and`, `or`, `not` combine filters.
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
}


def pattern(left: str, edge: Edge, right: str, model: Model) -> str:
    """`(left)-[:TYPE]->(right:Label|Label)` in the edge's direction."""
    labels = "|".join(model.node(target).label for target in edge.targets)
    head, tail = ("<-", "-") if edge.direction is Direction.IN else ("-", "->")
    return f"({left}){head}[:{edge.relationship}]{tail}({right}:{labels})"


def visible(variable: str, node: Node) -> str:
    """The test of a node of this type that its rule of who may read it asks for."""
    return zone_test(variable) if node.read is Read.ZONE else "true"


class Filters:
    """Compiles filters; `parameter` and `variable` give fresh names."""

    def __init__(self, model: Model, parameter: Callable[[Any], str], variable: Callable[[], str]) -> None:
        """Names come from the statement that the filter is part of."""
        self._model = model
        self._parameter = parameter
        self._variable = variable

    def drive(self, variable: str, node: Node, where: Where) -> tuple[list[str], list[str]]:
        """The filter as further patterns and predicates: its edges become MATCHes that the planner may start from.

        Several paths may lead to one node, so the caller takes DISTINCT nodes.
        """
        patterns: list[str] = []
        predicates: list[str] = []
        for name, condition in where.items():
            field = node.fields.get(name)
            if condition is None:
                continue
            if isinstance(field, Edge):
                other = self._variable()
                target = self._model.node(field.targets[0])
                more, tests = self.drive(other, target, condition)
                patterns += [pattern(variable, field, other, self._model), *more]
                predicates += [visible(other, target), *tests]
            else:
                predicates += self._one(variable, node, name, condition)
        return patterns, predicates

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
                return self._property(f"{variable}.{field.property}", field, condition)
            case Edge() as field:
                other = self._variable()
                target = self._model.node(field.targets[0])
                tests = " AND ".join([visible(other, target), *self.test(other, target, condition)])
                return [f"EXISTS {{ MATCH {pattern(variable, field, other, self._model)} WHERE {tests} }}"]
            case None:
                return [self._combine(variable, node, name, condition)]

    def _combine(self, variable: str, node: Node, name: str, condition: Any) -> str:
        if name == "not":
            return f"NOT coalesce({self._all(variable, node, condition)}, false)"
        assert name in ("and", "or"), name
        parts = [self._all(variable, node, part) for part in condition]
        return f"({f' {name.upper()} '.join(parts)})" if parts else "true"

    def _all(self, variable: str, node: Node, where: Where) -> str:
        return f"({' AND '.join(self.test(variable, node, where) or ['true'])})"

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


def _plain(value: Any, kind: Kind) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part, kind) for part in value]  # pyright: ignore[reportUnknownVariableType] - a filter's list
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return round(aware.timestamp() * 1_000_000)
    return value
