"""From the lineage of a text to the edges that its origin states."""

from collections.abc import Iterator

from cypher.edge import EdgeRow
from graph_api.ingest.names import Meanings
from graph_api.lineage.base import Lineage, Transformation

_WEIGHT = {Transformation.IDENTITY: 0, Transformation.TRANSFORMATION: 1, Transformation.AGGREGATION: 2}


def edges(read: Lineage, meant: Meanings, origin: str) -> list[EdgeRow]:
    """All edges of `origin`: between columns, between their assets, and of columns that only decide.

    An asset that no column of is followed (`SELECT count(*) FROM a`) flows into the one that is written, if only one is.
    """
    paths = [(each.source.table, each.target.table) for each in read.columns]
    paths += [(each.source.table, each.target) for each in read.influences]
    if len(read.writes) == 1:
        paths += [(path, read.writes[0]) for path in read.reads]
    pairs = dict.fromkeys((meant.asset(start), meant.asset(end)) for start, end in paths)
    assets = [
        EdgeRow("FLOWS_TO", start, end, origin, {"confidence": 1.0})
        for start, end in pairs
        if start is not None and end is not None and start != end
    ]
    return [*_flows(read, meant, origin), *_influences(read, meant, origin), *assets]


def _flows(read: Lineage, meant: Meanings, origin: str) -> Iterator[EdgeRow]:
    flows: dict[tuple[str, str], tuple[Transformation, bool]] = {}
    for flow in read.columns:
        start, end = (
            meant.column(flow.source.table, flow.source.column),
            meant.column(flow.target.table, flow.target.column),
        )
        if start is None or end is None or start == end:
            continue
        was = flows.get((start, end))
        # several ways from one column to another: the furthest-going one is told, and it masks only if all of them do
        furthest = max(flow.transformation, was[0] if was else flow.transformation, key=_WEIGHT.__getitem__)
        flows[start, end] = furthest, flow.masking and (was is None or was[1])
    for (start, end), (transformation, masking) in flows.items():
        properties = {"transformation": transformation.value, "masking": masking, "confidence": 1.0}
        yield EdgeRow("FLOWS_TO", start, end, origin, properties)


def _influences(read: Lineage, meant: Meanings, origin: str) -> Iterator[EdgeRow]:
    for each in dict.fromkeys(read.influences):
        start, end = meant.column(each.source.table, each.source.column), meant.asset(each.target)
        if start is not None and end is not None:
            yield EdgeRow("INFLUENCES", start, end, origin, {"kind": each.kind.value})
