"""What resolvers need from outside the graph: scanners and scans. `graph_api/app.py` puts the real things in."""

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

    async def cancel(self, scan: str) -> None:
        """Ask a scan to stop; raises `NotFound`."""
        ...

    async def approve_removals(self, scan: str, *, by: str) -> None:
        """Carry out the removals that a scan held back; raises `NotFound`, `Conflict`."""
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
    sql: SqlPort
