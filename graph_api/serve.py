"""`pursight serve`: Neo4j if need be, then HTTP, until a signal; then everything is given back in order."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import typer
import uvicorn
from pydantic import SecretStr
from rich.console import Console
from starlette.applications import Starlette

from graph_api import logs
from graph_api.access.token import Token, path
from graph_api.cli import importing
from graph_api.commands import clear_errors, refuse
from graph_api.connect import start_neo4j
from graph_api.health import StartError
from graph_api.settings import Settings, SettingsError, load, misspelt

_PORTS_TO_TRY = 50
_GARBAGE = 50_000
_log = logs.get("pursight.serve")


@dataclass(frozen=True, slots=True)
class Serving:
    """Told once the server answers. `url` has no path."""

    url: str
    token: Token
    token_file: Path
    neo4j_uri: str


class _Server(uvicorn.Server):
    """Uvicorn that leaves when told to, without raising the signal again: there is more to put away after it."""

    def __init__(self, config: uvicorn.Config, on_exit: Callable[[], None], on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_exit, self._on_start = on_exit, on_start

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        before = {kind: signal.signal(kind, self.handle_exit) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        _log.info("stopping", signal=signal.Signals(sig).name)
        self._on_exit()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_start()


def serve(settings: Settings, *, on_ready: Callable[[Serving], None] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 0 after an orderly end.

    Without NEO4J_URI a Neo4j is started or joined, and released at the end. `on_ready` is called when requests are
    answered; by default a line says where. Raises `SettingsError`, `TokenError`, `StateError`, `EmbeddedError` or `StartError`
    before anything is served.
    """
    with importing():
        from graph_api.app import Neo4j, create_app, own  # noqa: PLC0415 - after the settings are known to be good

    logs.configure(settings.log_level, settings.log_format)
    for warning in misspelt(os.environ):
        _log.warning(warning)
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(bind(settings.host, settings.port))
        if settings.embedded:
            running = start_neo4j(settings, Console(stderr=True))
            stack.callback(running.release)
            neo4j = Neo4j(running.uri, running.user, SecretStr(running.password), proved=True)
        else:
            neo4j = own(settings)
        app = create_app(settings, neo4j)
        serving = Serving(_url(settings.host, listener), app.state.token, path(settings.state_directory), neo4j.uri)

        def begin() -> None:
            _log.info("serving", url=serving.url, neo4j=serving.neo4j_uri)
            (on_ready or announce)(serving)

        run(app, settings, listener, begin)
    _log.info("stopped")
    return 0


def run(app: Starlette, settings: Settings, listener: socket.socket, on_start: Callable[[], None]) -> None:
    """Answer on `listener` until SIGINT or SIGTERM: then accept nothing more, let requests finish or cancel them."""
    config = uvicorn.Config(
        app,
        lifespan="off",  # ours, so that what keeps us from starting is an exception and not a log line
        log_config=None,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=settings.body_limit,
        limit_concurrency=settings.connections + 1,  # uvicorn already refuses at its limit
        proxy_headers=bool(settings.trusted_proxy),
        forwarded_allow_ips=list(settings.trusted_proxy),
        timeout_graceful_shutdown=settings.shutdown_grace,
    )
    server = _Server(config, app.state.stopping.set, on_start)

    async def work() -> None:
        async with app.router.lifespan_context(app):
            settle()
            await server.serve([listener])

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:  # uvloop, where there is one
        runner.run(work())


def settle() -> None:
    """Leave what was loaded at start out of garbage collection, and collect the rest less often.

    An answer of 170 kB passes through 15,000 containers, none of them in a cycle: by default each such answer would have the
    collector run twenty times, and every few answers through all that was ever loaded (40 ms).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 20)


def announce(serving: Serving) -> None:
    """Say where the server is; on a terminal with a link that signs in, elsewhere (a log) without the secret."""
    page = f"{serving.url}/graphiql"
    token = (
        f"{page}#token={serving.token.reveal()}"
        if sys.stderr.isatty()
        else f"{page}, its token in {serving.token_file}"
    )
    sys.stderr.write(f"PurSight answers at {serving.url}/graphql (Ctrl-C ends it)\nGraphiQL: {token}\n")


def bind(host: str, first: int) -> socket.socket:
    """A listening socket on `first` or the next free port; any, for 0."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, first, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise SettingsError(f"PURSIGHT_HOST: '{host}' is not an address of this machine: {error.strerror}") from error
    last = min(first + _PORTS_TO_TRY, 65536) if first else 1
    reason = ""
    for port in range(first, last):
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address[0], port, *address[2:]))
            listener.listen(2048)  # a port is taken only when nobody else listens on it
        except OSError as error:
            listener.close()
            reason = error.strerror or str(error)
        else:
            listener.setblocking(False)
            return listener
    raise SettingsError(f"PURSIGHT_PORT: no port from {first} to {last - 1} can be listened on at {host}: {reason}")


def _url(host: str, listener: socket.socket) -> str:
    port = int(listener.getsockname()[1])
    name = "127.0.0.1" if host in {"", "0.0.0.0"} else "[::1]" if host == "::" else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{name}:{port}"


def serve_command() -> None:
    """Serve GraphQL on 127.0.0.1:8000 until Ctrl-C; starts Neo4j itself unless NEO4J_URI is set."""
    with clear_errors():
        try:
            code = serve(load())
        except StartError as error:
            refuse(error, 1)
            return
    raise typer.Exit(code)
