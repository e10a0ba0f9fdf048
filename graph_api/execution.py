"""What surrounds every operation, whichever transport it came by: its deadline, and its entry in metrics and log."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import structlog
from graphql import GraphQLError, OperationDefinitionNode
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionContext, ExecutionResult, StreamExecutionResult
from strawberry.types.graphql import OperationType

from cypher.graph import DeadlineExceeded
from cypher.projection import Unrepresentable
from graph_api.metrics import Metrics
from graph_api.middleware import request_id
from schema import errors
from schema.context import Context
from schema.straight import Straight

_NAME_LENGTH = 100


class Deadline(SchemaExtension):
    """Cancels a query or mutation after so many seconds; of a subscription, only its opening."""

    def __init__(self, seconds: float) -> None:
        """`seconds` by the wall clock, from parsing to the last field."""
        self._seconds = seconds

    async def on_execute(self) -> AsyncIterator[None]:
        """Run the execution under the clock."""
        async with deadline(self._seconds):
            yield


@asynccontextmanager
async def deadline(seconds: float) -> AsyncGenerator[None]:
    """Cancels what takes longer, by the wall clock, and says so: `DeadlineExceeded`."""
    clock = asyncio.timeout(seconds)
    try:
        async with clock:
            yield
    except TimeoutError:
        if not clock.expired():
            raise
        raise DeadlineExceeded(
            f"The operation took longer than {seconds:g} s and was stopped: ask for less at a time."
        ) from None


class Straightway(SchemaExtension):
    """Learns the operations that can be answered straight, and answers them so; the others are executed. Innermost."""

    def __init__(self, straight: Straight) -> None:
        """Fill and read `straight`."""
        self._straight = straight

    async def on_execute(self) -> AsyncIterator[None]:
        """The document is valid by now: set its result, and graphql-core is not asked for it."""
        context = self.execution_context
        text, name, document = context.query, provided_name(context), context.graphql_document
        assert text is not None
        assert document is not None
        self._straight.admit(text, name, document)
        ready = self._straight.ready(text, name, context.variables or {})
        if ready is not None:
            asked: Context = context.context
            with suppress(Unrepresentable):
                data, found = await ready.answer(asked.graph, asked.principal)
                context.result = ExecutionResult(data, found or None)
        yield


def provided_name(context: ExecutionContext) -> str | None:
    """The `operationName` of the request."""
    return context._provided_operation_name  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - it is nowhere else


class OneOperation(SchemaExtension):
    """Refuses a document of several operations when none is named, as the specification asks; Strawberry runs the first."""

    def on_validate(self) -> Iterator[None]:
        """Before the rules run."""
        context = self.execution_context
        document = context.graphql_document
        unnamed = provided_name(context) is None
        if (
            document is not None
            and unnamed
            and sum(isinstance(one, OperationDefinitionNode) for one in document.definitions) > 1
        ):
            text = "The document has several operations: say which in `operationName`."
            context.pre_execution_errors = [GraphQLError(text, extensions={"code": "BAD_INPUT"})]
        yield


class Masked(SchemaExtension):
    """Gives every error of a result its code and the request's id; what nobody foresaw is logged and hidden."""

    def on_operation(self) -> Iterator[None]:
        """The one result of a request."""
        yield
        self._mask(self.execution_context.result)

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        """Each result of a stream."""
        self._mask(result)
        yield

    def _mask(self, result: object) -> None:
        found = cast("list[GraphQLError] | None", getattr(result, "errors", None))
        if found:
            cast("Any", result).errors = all_shown(found)


def shown(error: GraphQLError) -> GraphQLError:
    """The error as the client sees it; one that was shown before stays as it is."""
    if error.extensions and "requestId" in error.extensions:
        return error
    safe = errors.masked(error)
    safe.extensions = {**(safe.extensions or {}), "requestId": request_id()}
    return safe


def all_shown(found: Iterable[GraphQLError]) -> list[GraphQLError]:
    """The errors as the client sees them, in the document's order: fields fail in whatever order their statements end."""
    return sorted(map(shown, found), key=_place)


def _place(error: GraphQLError) -> tuple[tuple[int, int], list[tuple[bool, str | int]]]:
    if error.path is None:
        return (0, 0), []
    line, column = error.locations[0] if error.locations else (0, 0)
    return (line, column), [(isinstance(step, str), step) for step in error.path]


class Counted(SchemaExtension):
    """Counts an operation by its name and outcome, and tells the request's log line of them. Must be the first extension."""

    def __init__(self, metrics: Metrics) -> None:
        """Count into `metrics`."""
        self._metrics = metrics
        self._subscribed = False

    def on_validate(self) -> Iterator[None]:
        """Once the document is parsed: a subscription is open from here on."""
        self._subscribed = self.execution_context.operation_type is OperationType.SUBSCRIPTION
        if self._subscribed:
            self._metrics.subscribed(1)
        yield

    def on_operation(self) -> Iterator[None]:
        """From the document's arrival to the last byte of its result."""
        began = time.perf_counter()
        outcome = "CANCELLED"
        try:
            yield
            outcome = outcome_of(getattr(self.execution_context.result, "errors", None))
        except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError):
            outcome = "BAD_INPUT"
            raise
        except Exception as error:
            outcome = "DEADLINE_EXCEEDED" if isinstance(error, DeadlineExceeded) else "INTERNAL"
            raise
        finally:
            self._count(outcome, time.perf_counter() - began)

    def _count(self, outcome: str, seconds: float) -> None:
        if self._subscribed:
            self._metrics.subscribed(-1)
        count(self._metrics, self.execution_context.operation_name, outcome, None if self._subscribed else seconds)


def count(metrics: Metrics, name: str | None, outcome: str, seconds: float | None) -> None:
    """Count an operation, and tell the request's log line of it."""
    name = (name or "")[:_NAME_LENGTH] or None
    metrics.operation(name, outcome, seconds)
    structlog.contextvars.bind_contextvars(operation=name, outcome=outcome)


def outcome_of(errors: list[GraphQLError] | None) -> str:
    """`ok`, or the code of the first error; what graphql-core says itself is bad input."""
    if not errors:
        return "ok"
    return str((errors[0].extensions or {}).get("code", "BAD_INPUT"))
