"""Shared fixtures: a real Neo4j for each worker, its own data, a free port, gone afterwards."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from graph_api import embedded
from graph_api.embedded import Memory, Running

CHECKOUT = Path(__file__).parent.parent
SERVERS = CHECKOUT / ".pursight" / "test"


def cache_directory() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pursight"


@pytest.fixture(scope="session")
def neo4j_server(worker_id: str) -> Iterator[Running]:
    """A server of this worker alone, empty at first: `uri`, `user`, `password`. Whoever writes empties it again."""
    sweep()
    directory = SERVERS / f"{worker_id}-{os.getpid()}"
    with embedded.ensure(
        directory, cache_directory(), port=None, memory=Memory(heap=512 << 20, page_cache=128 << 20)
    ) as server:
        yield server
    shutil.rmtree(directory)


def sweep() -> None:
    """End and remove what killed test runs left behind."""
    for directory in SERVERS.glob("*-*"):
        if not psutil.pid_exists(int(directory.name.rsplit("-", 1)[1])):
            embedded.stop(directory, force=True)
            shutil.rmtree(directory, ignore_errors=True)
