"""From a data directory and verified jars to a server that answers, proved hardened."""

import secrets
import shutil
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_api.embedded import process
from graph_api.embedded.canaries import canaries
from graph_api.embedded.configuration import VERSION, Memory, java_command, java_environment, neo4j_conf
from graph_api.embedded.errors import EmbeddedError
from graph_api.embedded.process import Record

_DIRECTORIES = ("conf", "data", "logs", "run", "plugins", "import")
_FREE_BYTES = 500 << 20
_PORTS_TO_TRY = 50
_BINDS_TO_TRY = 5
_PORT_TAKEN = ("Address already in use", "PortBindException")
"""How Neo4j says that another program took the port we had found free; its console shows either, or both."""


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start: the class path, the memory, the first ports to try (`None`: any free one), the JVM's further options."""

    jars: Sequence[Path]
    memory: Memory
    port: int | None
    browser: bool = False
    options: Sequence[str] = ()


def prepare(home: Path) -> None:
    """Make the directories (0700) of a server's home, and refuse data of another version."""
    for path in (home, *(home / name for name in _DIRECTORIES)):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    marker = home / "version"
    found = marker.read_text("utf-8").strip() if marker.exists() else None
    if found is None and any((home / "data").iterdir()):
        found = "of an unknown version"
    if found is None:
        process.write_private(marker, VERSION)  # before anything else is written
    elif found != VERSION:
        raise EmbeddedError(
            "OTHER_VERSION",
            f"The data in {home} was written by Neo4j {found}; this PurSight runs {VERSION}. Start it with the PurSight that "
            f"wrote it, or move {home} away to begin with an empty graph and scan again.",
        )


def launch(home: Path, what: Launch, *, timeout: float) -> Record:
    """Start a server on `home` and wait until it is ready; nothing is left running when it is not, in `timeout` seconds."""
    if shutil.disk_usage(home).free < _FREE_BYTES:
        raise EmbeddedError(
            "DISK_FULL",
            f"Less than {_FREE_BYTES >> 20} MB are free on the disk of {home}. Free some space and start again.",
        )
    deadline = time.monotonic() + timeout
    for _attempt in range(_BINDS_TO_TRY):
        port = _free_port(what.port)
        http_port = _free_port(7474 if what.port else None) if what.browser else None
        process.write_private(
            home / "conf" / "neo4j.conf", neo4j_conf(port=port, http_port=http_port, memory=what.memory)
        )
        command = java_command(home, what.memory, what.options)
        pid, started = process.spawn(command, java_environment(what.jars), home)
        record = Record(pid, started, port, http_port, keep=False)
        try:
            process.write_record(home, record)
            if ready(home, record, deadline=deadline):
                return record
        except BaseException:
            end(home, record)
            raise
        end(home, record)
        words = process.console_tail(home, 60)
        if not any(sign in words for sign in _PORT_TAKEN):
            raise _death(words, home)
    raise EmbeddedError("START_FAILED", "Other programs took each port that Neo4j was given. Try again.")


def ready(home: Path, record: Record, *, deadline: float) -> bool:
    """Wait until the server answers with our password, and prove it hardened; false if it died."""
    # importing this room stays light; here the JVM is busy anyway
    from neo4j.exceptions import AuthError, DriverError, Neo4jError  # noqa: PLC0415

    if not process.wait_for_port(record, deadline=deadline):
        return False
    secret = password(home)
    if not (home / "initialised").exists():
        if not _set_password(record, secret, deadline):
            return False
        process.write_private(home / "initialised", "")
    with process.connect(record.uri, secret) as driver:
        try:
            if not process.run_when_up(driver, record, "RETURN 1", deadline=deadline):
                return False
            failures = canaries(driver)
        except AuthError:
            raise EmbeddedError(
                "PASSWORD_LOST",
                f"Neo4j does not accept the password in {home / 'password'}. Put the right one there, or move {home} away to "
                "begin with an empty graph.",
            ) from None
        except (DriverError, Neo4jError) as error:
            raise EmbeddedError("START_FAILED", f"Neo4j does not answer as it should: {error}") from error
    if failures:
        raise EmbeddedError("NOT_HARDENED", f"Neo4j runs, but not hardened: {'; '.join(failures)}.")
    return True


def end(home: Path, record: Record) -> None:
    """End the server and forget it."""
    process.end(record)
    (home / "server.json").unlink(missing_ok=True)


def password(home: Path) -> str:
    """The server's password; made (192 random bits, mode 0600) where there is none yet."""
    path = home / "password"
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError:
        if (home / "initialised").exists():
            raise EmbeddedError(
                "PASSWORD_LOST", f"{path} is gone. Put it back, or move {home} away to begin with an empty graph."
            ) from None
    secret = secrets.token_urlsafe(24)
    process.write_private(path, secret)
    return secret


def _set_password(record: Record, secret: str, deadline: float) -> bool:
    """Change the first password, unless a start that was broken off already did; false if the server died."""
    from neo4j.exceptions import AuthError  # noqa: PLC0415

    with process.connect(record.uri, "neo4j") as driver:
        try:
            return process.run_when_up(
                driver,
                record,
                "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new",
                deadline=deadline,
                database="system",
                new=secret,
            )
        except AuthError:
            return True


def _free_port(first: int | None) -> int:
    """`first` or the next port that can be bound on loopback; any, where `first` is None."""
    for port in range(first, first + _PORTS_TO_TRY) if first else (0,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise EmbeddedError("START_FAILED", f"None of {_PORTS_TO_TRY} ports from {first} on is free. Name another.")


def _death(words: str, home: Path) -> EmbeddedError:
    if "No space left on device" in words:
        return EmbeddedError("DISK_FULL", f"The disk of {home} is full. Free some space and start again.")
    return EmbeddedError("START_FAILED", f"Neo4j ended while starting. Its last words:\n{words}")
