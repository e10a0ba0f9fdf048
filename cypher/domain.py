"""Domains of the business, and what is in them: sources, assets and columns, each in at most one."""

from collections.abc import Sequence

from cypher.attachment import Attachment, Held, Mode, same
from cypher.change import ChangeKind
from cypher.graph import Graph
from cypher.label import Merged, merge
from cypher.statement import Statement, Written
from cypher.visibility import Action, Principal

DOMAINS = Attachment(
    "domains",
    Action.METADATA_EDIT,
    ChangeKind.DOMAIN_ASSIGNED,
    ("Domain",),
    of=Statement("domain/of", Held),
    attach=Statement("domain/attach", Written),
    detach=Statement("domain/detach", Written),
)

_MERGE = Statement("domain/merge", Merged)


async def create(
    graph: Graph, principal: Principal, slug: str, name: str | None = None, description: str | None = None
) -> str:
    """Make the domain `domain:<slug>`, or give the existing one what is not None here; its id. Raises `InvalidId`, `Invalid`."""
    return await merge(graph, principal, _MERGE, "domain", slug, name=name, description=description)


async def assign(graph: Graph, principal: Principal, subjects: Sequence[str], domain: str | None) -> list[str]:
    """Put each subject into `domain` and out of any other (None: into none); the subjects that changed.

    One transaction, at most 1,000 subjects. Raises `InvalidId`, `Invalid`, `NotFound` with every unknown id.
    """
    return await DOMAINS.revise(graph, principal, same(subjects, [domain] if domain else []), Mode.REPLACE)
