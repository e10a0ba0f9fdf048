"""Teams, and who is in them."""

from collections.abc import Sequence

from cypher import subject
from cypher.act import note
from cypher.graph import Graph, Transaction
from cypher.label import Merged, merge
from cypher.statement import Statement
from cypher.subject import Ids
from cypher.visibility import Principal

_MERGE = Statement("team/merge", Merged)
_MEMBER_ADD = Statement("team/member_add", Ids)
_MEMBER_REMOVE = Statement("team/member_remove", Ids)


async def create(graph: Graph, principal: Principal, slug: str, name: str | None = None) -> str:
    """Make the team `team:<slug>`, or give the existing one its name; its id. Raises `InvalidId`, `Invalid`."""
    return await merge(graph, principal, _MERGE, "team", slug, name=name)


async def member_add(graph: Graph, principal: Principal, team: str, people: Sequence[str]) -> list[str]:
    """Put `people` into the team; those who were not in it. Raises `InvalidId`, `Invalid`, `NotFound`."""
    return await _members(graph, principal, _MEMBER_ADD, team, people)


async def member_remove(graph: Graph, principal: Principal, team: str, people: Sequence[str]) -> list[str]:
    """Take `people` out of the team; those who were in it. Raises `InvalidId`, `Invalid`, `NotFound`."""
    return await _members(graph, principal, _MEMBER_REMOVE, team, people)


async def _members(
    graph: Graph, principal: Principal, statement: Statement[Ids], team: str, people: Sequence[str]
) -> list[str]:
    ids = subject.checked(people, "Person")
    subject.checked([team], "Team")

    async def work(transaction: Transaction) -> list[str]:
        await subject.named(transaction, [team, *ids])
        (row,) = await transaction.run(statement, team=team, people=ids, by=principal.id)
        for each in sorted(row.ids):
            note(team, *((None, {"member": each}) if statement is _MEMBER_ADD else ({"member": each}, None)))
        return sorted(row.ids)

    return await graph.transact(work)
