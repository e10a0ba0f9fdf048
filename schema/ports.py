"""What resolvers need from outside the graph: scanners and scans. `graph_api/app.py` puts the real things in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cypher.grant import Effect, Explanation, Grant, Role
from cypher.visibility import Action


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


class GrantPort(Protocol):
    """Roles and grants. The changes count when they return, also for what streams; raises `NotFound`, `Invalid`, `Conflict`."""

    def new_id(self) -> str:
        """The id of a grant to be."""
        ...

    async def grants(self) -> Sequence[Grant]:
        """All grants, by id."""
        ...

    async def roles(self) -> Sequence[tuple[Role, tuple[str, ...], bool]]:
        """Each role with who has it and whether it is built in."""
        ...

    async def expect(self, identifier: str) -> None:
        """Raise `NotFound` unless there is this grant."""
        ...

    async def put(self, wanted: Grant, *, by: str, dry_run: bool = False) -> tuple[Grant, Sequence[Effect]]:
        """Make or replace a grant: as it is kept, and what that does, or (`dry_run`) would do, to whom."""
        ...

    async def delete(self, identifier: str, *, dry_run: bool = False) -> Sequence[Effect]:
        """Take a grant away; what that does, or would do, to whom."""
        ...

    async def add_role(self, name: str, description: str | None, actions: Iterable[Action], *, by: str) -> Role:
        """A role of one's own; its id is made of the name."""
        ...

    async def bind(self, role_id: str, subject: str, *, bound: bool, by: str) -> None:
        """Give a role to a person, service account, team or group, or take it away."""
        ...

    async def explain(self, who: str, identifier: str) -> Explanation:
        """What a user may do with a source, asset, column, classification or scan, and why."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of one application."""

    sources: SourcePort
    scans: ScanPort
    grants: GrantPort
