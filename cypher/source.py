"""Sources: made, changed and deleted by people; found by the scan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cypher.graph import Graph
from cypher.visibility import Principal


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What a scan needs to know of a source. `config` holds references to secrets, never their values."""

    id: str
    name: str
    kind: str
    namespace: str
    managed: bool
    config: Mapping[str, Any]
    sampling: str
    scope: Sequence[str]
    description: str | None


@dataclass(frozen=True, slots=True)
class Deletion:
    """What deleting a source takes with it."""

    assets: int
    columns: int
    classifications: int
    lineage_edges: int
    scans: int
    changes: int


async def create(
    graph: Graph,
    principal: Principal,
    *,
    slug: str,
    kind: str,
    namespace: str,
    config: Mapping[str, Any],
    scope: Sequence[str] = ("",),
    sampling: str = "VALUES",
    name: str | None = None,
    description: str | None = None,
    also_known_as: Sequence[str] = (),
) -> str:
    """Make the source `source:<slug>`; its id. `namespace` is normalised here; `config` is JSON with references only.

    `scope` are the beginnings of names that belong to this source inside its namespace, each ending in the separator
    (`shop.`, `data/lake/`), `""` the whole namespace. Raises `InvalidId`, `Invalid` and `Conflict`: the slug is taken, or
    another managed source has an overlapping scope in the same namespace.
    """
    raise NotImplementedError


async def update(
    graph: Graph,
    principal: Principal,
    source: str,
    *,
    config: Mapping[str, Any] | None = None,
    scope: Sequence[str] | None = None,
    sampling: str | None = None,
    name: str | None = None,
    description: str | None = None,
    also_known_as: Sequence[str] | None = None,
) -> bool:
    """Change what is given (None: leave it; description "": take it away); whether anything changed. Slug, kind and namespace stay.

    Raises `NotFound`, `Invalid`, `Conflict` as `create` does.
    """
    raise NotImplementedError


async def config(graph: Graph, source: str) -> SourceRow:
    """What the scan of `source` needs; raises `InvalidId`, `NotFound`."""
    raise NotImplementedError


async def managed(graph: Graph) -> list[SourceRow]:
    """Every managed source, in the order of `nameSort`, for `scan --all`."""
    raise NotImplementedError


async def delete_preview(graph: Graph, principal: Principal, source: str) -> Deletion:
    """What `delete(…, purge=True)` would take; raises `InvalidId`, `NotFound`."""
    raise NotImplementedError


async def delete(graph: Graph, principal: Principal, source: str, *, purge: bool = False) -> Deletion:
    """Delete a source with its scans; with `purge` also its assets, past ones too, and all that hangs on them.

    In transactions of at most some thousand nodes: a broken purge is taken up by calling again. Raises `NotFound` and
    `Conflict`: it has assets and `purge` is false (the message has the counts), or one of its scans is running.
    """
    raise NotImplementedError
