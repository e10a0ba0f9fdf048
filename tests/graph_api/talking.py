"""Streams of an application in this process: a WebSocket and server-sent events, without a server between."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress

SCOPE = {
    "path": "/graphql",
    "raw_path": b"/graphql",
    "root_path": "",
    "query_string": b"",
    "scheme": "http",
    "client": ("127.0.0.1", 1),
    "server": ("127.0.0.1", 8000),
    "http_version": "1.1",
    "asgi": {},
}
SECONDS = 20


def _headers(headers):
    return [(b"host", b"127.0.0.1:8000"), *((name.encode(), value.encode()) for name, value in headers.items())]


class Talk:
    """One WebSocket. `closed` is the code with which the server closed it."""

    def __init__(self):
        self.incoming, self.outgoing, self.closed = asyncio.Queue(), asyncio.Queue(), None

    async def send(self, **message):
        self.incoming.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    async def receive(self, seconds=SECONDS):
        """The next message; None where the server closes."""
        message = await asyncio.wait_for(self.outgoing.get(), seconds)
        if message["type"] == "websocket.close":
            self.closed = message["code"]
            return None
        return json.loads(message["text"]) if "text" in message else message

    async def subscribe(self, query, identifier="1", **more):
        await self.send(id=identifier, type="subscribe", payload={"query": query, **more})

    async def ask(self, query, **more):
        """The payloads of an operation until it is over, those of errors as `{"errors": …}`."""
        await self.subscribe(query, **more)
        found = []
        while (message := await self.receive())["type"] == "next":
            found.append(message["payload"])
        return [*found, {"errors": message["payload"]}] if message["type"] == "error" else found


@asynccontextmanager
async def talking(app, headers=None, *, begin=True, address="127.0.0.1"):
    """A WebSocket whose token is in the handshake; with `begin` acknowledged."""
    talk = Talk()
    scope = {
        **SCOPE,
        "type": "websocket",
        "scheme": "ws",
        "subprotocols": ["graphql-transport-ws"],
        "headers": _headers(headers or {}),
        "client": (address, 1),
        "state": {},
    }
    talk.incoming.put_nowait({"type": "websocket.connect"})
    running = asyncio.create_task(app(scope, talk.incoming.get, talk.outgoing.put))
    try:
        assert (await talk.outgoing.get())["type"] == "websocket.accept"
        if begin:
            await talk.send(type="connection_init")
            assert (await talk.receive()) == {"type": "connection_ack"}
        yield talk
    finally:
        talk.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        with suppress(TimeoutError):
            await asyncio.wait_for(running, SECONDS)


class Events:
    """One stream of events; `status` and `headers` of the response."""

    def __init__(self):
        self.sent, self.status, self.headers = asyncio.Queue(), None, {}

    async def receive(self, seconds=SECONDS):
        """The data of the next event that has some; None at the stream's end."""
        while True:
            message = await asyncio.wait_for(self.sent.get(), seconds)
            data = [line[6:] for line in message["body"].decode().splitlines() if line.startswith("data: ")]
            if data and data[0]:  # the last event has none
                return json.loads(data[0])
            if not message.get("more_body"):
                return None

    async def all(self):
        found = []
        while (data := await self.receive()) is not None:
            found.append(data)
        return found


@asynccontextmanager
async def events(app, headers, query, **more):
    """A stream of events of an operation."""
    stream, left = Events(), asyncio.Event()
    body = [{"type": "http.request", "body": json.dumps({"query": query, **more}).encode(), "more_body": False}]
    given = {"content-type": "application/json", "accept": "text/event-stream", **headers}

    async def receive():
        if body:
            return body.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    scope = {**SCOPE, "type": "http", "method": "POST", "headers": _headers(given), "state": {}}
    running = asyncio.create_task(app(scope, receive, stream.sent.put))
    try:
        start = await asyncio.wait_for(stream.sent.get(), SECONDS)
        stream.status = start["status"]
        stream.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        yield stream
    finally:
        left.set()
        await asyncio.wait_for(running, SECONDS)
