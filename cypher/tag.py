"""Tags, and what they are on: sources, assets and columns."""

from collections.abc import Sequence

from cypher.attachment import Attachment, Held, Mode, same
from cypher.change import ChangeKind
from cypher.graph import Graph
from cypher.label import Merged, merge
from cypher.statement import Statement, Written
from cypher.visibility import Action, Principal

TAGS = Attachment(
    "tags",
    Action.METADATA_EDIT,
    ChangeKind.TAGGED,
    ("Tag",),
    of=Statement("tag/of", Held),
    attach=Statement("tag/attach", Written),
    detach=Statement("tag/detach", Written),
)

_MERGE = Statement("tag/merge", Merged)


async def create(
    graph: Graph, principal: Principal, slug: str, name: str | None = None, description: str | None = None
) -> str:
    """Make the tag `tag:<slug>`, or give the existing one what is not None here; its id. Raises `InvalidId`, `Invalid`."""
    return await merge(graph, principal, _MERGE, "tag", slug, name=name, description=description)


async def add(graph: Graph, principal: Principal, subjects: Sequence[str], tags: Sequence[str]) -> list[str]:
    """Put existing `tags` on each subject; the subjects that changed.

    One transaction, at most 1,000 subjects. Raises `InvalidId`, `Invalid`, `NotFound` with every unknown id.
    """
    return await TAGS.revise(graph, principal, same(subjects, tags), Mode.ADD)


async def remove(graph: Graph, principal: Principal, subjects: Sequence[str], tags: Sequence[str]) -> list[str]:
    """Take `tags` off each subject; the subjects that changed. Raises as `add` does."""
    return await TAGS.revise(graph, principal, same(subjects, tags), Mode.REMOVE)
