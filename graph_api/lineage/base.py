"""The terms of lineage, after OpenLineage's column lineage facet: text or event in, edges out; nothing here does I/O."""

from dataclasses import dataclass
from enum import StrEnum


class Transformation(StrEnum):
    """How a column's value becomes another's (OpenLineage, DIRECT)."""

    IDENTITY = "IDENTITY"
    TRANSFORMATION = "TRANSFORMATION"
    AGGREGATION = "AGGREGATION"


class Influence(StrEnum):
    """How a column decides which rows or groups a result has (OpenLineage, INDIRECT)."""

    JOIN = "JOIN"
    FILTER = "FILTER"
    GROUP_BY = "GROUP_BY"
    SORT = "SORT"
    WINDOW = "WINDOW"
    CONDITIONAL = "CONDITIONAL"


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """A column of the table at `table` (name in parts, outermost first, unencoded)."""

    table: tuple[str, ...]
    column: str


@dataclass(frozen=True, slots=True)
class ColumnEdge:
    """Data goes from `source` to `target`."""

    source: ColumnRef
    target: ColumnRef
    transformation: Transformation
    masking: bool = False


@dataclass(frozen=True, slots=True)
class InfluenceEdge:
    """`source` decides which rows of `target` there are, or which values they take."""

    source: ColumnRef
    target: tuple[str, ...]
    kind: Influence


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something the text says that could not be followed; `line` and `column` count from 1 where known."""

    reason: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """What one statement or script does. With `error` set, nothing else is claimed (absent is not empty).

    `reads` and `writes` are tables. A bare SELECT, of which nobody says where it goes, flows into the table `()`. What only
    decides about a value (the condition of a CASE, the rows of a window) is both: a TRANSFORMATION edge, as the column depends
    on it, and an influence, as no value of it is in the column. `sql` is the text with its literals stripped, fit to be kept
    in the graph; it is there with an error too, unless the text cannot be split into words.
    """

    reads: tuple[tuple[str, ...], ...] = ()
    writes: tuple[tuple[str, ...], ...] = ()
    columns: tuple[ColumnEdge, ...] = ()
    influences: tuple[InfluenceEdge, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    sql: str | None = None
    error: str | None = None
