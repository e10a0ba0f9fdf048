"""What every HTTP request and WebSocket handshake passes, outermost first: id and log, headers, host, origin, token, size.

Plain ASGI, so that streams stay streams. Who is refused here reaches no route.
"""

import asyncio
import ipaddress
import re
import secrets
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urlsplit

import orjson
import structlog
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cypher.errors import Coded
from graph_api import logs
from graph_api.access.authority import Authority
from graph_api.metrics import Metrics
from schema.ports import Caller
from schema.ports import Scope as TokenScope

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_GRAPHQL = "/graphql"
_log = logs.get("pursight.http")

SECURITY_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
_SECURITY = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


def request_id() -> str:
    """The id of the request that is being answered; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def refusal(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    """An error outside of GraphQL, in GraphQL's form, so that clients need to read one form only."""
    error = {"message": message, "extensions": {"code": code, "requestId": request_id()}}
    return Response(orjson.dumps({"errors": [error]}), status, headers, media_type="application/json")


def unknown() -> Response:
    """What strangers are answered."""
    return refusal(
        401,
        "UNAUTHENTICATED",
        "Send a token as 'Authorization: Bearer <token>': one from `sessionCreate`, or the one in the file 'token' of the "
        "state directory.",
        {"www-authenticate": 'Bearer realm="pursight"'},
    )


async def refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request, or close a handshake before it is accepted (clients see HTTP 403)."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
    else:
        await response(scope, receive, send)


class _Answer:
    """Sends what the application sends, with the headers of every answer, and remembers the status (0: none yet)."""

    def __init__(self, send: Send, identity: str) -> None:
        self._send, self._identity, self.status = send, identity, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.accept"}:
            self.status = message.get("status", 101)
            headers = [pair for pair in message.get("headers", ()) if pair[0] != b"x-request-id"]
            if message["type"] == "http.response.start":
                given = {name for name, _ in headers}
                headers += [pair for pair in _SECURITY if pair[0] not in given]
            message["headers"] = [*headers, (b"x-request-id", self._identity.encode())]
        elif message["type"] == "websocket.close" and not self.status:
            self.status = 403
        await self._send(message)


class Observed:
    """Gives each request an id, logs and counts it, and answers what nobody caught with a masked 500."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Count into `metrics`."""
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        identity = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        answer, began = _Answer(send, identity), time.perf_counter()
        structlog.contextvars.clear_contextvars()
        with structlog.contextvars.bound_contextvars(request_id=identity):
            try:
                await self._answered(scope, receive, answer)
            finally:
                self._tell(scope, answer.status, time.perf_counter() - began)

    async def _answered(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        try:
            await self._app(scope, receive, answer)
        except asyncio.CancelledError:  # only the server cancels us, when its grace has ended
            if answer.status:
                raise
            stopping = refusal(503, "UNAVAILABLE", "The server is stopping; ask again in a moment.")
            await refuse(stopping, scope, receive, answer)
        except Exception:  # noqa: BLE001 - the last resort of a request: logged with its stack, masked outside
            _log.exception("request failed", path=scope["path"])
            if not answer.status:
                unforeseen = refusal(
                    500, "INTERNAL", "Something went wrong here; the log has it under this request's id."
                )
                await refuse(unforeseen, scope, receive, answer)
            elif scope["type"] == "websocket":
                with suppress(RuntimeError):  # it is closed already
                    await answer({"type": "websocket.close", "code": 1011, "reason": ""})

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope.get("method", "WEBSOCKET")
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.http(route, method if method in _METHODS else "OTHER", status)
        client = (scope.get("client") or [""])[0]
        _log.info(
            "request",
            method=method,
            path=scope["path"],
            status=status,
            milliseconds=round(seconds * 1000, 1),
            client=client,
        )


_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "WEBSOCKET"}


class Guarded:
    """Refuses foreign hosts (DNS rebinding) with 421, foreign origins with 403, strangers with 401; the default is no."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        authority: Authority,
        hosts: Collection[str],
        origins: Collection[str],
        is_open: Callable[[str], bool],
    ) -> None:
        """`is_open(path)` names what needs no token; WebSockets show theirs in the handshake or in `connection_init`.

        A stranger's POST to `/graphql` goes on: there it may ask for a session, and for nothing else.
        """
        self._app, self._authority, self._is_open = app, authority, is_open
        self._hosts, self._origins = frozenset(hosts), frozenset(origins)
        self._knows = lru_cache(maxsize=100)(self._is_ours)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = self._misdirected(headers) or await self._unknown(scope, headers)
        if answer is None:
            await self._app(scope, receive, send)
        else:
            await refuse(answer, scope, receive, send)

    def _misdirected(self, headers: Headers) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._knows(hosts[0]):
            return refusal(
                421,
                "MISDIRECTED",
                "This server does not go by that name: use one of its own, or add it to PURSIGHT_ALLOWED_HOSTS.",
            )
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins and not same_origin(origin, hosts[0]):
            return refusal(
                403,
                "FORBIDDEN",
                "Pages of that origin may not call this server: PURSIGHT_ALLOWED_ORIGINS names those that may.",
            )
        return None

    async def _unknown(self, scope: Scope, headers: Headers) -> Response | None:
        """Say who asks in `scope["state"]["caller"]`; an answer to whom this route is closed."""
        try:
            identity = await self._authority.identify(headers.get("authorization"))
        except Coded as error:
            return refusal(503, error.code, str(error))
        scope.setdefault("state", {})["caller"] = Caller(identity, (scope.get("client") or [""])[0])
        path = scope["path"]
        if scope["type"] == "websocket" or path == _GRAPHQL or self._is_open(path):
            return (
                unknown() if identity is None and path == _GRAPHQL and scope.get("method", "POST") != "POST" else None
            )
        if identity is None:
            return unknown()
        if TokenScope.READ not in identity.scopes:
            return refusal(403, "FORBIDDEN", "The token that you show does not have the scope READ.")
        return None

    def _is_ours(self, host: str) -> bool:
        name = host_name(host)
        if name is None:
            return False
        try:
            return ipaddress.ip_address(name).is_loopback or name in self._hosts
        except ValueError:
            return name == "localhost" or name in self._hosts


def host_name(host: str) -> str | None:
    """The name in a `Host` header without its port; None for what is not a host."""
    if re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:\d{1,5})?", host) is None:
        return None
    return urlsplit(f"//{host}").hostname


def same_origin(origin: str, host: str) -> bool:
    """Whether a page's origin is the host it calls; the scheme may differ, TLS may end before us."""
    try:
        page, called = urlsplit(origin), urlsplit(f"//{host}")
        default = {"http": 80, "https": 443}[page.scheme]
        ours, theirs = (called.hostname, called.port or default), (page.hostname, page.port or default)
    except (ValueError, KeyError):
        return False
    return page.hostname is not None and ours == theirs


class Sized:
    """Refuses bodies over the limit with 413, by their stated length or as soon as they are longer, and slow ones with 408."""

    def __init__(self, app: ASGIApp, *, limit: int, seconds: float) -> None:
        """`limit` in bytes, `seconds` for the whole body."""
        self._app, self._limit, self._seconds = app, limit, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, its body read and measured first: none of our routes streams one in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "")
        answer: Response | None = None
        body = b""
        if stated.isdigit() and int(stated) > self._limit:
            answer = self._too_large()
        else:
            try:
                async with asyncio.timeout(self._seconds):
                    body = await self._read(receive)
            except TimeoutError:
                answer = refusal(408, "TIMEOUT", f"The body did not arrive within {self._seconds:g} s.", _CLOSE)
            except OverflowError:
                answer = self._too_large()
            except ConnectionError:
                return
        if answer is not None:
            await refuse(answer, scope, receive, send)
            return
        pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self._app(scope, replay, send)

    async def _read(self, receive: Receive) -> bytes:
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionError
            body += message.get("body", b"")
            more = bool(message.get("more_body"))
            if len(body) > self._limit:
                raise OverflowError
        return bytes(body)

    def _too_large(self) -> Response:
        text = f"The body has more than the {self._limit:,} bytes that PURSIGHT_BODY_LIMIT allows."
        return refusal(413, "TOO_LARGE", text, _CLOSE)


_CLOSE = {"connection": "close"}
