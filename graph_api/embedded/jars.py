"""The locked jars: read the lock, and have them in the cache, complete and verified.

Neo4j Community (GPLv3) is not part of this project: it is downloaded by its user, and runs as a process of its own. `jars.lock`
holds coordinate, sha256 and size; where Maven Central is, is asked of `jgo` when something has to be fetched.
"""

import errno
import hashlib
import os
import threading
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache as once
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from graph_api.embedded.errors import EmbeddedError
from graph_api.embedded.lock import exclusive

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all, of what has to be fetched; from one thread at a time. What it raises ends it all."""

_WORKERS = 8
_TRIES = 4
_BACKOFF_SECONDS = 0.5
_SILENCE_SECONDS = 20.0
_LOOK_SECONDS = 0.5
_LATER = {408, 425, 429}  # client errors that pass
_LOCK_SECONDS = 1800.0  # another process may be downloading everything over a slow line


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock. `size` is in bytes."""

    coordinate: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """File name, as in a repository."""
        _group, artifact, version, *classifier = self.coordinate.split(":")
        return "-".join([artifact, version, *classifier]) + ".jar"

    @property
    def path(self) -> str:
        """Path in a Maven repository."""
        group, artifact, version, *_classifier = self.coordinate.split(":")
        return f"{group.replace('.', '/')}/{artifact}/{version}/{self.name}"


@once
def locked() -> dict[str, tuple[Jar, ...]]:
    """The lock: group -> jars, in the order of the file. Groups: `server`, `graphiql`, `browser`."""
    groups: dict[str, list[Jar]] = {}
    group: list[Jar] = []
    for line in files("graph_api.embedded").joinpath("jars.lock").read_text("utf-8").splitlines():
        if line.startswith("["):
            group = groups.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            coordinate, sha256, size = line.split()
            group.append(Jar(coordinate, sha256, int(size)))
    return {name: tuple(jars) for name, jars in groups.items()}


def fetch(
    jars: Sequence[Jar], directory: Path, *, mirror: str | None = None, on_progress: Progress | None = None
) -> list[Path]:
    """Have `jars` in `directory`, each with the locked size and sha256; their paths, in order.

    What is there and intact stays; the rest is fetched in parallel, goes on where a broken download ended, and takes its
    place only when verified. Several processes at once wait for one of them. `mirror` is the base address of a Maven
    repository to use instead of Maven Central.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _missing(jars, directory):
            with exclusive(directory / "lock", timeout=_LOCK_SECONDS):
                if missing := _missing(jars, directory):
                    _Download(missing, directory, mirror, on_progress).run()
    except OSError as error:
        raise _storage_error(error, directory) from error
    return [directory / jar.name for jar in jars]


def entries(jar: Path, suffixes: tuple[str, ...]) -> dict[str, bytes]:
    """File name -> content of the entries of `jar` whose path ends in one of `suffixes`."""
    with zipfile.ZipFile(jar) as archive:
        return {
            name.rsplit("/", 1)[-1]: archive.read(name)
            for name in sorted(archive.namelist())
            if name.endswith(suffixes)
        }


def graphiql(cache: Path, *, mirror: str | None = None, on_progress: Progress | None = None) -> dict[str, bytes]:
    """What a GraphiQL page needs, from its WebJars: file name -> content.

    Names: `graphiql.min.js`, `graphiql.min.css`, `react.production.min.js`, `react-dom.production.min.js`.
    """
    wanted = (
        "/graphiql.min.js",
        "/graphiql.min.css",
        "/umd/react.production.min.js",
        "/umd/react-dom.production.min.js",
    )
    found: dict[str, bytes] = {}
    for jar in fetch(locked()["graphiql"], cache / "jars", mirror=mirror, on_progress=on_progress):
        found |= entries(jar, wanted)
    return found


def _missing(jars: Sequence[Jar], directory: Path) -> list[Jar]:
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        intact = list(pool.map(_intact, jars, [directory / jar.name for jar in jars]))
    return [jar for jar, good in zip(jars, intact, strict=True) if not good]


def _intact(jar: Jar, path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return (
                os.fstat(file.fileno()).st_size == jar.size
                and hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
            )
    except FileNotFoundError:
        return False


class _Download:
    """One run over what is missing; the caller holds the directory's lock."""

    def __init__(self, jars: Sequence[Jar], directory: Path, mirror: str | None, on_progress: Progress | None) -> None:
        self._jars = sorted(jars, key=lambda jar: -jar.size)  # the longest first, so that no worker ends late and alone
        self._directory = directory
        self._mirror = mirror
        self._on_progress = on_progress
        self._total = sum(jar.size for jar in jars)
        self._done = 0
        self._counting = threading.Lock()
        self._stop = threading.Event()

    def run(self) -> None:
        import httpx  # noqa: PLC0415 - a warm cache needs neither
        from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415

        base = (self._mirror or MAVEN_CENTRAL_URL).rstrip("/")
        self._count(0)
        with (
            httpx.Client(follow_redirects=True, timeout=_SILENCE_SECONDS) as client,
            ThreadPoolExecutor(_WORKERS) as pool,
        ):
            futures = [pool.submit(self._one, client, f"{base}/{jar.path}", jar) for jar in self._jars]
            try:
                waiting: set[Future[None]] = set(futures)
                while waiting:
                    done, waiting = wait(waiting, timeout=_LOOK_SECONDS, return_when=FIRST_EXCEPTION)
                    for future in done:
                        future.result()
                    self._count(0)  # whoever follows may have had enough, also of a mirror that is silent
            finally:  # the first failure, or Ctrl-C, ends all: what is half fetched stays for the next time
                self._stop.set()
                pool.shutdown(wait=False, cancel_futures=True)

    def _one(self, client: "httpx.Client", url: str, jar: Jar) -> None:
        import httpx  # noqa: PLC0415

        part = self._directory / f"{jar.name}.part"
        reason = ""
        for attempt in range(_TRIES):
            if self._stop.wait(_BACKOFF_SECONDS * attempt**2):
                return
            try:
                self._transfer(client, url, part, jar.size)
            except httpx.HTTPStatusError as error:
                reason = f"it answered {error.response.status_code} for {jar.path}"
                if error.response.is_client_error and error.response.status_code not in _LATER:
                    break
            except httpx.HTTPError as error:
                reason = f"{type(error).__name__} at {jar.path}"
            else:
                if _intact(jar, part):
                    part.replace(self._directory / jar.name)
                    return
                if self._stop.is_set():
                    return
                reason = f"{jar.path} came with other bytes than were locked"
                self._count(-part.stat().st_size)
                part.unlink()
        raise EmbeddedError(
            "DOWNLOAD_FAILED",
            f"Neo4j could not be downloaded from {'the mirror' if self._mirror else 'Maven Central'}: {reason}. Check the "
            "network or set PURSIGHT_MAVEN_MIRROR to a Maven repository you can reach; what was fetched is kept.",
        )

    def _transfer(self, client: "httpx.Client", url: str, part: Path, size: int) -> None:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b") as file:
            start = file.seek(0, os.SEEK_END)
            if start > size:  # not of this jar
                start = file.seek(0)
                file.truncate()
            if start == size:
                self._count(size)
                return
            with client.stream(
                "GET", url, headers={"Accept-Encoding": "identity", "Range": f"bytes={start}-"}
            ) as response:
                response.raise_for_status()
                if start and response.status_code != 206:  # noqa: PLR2004 - the server does not resume: all over again
                    start = file.seek(0)
                    file.truncate()
                self._count(start)
                got = start
                try:
                    for chunk in response.iter_raw():  # as it comes, so that a slow line can be left, too
                        file.write(chunk)
                        got += len(chunk)
                        self._count(len(chunk))
                        if got > size or self._stop.is_set():
                            return
                except BaseException:
                    self._count(-got)
                    raise

    def _count(self, change: int) -> None:
        with self._counting:
            self._done += change
            if self._on_progress is not None:
                self._on_progress(self._done, self._total)


def _storage_error(error: OSError, directory: Path) -> EmbeddedError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EmbeddedError(
            "DISK_FULL", f"The disk of {directory} is full. Free some space (or set XDG_CACHE_HOME) and start again."
        )
    return EmbeddedError(
        "NOT_WRITABLE", f"{directory} cannot be used: {error.strerror}. Make it writable or set another."
    )
