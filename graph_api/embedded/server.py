"""One server per data directory, for all processes of a user that want it."""

import errno
import os
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from graph_api.embedded import configuration, jars, process, startup
from graph_api.embedded.archive import archive_options
from graph_api.embedded.configuration import Memory
from graph_api.embedded.errors import EmbeddedError
from graph_api.embedded.lock import Share, exclusive, shared
from graph_api.embedded.process import USER, Record

_ADOPT_SECONDS = 30.0
_LOCK_SECONDS = 1800.0  # another process may be downloading for the same directory


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
        return _browser_uri(self.http_port)

    def release(self) -> None:
        """Give the share back; the last user stops the server, unless it was started to be kept. Twice is once."""
        self._share.leave()
        with _starting(self.directory):
            record = process.read_record(self.directory)
            if record is not None and not record.keep and not shared(self.directory / "users.lock"):
                startup.end(self.directory, record)

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
    """What `status` saw. `used`: at least one process holds a share. `kept`: it runs until `stop`."""

    running: bool
    used: bool
    kept: bool = False
    uri: str | None = None
    pid: int | None = None
    browser_uri: str | None = None


def _unheard(_sentence: str) -> None:
    pass


def ensure(
    directory: Path,
    cache: Path,
    *,
    port: int | None = 7687,
    mirror: str | None = None,
    on_progress: jars.Progress | None = None,
    on_step: Callable[[str], None] = _unheard,
    memory: Memory | None = None,
    browser: bool = False,
    keep: bool = False,
    java_options: Sequence[str] = (),
    timeout: float = 180.0,
) -> Running:
    """Have a hardened server on `directory` that answers, and a share of it.

    A running one is adopted, whoever started it; else one is started, its jars fetched into `cache`/jars if need be. `port` is
    the first Bolt port to try (the next free one is taken; `None`: any free one). `memory` is by default sized from the machine.
    `browser` adds the HTTP connector with Neo4j Browser. `keep`: it runs until `stop`, without any user. `timeout` (seconds) is
    for the start alone. `on_step` hears a sentence before each thing that takes time, and one each second of waiting for
    another process.

    Blocks; raises `EmbeddedError`, and leaves no half-started server behind.
    """
    directory, cache = directory.absolute(), cache.absolute()
    try:
        startup.prepare(directory)
        with _starting(directory, lambda: on_step("Another process is starting or stopping Neo4j: waiting for it")):
            share = Share(directory / "users.lock")
            try:
                record = _adopt(directory, browser=browser)
                started = record is None
                if record is None:
                    groups = jars.locked()
                    wanted = groups["server"] + (groups["browser"] if browser else ())
                    files = jars.fetch(wanted, cache / "jars", mirror=mirror, on_progress=on_progress)
                    archive = archive_options(files[: len(groups["server"])], cache / "jars", on_step)
                    on_step("Starting Neo4j")
                    what = startup.Launch(
                        files, memory or configuration.size_memory(), port, browser, [*archive, *java_options]
                    )
                    record = startup.launch(directory, what, timeout=timeout)
                if keep and not record.keep:
                    record = replace(record, keep=True)
                    process.write_record(directory, record)
                return Running(
                    directory=directory,
                    uri=record.uri,
                    password=startup.password(directory),
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
        raise _unusable(error, directory) from error


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
        startup.end(directory, record)
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
        browser_uri=_browser_uri(record.http_port),
    )


def _starting(directory: Path, on_wait: Callable[[], None] = lambda: None) -> AbstractContextManager[None]:
    return exclusive(directory / "start.lock", timeout=_LOCK_SECONDS, on_wait=on_wait)


def _adopt(directory: Path, *, browser: bool) -> Record | None:
    """The running server, if it answers. One that does not is ended: it hangs, or nobody knows it any more."""
    record = process.read_record(directory)
    if record is None:
        for stray in process.strays(directory):
            process.end(stray)
        return None
    if browser and record.http_port is None:
        raise EmbeddedError("IN_USE", "Neo4j runs without its browser. Stop it first: pursight neo4j stop")
    try:
        if startup.ready(directory, record, deadline=time.monotonic() + _ADOPT_SECONDS):
            return record
    except EmbeddedError as error:
        if error.code not in {"START_TIMEOUT", "START_FAILED", "NOT_HARDENED"}:
            raise
    startup.end(directory, record)
    return None


def _browser_uri(http_port: int | None) -> str | None:
    return f"http://127.0.0.1:{http_port}/browser/" if http_port else None


def _unusable(error: OSError, directory: Path) -> EmbeddedError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return EmbeddedError("DISK_FULL", f"The disk of {directory} is full. Free some space and start again.")
    why = os.strerror(error.errno or 0)
    return EmbeddedError("NOT_WRITABLE", f"{directory} cannot be used: {why}. Make it writable, or name another.")
