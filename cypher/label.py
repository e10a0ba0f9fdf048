"""Nodes that people name themselves: people, teams, domains and tags."""

from dataclasses import dataclass
from typing import Any

from cypher import change, identity
from cypher.act import about, note
from cypher.errors import legible
from cypher.graph import Graph, Transaction
from cypher.statement import Statement
from cypher.visibility import Principal

MOST_NAME = 200
MOST_DESCRIPTION = 20_000


@dataclass(frozen=True, slots=True)
class Merged:
    """The id of what was made, or given something, and its properties from before; None where it was made."""

    id: str
    before: dict[str, Any] | None


async def merge(
    graph: Graph,
    principal: Principal,
    statement: Statement[Merged],
    prefix: str,
    slug: str,
    *,
    name: str | None,
    **texts: str | None,
) -> str:
    """Make `<prefix>:<slug>`, or give the existing one what is not None; its id. Blank `texts` are taken away.

    Raises `InvalidId`, `Invalid`.
    """
    identifier = identity.named_id(prefix, slug)
    name = legible(name, "a name", MOST_NAME) if name is not None else None
    given: dict[str, str | None] = {
        key: legible(text, f"the {key}", MOST_DESCRIPTION) or None for key, text in texts.items() if text is not None
    }
    if name:
        given |= {"name": name, "nameSort": identity.sort_key(name, identifier)}
    new = {
        "name": slug,
        "nameSort": identity.sort_key(slug, identifier),
        "createdAt": change.now(),
        "createdBy": principal.id,
    }
    about(identifier)
    told = {key: value for key, value in given.items() if key != "nameSort"}

    async def work(transaction: Transaction) -> str:
        (row,) = await transaction.run(statement, id=identifier, new=new, given=given)
        if row.before is None:
            note(identifier, None, {"name": slug} | told)
        elif (before := {key: row.before.get(key) for key in told}) != told:
            note(identifier, before, told)
        return row.id

    return await graph.transact(work)
