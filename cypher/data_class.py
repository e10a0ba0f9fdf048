"""Data classes and how they lie within each other: what a column may hold, kept as this version knows it.

`within` of a class has its own id and those of all classes above it, so that one test finds what lies under a class.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cypher import identity
from cypher.errors import Invalid
from cypher.graph import Graph, Transaction
from cypher.statement import Statement, Written
from cypher.subject import Ids


@dataclass(frozen=True, slots=True)
class DataClassRow:
    """A data class; `name` is the stable key, `parents` are names; nothing is classified as a `group`."""

    name: str
    description: str
    sensitivity: str
    categories: Sequence[str]
    regulations: Sequence[str]
    parents: Sequence[str]
    group: bool


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    properties: Mapping[str, Any]
    parents: Sequence[str]


_KNOWN = Statement("data_class/known", _Known)
_WRITE = Statement("data_class/write", Written)
_PLACE = Statement("data_class/place", Written)
_GROUPS = Statement("data_class/groups", Ids)


async def keep(graph: Graph, classes: Iterable[DataClassRow]) -> int:
    """Make sure that the graph has these classes as they are given; how many differed. Others are left alone."""
    wanted = {each.name: each for each in classes}
    rows = [_row(each, wanted) for each in wanted.values()]
    known = {each.id: each for each in await graph.read(_KNOWN)}
    differing = sorted((row for row in rows if _differs(row, known.get(row["id"]))), key=lambda row: row["id"])

    async def work(transaction: Transaction) -> None:
        await transaction.run(_WRITE, rows=differing)
        await transaction.run(_PLACE, rows=[{"id": row["id"], "parents": row["parents"]} for row in differing])

    if differing:
        await graph.transact(work)
    return len(differing)


def _row(each: DataClassRow, classes: Mapping[str, DataClassRow]) -> dict[str, Any]:
    identifier = identity.class_id(each.name)
    properties = {
        "name": each.name,
        "description": each.description,
        "sensitivity": each.sensitivity,
        "categories": list(each.categories),
        "regulations": list(each.regulations),
        "within": [identity.class_id(name) for name in _above(each.name, classes)],
        "group": each.group,
        "nameSort": identity.sort_key(each.name, identifier),
    }
    return {"id": identifier, "properties": properties, "parents": sorted(map(identity.class_id, each.parents))}


def _above(name: str, classes: Mapping[str, DataClassRow]) -> list[str]:
    """The class and all above it, the nearest first, each once."""
    found: dict[str, None] = {}
    level = [name]
    while level:
        found |= dict.fromkeys(level)
        level = [parent for each in level for parent in classes[each].parents if parent not in found]
    return list(found)


def _differs(row: Mapping[str, Any], known: _Known | None) -> bool:
    if known is None or list(known.parents) != row["parents"]:
        return True
    return any(known.properties.get(name) != value for name, value in row["properties"].items())


async def refuse_groups(transaction: Transaction, ids: Sequence[str]) -> None:
    """Raise `Invalid` where one of these classes only holds others together."""
    (row,) = await transaction.run(_GROUPS, ids=ids)
    if row.ids:
        raise Invalid(f"{min(row.ids)} is a group of classes: name the class that the columns hold")
