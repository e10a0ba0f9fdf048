"""The server as a process: its record on disk, starting the JVM, asking whether it answers, ending it."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

import psutil

from graph_api.embedded.errors import EmbeddedError

if TYPE_CHECKING:
    from neo4j import Driver

USER = "neo4j"
_POLL_SECONDS = 0.03
_STOP_SECONDS = 30.0
_CONNECT_SECONDS = 10.0  # with handshake and login: a server that hangs accepts connections, too
_CLOCK_SLACK_SECONDS = 2.0  # a start time is boot time + ticks, and the boot time moves with the clock

_children: dict[int, subprocess.Popen[bytes]] = {}  # what this process started, kept so that it can be reaped


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a started server. `started` is the process's start time (epoch seconds): with the pid, its name.

    `keep`: it was started by `pursight neo4j start` and runs until `stop`.
    """

    pid: int
    started: float
    port: int
    http_port: int | None
    keep: bool

    @property
    def uri(self) -> str:
        """Where Bolt answers."""
        return f"bolt://127.0.0.1:{self.port}"


def read_record(home: Path) -> Record | None:
    """The record in `home` if its process lives; a stale one counts as none."""
    try:
        values: dict[str, Any] = json.loads((home / "server.json").read_bytes())
        record = Record(**values)
    except (OSError, ValueError, TypeError):
        return None
    return record if alive(record) else None


def write_record(home: Path, record: Record) -> None:
    """Keep `record`, in one step."""
    write_private(home / "server.json", json.dumps(asdict(record)))


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600, whole or not at all."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def alive(record: Record) -> bool:
    """Whether the very process of `record` still runs (a pid is given away again)."""
    if (child := _children.get(record.pid)) is not None:
        if child.poll() is None:
            return True
        del _children[record.pid]
        return False
    try:
        process = psutil.Process(record.pid)
        if (
            process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1
        ):  # its first thread ends before others
            return False
        return abs(process.create_time() - record.started) < _CLOCK_SLACK_SECONDS
    except psutil.NoSuchProcess:
        return False


def spawn(command: list[str], environment: dict[str, str], home: Path) -> tuple[int, float]:
    """Start the JVM in a session of its own (the terminal's Ctrl-C is not for it); its pid and start time."""
    console = os.open(home / "logs" / "console.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        child = subprocess.Popen(  # noqa: S603 - our own words
            command,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=home,
            start_new_session=True,
            umask=0o077,
        )
    finally:
        os.close(console)
    _children[child.pid] = child
    try:
        return child.pid, psutil.Process(child.pid).create_time()
    except psutil.NoSuchProcess:
        return child.pid, time.time()


def console_tail(home: Path, lines: int = 12) -> str:
    """The last `lines` of what the JVM said."""
    try:
        text = (home / "logs" / "console.log").read_text("utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def strays(home: Path) -> list[Record]:
    """Servers on `home` that no record knows: their starter was killed before it could write one."""
    word = f"--home-dir={home}"
    found: list[Record] = []
    for candidate in psutil.process_iter():
        with suppress(psutil.Error):
            if word in candidate.cmdline():
                found.append(Record(candidate.pid, candidate.create_time(), 0, None, keep=False))
    return found


def wait_for_port(record: Record, *, deadline: float) -> bool:
    """Wait until Bolt's port takes connections; false if the JVM died before. `START_TIMEOUT` at `deadline`."""
    while True:
        if not alive(record):
            return False
        try:
            socket.create_connection(("127.0.0.1", record.port), timeout=1.0).close()
        except OSError:
            pass
        else:
            return True
        _pause(deadline, "Neo4j did not open its port")


def connect(uri: str, password: str) -> "Driver":
    """A driver for one-time work."""
    from neo4j import GraphDatabase  # noqa: PLC0415 - importing this room stays light

    return GraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType] - the driver's **config is untyped
        uri,
        auth=(USER, password),
        connection_timeout=_CONNECT_SECONDS,
        connection_acquisition_timeout=_CONNECT_SECONDS,
        telemetry_disabled=True,
    )


def run_when_up(
    driver: "Driver",
    record: Record,
    statement: LiteralString,
    *,
    deadline: float,
    database: str = "neo4j",
    **values: str,
) -> bool:
    """Run `statement` as soon as `database` is up; false if the JVM died. `START_TIMEOUT` at `deadline`.

    A wrong password (or a wrong statement) is raised at once.
    """
    from neo4j.exceptions import ClientError, DriverError, Neo4jError  # noqa: PLC0415

    while alive(record):
        try:
            # auto-commit: managed retries sleep for seconds
            with driver.session(database=database) as session:  # pyright: ignore[reportUnknownMemberType]
                session.run(statement, values).consume()
        except ClientError:
            raise
        except (DriverError, Neo4jError):  # not yet
            _pause(deadline, "Neo4j did not answer a query")
        else:
            return True
    return False


def end(record: Record, *, seconds: float | None = None) -> None:
    """End the server: asked first, killed after `seconds` (by default 30; the store survives it), else `STOP_FAILED`."""
    for number, patience in ((signal.SIGTERM, _STOP_SECONDS if seconds is None else seconds), (signal.SIGKILL, 10.0)):
        deadline = time.monotonic() + patience
        if alive(record):
            with suppress(ProcessLookupError):
                os.kill(record.pid, number)
        while alive(record) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        if not alive(record):
            return
    raise EmbeddedError(
        "STOP_FAILED", f"Neo4j (process {record.pid}) does not end, not even killed: look at it with ps."
    )


def _pause(deadline: float, what: str) -> None:
    if time.monotonic() > deadline:
        raise EmbeddedError("START_TIMEOUT", f"{what} in time. Is the machine very busy? Try again.")
    time.sleep(_POLL_SECONDS)
