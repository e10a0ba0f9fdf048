"""A PostgreSQL of 10,000 tables x 20 columns into an empty Neo4j, metadata only, then once more with nothing changed.

    .venv/bin/python benchmarks/bench_scan.py [--tables 10000] [--columns 20] [--full]

Prints columns a second from the scan's start until everything is queryable, our own peak memory (each scan is a process of
its own), and how the time is shared. Servers and data live in `.pursight/bench/` of the checkout and are made anew.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import psutil
from big_schema import SETTINGS, make_big_schema

from cypher import migrate, scan, source
from cypher.graph import Graph
from cypher.visibility import OWNER
from graph_api import embedded
from graph_api.demo.postgres import HOST, SUPERUSER, PostgresServer
from graph_api.scan.run import run_scan
from graph_api.scan.work import Options

BENCH = Path(__file__).parent.parent / ".pursight" / "bench"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pursight"
SOURCE = "source:bench"


async def _scan(order: dict) -> None:
    """In the child: one scan, measured."""
    seconds: dict[str, float] = defaultdict(float)
    calls: dict[str, int] = defaultdict(int)

    def on_statement(name: str, took: float, _outcome: str) -> None:
        seconds[name] += took
        calls[name] += 1

    graph = Graph.open(order["uri"], order["user"], order["password"], on_statement=on_statement)
    row = await source.config(graph, SOURCE)
    began = time.perf_counter()
    phases: dict[str, float] = {}
    claim = await scan.claim(
        graph, await scan.queue(graph, SOURCE, mode=order["mode"], trigger="CLI", by="person:bench")
    )
    result = await run_scan(
        graph,
        row,
        claim,
        options=Options(),
        on_progress=lambda progress: phases.setdefault(progress.phase, time.perf_counter() - began),
    )
    took = time.perf_counter() - began
    await graph.close()
    top = sorted(seconds, key=seconds.__getitem__, reverse=True)[:8]
    print(
        json.dumps(
            {
                "end": result.end,
                "error": result.error,
                "seconds": took,
                "columns": result.progress.columns,
                "added": result.progress.added,
                "unchanged": result.progress.unchanged,
                "cpu": sum(os.times()[:2]),
                "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "phases": {str(phase): round(at, 2) for phase, at in phases.items()},
                "statements": {name: [round(seconds[name], 2), calls[name]] for name in top},
            }
        )
    )


def _child(order: dict) -> dict:
    command = [sys.executable, __file__, "--child"]
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


async def _prepare(server: embedded.Running, config: dict) -> None:
    graph = Graph.open(server.uri, server.user, server.password)
    await migrate.migrate(graph)
    namespace = "postgres://bench:5432"
    await source.create(graph, OWNER, slug="bench", kind="postgresql", namespace=namespace, config=config)
    await graph.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--full", action="store_true", help="sample and classify too (the tables are empty)")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        asyncio.run(_scan(json.load(sys.stdin)))
        return
    shutil.rmtree(BENCH / "neo4j", ignore_errors=True)
    settings = {**SETTINGS, "max_locks_per_transaction": "512"}
    name = f"bench_{arguments.tables}_{arguments.columns}"
    memory = embedded.Memory(heap=1 << 30, page_cache=256 << 20)
    with PostgresServer(BENCH / "postgres", settings) as postgres:
        with postgres.connect(autocommit=True) as connection:
            made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not made:
                connection.execute(f'CREATE DATABASE "{name}"')
        if not made:
            with postgres.connect(name, autocommit=True) as connection:
                make_big_schema(connection, tables=arguments.tables, columns=arguments.columns)
        with embedded.ensure(BENCH / "neo4j", CACHE, port=None, memory=memory) as server:
            config = {
                "host": HOST,
                "port": postgres.port,
                "database": name,
                "user": SUPERUSER,
                "password": f"file:{BENCH}/postgres/superuser.password",
                "sslmode": "disable",
            }
            asyncio.run(_prepare(server, config))
            order = {
                "uri": server.uri,
                "user": server.user,
                "password": server.password,
                "mode": "FULL" if arguments.full else "METADATA_ONLY",
            }
            load = psutil.getloadavg()[0]
            java = psutil.Process(server.pid)
            begin = sum(java.cpu_times()[:2])
            first = _child(order)
            between = sum(java.cpu_times()[:2])
            second = _child(order)
            neo4j = between - begin, sum(java.cpu_times()[:2]) - between
    print(
        f"{arguments.tables} tables x {arguments.columns} columns, {os.cpu_count()} cores, load {load:.1f} at the start"
    )
    for label, run, java_cpu in (("first", first, neo4j[0]), ("second", second, neo4j[1])):
        print(
            f"{label:>6}: {run['end']} in {run['seconds']:.1f} s, {run['columns'] / run['seconds']:,.0f} columns/s, "
            f"{run['added']} added, {run['unchanged']} unchanged; CPU: ours {run['cpu']:.1f} s, Neo4j's {java_cpu:.1f} s; "
            f"our peak {run['rss']:.0f} MB"
        )
        print(
            f"        phases begin at {run['phases']}; statements (s, calls): {run['statements']} {run['error'] or ''}"
        )
    print(f"the second is {first['seconds'] / second['seconds']:.1f} times as fast")


if __name__ == "__main__":
    main()
