"""Hostile sources: whoever may create one gets this process neither into its own machine nor to a cloud's credentials."""

import socket
import threading
from pathlib import Path

import pytest

from graph_api.scanner.base import SourceError
from graph_api.scanner.reach import Reach
from graph_api.scanner.registry import open_scanner

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


def test_a_listener_on_this_machine_hears_nothing():
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


def test_a_root_that_becomes_a_link_after_it_was_checked_leads_nowhere(places):
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
