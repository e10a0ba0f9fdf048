"""Few connections, read-only, that can be cancelled from another thread."""

import os
import ssl
import threading
import time
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import SHUT_RDWR, socket
from typing import Any

import psycopg
from psycopg import IsolationLevel

from graph_api.scanner.base import SourceError
from graph_api.scanner.postgresql.config import PostgresqlConfig
from graph_api.scanner.postgresql.errors import connect_error, statement_error, timeout_error
from graph_api.scanner.reach import Reach, pinned

Connection = psycopg.Connection[tuple[Any, ...]]

_POLL = 0.05
_CANCEL_SECONDS = 0.5
# one session's settings: it writes nothing, waits for no lock, takes no second core, and gives the same rows and texts again
_SESSION = {
    "default_transaction_read_only": "on",
    "lock_timeout": "5s",
    "timezone": "UTC",
    "datestyle": "ISO",
    "intervalstyle": "iso_8601",
    "bytea_output": "hex",
    "synchronize_seqscans": "off",
    "max_parallel_workers_per_gather": "0",
}


class Connections:
    """At most `max_connections` at a time; each transaction is read-only and sees one state of the database."""

    def __init__(self, config: PostgresqlConfig, reach: Reach, cancelled: threading.Event) -> None:
        """Connect nothing yet."""
        self._config = config
        self._reach = reach
        self._cancelled = cancelled
        self._slots = threading.BoundedSemaphore(config.max_connections)
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._busy: set[Connection] = set()

    @contextmanager
    def transaction(self) -> Generator[Connection]:
        """Lend a connection inside a transaction; the driver's errors come out as `SourceError`."""
        while not self._slots.acquire(timeout=_POLL):
            self._refuse_if_cancelled()
        try:
            connection = self._take()
            try:
                with connection.transaction():
                    yield connection
            except psycopg.Error as error:
                cancelled, lost = self._cancelled.is_set(), connection.closed
                raise statement_error(error, self._config, cancelled=cancelled, lost=lost) from None
            finally:
                self._give_back(connection)
        finally:
            self._slots.release()

    def interrupt(self) -> None:
        """End what runs: ask the server first, then hang up on one that does not listen."""
        with self._lock:
            busy = list(self._busy)
        asking = [threading.Thread(target=_ask_to_cancel, args=(each,), daemon=True) for each in busy]
        for thread in asking:
            thread.start()
        deadline = time.monotonic() + _CANCEL_SECONDS
        while self._busy and time.monotonic() < deadline:
            time.sleep(_POLL / 5)
        with self._lock:
            for connection in self._busy:
                _hang_up(connection)

    def close(self) -> None:
        """Close what is not lent."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _refuse_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise SourceError("CANCELLED", "The work was cancelled.")

    def _take(self) -> Connection:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._connect()
        with self._lock:
            self._busy.add(connection)
        try:
            self._refuse_if_cancelled()
        except SourceError:
            self._give_back(connection)
            raise
        return connection

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            self._busy.discard(connection)
            if not connection.closed and not self._cancelled.is_set():
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> Connection:
        """Connect in a thread of its own: neither a name server nor a silent host can hold us longer than agreed."""
        config = self._config
        secret = config.password.resolve(self._reach) if config.password else None
        opened: Future[Connection] = Future()

        def connect() -> None:
            try:
                connection = psycopg.connect(
                    **(_parameters(config) | self._place()),
                    password=secret.reveal() if secret else None,
                    autocommit=True,
                    prepare_threshold=None,
                )
            except SourceError as error:
                opened.set_exception(error)
            except psycopg.Error as error:
                opened.set_exception(connect_error(error, config, secret))
            else:
                connection.read_only = True
                connection.isolation_level = IsolationLevel.REPEATABLE_READ
                opened.set_result(connection)

        threading.Thread(target=connect, name="postgresql-connect", daemon=True).start()
        deadline = time.monotonic() + config.connect_timeout
        while time.monotonic() < deadline and not self._cancelled.is_set():
            with suppress(TimeoutError):
                return opened.result(timeout=_POLL)
        opened.add_done_callback(_close_late)
        self._refuse_if_cancelled()
        raise timeout_error(config)

    def _place(self) -> dict[str, Any]:
        """Where to connect to, checked: what a name stands for is looked up once, here."""
        host = self._config.host
        if host.startswith("/"):
            return {"host": str(self._reach.path(Path(host)))}
        addresses = self._reach.addresses(host, self._config.port)
        return {"host": host} if addresses is None else pinned(host, addresses)


def _parameters(config: PostgresqlConfig) -> dict[str, Any]:
    session = {**_SESSION, "statement_timeout": f"{config.statement_timeout}s"}
    parameters: dict[str, Any] = {
        "port": config.port,
        "dbname": config.database,
        "user": config.user,
        "connect_timeout": config.connect_timeout,
        "client_encoding": "UTF8",
        "application_name": "pursight",
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        "sslmode": config.sslmode,
        "gssencmode": "disable",
    }
    if config.sslmode.startswith("verify"):
        parameters["sslrootcert"] = config.sslrootcert or _system_certificates()
    return parameters


def _system_certificates() -> str:
    """The machine's certificate authorities: where Python finds them, as the driver's own OpenSSL may look elsewhere."""
    paths = ssl.get_default_verify_paths()
    return next((path for path in (paths.cafile, paths.openssl_cafile) if path and Path(path).is_file()), "system")


def _close_late(opened: Future[Connection]) -> None:
    if opened.exception() is None:
        opened.result().close()


def _ask_to_cancel(connection: Connection) -> None:
    with suppress(psycopg.Error):  # then the connection is hung up
        connection.cancel_safe(timeout=_CANCEL_SECONDS)


def _hang_up(connection: Connection) -> None:
    with (
        suppress(psycopg.Error, OSError),
        socket(fileno=os.dup(connection.fileno())) as wire,
    ):  # it may have ended by itself
        wire.shutdown(SHUT_RDWR)
