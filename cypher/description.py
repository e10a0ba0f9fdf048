"""What people write about sources, assets and columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cypher import subject
from cypher.attachment import BULK_SECONDS
from cypher.change import Change, ChangeKind, record
from cypher.errors import legible
from cypher.graph import Graph, Transaction
from cypher.statement import Statement, Written
from cypher.visibility import Action, Principal

MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class _Descriptions:
    descriptions: Sequence[tuple[str, str | None]]


_OF = Statement("description/of", _Descriptions)
_SET = Statement("description/set", Written)


async def describe(graph: Graph, principal: Principal, identifier: str, description: str | None) -> bool:
    """Set the description of a source, asset or column (None or blank: take it away); whether it changed.

    Raises `InvalidId`, `Invalid` (over 20,000 characters), `NotFound`.
    """
    return bool(await describe_all(graph, principal, {identifier: description}))


async def describe_all(
    graph: Graph, principal: Principal, descriptions: Mapping[str, str | None], *, dry_run: bool = False
) -> list[str]:
    """`describe` up to 1,000 subjects in one transaction; those that changed."""
    subjects = subject.checked(descriptions, *subject.TYPES)
    wanted = {each: legible(descriptions[each] or "", "a description", MOST_CHARACTERS) or None for each in subjects}

    async def work(transaction: Transaction) -> list[str]:
        await subject.lock(transaction, principal, Action.METADATA_EDIT, subjects)
        (row,) = await transaction.run(_OF, ids=subjects)
        before = dict(row.descriptions)
        changed = [each for each in subjects if before[each] != wanted[each]]
        if changed and not dry_run:
            await transaction.run(_SET, rows=[{"id": each, "description": wanted[each]} for each in changed])
            changes = [
                Change(
                    ChangeKind.DESCRIBED,
                    each,
                    {"before": {"description": before[each]}, "after": {"description": wanted[each]}},
                )
                for each in changed
            ]
            await record(transaction, changes, by=principal.id)
        return changed

    return await graph.transact(work, timeout=BULK_SECONDS)
