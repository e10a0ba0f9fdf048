"""Statements per second of `sql_lineage`, beside sqlglot's own column lineage on the same statements in the same run.

`python benchmarks/bench_lineage.py [cases.jsonl]`: cases as `pursight lineage sql --jsonl` reads them; without a file, made ones.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage

from graph_api.lineage.sql import sql_lineage

ROUNDS = 5
Case = tuple[str, str, dict[str, dict[str, str]]]


def made() -> list[Case]:
    """Return queries of four sizes over tables whose columns are known."""
    schema = {f"t{i}": {f"c{j}": "int" for j in range(20)} for i in range(10)}
    cases: list[Case] = []
    for width in (2, 5, 10, 20):
        columns = ", ".join(f"x.c{j} + y.c{j} AS o{j}" for j in range(width))
        inner = f"SELECT {columns} FROM t1 x JOIN t2 y ON x.c0 = y.c0 WHERE x.c1 > 5"
        cases.append((f"SELECT {columns} FROM t1 x JOIN t2 y ON x.c0 = y.c0", "postgres", schema))
        cases.append((f"WITH q AS ({inner}) SELECT * FROM q ORDER BY o0", "postgres", schema))
        unions = "r AS (SELECT * FROM q UNION ALL SELECT * FROM q)"
        cases.append((f"WITH q AS ({inner}), {unions} SELECT o0, sum(o1) AS s FROM r GROUP BY o0", "postgres", schema))
    return cases


def read(path: Path) -> list[Case]:
    """Return the cases of a file."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [(row["sql"], row.get("dialect") or "ansi", row.get("schemas") or {}) for row in rows]


def ours(case: Case) -> bool:
    """Follow one case; whether it could be."""
    sql, dialect, schema = case
    return sql_lineage(sql, dialect, {tuple(k.split(".")): v for k, v in schema.items()}, None, None).error is None


def sqlglots(case: Case) -> bool:
    """Ask sqlglot for each output column of one case; whether it could say."""
    sql, dialect, schema = case
    name = {"ansi": "", "db2": "", "greenplum": "postgres", "mariadb": "mysql", "vertica": "postgres"}.get(
        dialect, dialect
    )
    try:
        tree = parse_one(sql, read=name)
        query = tree if isinstance(tree, exp.Query) else tree.find(exp.Query)
        if query is None:
            return True
        for column in query.named_selects:
            if column and column != "*":
                lineage(column, query, schema=schema, dialect=name)
    except (SqlglotError, ValueError, RecursionError):
        return False
    return True


def rate(follow: Callable[[Case], bool], cases: list[Case]) -> tuple[float, int]:
    """Return the best round's cases per second, and how many could be followed."""
    best, followed = float("inf"), 0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        followed = sum(follow(case) for case in cases)
        best = min(best, time.perf_counter() - started)
    return len(cases) / best, followed


def main() -> None:
    """Print both rates."""
    cases = read(Path(sys.argv[1])) if len(sys.argv) > 1 else made()
    print(f"load {os.getloadavg()[0]:.1f}, {len(cases)} cases, best of {ROUNDS} rounds")
    for name, follow in (("pursight", ours), ("sqlglot.lineage", sqlglots)):
        speed, followed = rate(follow, cases)
        print(f"{name:16} {speed:8.0f} statements/s, {followed} of {len(cases)} followed")


if __name__ == "__main__":
    main()
