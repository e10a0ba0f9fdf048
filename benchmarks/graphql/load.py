"""The load generator's process, and what it says of one order."""

import json
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from contestants import PEER, Contestant
from operations import Operation


@dataclass(frozen=True, slots=True)
class Measured:
    """Latencies and CPU an answer in milliseconds, good answers a second; `failed` were refused, or errors."""

    p50: float
    p95: float
    rate: float
    failed: int
    cpu: float
    neo4j_cpu: float


class Load:
    """Fires requests; one order at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def fire(self, at: Contestant, operation: Operation, *, connections: int, seconds: float, whole: int) -> Measured:
        """Ask for so many seconds, each connection again as soon as it has its answer.

        An answer of less than `whole` bytes is an error. With one connection, any error ends the program.
        """
        order: dict[str, Any] = {
            "url": at.url,
            "headers": at.headers,
            "bodies": at.bodies(operation),
            "connections": connections,
            "seconds": seconds,
            "whole": whole,
        }
        assert self._process.stdin
        assert self._process.stdout
        before = at.cpu()
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the load generator died")
        said = json.loads(line)
        cpu, neo4j_cpu = (
            1000 * (now - then) / max(said["count"], 1) for now, then in zip(at.cpu(), before, strict=True)
        )
        del said["count"]
        measured = Measured(**said, cpu=cpu, neo4j_cpu=neo4j_cpu)
        if connections == 1 and measured.failed:
            raise SystemExit(f"{at.name} fails at {operation.name}: {measured}")
        return measured


@contextmanager
def generator() -> Generator[Load]:
    """The process, ended afterwards."""
    command = ["node", str(PEER / "load.mjs")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Load(process)
    finally:
        process.kill()
        process.wait()
