"""Nodes that people name themselves: people, teams, domains and tags."""

from dataclasses import dataclass

from cypher import change, identity
from cypher.act import note
from cypher.errors import legible
from cypher.graph import Graph
from cypher.statement import Statement
from cypher.visibility import Principal

MOST_NAME = 200
MOST_DESCRIPTION = 20_000


@dataclass(frozen=True, slots=True)
class Id:
    """A row with one id."""

    id: str


async def merge(
    graph: Graph,
    principal: Principal,
    statement: Statement[Id],
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
    note(identifier, None, {key: value for key, value in given.items() if key != "nameSort"} or {"name": slug})
    (row,) = await graph.write(statement, id=identifier, new=new, given=given)
    return row.id
