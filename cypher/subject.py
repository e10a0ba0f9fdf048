"""What people say something about: sources, assets and columns, by their ids."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cypher import identity
from cypher.errors import Invalid, NotFound
from cypher.graph import Graph, Transaction
from cypher.statement import Statement
from cypher.visibility import Action, Principal

TYPES = ("Source", "Asset", "Column")
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Ids:
    """A row with all the ids there are."""

    ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Chosen:
    id: str
    source: str
    asset: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    found: Sequence[tuple[str, int | None]]


_LOCK = Statement("subject/lock", _Found)
_ZONES = Statement("subject/zones", _Found)
_CHOSEN = Statement("subject/chosen", _Chosen)
_VISIBLE = Statement("subject/visible", Ids)
_NAMED = Statement("subject/named", Ids)


def checked(ids: Iterable[str], *types: str, most: int = MOST) -> list[str]:
    """The ids, each once and in order; raises `InvalidId`, and `Invalid` for none or more than `most`."""
    each = sorted({identity.expect(identifier, *types) for identifier in ids})
    if not 1 <= len(each) <= most:
        raise Invalid(f"give 1 to {most:,} ids of {' or '.join(types)}; there are {len(each):,}")
    return each


async def lock(transaction: Transaction, principal: Principal, action: Action, ids: Sequence[str]) -> None:
    """Lock the subjects `ids` until the commit.

    Raises `NotFound` with all that the principal cannot see, `Forbidden` with those on which the action is not granted.
    """
    (row,) = await transaction.run(_LOCK, ids=ids, zones=principal.visible)
    _demand(principal, action, ids, row)


async def demand(graph: Graph, principal: Principal, action: Action, ids: Sequence[str]) -> None:
    """Raise as `lock` does, of scans and classifications too; for what is done outside of a transaction of its own."""
    (row,) = await graph.read(_ZONES, ids=ids, zones=principal.visible)
    _demand(principal, action, ids, row)


def _demand(principal: Principal, action: Action, ids: Sequence[str], row: _Found) -> None:
    zones = dict(row.found)
    if missing := set(ids).difference(zones):
        raise NotFound(missing)
    principal.demand(action, zones)


async def named(transaction: Transaction, ids: Sequence[str]) -> None:
    """Raise `NotFound` with each of `ids` that is no person, team, domain, tag or data class."""
    (row,) = await transaction.run(_NAMED, ids=ids)
    if missing := set(ids).difference(row.ids):
        raise NotFound(missing)


async def visible(graph: Graph, principal: Principal, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that are in the graph for the principal; people, teams, domains, tags, classes, classifications too."""
    (row,) = await graph.read(_VISIBLE, ids=ids, zones=principal.visible)
    return set(row.ids)


async def chosen(graph: Graph, principal: Principal, ids: Sequence[str]) -> dict[str, list[str] | None]:
    """The sources that sources, assets and columns lead to, each with the assets of it that are meant (None: all).

    Raises `InvalidId`, and `NotFound` with all that the principal cannot see.
    """
    wanted = sorted({identity.expect(identifier, *TYPES) for identifier in ids})
    rows = await graph.read(_CHOSEN, ids=wanted, zones=principal.visible)
    if missing := set(wanted).difference(row.id for row in rows):
        raise NotFound(missing)
    whole = {row.source for row in rows if row.asset is None}
    found: dict[str, list[str] | None] = dict.fromkeys(sorted(whole))
    for source in sorted({row.source for row in rows} - whole):
        found[source] = sorted({row.asset for row in rows if row.source == source and row.asset is not None})
    return found
