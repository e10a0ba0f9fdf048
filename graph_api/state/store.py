"""`Store`: transactions on SQLite or PostgreSQL, off the event loop, with errors that say what to do.

SQLite is the default: one file of mode 0600, in WAL mode, synced to the disk at each commit. What `write` has returned from
is there after a crash of the process, and of the machine as far as its disk keeps its word.
"""

import asyncio
import os
import sqlite3
import stat
import time
import uuid
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from cypher.act import Act, going
from cypher.errors import StorageFull, StoreUnavailable
from graph_api.settings import Settings
from graph_api.state import chain
from graph_api.state.migrate import NewerStore, migrate
from graph_api.state.tables import setting

T = TypeVar("T")

_BUSY_SECONDS = 5.0
"""How long a writer waits for another process's."""
_THREADS = 4
_WRITE = "pursight_write"
_POSTGRES_OPTIONS = "-c statement_timeout=10s -c lock_timeout=5s -c synchronous_commit=on"


class StateError(Exception):
    """The store cannot be opened; the text says what to do."""


class Store:
    """The state store of an installation. `id` never changes; `url` has no password."""

    def __init__(self, engine: Engine) -> None:
        """Use `Store.open` or `open_store`."""
        self._engine = engine
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="state")
        self.url = engine.url.render_as_string(hide_password=True)
        self.id = ""

    @classmethod
    def open(cls, url: URL) -> "Store":
        """Open, make or migrate the store. Blocks; raises `StateError`."""
        store = cls(_sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url))
        try:
            with store.writing() as connection:
                migrate(connection)
                store.id = _identity(connection)
        except NewerStore as error:
            store.close()
            raise StateError(str(error)) from error
        except (StorageFull, StoreUnavailable, SQLAlchemyError) as error:
            store.close()
            raise StateError(f"The state store {store.url} cannot be used: {_why(error)}") from error
        return store

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """A transaction that only reads. Blocks; raises `StorageFull`, `StoreUnavailable`."""
        with _told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A transaction, durable when the block has ended; of SQLite the only one that writes. Blocks; raises as `reading`.

        Where an act goes on (`cypher.act`), its entry is appended to the audit with it.
        """
        with self._writing(going()) as connection:
            yield connection

    @contextmanager
    def _writing(self, act: Act | None) -> Generator[Connection]:
        engine = self._engine.execution_options(**{_WRITE: True})
        with _told(), act.transaction() if act else nullcontext(), engine.begin() as connection:
            yield connection
            if act is not None and act.due:
                chain.append(connection, self.id, [act.entry()])

    async def read(self, work: Callable[[Connection], T]) -> T:
        """`work` in a `reading` transaction, in a thread."""
        return await self._run(self.reading, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """`work` in a `writing` transaction, in a thread: it ends also where the caller is cancelled."""
        return await self._run(partial(self._writing, going()), work)

    async def _run(self, transaction: Callable[[], Any], work: Callable[[Connection], T]) -> T:
        def run() -> T:
            with transaction() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, run)

    def close(self) -> None:
        """Let what runs end, and give the connections back."""
        self._threads.shutdown()
        self._engine.dispose()


def open_store(settings: Settings) -> Store:
    """The store that the settings name: `state.db` in the state directory, or a PostgreSQL. Blocks; raises `StateError`."""
    if settings.state_url is not None:
        return Store.open(make_url(settings.state_url.get_secret_value()).set(drivername="postgresql+psycopg"))
    file = settings.state_directory / "state.db"
    try:
        _private(file)
    except OSError as error:
        raise StateError(f"The state store {file} cannot be read or made: {error.strerror}.") from error
    return Store.open(URL.create("sqlite", database=str(file)))


def _private(file: Path) -> None:
    """Make the file where there is none; whatever SQLite puts beside it gets its mode."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise StateError(f"Others can read the state store {file}: `chmod 600` it, and renew the secrets it holds.")


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # its own idea of when a transaction begins is not ours
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        writes = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=_THREADS,
        pool_timeout=_BUSY_SECONDS,
        connect_args={"connect_timeout": int(_BUSY_SECONDS), "options": _POSTGRES_OPTIONS},
    )


def _identity(connection: Connection) -> str:
    known = connection.execute(select(setting.c.value).where(setting.c.name == "store")).scalar()
    if known is None:
        known = str(uuid.uuid4())
        connection.execute(setting.insert().values(name="store", value=known, changed_at=now(), changed_by="machine"))
    return known


def now() -> int:
    """Microseconds UTC."""
    return time.time_ns() // 1_000


@contextmanager
def _told() -> Generator[None]:
    """The driver's errors in our words; a constraint's refusal stays what it is, for the statement's caller to read."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        if _is_full(error.orig):
            raise StorageFull("There is no room left for the state store: nothing was changed. Make room.") from error
        raise StoreUnavailable("The state store cannot be reached; try again in a moment.") from error
    except SQLAlchemyError as error:  # no connection was free in time
        raise StoreUnavailable("The state store is busy; try again in a moment.") from error


def _is_full(error: object) -> bool:
    return (
        getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or getattr(error, "sqlstate", None) == "53100"
    )


def _why(error: BaseException) -> str:
    """The driver's own words, in one line and without its SQL."""
    cause = error.__cause__ or error
    original = cause.orig if isinstance(cause, DBAPIError) and cause.orig else cause
    return " ".join(str(original).split())
