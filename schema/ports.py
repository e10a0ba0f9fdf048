"""What resolvers need from outside the graph: scanner, scans, capabilities. `graph_api/app.py` puts the real things in."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Capability:
    """One line of a source's capability report."""

    capability: str
    ok: bool
    reason: str | None
    milliseconds: int


class ScanPort(Protocol):
    """Starts and stops scans."""

    async def start(self, source_id: str, *, mode: str, by: str) -> str:
        """Queue a scan and start a process that runs it; its id."""
        ...

    async def cancel(self, scan_id: str, *, by: str) -> None:
        """Ask a scan to stop."""
        ...


class SourcePort(Protocol):
    """Knows the kinds of sources."""

    def check(self, kind: str, config: dict[str, object]) -> None:
        """Raise `ValueError` with every error of a configuration at once."""
        ...

    def namespace(self, kind: str, config: dict[str, object], slug: str) -> str:
        """The namespace a source of this configuration would have."""
        ...

    async def test(self, kind: str, config: dict[str, object]) -> list[Capability]:
        """Try each capability."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of one application."""

    scans: ScanPort
    sources: SourcePort
