"""A walk along lineage, level by level: exact distances, never a path enumerated, hidden nodes passed through but not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Via(StrEnum):
    """How a node was reached: by data flowing, or by a column that decides which rows there are."""

    FLOW = "FLOW"
    INFLUENCE = "INFLUENCE"


class Truncated(StrEnum):
    """What cut a walk short."""

    DEPTH = "DEPTH"
    LIMIT = "LIMIT"


@dataclass(frozen=True, slots=True)
class Reached:
    """A node of a walk. `distance` is the least number of hops; `type` is Asset or Column; `asset_id` is itself for an asset."""

    id: str
    type: str
    distance: int
    via: Via
    asset_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """An edge between two nodes of a walk, in the direction of the data, `source` and `target` being ids.

    `kind` is the transformation (IDENTITY, TRANSFORMATION, AGGREGATION; None where nobody said) of a FLOW, and the kind of
    an INFLUENCE (JOIN, FILTER …).
    """

    source: str
    target: str
    via: Via
    kind: str | None
    masking: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Touched:
    """An asset of a walk: its least distance, and how many of its columns are among the walk's nodes."""

    id: str
    distance: int
    via: Via
    columns: int


@dataclass(frozen=True, slots=True)
class Walk:
    """Visible nodes in the order (distance, id), at most `limit`, and every edge between them and the start.

    `total` counts the visible nodes within the depth, those past the limit too. `complete` is true exactly where no visible
    node that can be reached is missing from `nodes`; else `truncated_by` says why: LIMIT where `nodes` is shorter than
    `total`, DEPTH where only more hops would lead to more. `assets` are those of `nodes`, in the same order; an edge to or
    from a hidden node is not shown.
    """

    start: str
    nodes: Sequence[Reached]
    steps: Sequence[Step]
    assets: Sequence[Touched]
    total: int
    truncated_by: Truncated | None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.truncated_by is None
