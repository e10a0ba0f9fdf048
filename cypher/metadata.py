"""What people said, all of it, page after page: for an export."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from cypher.graph import Graph
from cypher.statement import Statement
from cypher.visibility import Principal

_PAGE = 5_000
_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Named:
    """A person, team (with members), domain or tag."""

    id: str
    name: str
    email: str | None
    description: str | None
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class Said:
    """What people said of a source, asset or column."""

    id: str
    description: str | None
    owners: Sequence[str]
    tags: Sequence[str]
    domain: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's verdict that `column` is, or is not, of `data_class` (ids)."""

    id: str
    column: str
    data_class: str
    state: str
    by: str
    at: int | None
    reason: str | None


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


RowT = TypeVar("RowT", bound=_HasId)

_NAMED = Statement("metadata/named", Named)
_SUBJECTS = Statement("metadata/subjects", Said)
_VERDICTS = Statement("metadata/verdicts", Verdict)


def named(graph: Graph) -> AsyncIterator[Named]:
    """People, teams, domains and tags, in the order of ids."""
    return _pages(graph, _NAMED)


def said(graph: Graph, principal: Principal) -> AsyncIterator[Said]:
    """What people said of sources, assets and columns, in the order of ids."""
    return _pages(graph, _SUBJECTS, zones=principal.visible)


def verdicts(graph: Graph, principal: Principal) -> AsyncIterator[Verdict]:
    """People's verdicts, in the order of ids."""
    return _pages(graph, _VERDICTS, zones=principal.visible)


async def _pages(graph: Graph, statement: Statement[RowT], **parameters: list[int] | None) -> AsyncIterator[RowT]:
    after = ""
    while True:
        rows = await graph.read(statement, after=after, limit=_PAGE, timeout=_SECONDS, **parameters)
        for row in rows:
            yield row
        if len(rows) < _PAGE:
            return
        after = rows[-1].id
