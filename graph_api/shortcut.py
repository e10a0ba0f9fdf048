"""The way of a known operation: from the request's body to the plan and back, without Strawberry."""

import time
from collections.abc import Mapping
from typing import Any, cast

import orjson
from graphql import GraphQLError

from cypher.graph import DeadlineExceeded
from cypher.projection import Unrepresentable
from graph_api.allowance import Allowance
from graph_api.audit.refusals import refused
from graph_api.execution import all_shown, count, deadline, outcome_of, shown
from graph_api.metrics import Metrics
from graph_api.persisted import Persisted
from schema.context import Context
from schema.straight import Ready, Straight


class Shortcut:
    """Answers operations that `Straight` knows."""

    def __init__(
        self, straight: Straight, persisted: Persisted, metrics: Metrics, allowance: Allowance, seconds: float
    ) -> None:
        """`seconds`: the deadline of an operation."""
        self._straight, self._persisted, self._metrics = straight, persisted, metrics
        self._allowance, self._seconds = allowance, seconds

    def find(self, body: bytes) -> Ready | None:
        """The operation that a request's body asks for, if it is known and nothing is odd about the request."""
        try:
            asked = orjson.loads(body)
        except orjson.JSONDecodeError:
            return None
        if not isinstance(asked, dict):
            return None
        fields = cast("dict[str, Any]", asked)
        query, name, variables = fields.get("query"), fields.get("operationName"), fields.get("variables")
        extensions = fields.get("extensions")
        texts = isinstance(query, str | None) and isinstance(name, str | None)
        if not (texts and isinstance(variables, dict | None) and isinstance(extensions, dict | None)):
            return None
        if extensions:
            try:
                query = self._persisted.document(query, cast("Mapping[str, Any]", extensions))
            except GraphQLError:
                return None
        if query is None:
            return None
        ready = self._straight.ready(query, name, cast("Mapping[str, Any]", variables or {}))
        if ready is not None and extensions:
            self._persisted.keep(query)
        return ready

    async def answer(self, ready: Ready, context: Context) -> dict[str, Any] | None:
        """The body of the response; None where only graphql-core knows how to say it."""
        began = time.perf_counter()
        outcome: str | None = "CANCELLED"
        body: dict[str, Any] = {}
        try:
            self._allowance.pay(context.caller, ready.cost)
        except GraphQLError as error:
            poor = shown(error)
            count(self._metrics, ready.known.name, outcome_of([poor]), 0.0)
            return {"errors": [poor.formatted]}
        try:
            async with deadline(self._seconds):
                data, errors = await ready.answer(context.graph, context.principal)
            if errors := all_shown(errors):
                body["errors"] = [error.formatted for error in errors]
                await refused(context, errors)
            body["data"] = data
            outcome = outcome_of(errors)
        except Unrepresentable:
            outcome = None
            self._allowance.settle(context.caller, -ready.cost)  # the ordinary way takes it again
            return None
        except DeadlineExceeded as error:
            late = shown(GraphQLError(str(error), original_error=error))
            body["errors"] = [late.formatted]
            outcome = outcome_of([late])
        finally:
            if outcome is not None:
                count(self._metrics, ready.known.name, outcome, time.perf_counter() - began)
        body["extensions"] = {"cost": self._straight.limits.shown(ready.cost)}
        return body
