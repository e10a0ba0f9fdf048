"""Read-only connections to one file, that can be interrupted from another thread."""

import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from graph_api.scanner.base import SourceError
from graph_api.scanner.reach import Reach

MINIMUM = (3, 37, 0)
_STEPS = 10_000  # of SQLite's machine, between two looks at the clock
_FAILURES = {
    "SQLITE_BUSY": ("TIMEOUT", "Another process keeps the database locked. Scan again later, or raise `busy_timeout`."),
    "SQLITE_LOCKED": (
        "TIMEOUT",
        "Another process keeps the database locked. Scan again later, or raise `busy_timeout`.",
    ),
    "SQLITE_NOTADB": ("UNREADABLE", "The file is not an SQLite database, or it is encrypted. Check `path`."),
    "SQLITE_CORRUPT": (
        "UNREADABLE",
        "The database is damaged. `PRAGMA integrity_check` says where; restore it from a backup.",
    ),
    "SQLITE_CANTOPEN": (
        "UNREADABLE",
        "The file cannot be opened. Its directory may need to be writable if it is in WAL mode.",
    ),
    "SQLITE_IOERR": ("UNREADABLE", "The disk failed while the file was read."),
    "SQLITE_PERM": ("PERMISSION_DENIED", "The file may not be read."),
    "SQLITE_AUTH": ("PERMISSION_DENIED", "The file may not be read."),
}


class Sessions:
    """Opens the file once for each use, which takes less than a millisecond."""

    def __init__(self, path: Path, reach: Reach, busy_timeout: float, cancelled: threading.Event) -> None:
        """Open nothing yet."""
        self._path = path
        self._reach = reach
        self._busy_timeout = busy_timeout
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._open: set[sqlite3.Connection] = set()

    @contextmanager
    def session(self, seconds: float | None = None) -> Generator[sqlite3.Connection]:
        """A connection in a read transaction; SQLite's errors come out as `SourceError`, as does running over `seconds`."""
        place = self._place()
        deadline = None if seconds is None else time.monotonic() + seconds
        try:
            # the path as a URI, so that a `?` or `%` in it is part of the name; mode=ro never makes or changes a file
            connection = sqlite3.connect(
                f"{place.absolute().as_uri()}?mode=ro",
                uri=True,
                timeout=self._busy_timeout,
                isolation_level=None,
                check_same_thread=False,
            )
            with self._lock:
                self._open.add(connection)
            try:
                self._begin(connection, deadline)
                yield connection
            finally:
                with self._lock:
                    self._open.discard(connection)
                connection.close()
        except sqlite3.Error as error:
            raise self._meaning(error, seconds) from None

    def interrupt(self) -> None:
        """End what runs."""
        with self._lock:
            for connection in self._open:
                connection.interrupt()

    def _place(self) -> Path:
        """The file, checked; links are followed once, here."""
        place = self._reach.path(self._path)
        try:
            if not place.is_file():
                kind = "is not a file" if place.exists() else "does not exist"
                raise SourceError("NOT_FOUND", f"{self._path} {kind}. Check `path`.")
            with place.open("rb"):
                return place
        except PermissionError:
            raise SourceError("PERMISSION_DENIED", f"{self._path} may not be read by this user.") from None

    def _begin(self, connection: sqlite3.Connection, deadline: float | None) -> None:
        if self._cancelled.is_set():
            raise SourceError("CANCELLED", "The work was cancelled.")
        connection.text_factory = _readable
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")  # a view may not call functions with side effects
        connection.execute("BEGIN")
        connection.execute(
            "SELECT count(*) FROM sqlite_schema"
        ).fetchone()  # reads the header: is it a database at all?
        if deadline is not None:
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)

    def _meaning(self, error: sqlite3.Error, seconds: float | None) -> SourceError:
        name: str = getattr(error, "sqlite_errorname", "")
        if self._cancelled.is_set():
            return SourceError("CANCELLED", "The work was cancelled.")
        if name == "SQLITE_INTERRUPT":
            return SourceError("TIMEOUT", f"SQLite needed longer than {seconds:g} s: raise `statement_timeout`.")
        if "no such table" in str(error):
            return SourceError("NOT_FOUND", "It, or a table it reads, is no longer there.")
        for prefix, (code, advice) in _FAILURES.items():
            if name.startswith(prefix):
                return SourceError(code, f"{self._path}: {advice}")
        return SourceError("SOURCE_FAILED", f"SQLite failed with {name or type(error).__name__}.")


def _readable(text: bytes) -> str:
    return text.decode(errors="replace")
