"""The classifier as resolvers reach it: in threads, and whatever goes wrong, no value is in what is told of it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from cypher.graph import Graph
from cypher.visibility import Principal
from graph_api import logs
from graph_api.classifier import ColumnSample, classify, text
from graph_api.scan.explain import decided, explain
from graph_api.scan.progress import unforeseen
from graph_api.scanner.reach import EVERYWHERE, Reach
from schema.ports import Decided, Explanation, Handed, Span

T = TypeVar("T")
_log = logs.get("pursight.classifier")


def choose_text_model(name: str | None) -> None:
    """Read running text in this process with the pipeline that the settings name; warn where it is not installed."""
    if not text.use(name):
        _log.warning("the spaCy pipeline of PURSIGHT_TEXT_MODEL is not installed: PurSight's own is used", model=name)


class Classifier:
    """Keeps nothing of what it is given."""

    def __init__(self, graph: Graph, *, sample_rows: int | None, reach: Reach = EVERYWHERE) -> None:
        """`sample_rows`: how many rows an explanation reads at most; as many as scans do, so that it comes to the same."""
        self._graph = graph
        self._sample_rows = sample_rows
        self._reach = reach

    async def spans(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        """What stands in each text, from left to right."""
        found = await _safely(lambda: list(text.spans_of(texts)))
        return [[Span(each.start, each.end, each.label, each.confidence) for each in one] for one in found]

    async def decide(self, columns: Sequence[Handed]) -> Sequence[Sequence[Decided]]:
        """What each column holds, the surest first."""
        samples = [ColumnSample(each.table, each.column_name, tuple(dict.fromkeys(each.values))) for each in columns]
        found = await _safely(lambda: [classify(each) for each in samples])
        return [[decided(each) for each in one] for one in found]

    async def explain(self, principal: Principal, classification: str) -> Explanation:
        """Derive a classification again; raises `InvalidId`, and `NotFound` where the principal sees none."""
        return await explain(self._graph, principal, classification, rows=self._sample_rows, reach=self._reach)


class ClassifierFailed(Exception):
    """The classifier has an error; `str()` is its kind and no more, for its text may hold a value."""


async def _safely(call: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(call)
    except Exception as error:  # noqa: BLE001 - see ClassifierFailed
        raise ClassifierFailed(unforeseen(error)) from None
