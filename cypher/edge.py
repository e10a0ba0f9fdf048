"""Edges, replaced by origin: whoever states edges states all of his, and what he no longer states becomes past.

Only what was read may be handed to `replace`: an origin with no edges ends all it had. `replace` is for whoever states in
order, one after the other (a scan under its lease, people); `cypher.origin` takes statements in any order.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cypher.graph import Transaction
from cypher.statement import Statement, Written

EdgeType = Literal["FLOWS_TO", "INFLUENCES", "REFERENCES"]
PAST: Mapping[EdgeType, str] = {"FLOWS_TO": "FLOWED_TO", "INFLUENCES": "INFLUENCED", "REFERENCES": "REFERRED"}
"""What an edge becomes when it ends."""


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """An edge between two ids (of columns or assets). `properties` are what tells one statement of it from another."""

    type: EdgeType
    start: str
    end: str
    origin: str
    properties: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def key(self) -> str:
        """`from>to>origin`, and the kind where there may be several."""
        kind = self.properties.get("kind")
        return f"{self.start}>{self.end}>{self.origin}" + (f">{kind}" if kind else "")


@dataclass(frozen=True, slots=True)
class Replaced:
    """What replacing came to; `skipped` are edges an end of which is not in the graph.

    `origins` are those that stated something before and now state otherwise.
    """

    written: int = 0
    ended: int = 0
    skipped: tuple[EdgeRow, ...] = ()
    origins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Stated:
    id: str
    type: EdgeType
    key: str
    origin: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Key:
    key: str


_OF_ORIGINS = Statement("edge/of_origins", _Stated)
_END = Statement("edge/end", Written)
_ADD: Mapping[tuple[EdgeType, str], Statement[_Key]] = {
    ("FLOWS_TO", "column"): Statement("edge/add_column_flows", _Key),
    ("FLOWS_TO", "asset"): Statement("edge/add_asset_flows", _Key),
    ("INFLUENCES", "column"): Statement("edge/add_influences", _Key),
    ("REFERENCES", "column"): Statement("edge/add_references", _Key),
}


def _same(was: Mapping[str, Any], row: EdgeRow) -> bool:
    return all(was.get(name) == value for name, value in row.properties.items())


async def replace(
    transaction: Transaction,
    origins: Sequence[str],
    rows: Sequence[EdgeRow],
    *,
    at: int,
    recorded_at: int,
    partial: Collection[str] = (),
) -> Replaced:
    """Make `rows` all that `origins` state; only differences are written. `at` is the producer's time, in microseconds.

    Of the `partial` origins, what they stated before and do not state now is kept: not all they say could be followed. An
    edge of which something else is said ends, and begins again.
    """
    stated: dict[tuple[EdgeType, str], EdgeRow] = {(row.type, row.key): row for row in rows}
    before: dict[tuple[EdgeType, str], _Stated] = {
        (row.type, row.key): row for row in await transaction.run(_OF_ORIGINS, origins=sorted(origins))
    }
    gone = {each for each in before.keys() - stated.keys() if before[each].origin not in partial}
    differ = {each for each in before.keys() & stated.keys() if not _same(before[each].properties, stated[each])}
    if over := sorted(gone | differ):
        await transaction.run(_END, ids=[before[each].id for each in over], until=at)
    changed = {before[each].origin for each in over}
    new: dict[tuple[EdgeType, str], dict[str, EdgeRow]] = defaultdict(dict)
    for edge_type, key in sorted((stated.keys() - before.keys()) | differ):
        row = stated[edge_type, key]
        new[edge_type, row.start.partition(":")[0]][key] = row
    written, skipped = 0, list[EdgeRow]()
    for group, those in new.items():
        payload = [
            {
                "from": row.start,
                "to": row.end,
                "key": key,
                "properties": {**row.properties, "origin": row.origin, "since": at, "recordedAt": recorded_at},
            }
            for key, row in those.items()
        ]
        keys = {row.key for row in await transaction.run(_ADD[group], rows=payload)}
        written += len(keys)
        skipped += [row for key, row in those.items() if key not in keys]
        changed.update(those[key].origin for key in keys)
    return Replaced(written, len(gone), tuple(skipped), frozenset(changed & {row.origin for row in before.values()}))
