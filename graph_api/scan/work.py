"""What the parts of one running scan share."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from cypher.graph import Graph
from cypher.scan import Claim
from cypher.source import SourceRow
from graph_api.scan.listing import Naming
from graph_api.scan.progress import Progress
from graph_api.scan.spool import Spool
from graph_api.scan.writer import Writer
from graph_api.scanner.base import Scanner
from graph_api.scanner.reach import EVERYWHERE, Reach

T = TypeVar("T")

SAMPLE_ROWS = 10_000
WORKERS = 4


@dataclass(frozen=True, slots=True)
class Options:
    """How a scan reads, and where sources may lie. `sample_rows` None: all rows."""

    sample_rows: int | None = SAMPLE_ROWS
    workers: int = WORKERS
    lease: int = 30
    reach: Reach = EVERYWHERE


@dataclass(slots=True)
class Work:
    """One running scan: where it reads, where it writes, and how far it is."""

    graph: Graph
    claim: Claim
    source: SourceRow
    scanner: Scanner
    naming: Naming
    writer: Writer
    progress: Progress
    options: Options
    spool: Spool = field(default_factory=Spool)
    stop: threading.Event = field(default_factory=threading.Event)
    threads: ThreadPoolExecutor = field(init=False)
    lister: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        """Threads for reading: the workers, and one that lists: a generator's connection may be its thread's own."""
        self.threads = ThreadPoolExecutor(self.options.workers, thread_name_prefix="scan")
        self.lister = ThreadPoolExecutor(1, thread_name_prefix="scan-list")

    @property
    def at(self) -> int:
        """The scan's start, in microseconds: the time of everything it finds."""
        return self.claim.started_at

    async def read(self, call: Callable[[], T]) -> T:
        """Run a call that blocks in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)

    def close(self) -> None:
        """Give everything back; threads that still read end by themselves, for the scanner was cancelled or is through."""
        self.stop.set()
        for threads in (self.threads, self.lister):
            threads.shutdown(wait=False, cancel_futures=True)
        self.scanner.close()
        self.spool.close()
