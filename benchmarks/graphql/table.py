"""What was measured, as a person reads it, with ratios to the floor."""

import os
from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import version
from statistics import median

from load import Measured
from operations import Operation

CLIENTS = 64

Results = defaultdict[tuple[str, str, int], list[Measured]]
"""By operation, contestant and number of clients: one of each round."""


def p50(results: Results, operation: str, contestant: str) -> float:
    """With one client, in milliseconds."""
    return median(each.p50 for each in results[operation, contestant, 1])


def rate(results: Results, operation: str, contestant: str) -> float:
    """Good answers a second to 64 clients."""
    return median(each.rate for each in results[operation, contestant, CLIENTS])


def ratios(results: Results) -> str:
    """The line for machines, of p50 with one client."""
    return " ".join(
        f"{name}_floor_ratio={p50(results, name, 'pursight') / p50(results, name, 'floor'):.2f} "
        f"{name}_peer_speedup={p50(results, name, 'peer') / p50(results, name, 'pursight'):.2f}"
        for name in ("list", "single")
    )


def show(results: Results, operations: Sequence[Operation], clients: Sequence[int], what: str) -> None:
    """Print the table: `/ floor` is how many times the floor's time, or what share of its rate.

    CPU is what an answer costs the server, and Neo4j: it depends less on what else the machine does.
    """
    many = CLIENTS in clients
    print(
        f"\n{what}; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, which servers, Neo4j and load generator "
        f"share;\nuvicorn {version('uvicorn')}, one process each; no rate limits\n"
    )
    print(f"{'':20}{'one client':^47}" + (f"  {f'{CLIENTS} clients':^20}" if many else ""))
    head = f"{'':20}{'p50 ms':>9}{'p95 ms':>10}{'/ floor':>10}{'CPU ms':>9}{'Neo4j CPU':>11}"
    print(head + (f"{'a second':>10}{'/ floor':>10}" if many else ""))
    for operation in operations:
        for name in dict.fromkeys(name for _, name, _ in results):
            time = p50(results, operation.name, name)
            p95, cpu, neo4j = (
                median(getattr(each, of) for each in results[operation.name, name, 1])
                for of in ("p95", "cpu", "neo4j_cpu")
            )
            line = f"{operation.name:10}{name:10}{time:9.2f}{p95:10.2f}{time / p50(results, operation.name, 'floor'):10.2f}"
            line += f"{cpu:9.2f}{neo4j:11.2f}"
            if many:
                answers = rate(results, operation.name, name)
                line += f"{answers:10.1f}{answers / rate(results, operation.name, 'floor'):10.2f}"
                failed = sum(each.failed for each in results[operation.name, name, CLIENTS])
                line += f"  {failed} failed" if failed else ""
            print(line)
        print()
