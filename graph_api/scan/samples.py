"""What people ask sources for, and the graph does not keep: values of a column, the query of a view. Read now, kept nowhere."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar, cast

from cypher import identity, subject
from cypher.errors import NotFound, SourceFailed
from cypher.graph import Graph
from cypher.visibility import Principal
from graph_api.classifier.masking import mask
from graph_api.scan.live import Live, read_live
from graph_api.scanner.base import AssetKind, ReadsViewSql, SampleMethod, SamplesRows, SourceError
from graph_api.scanner.reach import EVERYWHERE, Reach
from schema.ports import Sampled

T = TypeVar("T")
_MOST_CHARACTERS = 1_000
_READ = 200
"""Rows at least: a source that chooses at random gives about as many as it is asked for, and of few perhaps none."""
_AT_ONCE = 4
"""Sources that are read at once, so that a crowd that looks does not weigh on them."""


class Samples:
    """What `schema.ports.SamplePort` promises, of the sources that scanners exist for."""

    def __init__(self, graph: Graph, reach: Reach = EVERYWHERE) -> None:
        """Read no source that lies elsewhere."""
        self._graph, self._reach = graph, reach
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def read(self, principal: Principal, column: str, *, rows: int, raw: bool) -> Sampled:
        """At most `rows` values, masked unless `raw`; raises `NotFound`, and `SourceFailed` where the source gives none."""
        return await self._live(principal, column, partial(_values, column=column, rows=rows, raw=raw))

    async def view_sql(self, principal: Principal, asset: str) -> str:
        """The query of a view; raises as `read` does."""
        return await self._live(principal, asset, _view_sql)

    async def _live(self, principal: Principal, identifier: str, read: Callable[[Live], T]) -> T:
        ((of, assets),) = (await subject.chosen(self._graph, principal, [identifier])).items()
        asset = next(iter(assets or ()))
        try:
            async with self._places:
                return await read_live(self._graph, of, asset, self._reach, read)
        except SourceError as error:
            raise SourceFailed(f"{error.code}: {error}") from error


def _values(live: Live, *, column: str, rows: int, raw: bool) -> Sampled:
    info, scanner = live.info, live.scanner
    wanted = tuple(each for each in info.columns if identity.column_id(live.asset.id, each.name) == column)
    if not wanted:
        raise NotFound([column])
    if not isinstance(scanner, SamplesRows):
        raise SourceError("SAMPLING_OFF", f"Rows of a source of the kind {scanner.kind} cannot be read.")
    sample = scanner.sample(replace(info, columns=wanted), max(rows, _READ))
    try:
        values = [value for batch in sample.batches for value in cast("list[Any]", batch.column(0).to_pylist())]
    finally:
        sample.close()
    method = SampleMethod.FIRST if sample.method is SampleMethod.ALL and len(values) > rows else sample.method
    step = max(1, len(values) // rows) if method is SampleMethod.RANDOM else 1
    shown = [None if value is None else _text(value) for value in values[::step][:rows]]
    return Sampled([None if each is None else each if raw else mask(each) for each in shown], method.value)


def _view_sql(live: Live) -> str:
    if live.info.kind not in {AssetKind.VIEW, AssetKind.MATERIALIZED_VIEW} or not isinstance(
        live.scanner, ReadsViewSql
    ):
        raise SourceError("NOT_FOUND", "It is no view, so it has no query.")
    return live.scanner.view_sql(live.info)


def _text(value: object) -> str:
    """As people read it, cut where it is long."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
