"""The GraphQL endpoint: POST, server-sent events and WebSocket (graphql-transport-ws), one fresh `Context` an operation.

After the GraphQL-over-HTTP draft: a request error (parsing, validation, variables, deadline) carries no `data`; it is a 200
for `application/json`, a 4xx or 5xx for `application/graphql-response+json`. Queries by GET, batches, uploads and the
legacy WebSocket protocol are off. An operation is paid for before it runs (`Allowance`), and streams take places (`Streams`).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Send
from starlette.types import Scope as Connection
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.schema.base import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError, SubscriptionExecutionResult
from strawberry.types.graphql import OperationType

from cypher.errors import Coded
from graph_api.access.authority import Authority
from graph_api.admission import SIGN_IN
from graph_api.allowance import Allowance, payer
from graph_api.execution import shown
from graph_api.middleware import refusal, unknown
from graph_api.persisted import Persisted
from graph_api.shortcut import Shortcut
from graph_api.streams import Streams
from schema.context import Context
from schema.ports import NOBODY, Caller, Identity, Scope

_JSON = "application/json"
_GRAPHQL = "application/graphql-response+json"
_STATUS = {
    "PERSISTED_QUERY_NOT_FOUND": 200,  # a step of the protocol, not a failure
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "TOO_MANY_ATTEMPTS": 429,
    "RATE_LIMITED": 429,
    "QUERY_NOT_IN_SAFELIST": 403,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "STORAGE_FULL": 507,
    "DEADLINE_EXCEEDED": 504,
}
_INIT_SECONDS = 10
_OPERATIONS_PER_SOCKET = 100
_NO_PLACE = "Try again later: too many streams are open"


class _Adapter(ASGIWebSocketAdapter):
    """Sends text frames: what the protocol wants, and orjson does not make."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error


class _Socket(BaseGraphQLTransportWSHandler[Context, None]):
    """One WebSocket: closed when its token ends, a fresh context for each of its operations."""

    caller = NOBODY
    place = ""
    """For whom this socket counts among the streams."""
    following: asyncio.Task[None] | None = None

    async def handle(self) -> None:
        streams = cast("Endpoint", self.view).streams
        self.place = payer(cast("Caller", cast("_Adapter", self.websocket).ws.state.caller))
        if not streams.enter(self.place):
            await self.websocket.close(1013, _NO_PLACE)
            return
        try:
            await super().handle()
        finally:
            streams.leave(self.place)

    async def handle_message(self, message: Message) -> None:
        if _well_formed(message):
            await super().handle_message(message)
        else:
            await self.handle_invalid_message("This is not a message of graphql-transport-ws")

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        view, socket = cast("Endpoint", self.view), cast("_Adapter", self.websocket).ws
        payload = cast("object", message.get("payload"))
        given = cast("Mapping[str, object]", payload).get("authorization") if isinstance(payload, dict) else None
        caller = cast("Caller", socket.state.caller)
        if isinstance(given, str):
            try:
                caller = Caller(await view.authority.identify(given), caller.address)
            except Coded:
                await self.websocket.close(1013, "Try again later")
                return
        if caller.identity is None:
            await self.websocket.close(
                4401, 'Unauthorized: send {"authorization": "Bearer <token>"} in connection_init'
            )
            return
        if not view.streams.move(self.place, payer(caller)):
            await self.websocket.close(1013, _NO_PLACE)
            return
        self.caller, self.place = caller, payer(caller)
        await super().handle_connection_init(message)
        if self.following is None:
            self.following = asyncio.create_task(self._follow(view.authority, caller.identity))

    async def _follow(self, authority: Authority, identity: Identity) -> None:
        """End with the identity, and everything that runs for it."""
        with authority.held(identity) as ended:
            await ended.wait()
        for running in list(self.operations):
            await self.cleanup_operation(running)
        with suppress(WebSocketDisconnected, RuntimeError):
            await self.websocket.close(4401, "Unauthorized: the token has ended, or its rights have changed")

    async def shutdown(self) -> None:
        if self.following is not None:
            self.following.cancel()
        await super().shutdown()

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        if self.connection_acknowledged:
            asked = cast("dict[str, Any]", message["payload"])
            try:
                asked["query"] = self._document(message["id"], asked)
            except GraphQLError as error:
                payload = [shown(error).formatted]
                await self.send_message({"id": message["id"], "type": "error", "payload": payload})
                return
        await super().handle_subscribe(message)

    def _document(self, identifier: str, asked: Mapping[str, Any]) -> str | None:
        if len(self.operations) >= _OPERATIONS_PER_SOCKET and identifier not in self.operations:
            text = f"{_OPERATIONS_PER_SOCKET} operations run on this WebSocket: complete one first."
            raise GraphQLError(text, extensions={"code": "TOO_MANY_STREAMS"})
        return cast("Endpoint", self.view).persisted.document(asked.get("query"), asked.get("extensions"))

    async def run_operation(self, operation: Operation[Context, None]) -> None:
        self.context = cast("Endpoint", self.view).make_context(
            self.caller
        )  # read by the next line before anything else can run
        await super().run_operation(operation)


def _well_formed(message: object) -> bool:
    """Whether the types in a message are those of the protocol; the superclass looks no further than for keys."""
    if not isinstance(message, dict):
        return False
    fields = cast("dict[str, object]", message)
    if fields.get("type") != "subscribe":
        return isinstance(fields.get("type"), str) and isinstance(fields.get("id", ""), str)
    payload = fields.get("payload")
    if not isinstance(payload, dict):
        return False
    asked = cast("dict[str, object]", payload)
    extensions = asked.get("extensions")
    hashed = isinstance(extensions, dict) and bool(cast("dict[str, object]", extensions).get("persistedQuery"))
    return (
        isinstance(fields.get("id"), str)
        and isinstance(asked.get("query"), str | None if hashed else str)
        and isinstance(extensions, dict | None)
        and isinstance(asked.get("variables"), dict | None)
        and isinstance(asked.get("operationName"), str | None)
    )


class Endpoint(GraphQL[Context, None]):
    """The ASGI application behind `/graphql`."""

    websocket_adapter_class = _Adapter
    graphql_transport_ws_handler_class = _Socket

    def __init__(
        self,
        schema: BaseSchema,
        *,
        make_context: Callable[[Caller], Context],
        authority: Authority,
        stopping: asyncio.Event,
        persisted: Persisted,
        shortcut: Shortcut,
        allowance: Allowance,
        streams: Streams,
    ) -> None:
        """`make_context(caller)` is called once an operation; streams end when `stopping` is set, or with their caller.

        `allowance` is what `shortcut` and the schema's extensions take from; here its headers are written.
        """
        super().__init__(
            schema,
            graphql_ide=None,
            allow_queries_via_get=False,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=_INIT_SECONDS),
            max_subscriptions_per_connection=None,  # `_Socket` looks, and says it with a code
            allowed_origins=("*",),  # `Guarded` has looked at the origin already
        )
        self.make_context, self.authority, self.persisted = make_context, authority, persisted
        self._stopping, self._shortcut, self._allowance, self.streams = stopping, shortcut, allowance, streams

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Serve a request or a WebSocket."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        caller = _caller(request)
        try:
            if caller.identity is None and not await _signs_in(request):
                response = unknown()
            else:
                response = await self._straight(request) or await self.run(request)
        except HTTPException as error:
            response = refusal(error.status_code, "BAD_INPUT", error.reason)
        response.raw_headers += self._allowance.headers(caller)
        if isinstance(response, StreamingResponse):
            await self._in_a_place(response, payer(caller), scope, receive, send)
        else:
            await response(scope, receive, send)

    async def _in_a_place(self, response: Response, who: str, scope: Connection, receive: Receive, send: Send) -> None:
        if not self.streams.enter(who):
            await refusal(429, "TOO_MANY_STREAMS", f"{_NO_PLACE}.", {"retry-after": "1"})(scope, receive, send)
            return
        try:
            await response(scope, receive, send)
        finally:
            self.streams.leave(who)

    async def _straight(self, request: Request) -> Response | None:
        """The answer to a known operation, of the same bytes as `run` would make; None for all others."""
        headers = dict(request.scope["headers"])
        kind, accepted = headers.get(b"content-type", b""), headers.get(b"accept", b"")
        if (
            kind.partition(b";")[0].strip() != _JSON.encode()
            or b"text/event-stream" in accepted
            or b"multipart/" in accepted
        ):
            return None
        caller = _caller(request)
        if caller.identity is None or Scope.READ not in caller.identity.scopes:
            return None
        ready = self._shortcut.find(await request.body())
        if ready is None or (body := await self._shortcut.answer(ready, self.make_context(caller))) is None:
            return None
        media_type = _GRAPHQL if _GRAPHQL.encode() in accepted else _JSON
        return self.create_response(cast("GraphQLHTTPResponse", body), Response(media_type=media_type))

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002
        """A context of its own for each request."""
        return self.make_context(_caller(request))

    async def get_sub_response(self, request: Request) -> Response:  # pyright: ignore[reportIncompatibleMethodOverride] - HTTP only
        """What the response will be: its media type is the one that the client would rather have."""
        response = await super().get_sub_response(request)
        response.media_type = _GRAPHQL if _GRAPHQL in request.headers.get("accept", "") else _JSON
        return response

    def decode_json(self, data: str | bytes) -> object:
        """Valid UTF-8, not nested deeper than 1,024 levels; anything else is a `JSONDecodeError`."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """The bytes to send."""
        return orjson.dumps(data)

    def parse_json(self, data: str | bytes) -> Any:
        """The body: an object, or the array that the superclass refuses as a batch."""
        body = super().parse_json(data)
        if not isinstance(body, dict | list):
            raise HTTPException(400, 'The body must be a JSON object like {"query": "{ __typename }"}.')
        if isinstance(body, dict) and not isinstance(cast("dict[str, object]", body).get("operationName"), str | None):
            raise HTTPException(400, "`operationName` must be a string or null, if provided.")
        return cast("object", body)

    async def execute_operation(  # noqa: PLR0917 - the superclass's signature
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: Context,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        """Execute what the request means, whose document may be a persisted one."""
        assert isinstance(request_data, GraphQLRequestData), "batches are refused while they are parsed"
        try:
            request_data.query = self.persisted.document(request_data.query, request_data.extensions)
        except GraphQLError as error:
            return PreExecutionError(data=None, errors=[error])
        return await super().execute_operation(
            request, request_adapter, request_data, context, root_value, sub_response
        )

    async def execute_single(  # noqa: PLR0917 - the superclass's signature
        self,
        request: Request,  # noqa: ARG002
        request_adapter: AsyncHTTPRequestAdapter,  # noqa: ARG002
        sub_response: Response,  # noqa: ARG002
        context: Context,
        root_value: None,  # noqa: ARG002
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Execute a query or mutation; a wrong choice of operation is a request error like any other."""
        try:
            return await self.schema.execute(
                request_data.query,
                variable_values=request_data.variables,
                context_value=context,
                operation_name=request_data.operation_name,
                allowed_operation_types=(OperationType.QUERY, OperationType.MUTATION),
                operation_extensions=request_data.extensions,
            )
        except MissingQueryError as error:
            raise HTTPException(400, 'There is no `query` in the body: send {"query": "{ __typename }"}.') from error
        except CannotGetOperationTypeError as error:
            reason = error.as_http_error_reason()
        except InvalidOperationTypeError:
            reason = (
                "Subscriptions are served over WebSocket or, with `Accept: text/event-stream`, as server-sent events."
            )
        return PreExecutionError(data=None, errors=[GraphQLError(reason, extensions={"code": "BAD_INPUT"})])

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:  # noqa: ARG002
        """The body of a response or of an event; nothing leaves unmasked, whichever way it came."""
        body: dict[str, object] = {}
        if result.errors:
            body["errors"] = [shown(error).formatted for error in result.errors]
        if not _never_began(result):
            body["data"] = result.data
        if result.extensions:
            body["extensions"] = result.extensions
        return cast("GraphQLHTTPResponse", body)

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The response, its status after the rules above."""
        status, headers = 200, dict[str, str]()
        if "data" not in response_data:
            first = cast("list[dict[str, Any]]", cast("dict[str, object]", response_data)["errors"])[0]
            said = first.get("extensions", {})
            if sub_response.media_type == _GRAPHQL:
                status = _STATUS.get(said.get("code", ""), 400)
            if "retryAfter" in said:
                headers["retry-after"] = str(said["retryAfter"])
        return Response(self.encode_json(response_data), status, headers, media_type=sub_response.media_type)

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncIterator[str]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        """Server-sent events, until they end or the server stops."""
        return await super().create_streaming_response(
            request, lambda: self._until_stop(stream(), _caller(request).identity), sub_response, headers
        )

    async def _until_stop(self, stream: AsyncIterator[str], identity: Identity | None) -> AsyncIterator[str]:
        assert identity is not None, "streams are not for strangers"
        with self.authority.held(identity) as ended:
            stops = [asyncio.ensure_future(event.wait()) for event in (self._stopping, ended)]
            async for chunk in self._until(stream, stops):
                yield chunk

    async def _until(self, stream: AsyncIterator[str], stops: Sequence[asyncio.Future[Any]]) -> AsyncIterator[str]:
        try:
            while True:
                step = asyncio.ensure_future(anext(stream, None))
                try:
                    await asyncio.wait({step, *stops}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    if not step.done():
                        step.cancel()
                        with suppress(asyncio.CancelledError):
                            await step
                if step.cancelled() or (chunk := step.result()) is None:
                    return
                yield chunk
        finally:
            for stop in stops:
                stop.cancel()


async def _signs_in(request: Request) -> bool:
    """Whether a stranger's request may be looked at: it asks for a session, and for one answer. `Admitted` looks closer."""
    accepted = request.headers.get("accept", "")
    plain = "event-stream" not in accepted and "multipart" not in accepted
    return plain and SIGN_IN.encode() in await request.body()


def _caller(request: Request | WebSocket) -> Caller:
    """Who asks, as `Guarded` found."""
    return cast("Caller", request.scope["state"]["caller"])


def _never_began(result: ExecutionResult) -> bool:
    """Whether a result is a request error: execution never began, or was given up as a whole."""
    return isinstance(result, PreExecutionError) or (
        result.data is None and bool(result.errors) and all(error.path is None for error in result.errors or ())
    )
