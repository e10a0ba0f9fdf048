"""The invariants of the graph, each a rule that finds what breaks it: `pursight verify`.

A rule reads page after page, so memory is bounded however many nodes there are. Nothing is written: zones are made out anew
by the code that makes them, in transactions that are rolled back.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cypher import identity, scope, zone
from cypher.graph import Graph, Transaction
from cypher.statement import Statement

_PAGE = 1_000
_ZONED_PAGE = 200
_SECONDS = 300.0
_STATES = {"SUGGESTED", "CONFIRMED", "REJECTED", "WITHDRAWN"}


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must not be: the rule's name, its promise, the id (or key) of what breaks it, and how."""

    rule: str
    promise: str
    id: str
    detail: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A row of a statement that finds violations itself."""

    id: str
    detail: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of a statement whose nodes are checked here. `place` is what the id follows from besides the node."""

    id: str
    node: Mapping[str, Any]
    place: str | None


@dataclass(frozen=True, slots=True)
class _Zones:
    zones: Sequence[tuple[str, int | None]]


_ZONED_IDS = Statement("verify/zoned_ids", Broken)
_ZONES_OF = Statement("verify/zones_of", _Zones)


def _missing(fact: Fact, *names: str) -> Iterable[str]:
    return (f"has no {name}" for name in names if fact.node.get(name) is None)


def _sorted(fact: Fact) -> Iterable[str]:
    if fact.node.get("nameSort") != identity.sort_key(fact.node.get("name") or "", fact.id):
        yield "nameSort does not follow from name and id"


def _found(fact: Fact) -> Iterable[str]:
    yield from _sorted(fact)
    if fact.node.get("terms") != identity.terms(fact.node.get("name")):
        yield "terms do not follow from the name"


def _same(fact: Fact, expected: str) -> Iterable[str]:
    """The id as it should be; of one that was cut for its length only the beginning counts."""
    kept = identity.MAX_ID_BYTES - 100
    cut = len(expected.encode()) > identity.MAX_ID_BYTES
    if fact.id != expected and not (cut and fact.id.encode()[:kept] == expected.encode()[:kept]):
        yield f"should have the id {expected[:200]}"


def _source(fact: Fact) -> Iterable[str]:
    yield from _missing(fact, "name", "kind", "namespace", "zone", "managed", "createdAt")
    yield from _found(fact)
    text = str(fact.node.get("config") or "{}")
    try:
        config = orjson.loads(text)
    except ValueError:
        yield "config is no JSON"
        return
    if place := scope.secret_in(config):
        yield f"config.{place} looks like a secret and is no reference"


def _asset(fact: Fact) -> Iterable[str]:
    yield from _missing(fact, "name", "qualifiedName", "kind", "sourceId", "zone", "since")
    yield from _found(fact)
    if fact.place is not None:
        yield from _same(fact, f"asset:{fact.place}/{fact.node.get('qualifiedName')}")


def _column(fact: Fact) -> Iterable[str]:
    yield from _missing(fact, "name", "position", "assetId", "zone", "since")
    yield from _found(fact)
    if fact.place is not None and fact.node.get("name") is not None:
        yield from _same(fact, identity.column_id(fact.place, fact.node["name"]))


def _classification(fact: Fact) -> Iterable[str]:
    node = fact.node
    yield from _missing(fact, "classId", "columnId", "decidedBy", "confidence")
    if node.get("state") not in _STATES:
        yield f"is in the state {node.get('state')}"
    if node.get("state") == "REJECTED" and not str(node.get("decidedBy")).startswith("person:"):
        yield "was rejected by no person"
    if not 0 <= (node.get("confidence") or 0.0) <= 1:
        yield f"has the confidence {node['confidence']}"
    if list(node["columns"]) != [node.get("columnId")] or list(node["classes"]) != [node.get("classId")]:
        yield f"is of {len(node['columns'])} columns and {len(node['classes'])} classes, or of others than it names"
    if not _is_evidence(str(node.get("evidence"))):
        yield "has evidence that is no list of JSON objects with a method each"
    if fact.place is not None and node.get("classId"):
        yield from _same(fact, identity.classification_id(fact.place, str(node["classId"]).removeprefix("class:")))


def _is_evidence(text: str) -> bool:
    try:
        return all(isinstance(each["method"], str) for each in orjson.loads(text))
    except (ValueError, TypeError, KeyError):
        return False


def _named(fact: Fact) -> Iterable[str]:
    yield from _missing(fact, "name")
    yield from _sorted(fact)
    try:
        if identity.type_of(fact.id) != fact.place:
            yield f"is a {fact.place}"
    except identity.InvalidId as error:
        yield str(error)


def _zone(fact: Fact) -> Iterable[str]:
    try:
        number = zone.Attributes(**orjson.loads(fact.node["key"])).number
    except (ValueError, TypeError, KeyError):
        yield "has a key that is no combination of attributes"
        return
    if number != fact.node["number"]:
        yield f"should have the number {number}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `check` says what is wrong with a fact; without it, each row of `statement` is a violation."""

    name: str
    promise: str
    statement: Statement[Any]
    check: Callable[[Fact], Iterable[str]] | None = None


def _finds(name: str, promise: str) -> Rule:
    return Rule(name, promise, Statement(f"verify/{name}", Broken))


def _checks(name: str, promise: str, check: Callable[[Fact], Iterable[str]]) -> Rule:
    return Rule(name, promise, Statement(f"verify/{name}", Fact), check)


RULES = (
    _finds("assets_without_place", "Every asset has exactly one source, and names it."),
    _finds("columns_without_place", "Every column has exactly one asset, and names it."),
    _finds("unidentified", "Everything has an id."),
    _finds("two_labels", "Nothing is present and past at once."),
    _checks("sources", "A source has what a source has, and no secret.", _source),
    _checks("assets", "An asset has what an asset has, and an id that follows from its place.", _asset),
    _checks("columns", "A column has what a column has, and an id that follows from its asset and name.", _column),
    _checks("classifications", "A classification is of one column and one class, in a legal state.", _classification),
    _checks("named", "People, teams, domains, tags and data classes have a name and its order.", _named),
    _finds(
        "taxonomy", "A data class names all that it is within, is in no circle, and nothing is classified as a group."
    ),
    _checks("zones", "A zone's number follows from its combination of attributes.", _zone),
    _finds("followers_out_of_zone", "Classifications, scans and changes are in the zone of what they are about."),
    _finds("wrong_edges", "An edge's key is from>to>origin, and it joins the right types."),
    _finds("intervals", "A past edge ended after it began, and edges of one key were never there at once."),
    _finds("statements", "What an origin stated has its times in order, each time once, and the origin its node."),
    _finds("lone_column_flows", "A flow between columns implies one between their assets, of the same origin."),
    _finds("scans", "A scan is in a legal state, of one source, and runs alone."),
    _finds("changes", "Changes have each a place in the order of commits, up to the counter."),
    _finds("numbers", "No number is NaN or infinite."),
    _finds("shown_values", "No profile shows values of a sensitive class."),
    _finds("many_domains", "A thing is in one domain at most."),
    _finds("doubled", "Owners, tags, domains and members hang on a thing once."),
    _finds("unsealed", "An entry of the audit waits in the graph for a day at most."),
)
_VISIBILITY = ("visibility", "Sources, assets and columns are in the zones that follow from what they have.")


def rules() -> dict[str, str]:
    """Name -> promise of every rule, in the order they are checked."""
    return {rule.name: rule.promise for rule in RULES} | dict([_VISIBILITY])


async def verify(graph: Graph) -> AsyncIterator[Violation]:
    """Check every rule; violations as they are found, in bounded memory."""
    for rule in RULES:
        async for row in _pages(graph, rule.statement, _PAGE):
            for detail in [row.detail] if rule.check is None else rule.check(row):
                yield Violation(rule.name, rule.promise, row.id, detail)
    ids: list[str] = []
    async for row in _pages(graph, _ZONED_IDS, _PAGE):
        ids.append(row.id)
        if len(ids) == _ZONED_PAGE:
            for violation in await _misplaced(graph, ids):
                yield violation
            ids = []
    for violation in await _misplaced(graph, ids):
        yield violation


async def _pages(graph: Graph, statement: Statement[Any], size: int) -> AsyncIterator[Any]:
    after = ""
    while True:
        rows = await graph.read(statement, after=after, limit=size, timeout=_SECONDS)
        for row in rows:
            yield row
        if len(rows) < size:
            return
        after = rows[-1].id


class _RolledBack(Exception):
    def __init__(self, before: Mapping[str, int | None], after: Mapping[str, int | None]) -> None:
        super().__init__()
        self.moved = [(each, before[each], after[each]) for each in sorted(after) if before[each] != after[each]]


async def _misplaced(graph: Graph, ids: Sequence[str]) -> list[Violation]:
    """Those of sources and assets with their columns that would move if their zones were made out anew."""

    async def work(transaction: Transaction) -> None:
        (before,) = await transaction.run(_ZONES_OF, ids=ids)
        await zone.rezone(transaction, ids)
        (after,) = await transaction.run(_ZONES_OF, ids=ids)
        raise _RolledBack(dict(before.zones), dict(after.zones))

    try:
        await graph.transact(work, timeout=_SECONDS)
    except _RolledBack as done:
        return [Violation(*_VISIBILITY, each, f"is in zone {was}, should be in {now}") for each, was, now in done.moved]
    return []
