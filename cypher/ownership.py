"""Who owns what: people and teams; sources, assets and columns."""

from collections.abc import Sequence

from cypher.attachment import Attachment, Held, Mode, same
from cypher.change import ChangeKind
from cypher.graph import Graph
from cypher.statement import Statement, Written
from cypher.visibility import Action, Principal

OWNERS = Attachment(
    "owners",
    Action.OWNERSHIP_EDIT,
    ChangeKind.OWNED,
    ("Person", "Team"),
    of=Statement("ownership/of", Held),
    attach=Statement("ownership/attach", Written),
    detach=Statement("ownership/detach", Written),
)


async def assign(graph: Graph, principal: Principal, subjects: Sequence[str], owners: Sequence[str]) -> list[str]:
    """Make `owners` (people, teams) owners of each subject, beside those it has; the subjects that changed.

    One transaction, at most 1,000 subjects. Raises `InvalidId`, `Invalid`, `NotFound` with every unknown id.
    """
    return await OWNERS.revise(graph, principal, same(subjects, owners), Mode.ADD)


async def unassign(graph: Graph, principal: Principal, subjects: Sequence[str], owners: Sequence[str]) -> list[str]:
    """Take `owners` away from each subject; the subjects that changed. Raises as `assign` does."""
    return await OWNERS.revise(graph, principal, same(subjects, owners), Mode.REMOVE)
