"""What resolvers need from outside the graph: scanners, scans and the classifier. `graph_api/app.py` puts the real things in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cypher.visibility import Principal


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source: `config_schema` is the JSON Schema of its configuration."""

    kind: str
    label: str
    config_schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source's assets lie: the namespace, and the beginnings of their names in it (`""`: all of it)."""

    namespace: str
    scope: Sequence[str]


@dataclass(frozen=True, slots=True)
class Capability:
    """One line of a source's capability report; `expected` is false where it need not work."""

    capability: str
    ok: bool
    reason: str | None
    milliseconds: int
    expected: bool = True


class SourcePort(Protocol):
    """Knows the kinds of sources."""

    def kinds(self) -> Sequence[SourceKind]:
        """Every kind there is a scanner for."""
        ...

    def place(self, kind: str, config: Mapping[str, Any], slug: str, namespace: str | None) -> Place:
        """Where the source's assets will lie; raises `Invalid` with every error of the configuration at once."""
        ...

    async def test(self, kind: str, config: Mapping[str, Any]) -> Sequence[Capability]:
        """Try each capability, within a time limit; raises `Invalid` for a configuration that cannot be."""
        ...


class ScanPort(Protocol):
    """Starts and stops scans."""

    async def start(self, source: str, *, metadata_only: bool, by: str) -> str:
        """Queue a scan and start a process that runs it; its id. Raises `NotFound`, `Conflict`."""
        ...

    async def classify(self, chosen: Mapping[str, Sequence[str] | None], *, only_stale: bool, by: str) -> Sequence[str]:
        """Queue a run that only classifies for each source's assets (None: all) and start processes for them; their ids.

        All or none. `only_stale`: only assets that another detector classified. Raises `NotFound`, `Conflict`.
        """
        ...

    async def cancel(self, scan: str) -> None:
        """Ask a scan to stop; raises `NotFound`."""
        ...

    async def approve_removals(self, scan: str, *, by: str) -> None:
        """Carry out the removals that a scan held back; raises `NotFound`, `Conflict`."""
        ...


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, in characters, `end` exclusive."""

    start: int
    end: int
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Handed:
    """A column that was handed in; `values` as text, without nulls."""

    table: str
    column_name: str
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Proof:
    """One method's word on a class; `examples` are masked."""

    method: str
    version: str
    tier: str
    strength: float
    prevalence: float | None
    matched: int
    examined: int
    against: bool
    detail: str
    examples: Sequence[str]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a machine decides about one class; `data_class` is the class's name."""

    data_class: str
    confidence: float
    state: str
    tier: str
    detector: str
    evidence: Sequence[Proof]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A classification derived again: from a sample read now, or, for the reason `because`, from the evidence that is kept.

    `derived` is None where nothing speaks for the class any more; `contributions` are, for each of its evidence, how much less
    the confidence would be without it. `same`: whether that is what is kept. `examined` counts distinct values.
    """

    live: bool
    because: str | None
    same: bool
    derived: Decided | None
    contributions: Sequence[float]
    examined: int


class ClassifierPort(Protocol):
    """Classifies; nothing of what it is given is kept or logged."""

    async def spans(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        """What stands in each text, from left to right."""
        ...

    async def decide(self, columns: Sequence[Handed]) -> Sequence[Sequence[Decided]]:
        """What each column holds, the surest first."""
        ...

    async def explain(self, principal: Principal, classification: str) -> Explanation:
        """Derive a classification again; raises `InvalidId`, and `NotFound` where the principal sees none."""
        ...


@dataclass(frozen=True, slots=True)
class SqlTable:
    """A table that a text names; without `asset_id` the catalog does not have it."""

    name: str
    asset_id: str | None


@dataclass(frozen=True, slots=True)
class SqlFlow:
    """A column of a text that goes into a table, or into a column of it (ids where the catalog has them)."""

    source: str
    source_id: str | None
    target: str
    target_id: str | None
    kind: str
    masking: bool = False


@dataclass(frozen=True, slots=True)
class SqlGap:
    """Something that could not be followed; `line` and `column` count from 1."""

    reason: str
    line: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class SqlRead:
    """What a text does; with `error` nothing else is claimed. `sql` is the text without its literals."""

    reads: Sequence[SqlTable]
    writes: Sequence[SqlTable]
    columns: Sequence[SqlFlow]
    influences: Sequence[SqlFlow]
    unresolved: Sequence[SqlGap]
    sql: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class SqlApplied:
    """What stating a text's lineage came to: `edges` are those stated; with an error of `read` nothing is."""

    origin: str
    read: SqlRead
    edges: int
    changed: bool


class SqlPort(Protocol):
    """Reads SQL and states its lineage."""

    async def read(self, principal: Principal, sql: str, dialect: str, source: str) -> SqlRead:
        """What the text does, by the catalog of the source; nothing is written. Raises `InvalidId`, `Invalid`, `NotFound`."""
        ...

    async def apply(
        self, principal: Principal, sql: str, dialect: str, source: str, *, upload: str, at: int | None
    ) -> SqlApplied:
        """State it, as of `at` (microseconds UTC; None: now), in place of what the upload stated. Raises as `read` does."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of one application."""

    sources: SourcePort
    scans: ScanPort
    classifier: ClassifierPort
    sql: SqlPort
