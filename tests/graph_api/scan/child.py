"""Runs a queued scan as a process of its own, so that it can be killed: `python child.py SCAN`, the graph in the environment."""

import asyncio
import os
import sys

from cypher import scan, source
from cypher.graph import Graph
from graph_api.scan.run import Options, run_scan


async def main() -> None:
    graph = Graph.open(os.environ["URI"], os.environ["USER_"], os.environ["PASSWORD"])
    claim = await scan.claim(graph, sys.argv[1])
    await run_scan(graph, await source.config(graph, claim.source), claim, options=Options(workers=2))
    await graph.close()


asyncio.run(main())
