"""`pursight` as a person runs it: a process of its own, with nothing of the environment but what a test gives it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import CHECKOUT, cache_directory

MAIN = "from graph_api.cli import main; main()"


def environment(state: Path, **variables: str) -> dict[str, str]:
    """Nothing of ours but these."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(state),
        "PYTHONPATH": str(CHECKOUT),
        "PURSIGHT_STATE_DIRECTORY": str(state),
        "PURSIGHT_CACHE_DIRECTORY": str(cache_directory()),
        "PURSIGHT_SOURCE_ROOTS": f"/,{state}",  # tests have their sources in there
        "PURSIGHT_SOURCE_LOOPBACK": "127.0.0.1,localhost",
        "PURSIGHT_PORT": "0",
        "PURSIGHT_BOLT_PORT": "0",
    } | variables


@contextmanager
def running(variables: dict[str, str], *words: str, program: str = MAIN, **options):
    """A command that runs; killed if the test forgets it. What it says is in the file `said`."""
    said = Path(variables["HOME"]) / f"said-{time.monotonic_ns()}"
    with said.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", program, *words],
            **{"stdin": subprocess.DEVNULL, "stdout": file, "stderr": file} | options,
            env=variables,
            cwd=variables["HOME"],
        )
    process.said = said
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], object], seconds: float = 180) -> object:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def serving(command) -> str:
    """The address that a `serve` prints."""
    line = until(lambda: [each for each in command.said.read_text().splitlines() if "PurSight answers at" in each])[0]
    return line.split()[3].removesuffix("/graphql")
