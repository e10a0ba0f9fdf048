"""Locks between the processes of a user, on files: the kernel frees them when a process dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from graph_api.embedded.errors import EmbeddedError

_POLL_SECONDS = 0.05
_SAY_SECONDS = 1.0


def _unheard() -> None:
    pass


@contextmanager
def exclusive(path: Path, *, timeout: float, on_wait: Callable[[], None] = _unheard) -> Generator[None]:
    """Hold `path` alone; `BUSY` after `timeout` seconds. `on_wait` is called each second of waiting; it may raise."""
    descriptor = _open(path)
    try:
        say = time.monotonic() + _SAY_SECONDS
        deadline = time.monotonic() + timeout
        while not _try(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > say:
                on_wait()
                say = time.monotonic() + _SAY_SECONDS
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    "BUSY", f"Another process has held {path} for {timeout:.0f} s. Let it finish, or end it, and retry."
                )
            time.sleep(_POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)


class Share:
    """One user's share of `path`: any number of users hold it together, nobody holds it alone meanwhile."""

    def __init__(self, path: Path) -> None:
        """Take the share; waits only for the moment in which another user looks whether it is the last."""
        self._descriptor: int | None = _open(path)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Give the share back; twice is once."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def shared(path: Path) -> bool:
    """Whether anybody, in any process, holds a share of `path`."""
    descriptor = _open(path)
    try:
        for _look in range(3):  # who only looks holds it for an instant, too
            if _try(descriptor, fcntl.LOCK_EX):
                return False
            time.sleep(_POLL_SECONDS)
        return True
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
