"""The columns of an asset as they were, and the changes that led from there to here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cypher.graph import Graph
from cypher.visibility import Principal


@dataclass(frozen=True, slots=True)
class ColumnState:
    """A column of an asset at some time; `current` says whether `id` still is a column of today's graph."""

    id: str
    name: str
    position: int
    type: str | None
    data_type: str | None
    nullable: bool | None
    primary_key: bool
    comment: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class AssetSchema:
    """The columns, by position; `existed` is false where the asset was not there (then there are none)."""

    asset_id: str
    as_of: int | None
    existed: bool
    columns: Sequence[ColumnState]


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change of an asset or a column. `before` and `after` hold the properties that differ; `at` is in microseconds UTC."""

    id: str
    seq: int
    kind: str
    subject_id: str
    source_id: str
    at: int
    by: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    cursor: str


@dataclass(frozen=True, slots=True)
class SchemaChanges:
    """A page of changes, newest first; `total` counts all visible ones."""

    changes: Sequence[SchemaChange]
    total: int
    has_next: bool


async def schema_at(graph: Graph, principal: Principal, asset: str, as_of: int | None = None) -> AssetSchema:
    """The columns of `asset` at `as_of` (microseconds UTC; None: now), folded back from the present, exactly.

    A removed asset can be asked for too. Raises `InvalidId`, `NotFound`.
    """
    raise NotImplementedError


async def schema_changes(
    graph: Graph, principal: Principal, subject: str, *, first: int = 20, after: str | None = None
) -> SchemaChanges:
    """Schema changes of an asset with its columns, or of a whole source, newest first. Raises `InvalidId`, `InvalidPage`, `NotFound`."""
    raise NotImplementedError
