"""What an operation may cost, and the refusal of one that goes over it: before it is validated, whatever it came by.

Codes: COST_LIMIT, DEPTH_LIMIT, ALIAS_LIMIT, ROOT_FIELD_LIMIT, INPUT_LIMIT; the parser's refusal is TOKEN_LIMIT.

graphql-core's validation is quadratic in fields of one name, so the rule comes before it; tokens keep both small.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from graphql import GraphQLError, GraphQLSchema
from strawberry.extensions import SchemaExtension

from schema.measure import Measure, Variables, measure


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one operation may have; `docs/operations/limits.md` has the formula of cost."""

    tokens: int = 2_000
    depth: int = 20
    aliases: int = 30
    root_fields: int = 20
    inputs: int = 100
    input_depth: int = 8
    cost: int = 50_000

    def check(self, measured: Measure, variables: Variables | None) -> int:
        """The cost of an operation with these variables; raises the `GraphQLError` of the first limit that it is over.

        Cheap enough for every request: what does not depend on the variables was computed with `measured`.
        """
        given = variables or {}
        if measured.depth > self.depth:
            raise _over("DEPTH_LIMIT", "depth", "levels of fields", measured.depth, self.depth)
        if measured.aliases > self.aliases:
            raise _over("ALIAS_LIMIT", "aliases", "aliases", measured.aliases, self.aliases)
        if measured.root_fields > self.root_fields:
            raise _over("ROOT_FIELD_LIMIT", "rootFields", "root fields", measured.root_fields, self.root_fields)
        inputs, levels = measured.inputs(given)
        if inputs > self.inputs:
            raise _over("INPUT_LIMIT", "inputs", "lists and objects in its arguments", inputs, self.inputs)
        if levels > self.input_depth:
            raise _over("INPUT_LIMIT", "inputDepth", "levels of objects in its arguments", levels, self.input_depth)
        if (cost := measured.cost(given)) > self.cost:
            text = f"The operation costs {cost:,} and may cost {self.cost:,}: ask for smaller pages or fewer levels."
            raise GraphQLError(text, extensions={"code": "COST_LIMIT", "cost": self.shown(cost)})
        return cost

    def shown(self, cost: int) -> dict[str, int]:
        """`extensions.cost` of a response."""
        return {"requested": cost, "limit": self.cost}


def _over(code: str, name: str, what: str, requested: int, limit: int) -> GraphQLError:
    text = f"The operation has {requested:,} {what}, with every fragment in its place, and may have {limit:,}."
    return GraphQLError(text, extensions={"code": code, name: {"requested": requested, "limit": limit}})


class Limited(SchemaExtension):
    """Holds each operation to its limits, and tells what it cost in `extensions.cost`."""

    def __init__(self, limits: Limits) -> None:
        """Hold to `limits`."""
        self._limits = limits
        self._cost: int | None = None

    def on_operation(self) -> Iterator[None]:
        """Tell the parser where to stop."""
        self.execution_context.parse_options["max_tokens"] = self._limits.tokens
        yield

    def on_validate(self) -> Iterator[None]:
        """Measure the operation before the rules look at it."""
        context = self.execution_context
        if context.graphql_document is not None and not context.pre_execution_errors:
            core = cast("GraphQLSchema", cast("Any", context.schema)._schema)  # noqa: SLF001 - Strawberry offers no public way
            measured = measure(core, context.graphql_document, context.operation_name)
            if measured is not None:
                try:
                    self._cost = context.context.cost = self._limits.check(measured, context.variables)
                except GraphQLError as error:
                    context.pre_execution_errors = [error]
        yield
        if context.pre_execution_errors:
            self._cost = None

    def get_results(self) -> dict[str, Any]:
        """`extensions.cost` of the answer, of the first one where there are many; nothing where nothing was run."""
        cost, self._cost = self._cost, None
        return {} if cost is None else {"cost": self._limits.shown(cost)}
