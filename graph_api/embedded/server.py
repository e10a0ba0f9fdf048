"""One server per data directory, for all processes of a user that want it."""

import errno
import os
import secrets
import shutil
import socket
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from graph_api.embedded import configuration, jars, process
from graph_api.embedded.canaries import canaries
from graph_api.embedded.configuration import Memory
from graph_api.embedded.errors import EmbeddedError
from graph_api.embedded.lock import Share, exclusive, shared
from graph_api.embedded.process import USER, Record

_DIRECTORIES = ("conf", "data", "logs", "run", "plugins", "import")
_FREE_BYTES = 500 << 20
_PORTS_TO_TRY = 50
_BINDS_TO_TRY = 5
_ADOPT_SECONDS = 60.0


@dataclass(slots=True)
class Running:
    """A server that answers, and this user's share of it. Give it back with `release()`, or use it as a context manager."""

    directory: Path
    uri: str
    password: str = field(repr=False)
    pid: int
    port: int
    http_port: int | None
    started_by_us: bool
    _share: Share = field(repr=False)
    user: str = USER

    @property
    def browser_uri(self) -> str | None:
        """Where Neo4j Browser is served, if the server was started with it."""
        return f"http://127.0.0.1:{self.http_port}/browser/" if self.http_port else None

    def release(self) -> None:
        """Give the share back; the last user stops the server, unless it was started to be kept. Twice is once."""
        self._share.leave()
        with _starting(self.directory):
            record = process.read_record(self.directory)
            if record is not None and not record.keep and not shared(self.directory / "users.lock"):
                _stop(self.directory, record)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release."""
        self.release()


@dataclass(frozen=True, slots=True)
class Status:
    """What `status` saw. `used`: at least one process holds a share."""

    running: bool
    used: bool
    kept: bool = False
    uri: str | None = None
    pid: int | None = None
    browser_uri: str | None = None


def ensure(
    directory: Path,
    cache: Path,
    *,
    port: int | None = 7687,
    mirror: str | None = None,
    on_progress: jars.Progress | None = None,
    memory: Memory | None = None,
    browser: bool = False,
    keep: bool = False,
    timeout: float = 120.0,
) -> Running:
    """Have a hardened server on `directory` that answers, and a share of it.

    A running one is adopted, whoever started it; else one is started, its jars fetched into `cache`/jars if need be. `port` is
    the first Bolt port to try (the next free one is taken; `None`: any free one). `memory` is by default sized from the machine.
    `browser` adds the HTTP connector with Neo4j Browser. `keep`: it runs until `stop`, without any user. `timeout` (seconds) is
    for the start, not for the download. Blocks; raises `EmbeddedError`, never leaves a half-started server behind.
    """
    directory = directory.absolute()
    try:
        for path in (directory, *(directory / name for name in _DIRECTORIES)):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _starting(directory):
            _check_version(directory)
            share = Share(directory / "users.lock")
            try:
                record = _adopt(directory, browser=browser)
                started = record is None
                if record is None:
                    groups = jars.locked()
                    wanted = groups["server"] + (groups["browser"] if browser else ())
                    files = jars.fetch(wanted, cache.absolute() / "jars", mirror=mirror, on_progress=on_progress)
                    record = _start(directory, files, port, memory or configuration.size_memory(), browser, timeout)
                if keep and not record.keep:
                    record = replace(record, keep=True)
                    process.write_record(directory, record)
                return Running(
                    directory=directory,
                    uri=record.uri,
                    password=_password(directory),
                    pid=record.pid,
                    port=record.port,
                    http_port=record.http_port,
                    started_by_us=started,
                    _share=share,
                )
            except BaseException:
                share.leave()
                raise
    except OSError as error:
        raise _directory_error(error, directory) from error


def stop(directory: Path, *, force: bool = False) -> bool:
    """Stop the server of `directory`; whether there was one. `IN_USE` while processes use it, unless `force`."""
    directory = directory.absolute()
    if not directory.is_dir():
        return False
    with _starting(directory):
        record = process.read_record(directory)
        if record is None:
            return False
        if not force and shared(directory / "users.lock"):
            raise EmbeddedError(
                "IN_USE", "Neo4j is in use by another process. End that first, or stop it with --force."
            )
        _stop(directory, record)
        return True


def status(directory: Path) -> Status:
    """Whether a server runs on `directory`, and where. Starts nothing and waits for nothing."""
    directory = directory.absolute()
    if not directory.is_dir():
        return Status(running=False, used=False)
    used = shared(directory / "users.lock")
    record = process.read_record(directory)
    if record is None:
        return Status(running=False, used=used)
    return Status(
        running=True,
        used=used,
        kept=record.keep,
        uri=record.uri,
        pid=record.pid,
        browser_uri=f"http://127.0.0.1:{record.http_port}/browser/" if record.http_port else None,
    )


def _starting(directory: Path) -> "exclusive":
    return exclusive(directory / "start.lock", timeout=300.0)


def _adopt(directory: Path, *, browser: bool) -> Record | None:
    """The running server, if it answers. One that does not is ended: its starter died, or it hangs."""
    record = process.read_record(directory)
    if record is None:
        for stray in process.strays(directory):
            process.end(Record(stray.pid, stray.create_time(), 0, None, keep=False))
        return None
    if browser and record.http_port is None:
        raise EmbeddedError("IN_USE", "Neo4j runs without its browser. Stop it first: pursight neo4j stop")
    deadline = time.monotonic() + _ADOPT_SECONDS
    try:
        if _ready(directory, record, deadline):
            return record
    except EmbeddedError as error:
        if error.code not in {"START_TIMEOUT", "NOT_HARDENED"}:
            raise
    _stop(directory, record)
    return None


def _start(
    directory: Path, files: list[Path], port: int | None, memory: Memory, browser: bool, timeout: float
) -> Record:
    if shutil.disk_usage(directory).free < _FREE_BYTES:
        raise EmbeddedError(
            "DISK_FULL",
            f"Less than {_FREE_BYTES >> 20} MB are free on the disk of {directory}. Free some space and retry.",
        )
    deadline = time.monotonic() + timeout
    for _attempt in range(_BINDS_TO_TRY):
        bolt = _free_port(port)
        http = _free_port(7474 if port else None) if browser else None
        process.write_private(
            directory / "conf" / "neo4j.conf", configuration.neo4j_conf(port=bolt, http_port=http, memory=memory)
        )
        pid, started = process.spawn(
            configuration.java_command(directory, memory), configuration.java_environment(files), directory
        )
        record = Record(pid, started, bolt, http, keep=False)
        try:
            process.write_record(directory, record)
            if _ready(directory, record, deadline):
                return record
        except BaseException:
            _stop(directory, record)
            raise
        if "Address already in use" not in (tail := process.console_tail(directory, 60)):
            raise _death(tail, directory)
    raise EmbeddedError(
        "START_FAILED", "Every free port Neo4j was given was taken by another program meanwhile. Try again."
    )


def _ready(directory: Path, record: Record, deadline: float) -> bool:
    """Wait until the server answers with our password and is proved hardened; false if it died."""
    if not process.wait_for_port(record, deadline=deadline):
        return False
    password = _password(directory)
    if not (directory / "initialised").exists():
        if not _set_password(record, password, deadline):
            return False
        process.write_private(directory / "initialised", "")
    from neo4j.exceptions import AuthError  # noqa: PLC0415 - importing this room stays light

    with process.connect(record.uri, password) as driver:
        try:
            if not process.run_when_up(driver, record, "RETURN 1", deadline=deadline):
                return False
        except AuthError:
            raise EmbeddedError(
                "PASSWORD_LOST",
                f"Neo4j does not accept the password in {directory / 'password'}. Put the right one there, or move "
                f"{directory} away to begin with an empty graph.",
            ) from None
        if failures := canaries(driver):
            raise EmbeddedError("NOT_HARDENED", f"Neo4j started, but not hardened: {'; '.join(failures)}.")
    return True


def _set_password(record: Record, password: str, deadline: float) -> bool:
    """Change the first password, if nobody did: a start that was broken off may already have."""
    from neo4j.exceptions import AuthError  # noqa: PLC0415

    with process.connect(record.uri, "neo4j") as driver:
        try:
            return process.run_when_up(
                driver,
                record,
                "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new",
                deadline=deadline,
                database="system",
                new=password,
            )
        except AuthError:
            return True


def _password(directory: Path) -> str:
    path = directory / "password"
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError:
        if (directory / "initialised").exists():
            raise EmbeddedError(
                "PASSWORD_LOST", f"{path} is gone. Put it back, or move {directory} away to begin with an empty graph."
            ) from None
    password = secrets.token_urlsafe(24)
    process.write_private(path, password)
    return password


def _check_version(directory: Path) -> None:
    """Refuse data of another version; mark a new directory before anything is written into it."""
    marker = directory / "version"
    found = marker.read_text("utf-8").strip() if marker.exists() else None
    if found is None and any((directory / "data").iterdir()):
        found = "an unknown version"
    if found is None:
        process.write_private(marker, configuration.VERSION)
    elif found != configuration.VERSION:
        raise EmbeddedError(
            "OTHER_VERSION",
            f"The data in {directory} was written by Neo4j {found}; this PurSight runs {configuration.VERSION}. Start it with "
            f"the PurSight that wrote it, or move {directory} away to begin with an empty graph and scan again.",
        )


def _stop(directory: Path, record: Record) -> None:
    process.end(record)
    (directory / "server.json").unlink(missing_ok=True)


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
    raise EmbeddedError("START_FAILED", f"No port from {first} to {(first or 0) + _PORTS_TO_TRY - 1} is free.")


def _death(tail: str, directory: Path) -> EmbeddedError:
    if "No space left on device" in tail:
        return EmbeddedError("DISK_FULL", f"The disk of {directory} is full: free some space and start again.")
    return EmbeddedError("START_FAILED", f"Neo4j ended while starting. Its last words:\n{tail}")


def _directory_error(error: OSError, directory: Path) -> EmbeddedError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EmbeddedError("DISK_FULL", f"The disk of {directory} is full: free some space and start again.")
    return EmbeddedError("NOT_WRITABLE", f"{directory} cannot be used: {os.strerror(error.errno or 0)}.")
