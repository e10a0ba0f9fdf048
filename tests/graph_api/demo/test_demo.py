"""The demo as a whole: what the docs show of it is what it answers, and scanned twice into a real Neo4j it stays the same."""

import asyncio
import json
import os
import re
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from graphql import parse

from cypher.visibility import OWNER
from graph_api.demo.cli import _scan_all, demo_settings
from graph_api.demo.sources import DemoSources
from graph_api.demo.summary import Outcome, verdict
from graph_api.demo.traps import TRAPS
from loaders.registry import Loaders
from schema.context import Context
from schema.root import MODEL, schema
from tests.conftest import wiped
from tests.graph_api.scan.conftest import dump
from tests.schema.conftest import ports
from tests.test_docs import GUIDES, ROOT, Block, blocks, variables


@dataclass(frozen=True)
class Demo:
    """Scanned once; `scan` scans it again."""

    graph: Any
    first: Any
    scan: Any


@pytest_asyncio.fixture(scope="module")
async def demo(neo4j_server, migrated) -> AsyncIterator[Demo]:
    """The graph after `make demo`; emptied when this module is through."""
    await wiped(migrated)
    with tempfile.TemporaryDirectory(prefix="pursight-demo-") as made:  # pytest's is closed to PostgreSQL's account
        settings = demo_settings(Path(made), neo4j_uri=neo4j_server.uri, neo4j_password=neo4j_server.password)
        with DemoSources(Path(made)) as company:
            sources = await asyncio.to_thread(company.start)
            yield Demo(migrated, await _scan_all(settings, sources), lambda: _scan_all(settings, sources))
    await wiped(migrated)


async def ask(graph: Any, block: Block) -> dict[str, Any]:
    context = Context(OWNER, graph, Loaders(graph, MODEL, OWNER), ports())
    result = await schema.execute(block.text, variables(block), context_value=context)
    assert not result.errors
    return json.loads(json.dumps(result.data))


@pytest.mark.parametrize("block", [each for each in blocks("graphql") if each.answer], ids=str)
async def test_answers_in_docs_are_the_demos(block, demo):
    """Renew them with `RENEW_DOCS=1 make test ARGS="tests/graph_api/demo/test_demo.py"`."""
    data = await ask(demo.graph, block)
    if os.environ.get("RENEW_DOCS"):
        text = block.page.read_text(encoding="utf-8")
        question = text.index(block.text)
        before = text.index(block.answer, question + len(block.text))
        renewed = f"{compact(data)}\n"
        block.page.write_text(text[:before] + renewed + text[before + len(block.answer) :], encoding="utf-8")
    else:
        assert json.loads(block.answer) == data


async def test_the_graph_model_names_every_label_property_and_relationship_of_the_demo(demo):
    pages = (ROOT / "docs" / "graph-model.md", GUIDES / "scanning.md")  # the second has a scan's counts
    page = "".join(each.read_text(encoding="utf-8") for each in pages)
    nodes = "MATCH (n) UNWIND labels(n) AS label UNWIND keys(n) AS key RETURN DISTINCT label, key"
    edges = "MATCH ()-[r]->() UNWIND coalesce(nullIf(keys(r), []), [null]) AS key RETURN DISTINCT type(r) AS label, key"
    found = [*await demo.graph.query("test", nodes, {}), *await demo.graph.query("test", edges, {})]
    assert len(found) > 100
    assert sorted({row["label"] for row in found if not re.search(rf"\b{row['label']}\b", page)}) == []
    assert sorted({row["key"] for row in found if row["key"] and not re.search(rf"\b{row['key']}\b", page)}) == []


async def test_the_nested_question_of_the_guide_is_one_statement(demo):
    (block,) = [each for each in blocks("graphql") if each.page.name == "lists.md" and "source(id" in each.text]
    demo.graph.calls.clear()
    await ask(demo.graph, block)
    assert len(demo.graph.calls) == 1


def compact(value: Any, indent: int = 0) -> str:
    """JSON with everything on one line that fits there."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + len(line) <= 118 or not isinstance(value, dict | list):
        return line
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        inner = [f"{pad}{json.dumps(key)}: {compact(each, indent + 2)}" for key, each in value.items()]
        return "{\n" + ",\n".join(inner) + "\n" + pad[2:] + "}"
    return "[\n" + ",\n".join(pad + compact(each, indent + 2) for each in value) + "\n" + pad[2:] + "]"


def is_of_kind(block: Block, kind: str) -> bool:
    return any(
        getattr(each, "operation", None) and each.operation.value == kind for each in parse(block.text).definitions
    )


@pytest.mark.parametrize(
    "block", [each for each in blocks("graphql") if not each.answer and is_of_kind(each, "query")], ids=str
)
async def test_queries_in_docs_are_answered_by_the_demo(block, demo):
    data = await ask(demo.graph, block)
    assert [name for name, value in data.items() if value is None] == []


@pytest.mark.parametrize("block", blocks("cypher"), ids=str)
async def test_cypher_in_docs_runs_without_a_warning(block, demo):
    async with demo.graph.driver.session() as session:
        result = await session.run(block.text)
        rows = [record.data() async for record in result]
        summary = await result.consume()
    assert [
        each.status_description for each in summary.gql_status_objects if each.gql_status[:2] not in {"00", "02"}
    ] == []
    assert rows or ":Past" in block.text


async def test_a_second_demo_changes_nothing_but_scans_and_nobody_is_fooled(demo):
    graph, first = demo.graph, demo.first
    before = await dump(graph)
    second = await demo.scan()
    assert before == await dump(graph)
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
    assert [trap for trap in TRAPS if verdict(trap, first.classified)[0] is not Outcome.SEEN_THROUGH] == []
    assert first.impact is not None
    assert first.impact.complete


@pytest.mark.parametrize(
    "block",
    [
        each
        for each in blocks("graphql")
        if is_of_kind(each, "mutation") and each.page.stem in {"governance", "classification"}
    ],
    ids=str,
)
async def test_mutations_in_guides_take_effect_in_the_demo(block, demo):
    """Last: they change the graph that the others read."""
    data = await ask(demo.graph, block)
    assert [payload["userErrors"] for payload in data.values()] == [[] for _ in data]
