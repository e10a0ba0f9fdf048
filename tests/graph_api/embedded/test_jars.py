import hashlib
import os
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph_api.embedded import jars
from graph_api.embedded.errors import EmbeddedError
from graph_api.embedded.jars import Jar, fetch, locked


class Mirror:
    """A small Maven repository on loopback that keeps what it was asked, and can misbehave."""

    def __init__(self) -> None:
        self.contents = {f"org.example:jar-{n}:1.{n}": os.urandom(700_000 + n) for n in range(6)}
        self.jars = tuple(
            Jar(name, hashlib.sha256(data).hexdigest(), len(data)) for name, data in self.contents.items()
        )
        self.asked: list[tuple[str, str | None]] = []
        self.ranges = True
        self.status: int | None = None
        self.break_first_after: int | None = None
        self.silent = threading.Event()
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mirror.answer(self)

            def log_message(self, *args) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/maven/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range")
        self.asked.append((request.path, wanted))
        if self.silent.is_set():
            threading.Event().wait(1.0)
            return
        jar = next((jar for jar in self.jars if request.path == f"/maven/{jar.path}"), None)
        if jar is None or self.status:
            request.send_error(self.status or 404)
            return
        data = self.contents[jar.coordinate]
        start = int(re.fullmatch(r"bytes=(\d+)-", wanted or "bytes=0-")[1]) if self.ranges else 0
        request.send_response(206 if self.ranges and wanted else 200)
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        body = data[start:]
        if self.break_first_after is not None:
            body, self.break_first_after = body[: self.break_first_after], None
            request.close_connection = True
        request.wfile.write(body)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def mirror(monkeypatch) -> Iterator[Mirror]:
    monkeypatch.setattr(jars, "_BACKOFF_SECONDS", 0.01)
    mirror = Mirror()
    yield mirror
    mirror.close()


def intact(mirror: Mirror, directory: Path) -> bool:
    return all((directory / jar.name).read_bytes() == mirror.contents[jar.coordinate] for jar in mirror.jars)


def test_the_lock_names_every_jar_once_with_sha256_and_size_and_no_address():
    groups = locked()
    assert set(groups) == {"server", "graphiql", "browser"}
    every = [jar for group in groups.values() for jar in group]
    assert len({jar.name for jar in every}) == len(every) > 200
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) and jar.size > 0 for jar in every)
    assert "://" not in Path(jars.__file__).with_name("jars.lock").read_text("utf-8")


def test_a_classifier_is_part_of_name_and_path():
    jar = Jar("io.netty:netty-x:4.2.Final:linux-x86_64", "0" * 64, 1)
    assert jar.path == "io/netty/netty-x/4.2.Final/netty-x-4.2.Final-linux-x86_64.jar"


def test_jars_are_fetched_verified_private_and_counted(mirror, tmp_path):
    seen: list[tuple[int, int]] = []
    paths = fetch(mirror.jars, tmp_path / "jars", mirror=mirror.url, on_progress=lambda *numbers: seen.append(numbers))
    assert [path.name for path in paths] == [jar.name for jar in mirror.jars]
    assert intact(mirror, tmp_path / "jars")
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    total = sum(jar.size for jar in mirror.jars)
    assert seen[0] == (0, total)
    assert seen[-1] == (total, total)
    assert seen == sorted(seen)


def test_what_is_there_and_intact_is_not_asked_for_again(mirror, tmp_path):
    fetch(mirror.jars, tmp_path, mirror=mirror.url)
    asked = len(mirror.asked)
    fetch(mirror.jars, tmp_path, mirror=mirror.url)
    assert len(mirror.asked) == asked == len(mirror.jars)


def test_a_half_finished_download_goes_on_where_it_ended(mirror, tmp_path):
    jar = mirror.jars[0]
    (tmp_path / f"{jar.name}.part").write_bytes(mirror.contents[jar.coordinate][:500_000])
    fetch(mirror.jars, tmp_path, mirror=mirror.url)
    assert (f"/maven/{jar.path}", "bytes=500000-") in mirror.asked
    assert intact(mirror, tmp_path)


def test_a_connection_that_breaks_goes_on_where_it_ended(mirror, tmp_path):
    mirror.break_first_after = 300_000
    seen: list[int] = []
    fetch(mirror.jars[:1], tmp_path, mirror=mirror.url, on_progress=lambda done, _total: seen.append(done))
    starts = [int(wanted.removeprefix("bytes=").removesuffix("-")) for _path, wanted in mirror.asked]
    assert len(starts) == 2
    assert 0 < starts[1] <= 300_000
    assert seen[-1] == mirror.jars[0].size
    assert (tmp_path / mirror.jars[0].name).read_bytes() == mirror.contents[mirror.jars[0].coordinate]


def test_a_mirror_that_cannot_resume_is_asked_for_the_whole(mirror, tmp_path):
    mirror.ranges = False
    jar = mirror.jars[0]
    (tmp_path / f"{jar.name}.part").write_bytes(b"other bytes" * 10)
    fetch(mirror.jars, tmp_path, mirror=mirror.url)
    assert intact(mirror, tmp_path)


def test_a_part_of_something_else_is_thrown_away_and_fetched_anew(mirror, tmp_path):
    small, large = mirror.jars[:2]
    (tmp_path / f"{small.name}.part").write_bytes(b"x" * 1000)
    (tmp_path / f"{large.name}.part").write_bytes(b"x" * (large.size + 1))
    fetch(mirror.jars, tmp_path, mirror=mirror.url)
    assert intact(mirror, tmp_path)


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"\0" + data[1:], lambda _data: b""])
def test_a_corrupt_jar_in_the_cache_is_fetched_again(mirror, tmp_path, damage):
    paths = fetch(mirror.jars, tmp_path, mirror=mirror.url)
    paths[2].write_bytes(damage(paths[2].read_bytes()))
    fetch(mirror.jars, tmp_path, mirror=mirror.url)
    assert intact(mirror, tmp_path)
    assert len(mirror.asked) == len(mirror.jars) + 1


def test_other_bytes_than_locked_never_take_their_place(mirror, tmp_path):
    jar = mirror.jars[0]
    mirror.contents[jar.coordinate] = os.urandom(jar.size)
    with pytest.raises(EmbeddedError, match="other bytes than were locked") as caught:
        fetch([jar], tmp_path, mirror=mirror.url)
    assert caught.value.code == "DOWNLOAD_FAILED"
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (403, 1), (503, 4)])
def test_a_mirror_that_refuses_is_named_with_what_to_do(mirror, tmp_path, status, tries):
    mirror.status = status
    with pytest.raises(EmbeddedError, match=f"answered {status} for .*PURSIGHT_MAVEN_MIRROR"):
        fetch(mirror.jars[:1], tmp_path, mirror=mirror.url)
    assert len(mirror.asked) == tries


def test_a_mirror_that_accepts_and_never_answers_is_given_up(mirror, tmp_path, monkeypatch):
    monkeypatch.setattr(jars, "_SILENCE_SECONDS", 0.1)
    mirror.silent.set()
    with pytest.raises(EmbeddedError, match="ReadTimeout") as caught:
        fetch(mirror.jars, tmp_path, mirror=mirror.url)
    assert caught.value.code == "DOWNLOAD_FAILED"


def test_an_unreachable_mirror_is_a_clear_error(tmp_path, mirror):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(EmbeddedError, match=r"ConnectError.*Check the network") as caught:
            fetch(mirror.jars, tmp_path, mirror=f"http://127.0.0.1:{closed.getsockname()[1]}")
    assert caught.value.code == "DOWNLOAD_FAILED"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_a_full_disk_says_so_and_goes_on_afterwards(mirror, tmp_path):
    part = tmp_path / f"{mirror.jars[0].name}.part"
    part.symlink_to("/dev/full")
    with pytest.raises(EmbeddedError, match=r"is full\. Free some space") as caught:
        fetch(mirror.jars, tmp_path, mirror=mirror.url)
    assert caught.value.code == "DISK_FULL"
    part.unlink()
    fetch(mirror.jars, tmp_path, mirror=mirror.url)
    assert intact(mirror, tmp_path)


def test_a_cache_that_cannot_be_made_says_so(mirror, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedError, match="cannot be used: Not a directory") as caught:
        fetch(mirror.jars, tmp_path / "file" / "jars", mirror=mirror.url)
    assert caught.value.code == "NOT_WRITABLE"


def test_several_at_once_fetch_everything_once(mirror, tmp_path):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _n: fetch(mirror.jars, tmp_path, mirror=mirror.url), range(4)))
    assert intact(mirror, tmp_path)
    assert len(mirror.asked) == len(mirror.jars)
