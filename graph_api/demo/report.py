"""The demo's summary, read from the graph through the same functions that GraphQL uses."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import orjson

from cypher import impact, overview
from cypher.graph import Graph
from cypher.visibility import OWNER
from cypher.walk import Step, Walk
from graph_api.demo.summary import (
    ClassifiedColumn,
    FailedAsset,
    Impact,
    ImpactNode,
    Query,
    ScannedSource,
    Summary,
)
from graph_api.scan.run import Result

CHANGED = "column:postgres://shop.demo:5432/shop.public.customers#email"
"""The column whose impact the summary shows."""

QUERIES = (
    Query(
        "What would a change to customers.email break?",
        f'{{ columnImpact(id: "{CHANGED}", depth: 10) {{ complete total assets {{ distance asset {{ name kind }} }} }} }}',
    ),
    Query(
        "Where does personal data lie, and how sure is that?",
        "{ columns(first: 5, where: {classifications: {dataClass: {sensitivity: {eq: RESTRICTED}}, state: {eq: CONFIRMED}}})"
        " { totalCount nodes { name asset { qualifiedName } classifications { dataClass { name } confidence } } } }",
    ),
    Query(
        "Find a thing by a word in its name",
        '{ search(text: "email") { totalCount nodes { match id asset { name } } } }',
    ),
    Query(
        "Why is ref_no classified?",
        '{ columns(where: {name: {eq: "ref_no"}}) { nodes { asset { name }'
        " classifications { confidence evidence { method matched examined } } } } }",
    ),
    Query(
        "Where does the mailing list come from?",
        '{ assetLineage(id: "asset:postgres://shop.demo:5432/shop.analytics.mailing_list", depth: 5)'
        " { total complete nodes { distance asset { qualifiedName kind } } } }",
    ),
)


async def summarise(graph: Graph, kinds: Mapping[str, str], results: Mapping[str, tuple[Result, float]]) -> Summary:
    """What the scans came to: `kinds` and `results` (with seconds) by slug."""
    figures = {each.id.removeprefix("source:"): each for each in await overview.sources(graph, OWNER)}
    scanned = tuple(
        ScannedSource(
            slug=slug,
            kind=kinds[slug],
            state=result.end.value,
            seconds=seconds,
            assets=figures[slug].assets,
            columns=figures[slug].columns,
            rows=figures[slug].rows,
            classified=figures[slug].classified,
            column_edges=figures[slug].flows,
            influences=figures[slug].influences,
            foreign_keys=figures[slug].references,
            failed=tuple(FailedAsset(**error) for error in result.progress.errors),
        )
        for slug, (result, seconds) in results.items()
    )
    walk = await impact.downstream(graph, OWNER, CHANGED, depth=10)
    return Summary(
        sources=scanned,
        classified=await _classified(graph),
        impact=_tree(walk) if walk.nodes else None,
        queries=QUERIES,
    )


async def _classified(graph: Graph) -> tuple[ClassifiedColumn, ...]:
    sources = {space: slug for slug, space in (await _namespaces(graph)).items()}
    return tuple(
        ClassifiedColumn(
            source=next((slug for space, slug in sources.items() if row.asset_id.startswith(f"asset:{space}/")), "?"),
            asset=tuple(map(unquote, row.asset.split("/" if row.asset_id.startswith("asset:file:") else "."))),
            column=row.column,
            data_class=row.class_id.removeprefix("class:"),
            confidence=row.confidence,
            state=row.state,
            why=_why(orjson.loads(row.evidence)),
        )
        for row in await overview.classified(graph, OWNER, limit=10_000)
    )


async def _namespaces(graph: Graph) -> dict[str, str]:
    from cypher import source  # noqa: PLC0415 - the name is a variable's elsewhere here

    return {each.id.removeprefix("source:"): each.namespace for each in await source.managed(graph)}


def _why(evidence: Sequence[Mapping[str, Any]]) -> str:
    """The strongest word of the values, with how many they are, and the strongest of the name."""
    told: list[str] = []
    for of_values in (True, False):
        words = [each for each in evidence if not each["against"] and bool(each["examined"]) is of_values]
        best = max(words, key=lambda each: each["strength"], default=None)
        if best is not None:
            rule = str(best["method"]).partition(".")[2]
            told.append(
                f"{rule}: {best['matched']:,} of {best['examined']:,} values" if of_values else str(best["detail"])
            )
    return "; ".join(told)


def _tree(walk: Walk) -> Impact:
    """Each node once, below the first that leads to it, nearest first."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in walk.steps:
        steps[step.source].append(step)
    distance = {walk.start: 0} | {node.id: node.distance for node in walk.nodes}
    children: dict[str, list[tuple[str, str]]] = defaultdict(list)
    placed = {walk.start}
    for node in sorted(distance, key=lambda each: (distance[each], each)):
        for step in steps[node]:
            if step.target not in placed and distance.get(step.target) == distance[node] + 1:
                placed.add(step.target)
                children[node].append((step.target, step.kind or "flows"))

    def grow(node: str, via: str) -> ImpactNode:
        return ImpactNode(_name(node), via, tuple(grow(child, kind) for child, kind in children[node]))

    columns = sum(node.type == "Column" for node in walk.nodes)
    return Impact(grow(walk.start, ""), columns, len(walk.assets), walk.truncated_by is None)


def _name(identifier: str) -> str:
    """`public.customers.email` of a column's id, `public.customers` of an asset's."""
    asset, _, column = identifier.partition("#")
    name = asset.partition("://")[2].partition("/")[2]
    separator = "/" if "/" in name else "."
    parts = name.split(separator)
    parts = parts[1:] if separator == "." and len(parts) > 2 else parts  # noqa: PLR2004 - the database says nothing here
    return unquote(".".join([separator.join(parts), column]) if column else separator.join(parts))
