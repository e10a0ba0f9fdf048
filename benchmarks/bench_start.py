"""How long `pursight serve` takes until it answers that it is ready: with its own Neo4j, and with one that runs already.

python benchmarks/bench_start.py [--times 5]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from graph_api import embedded

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pursight"


def ready(url: str, token: Path) -> bool:
    try:
        headers = {"authorization": f"Bearer {token.read_text().strip()}"}
        with urllib.request.urlopen(
            urllib.request.Request(f"{url}/health/ready", headers=headers), timeout=1
        ) as answer:
            return answer.status == 200
    except OSError:
        return False


def start(state: Path, port: int, **environment: str) -> float:
    """Seconds from the start of the process until it is ready; it is stopped again."""
    settings = {
        "PURSIGHT_STATE_DIRECTORY": str(state),
        "PURSIGHT_PORT": str(port),
        "PURSIGHT_BOLT_PORT": "17687",
        **environment,
    }
    began = time.perf_counter()
    command = [Path(sys.executable).with_name("pursight"), "serve"]
    server = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
    try:
        while not ready(f"http://127.0.0.1:{port}", state / "token"):
            if server.poll() is not None or time.perf_counter() - began > 120:
                raise SystemExit("the server did not become ready")
            time.sleep(0.02)
        return time.perf_counter() - began
    finally:
        server.terminate()
        server.wait()


def told(name: str, times: list[float]) -> None:
    low, high = min(times), max(times)
    print(
        f"{name:32} median {statistics.median(times):5.2f} s   {low:5.2f} - {high:5.2f}   load {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory(prefix="pursight-bench-") as made:
        state = Path(made)
        start(state, 18000)  # the first makes caches and migrates
        told("ready with embedded Neo4j", [start(state, 18000) for _ in range(times)])
        with embedded.ensure(state / "neo4j", CACHE, port=None) as server:
            own = {"NEO4J_URI": server.uri, "NEO4J_PASSWORD": server.password}
            told("ready, Neo4j runs already", [start(state, 18000, **own) for _ in range(times)])


if __name__ == "__main__":
    main()
