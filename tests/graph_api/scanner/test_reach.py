"""Hostile sources: whoever may create one gets this process neither into its own machine nor to a cloud's credentials."""

import socket
import threading
from pathlib import Path

import pytest

from graph_api.scan.ports import reach as reach_of
from graph_api.scanner.base import SourceError
from graph_api.scanner.reach import Reach
from graph_api.scanner.registry import open_scanner
from graph_api.scanner.secret import SecretRef
from graph_api.settings import load

NOWHERE = Reach()
HOST = "db.example.com"


def answering(monkeypatch, *addresses: str) -> list[str]:
    """A name server that says this; returns the names that it was asked for."""
    asked = []

    def answer(host, port, **_more):
        asked.append(host)
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in each], socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "169.254.169.254", "169.254.1.1", "fe80::1", "::ffff:169.254.169.254", "fd00:ec2::254", "64:ff9b::a9fe:a9fe",
        "100.100.100.200", "168.63.129.16", "192.0.0.192", "224.0.0.1", "ff02::1", "255.255.255.255",
    ],
)  # fmt: skip
def test_hostile_addresses_are_refused_under_whatever_name(monkeypatch, address):
    for answers in ([address], ["10.0.0.7", address]):
        answering(monkeypatch, *answers)
        with pytest.raises(SourceError) as refused:
            NOWHERE.addresses(HOST, 5432)
        assert refused.value.code == "NOT_ALLOWED"


@pytest.mark.parametrize("address", ["10.0.0.7", "192.168.1.5", "172.16.0.9", "fd12::7", "93.184.216.34"])
def test_private_networks_and_the_internet_are_allowed_and_come_out_as_checked(monkeypatch, address):
    answering(monkeypatch, address, address)
    assert NOWHERE.addresses(HOST, 5432) == [address]


@pytest.mark.parametrize("allowed", ["localhost", "localhost:5432"])
def test_this_machine_is_allowed_by_its_name_and_no_other(monkeypatch, allowed):
    answering(monkeypatch, "127.0.0.1")
    reach = Reach(loopback=(allowed,))
    assert reach.addresses("LOCALHOST", 5432) == ["127.0.0.1"]
    with pytest.raises(SourceError, match=f"PURSIGHT_SOURCE_LOOPBACK={HOST}:5432"):
        reach.addresses(HOST, 5432)
    if ":" in allowed:
        with pytest.raises(SourceError):
            reach.addresses("localhost", 22)


def test_hostile_name_servers_cannot_answer_differently_the_second_time(monkeypatch):
    """DNS rebinding: what is connected to is what was checked, and the name is looked up once."""
    asked = answering(monkeypatch, "10.0.0.7")
    given = {}

    def connect(**parameters):
        given.update(parameters)
        raise KeyboardInterrupt

    monkeypatch.setattr("psycopg.connect", connect)
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    config = {"host": HOST, "database": "x", "user": "y", "connect_timeout": 1}
    with pytest.raises(SourceError):
        open_scanner("postgresql", config, NOWHERE).connect()
    assert (given["host"], given["hostaddr"], given["sslmode"]) == (HOST, "10.0.0.7", "verify-full")
    assert asked == [HOST]


def test_hostile_a_listener_on_this_machine_hears_nothing():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        for host in ("127.0.0.1", "localhost", "0.0.0.0", "2130706433", "0x7f.1"):
            report = open_scanner(
                "postgresql", {"host": host, "port": port, "database": "x", "user": "y", "sslmode": "disable"}, NOWHERE
            ).test()
            assert "NOT_ALLOWED" in report[0].reason or "UNREACHABLE" in report[0].reason
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.fixture
def places(tmp_path) -> tuple[Path, Path]:
    """A folder that is allowed and one that is not, with a file in it."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.csv").write_text("a,b\n1,2\n")
    return inside, outside


@pytest.mark.parametrize("way", ["the place itself", "up and over", "by a link", "by a link on the way"])
@pytest.mark.parametrize(("kind", "field"), [("files", "root"), ("sqlite", "path"), ("postgresql", "host")])
def test_hostile_paths_lead_out_of_no_root(places, way, kind, field):
    inside, outside = places
    (inside / "link").symlink_to(outside)
    (inside / "deep").symlink_to(outside.parent)
    path = {
        "the place itself": outside,
        "up and over": inside / ".." / "outside",
        "by a link": inside / "link",
        "by a link on the way": inside / "deep" / "outside",
    }[way]
    more = {"database": "x", "user": "y"} if kind == "postgresql" else {}
    scanner = open_scanner(kind, {field: str(path), **more}, Reach(roots=(inside,)))
    with pytest.raises(SourceError) as refused:
        scanner.connect()
    assert refused.value.code == "NOT_ALLOWED"
    assert "PURSIGHT_SOURCE_ROOTS" in str(refused.value)


def test_hostile_a_root_that_becomes_a_link_after_it_was_checked_leads_nowhere(places):
    inside, outside = places
    lake = inside / "lake"
    lake.mkdir()
    scanner = open_scanner("files", {"root": str(lake)}, Reach(roots=(inside,)))
    scanner.connect()
    lake.rmdir()
    lake.symlink_to(outside)
    with pytest.raises(SourceError):
        scanner.connect()


def test_sources_inside_a_root_are_read(places):
    _, outside = places
    with open_scanner("files", {"root": str(outside)}, Reach(roots=(outside.parent,))) as scanner:
        assert [asset.path for batch in scanner.assets() for asset in batch] == [("secret.csv",)]


@pytest.fixture
def server(tmp_path):
    """A server's own directory, and how far its sources reach where its admin allowed everything."""
    own = tmp_path / "state"
    own.mkdir()
    for name in ("token", "state.db", "vault.key"):
        (own / name).write_text("c4n4ry")
    (tmp_path / "link").symlink_to(own)
    return tmp_path, Reach(loopback=("127.0.0.1",), roots=(Path("/"),), secrets=(Path("/"),), own=(own, Path("/proc")))


OWN = ("state", "link", "state/../link", "state/../state")


@pytest.mark.parametrize("way", OWN)
def test_hostile_sources_do_not_lie_in_what_is_the_servers_own(server, way):
    place, reach = server
    for kind, config in {
        "sqlite": {"path": f"{place}/{way}/state.db"},
        "files": {"root": f"{place}/{way}"},
        "postgresql": {"host": f"{place}/{way}", "database": "x", "user": "y"},
    }.items():
        with pytest.raises(SourceError, match="the server's own") as refused:
            open_scanner(kind, config, reach).connect()
        assert refused.value.code == "NOT_ALLOWED"


@pytest.mark.parametrize("way", [*(f"{way}/token" for way in OWN), "/proc/self/environ", "/proc/1/environ"])
def test_hostile_passwords_are_not_what_is_the_servers_own(server, way):
    place, reach = server
    with pytest.raises(SourceError, match="the server's own"):
        SecretRef(f"file:{place / way}").resolve(reach)


@pytest.mark.parametrize("name", ["secrets/../outside", "secrets/link", "outside", "absent"])
def test_hostile_passwords_outside_of_their_folders_are_sent_to_nobody(tmp_path, name):
    """Nor is it told whether there is such a file."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "outside").write_text("c4n4ry")
    (tmp_path / "secrets" / "link").symlink_to(tmp_path / "outside")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        config = {"host": "127.0.0.1", "port": listener.getsockname()[1], "database": "x", "user": "y"}
        reach = Reach(loopback=("127.0.0.1",), roots=(tmp_path,), secrets=(tmp_path / "secrets",))
        scanner = open_scanner("postgresql", {**config, "password": f"file:{tmp_path}/{name}"}, reach)
        with pytest.raises(SourceError, match="PURSIGHT_SECRET_ROOTS") as refused:
            scanner.connect()
        assert refused.value.code == "NOT_ALLOWED"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_password_in_its_folder_is_read_and_a_root_may_lie_in_the_servers_own(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "password").write_text("pw\n")
    reach = Reach(secrets=(tmp_path / "demo",), own=(tmp_path,))
    assert SecretRef(f"file:{tmp_path}/demo/password").resolve(reach).reveal() == "pw"


def test_hostile_what_is_the_servers_own_is_what_its_settings_name(tmp_path):
    named = {name: tmp_path / name for name in ("vault_key_file", "audit_key_file", "neo4j_password_file")}
    named["neo4j_password_file"].write_text("x")
    settings = load(
        state_directory=tmp_path / "state", neo4j_uri="bolt://x", secret_roots="/", source_roots="/", **named
    )
    for path in (*named.values(), tmp_path / "state" / "token", Path("/proc/self/environ")):
        for asked in (reach_of(settings).secret, reach_of(settings).path):
            with pytest.raises(SourceError, match="the server's own"):
                asked(path)
    assert reach_of(settings).path(tmp_path) == tmp_path
