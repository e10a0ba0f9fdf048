"""The demo as a whole: scanned twice into a real Neo4j from real sources."""

import asyncio
import tempfile
from pathlib import Path

from graph_api.demo.cli import _scan_all, demo_settings
from graph_api.demo.sources import DemoSources
from graph_api.demo.summary import Outcome, verdict
from graph_api.demo.traps import TRAPS
from tests.graph_api.scan.conftest import dump


async def test_a_second_demo_changes_nothing_but_scans_and_nobody_is_fooled(graph, neo4j_server):
    with tempfile.TemporaryDirectory(prefix="pursight-demo-") as made:  # pytest's is closed to PostgreSQL's account
        settings = demo_settings(Path(made), neo4j_uri=neo4j_server.uri, neo4j_password=neo4j_server.password)
        with DemoSources(Path(made)) as company:
            sources = await asyncio.to_thread(company.start)
            first = await _scan_all(settings, sources)
            before = await dump(graph)
            second = await _scan_all(settings, sources)
            after = await dump(graph)
    assert before == after
    scans = await graph.query("count", "MATCH (s:Scan) RETURN count(s) AS n", {})
    assert scans[0]["n"] == 6
    assert first.classified == second.classified
    assert first.impact == second.impact
    assert {source.slug: source.state for source in first.sources} == {
        "shop": "SUCCEEDED",
        "crm": "SUCCEEDED",
        "lake": "SUCCEEDED",
    }
    assert [failure.asset for source in first.sources for failure in source.failed] == [
        "asset:file://lake/damaged/truncated.parquet"
    ]
    assert [trap for trap in TRAPS if verdict(trap, first.classified)[0] is Outcome.FOOLED] == []
    assert first.impact is not None
    assert first.impact.complete
