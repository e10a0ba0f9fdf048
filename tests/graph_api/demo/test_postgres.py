import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from graph_api.demo.postgres import HOST, PostgresError, PostgresServer


@pytest.fixture
def server(directory) -> Iterator[PostgresServer]:
    server = PostgresServer(directory)
    yield server
    server.stop()


def postmaster(server: PostgresServer) -> psutil.Process:
    return psutil.Process(int((server._data / "postmaster.pid").read_text().split()[0]))


def alive(process: psutil.Process) -> bool:
    """A zombie that nobody has collected yet is dead."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def ended(process: psutil.Process) -> bool:
    """Within seconds: removing its pid file is a server's last act but one."""
    deadline = time.monotonic() + 30
    while alive(process) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not alive(process)


def answers(server: PostgresServer) -> bool:
    with server.connect() as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_it_listens_on_the_loopback_only_and_wants_a_password(server):
    server.start()
    with server.connect() as connection:
        shown = [
            connection.execute(f"SHOW {name}").fetchone()[0] for name in ("listen_addresses", "unix_socket_directories")
        ]
    assert shown == [HOST, ""]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=HOST, port=server.port, user="postgres", password="wrong", dbname="postgres")


def test_the_password_is_for_its_owner_only(server):
    server.start()
    assert stat.S_IMODE(server._password_file.stat().st_mode) == 0o600
    assert not (server._data.parent / "password").exists()


def test_the_port_stays_the_same_while_it_is_free(server):
    server.start()
    port = server.port
    server.stop()
    server.start()
    assert server.port == port


def test_a_taken_port_is_changed_for_a_free_one(server):
    server.start()
    port = server.port
    server.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((HOST, port))
        other.listen()
        server.start()
        assert server.port != port
        assert answers(server)


def test_the_last_to_leave_stops_it(server):
    server.start()
    process = postmaster(server)
    with PostgresServer(server.directory) as second:
        assert second.port == server.port
        server.stop()
        assert alive(process)
        assert answers(second)
    assert ended(process)


def test_starting_and_stopping_twice_is_once(server):
    server.start()
    server.start()
    server.stop()
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        server.connect()


def test_a_user_killed_without_warning_does_not_keep_it_alive(server):
    code = (
        "import os, sys, pathlib; from graph_api.demo.postgres import PostgresServer; "
        "PostgresServer(pathlib.Path(sys.argv[1])).start(); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(server.directory)], check=False)
    assert killed.returncode == -signal.SIGKILL
    process = postmaster(server)
    assert alive(process)
    server.start()
    assert postmaster(server).pid == process.pid
    server.stop()
    assert ended(process)


def test_a_killed_server_is_started_again_with_its_data(server):
    server.start()
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    process = postmaster(server)
    children = process.children()
    process.kill()
    while any(alive(each) for each in (process, *children)):
        time.sleep(0.01)
    server.stop()
    assert (server._data / "postmaster.pid").exists()
    server.start()
    with server.connect() as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)


@pytest.mark.parametrize("content", [f"{os.getpid()}\n", "", "not a number\n"], ids=["ours", "empty", "torn"])
def test_a_pid_file_of_another_process_or_of_nobody_does_no_harm(server, content):
    server.start()
    server.stop()
    (server._data / "postmaster.pid").write_text(content)
    server.start()
    assert answers(server)
    assert psutil.pid_exists(os.getpid())


def test_a_lost_password_means_a_new_cluster(server):
    server.start()
    server.stop()
    server._password_file.unlink()
    server.start()
    assert answers(server)


def test_a_half_made_cluster_is_made_anew(tmp_path_factory, directory):
    server = PostgresServer(directory / "half")
    draft = server._data.parent / "data.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    with server:
        assert answers(server)


def test_a_setting_it_does_not_know_is_said_with_the_servers_own_words(directory: Path):
    server = PostgresServer(directory / "wrong", {"no_such_setting": "1"})
    with pytest.raises(PostgresError, match="no_such_setting"):
        server.start()
    with contextlib.suppress(FileNotFoundError):
        assert not (server._data / "postmaster.pid").exists()
