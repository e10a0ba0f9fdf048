"""`Graph`: the only user of the driver. Reads that commit themselves, managed transactions for writes, deadlines, metrics.

The driver does not retry `IncompleteCommit` and a hung server would block it for minutes (design notes: neo4j.md), so both
are ours: every statement here is idempotent and may be sent again.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any, LiteralString, Protocol, TypeVar

from neo4j import AsyncDriver, AsyncGraphDatabase, AsyncManagedTransaction, AsyncSession, NotificationMinimumSeverity
from neo4j import exceptions as driver_errors

from cypher.act import RECORD, going
from cypher.statement import Statement

T = TypeVar("T")
RowT = TypeVar("RowT")

OnStatement = Callable[[str, float, str], None]
"""Told of every statement: its name, seconds, and outcome (`ok` or the class of the error)."""

_RETRY_FIRST_DELAY = 0.05
_RETRY_MOST_DELAY = 2.0
_RETRY_SECONDS = 2.0
"""With one connection attempt more this stays below the 5 s we promise."""
_CONNECT_SECONDS = 4.0
_CONNECTIONS = 16
"""At once, of one process: a statement more makes the others slower, and nobody faster (benchmarks/README.md)."""


class GraphError(Exception):
    """Base of what `Graph` raises."""


class Unavailable(GraphError):
    """Neo4j does not answer; try again later. `reason` is the network's own word for it, if it had one."""

    reason: str = ""


class Refused(Unavailable):
    """Neo4j does not let us in: trying again is of no use before somebody changes the settings."""


class DeadlineExceeded(GraphError):
    """The statement did not finish in its time."""


class Conflict(GraphError):
    """A uniqueness constraint refused the write."""


class Transaction(Protocol):
    """What a unit of work sees: statements in one transaction."""

    async def run(self, statement: Statement[RowT], /, **parameters: Any) -> list[RowT]:
        """Run a statement and read all its rows."""
        ...


async def _pause(delay: float) -> float:
    """Wait before another attempt, at most twice `delay`; returns the delay before the one after it."""
    await asyncio.sleep(delay * (1 + random.random()))  # noqa: S311 - jitter, not a secret
    return min(delay * 2, _RETRY_MOST_DELAY)


class _Transaction:
    def __init__(self, transaction: AsyncManagedTransaction | AsyncSession, on_statement: OnStatement) -> None:
        self._transaction = transaction
        self._on_statement = on_statement

    async def run(self, statement: Statement[RowT], /, **parameters: Any) -> list[RowT]:
        return [statement.decode(record) for record in await self.records(statement.name, statement.text, parameters)]

    async def records(self, name: str, text: LiteralString, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        began = time.perf_counter()
        outcome = "ok"
        try:
            result = await self._transaction.run(text, dict(parameters))
            keys = result.keys()
            return [dict(zip(keys, record.values(), strict=True)) async for record in result]
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            self._on_statement(name, time.perf_counter() - began, outcome)


def _ignore(_name: str, _seconds: float, _outcome: str) -> None:
    """The default of `on_statement`."""


class Graph:
    """A connection pool to one Neo4j database."""

    def __init__(
        self,
        driver: AsyncDriver,
        *,
        database: str = "neo4j",
        on_statement: OnStatement = _ignore,
        timeout: float = 10.0,
        connections: int = _CONNECTIONS,
    ) -> None:
        """Use `Graph.open`; a driver of one's own is for tests."""
        self._driver = driver
        # The driver's own queue counts as time to connect: a crowd would look like a Neo4j that is away.
        self._places = asyncio.Semaphore(connections)
        self._database = database
        self._on_statement = on_statement
        self._timeout = timeout

    @classmethod
    def open(
        cls,
        uri: str,
        user: str,
        password: str,
        *,
        database: str = "neo4j",
        on_statement: OnStatement = _ignore,
        timeout: float = 10.0,
        connections: int = _CONNECTIONS,
    ) -> "Graph":
        """Make the pool; nothing is connected yet. TLS by the scheme: `bolt+s://`, `neo4j+s://`.

        `timeout` in seconds a call, with its wait for one of the `connections`.
        """
        driver = AsyncGraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType] - its **config is untyped
            uri,
            auth=(user, password),
            max_connection_pool_size=connections + 1,  # one for a ping
            connection_timeout=3.0,
            connection_acquisition_timeout=_CONNECT_SECONDS,
            max_transaction_retry_time=_RETRY_SECONDS,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            telemetry_disabled=True,
        )
        return cls(driver, database=database, on_statement=on_statement, timeout=timeout, connections=connections)

    @property
    def driver(self) -> AsyncDriver:
        """The driver itself, for canaries and pool metrics."""
        return self._driver

    async def close(self) -> None:
        """Close every connection."""
        await self._driver.close()

    async def ping(self) -> None:
        """Ask the database a question, past whoever waits for a connection; raises `Unavailable` in at most 4 s."""
        try:
            await self._query("ping", "RETURN 1 AS one", {}, 4.0, nullcontext())
        except DeadlineExceeded as error:
            raise _unavailable("it did not answer within 4 s") from error

    async def read(
        self, statement: Statement[RowT], /, *, timeout: float | None = None, **parameters: Any
    ) -> list[RowT]:
        """Run one reading statement and decode its rows."""
        records = await self.query(statement.name, statement.text, parameters, timeout=timeout)
        return [statement.decode(record) for record in records]

    async def query(
        self, name: str, text: LiteralString, parameters: Mapping[str, Any], *, timeout: float | None = None
    ) -> list[dict[str, Any]]:
        """Run a compiled reading statement; records as maps.

        It commits itself: one round trip, where BEGIN and COMMIT would be two more. As a managed transaction would be, it is
        sent again while the driver says that this may help.
        """
        return await self._query(name, text, parameters, timeout, self._places)

    async def _query(
        self,
        name: str,
        text: LiteralString,
        parameters: Mapping[str, Any],
        timeout: float | None,
        place: AbstractAsyncContextManager[None],
    ) -> list[dict[str, Any]]:
        first, delay = time.monotonic(), _RETRY_FIRST_DELAY
        async with self._guard(timeout):
            while True:
                try:
                    async with place, self._session("READ") as session:
                        return await _Transaction(session, self._on_statement).records(name, text, parameters)
                except (driver_errors.DriverError, driver_errors.Neo4jError) as error:
                    if not error.is_retryable() or time.monotonic() - first + 2 * delay > _RETRY_SECONDS:
                        raise
                    delay = await _pause(delay)

    async def write(
        self, statement: Statement[RowT], /, *, timeout: float | None = None, **parameters: Any
    ) -> list[RowT]:
        """Run one idempotent writing statement in its own transaction."""

        async def work(transaction: Transaction) -> list[RowT]:
            return await transaction.run(statement, **parameters)

        return await self.transact(work, timeout=timeout)

    async def transact(self, work: Callable[[Transaction], Awaitable[T]], *, timeout: float | None = None) -> T:
        """Run several statements as one transaction; `work` must be idempotent, it may run more than once.

        Where an act goes on (`cypher.act`), its entry is written with them.
        """
        act = going()
        if act is None:
            return await self._transact(work, timeout)
        with act.transaction() as again:

            async def recorded(transaction: Transaction) -> T:
                again()
                done = await work(transaction)
                if act.due:
                    await transaction.run(RECORD, id=act.id, at=act.at, entry=act.entry())
                return done

            return await self._transact(recorded, timeout)

    async def _transact(self, work: Callable[[Transaction], Awaitable[T]], timeout: float | None) -> T:
        async def managed(transaction: AsyncManagedTransaction) -> T:
            return await work(_Transaction(transaction, self._on_statement))

        delay = _RETRY_FIRST_DELAY
        async with self._guard(timeout):
            while True:
                try:
                    async with self._places, self._session("WRITE") as session:
                        return await session.execute_write(managed)
                except driver_errors.IncompleteCommit:
                    delay = await _pause(delay)

    async def run_schema(self, name: str, text: LiteralString, *, timeout: float = 60.0) -> None:
        """Run a schema command (constraint, index) of a migration, alone in its transaction.

        `IF NOT EXISTS` looks before it waits for the lock, so two at once both create: the second's refusal is what it wanted.
        """

        async def work(transaction: AsyncManagedTransaction) -> None:
            await _Transaction(transaction, self._on_statement).records(name, text, {})

        async with self._guard(timeout), self._places, self._session("WRITE") as session:
            try:
                await session.execute_write(work)
            except driver_errors.ClientError as error:
                if error.code != "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists":
                    raise

    @asynccontextmanager
    async def _session(self, mode: str):  # noqa: ANN202 - the driver's session, private
        session: AsyncSession = self._driver.session(  # pyright: ignore[reportUnknownMemberType] - its **config is untyped
            database=self._database, default_access_mode=mode
        )
        try:
            yield session
        except asyncio.CancelledError:
            session.cancel()
            raise
        finally:
            await session.close()

    @asynccontextmanager
    async def _guard(self, timeout: float | None):  # noqa: ANN202 - one deadline over the whole call
        limit = self._timeout if timeout is None else timeout
        try:
            async with asyncio.timeout(limit):
                yield
        except TimeoutError as error:
            raise DeadlineExceeded(f"Neo4j did not answer within {limit:g} s") from error
        except driver_errors.ConstraintError as error:
            raise Conflict("something with the same id exists already") from error
        except (
            driver_errors.ServiceUnavailable,
            driver_errors.SessionExpired,
            driver_errors.ConnectionAcquisitionTimeoutError,
            driver_errors.DatabaseUnavailable,
            OSError,
        ) as error:
            raise _unavailable(_reason(error)) from error
        except driver_errors.ClientError as error:
            if error.code and "TransactionTimedOut" in error.code:
                raise DeadlineExceeded("the statement took longer than the database allows") from error
            if refusal := self._refusal(error.code or ""):
                raise Refused(refusal) from error
            raise
        except driver_errors.TransientError as error:
            if error.code and ("DatabaseUnavailable" in error.code or "TransactionTimedOut" in error.code):
                raise Unavailable("Neo4j is starting or stopping; try again in a moment") from error
            raise

    def _refusal(self, code: str) -> str | None:
        """Why we are not let in; None for a code that says something else."""
        if code == "Neo.ClientError.Security.Forbidden":
            return "Neo4j forbids its user what PurSight needs: give the user of NEO4J_USER more rights."
        if code.startswith("Neo.ClientError.Security."):
            return "Neo4j does not accept the user or the password: check NEO4J_USER and NEO4J_PASSWORD."
        if code == "Neo.ClientError.Database.DatabaseNotFound":
            return f"Neo4j has no database '{self._database}': check NEO4J_DATABASE."
        return None


def _unavailable(reason: str) -> Unavailable:
    error = Unavailable("Neo4j cannot be reached; it is tried again with the next request")
    error.reason = reason
    return error


def _reason(error: BaseException) -> str:
    """What the operating system said: the innermost of its errors."""
    found, cause = "", error
    while cause is not None:
        found = str(cause) if isinstance(cause, OSError) else found
        cause = cause.__cause__ or cause.__context__
    return found


Rows = Sequence[Mapping[str, Any]]
