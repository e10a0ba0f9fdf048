"""What was refused is told to the audit: an operation or a field of it, and what never came as far as GraphQL."""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import cast

from graphql import FieldNode, GraphQLError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import StreamExecutionResult
from strawberry.types.graphql import OperationType

from graph_api.middleware import request_id
from schema.context import Context
from schema.ports import NOBODY, AuditPort, Caller

_REFUSED = {"FORBIDDEN", "UNAUTHENTICATED"}
_STATUS = {401: "UNAUTHENTICATED", 403: "FORBIDDEN"}


async def refused(
    context: Context, errors: Iterable[GraphQLError], is_mutation: Callable[[], bool] = lambda: False
) -> None:
    """Tell of the first refusal among the errors of an operation; of a mutation that began, its own entry tells.

    `is_mutation` is asked only where something was refused: what cannot be parsed is nothing yet.
    """
    for error in errors:
        code = str((error.extensions or {}).get("code"))
        if code in _REFUSED and not (error.original_error is not None and is_mutation()):
            fields = [node.name.value for node in error.nodes or () if isinstance(node, FieldNode)]
            act = context.ports.audit.act(context.caller, fields[0] if fields else "graphql", context.request_id)
            path = ".".join(str(each) for each in error.path or ())
            act.given = {"path": path, "message": error.message} if path else {"message": error.message}
            await context.ports.audit.refused(act, code)
            return


class Refusals(SchemaExtension):
    """Tells of operations that are refused, whichever transport they came by. Outside of `Masked`."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Once the result is there."""
        yield
        await self._tell(getattr(self.execution_context, "result", None))

    async def on_stream_result(self, result: StreamExecutionResult) -> AsyncIterator[None]:
        """Each result of a stream; the last of them is the operation's, and told already."""
        yield
        if result is not getattr(self.execution_context, "result", None):
            await self._tell(result)

    async def _tell(self, result: object) -> None:
        errors = cast("list[GraphQLError] | None", getattr(result, "errors", None))
        if errors:
            await refused(cast("Context", self.execution_context.context), errors, self._is_mutation)

    def _is_mutation(self) -> bool:
        return self.execution_context.operation_type is OperationType.MUTATION


class Door:
    """Tells of requests that are answered 401 or 403 before, or beside, GraphQL. Around all that refuses them."""

    def __init__(self, app: ASGIApp, audit: Callable[[], AuditPort | None]) -> None:
        """`audit()` is None until the server has begun."""
        self._app, self._audit = app, audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        code: list[str] = []

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_ours(message):
                code.extend(_STATUS[each] for each in (message["status"],) if each in _STATUS)
            elif message["type"] == "websocket.close" and message.get("code") in {1008, 4401}:
                code.append("UNAUTHENTICATED")
            await send(message)

        await self._app(scope, receive, watched)
        if code and (audit := self._audit()) is not None:
            caller = cast("Caller", scope.get("state", {}).get("caller", NOBODY))
            if not caller.address:
                caller = Caller(caller.identity, (scope.get("client") or [""])[0])
            await audit.refused(audit.act(caller, scope["path"][:200], request_id()), code[0])


def _is_ours(message: Message) -> bool:
    """Whether an answer was made without GraphQL, whose own have a type of theirs, or the status 200."""
    return not any(
        name == b"content-type" and value.startswith(b"application/graphql-response")
        for name, value in message["headers"]
    )
