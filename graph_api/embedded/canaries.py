"""Does a server read files or call addresses for a query? Ask it to, where only a hardened one refuses."""

import secrets
import socket
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from neo4j import Driver

_PLAIN = "LOAD CSV FROM $url AS row RETURN row LIMIT 1"
_HIDDEN = "RETURN [x IN [1] | COLLECT { LOAD CSV FROM $url AS row RETURN row LIMIT 1 }] AS row"
_TIMEOUT_SECONDS = 10.0
_REFUSED = "Neo.ClientError.Statement.ExternalResourceFailed"


def canaries(driver: "Driver") -> list[str]:
    """Try to make the server read a file and call a loopback address; what it did not refuse, one sentence each.

    Empty means hardened. Works on any server; on one of another machine the loopback is its own, so there the refusal
    alone is the proof. A server that cannot be asked raises the driver's error.
    """
    with _canary_file() as file, _Listener() as listener:
        probes = (("a file", file.as_uri()), ("HTTP", listener.url))
        failures = [
            f"LOAD CSV from {what} was not refused ({answer})"
            for what, target in probes
            for statement in (_PLAIN, _HIDDEN)
            if (answer := _ask(driver, statement, target))
        ]
        if listener.calls:
            failures.append("LOAD CSV made the server open an HTTP connection")
    return failures


def _ask(driver: "Driver", statement: str, url: str) -> str:
    """Empty if the server refused for the right reason, else what it did."""
    from neo4j import READ_ACCESS, Query  # noqa: PLC0415 - importing this room stays light
    from neo4j.exceptions import ClientError  # noqa: PLC0415

    query = Query(statement, timeout=_TIMEOUT_SECONDS)  # pyright: ignore[reportArgumentType] - one of two constants
    with driver.session(default_access_mode=READ_ACCESS) as session:  # pyright: ignore[reportUnknownMemberType] - untyped **config
        try:
            session.run(query, url=url).consume()
        except ClientError as error:
            message = str(error.message)
            refused = error.code == _REFUSED and ("blocked" in message or "allow_csv_import_from_file_urls" in message)
            return "" if refused else f"it tried: {error.code}"
    return "it answered"


@contextmanager
def _canary_file() -> Generator[Path]:
    with tempfile.TemporaryDirectory(prefix="canary-") as name:
        file = Path(name) / "canary.csv"
        file.write_text(secrets.token_hex(8), encoding="ascii")
        yield file


class _Listener:
    """HTTP's end of the probe: counts who calls, and hangs up at once, so that no server waits for an answer."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/canary.csv"
        self.calls = 0
        self._thread = threading.Thread(target=self._hang_up, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread, which close alone does not
        self._socket.close()
        self._thread.join()

    def _hang_up(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._socket.accept()
                self.calls += 1
                connection.close()
