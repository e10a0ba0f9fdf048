"""What resolvers need from outside the graph: scanners, classifier, SQL, access. `graph_api/app.py` puts the real things in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from cypher.act import OK, Act
from cypher.grant import Effect, Grant, Role
from cypher.grant import Explanation as AccessExplanation
from cypher.visibility import Action, Principal


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


@dataclass(frozen=True, slots=True)
class Sampled:
    """Values of a column's sample in their order; `method` says how its rows were chosen: ALL, RANDOM or FIRST."""

    values: Sequence[str | None]
    method: str


class SamplePort(Protocol):
    """Reads where it is what the graph does not keep; raises `NotFound`, and `SourceFailed` where the source gives nothing."""

    async def read(self, principal: Principal, column: str, *, rows: int, raw: bool) -> Sampled:
        """At most `rows` values of a column, masked unless `raw`."""
        ...

    async def view_sql(self, principal: Principal, asset: str) -> str:
        """The query of a view as it is, with its literals."""
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

    async def explain(self, who: str, identifier: str) -> AccessExplanation:
        """What a user may do with a source, asset, column, classification or scan, and why."""
        ...


class Scope(StrEnum):
    """What a token may be used for, at most: its user's rights end it sooner."""

    READ = "READ"
    WRITE = "WRITE"
    ADMIN = "ADMIN"


class TokenKind(StrEnum):
    """A session begins with a password and ends within hours; a token for programs was made by someone who was in."""

    SESSION = "SESSION"
    API = "API"


class UserKind(StrEnum):
    """People sign in; service accounts have tokens only."""

    PERSON = "PERSON"
    SERVICE = "SERVICE"


ADMIN = "role:admin"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a token speaks for, as of less than a second ago. Times in microseconds UTC."""

    user: str
    token: str
    kind: TokenKind
    scopes: frozenset[Scope]
    expires_at: int
    teams: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()

    @property
    def is_admin(self) -> bool:
        """Whether everything is allowed that the token's scopes allow."""
        return ADMIN in self.roles


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks and from where; `identity` None: nobody that we know."""

    identity: Identity | None
    address: str = ""


NOBODY = Caller(None)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """What may be shown of a token."""

    id: str
    kind: TokenKind
    user: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: int
    created_by: str
    expires_at: int
    last_used_at: int | None
    revoked_at: int | None
    address: str | None


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person or service account; `roles` are its own, without those of its teams."""

    id: str
    kind: UserKind
    name: str
    has_password: bool
    created_at: int
    created_by: str
    disabled_at: int | None
    teams: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team as far as rights go."""

    id: str
    name: str
    disabled_at: int | None
    members: tuple[str, ...]


class AccessPort(Protocol):
    """Sessions, tokens, users and teams. Everything raises `Forbidden` for who may not, `NotFound`, `Invalid`, `Conflict`."""

    async def session_create(self, login: str, password: str, caller: Caller) -> tuple[str, TokenRow]:
        """A session's token, shown this once. Raises `Unauthenticated`, and `Throttled`, whether or not there is such a login."""
        ...

    async def token_create(
        self, caller: Caller, *, name: str, scopes: Sequence[Scope], days: int, user: str | None
    ) -> tuple[str, TokenRow]:
        """A token for programs, of the caller or (for an admin) of `user`, shown this once; at most the caller's own scopes."""
        ...

    async def token_revoke(self, caller: Caller, identifier: str | None) -> str:
        """End a token or session at once, by default the one that the caller shows; its id."""
        ...

    async def tokens(self, caller: Caller, user: str | None) -> Sequence[TokenRow]:
        """The live tokens and sessions of the caller, or (for an admin) of `user`."""
        ...

    async def user(self, caller: Caller) -> UserRow:
        """Who the caller is."""
        ...

    async def users(self, caller: Caller) -> Sequence[UserRow]:
        """Everybody, by id; for admins."""
        ...

    async def teams(self, caller: Caller) -> Sequence[TeamRow]:
        """All teams that users are in, by id; for admins."""
        ...

    async def user_create(
        self, caller: Caller, *, login: str, kind: UserKind, name: str | None, password: str | None
    ) -> UserRow:
        """A new person or service account, without any right; for admins."""
        ...

    async def user_enable(self, caller: Caller, user: str, *, enabled: bool) -> UserRow:
        """Let a user in again, or keep it out from now on; for admins."""
        ...

    async def password_set(self, caller: Caller, user: str | None, *, password: str, current: str | None) -> UserRow:
        """Another password: one's own with the `current` one, or (for an admin) anybody's; ends the user's sessions."""
        ...

    async def member_set(self, caller: Caller, team: str, user: str, *, member: bool) -> UserRow:
        """Put a user into a team, which is made where there is none, or take it out; for admins."""
        ...

    async def team_enable(self, caller: Caller, team: str, *, enabled: bool) -> TeamRow:
        """Give a team's rights to its members again, or to nobody from now on; for admins."""
        ...


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry of the audit; `given` is what was asked, `changes` are (id, before, after). Times in microseconds UTC."""

    seq: int
    id: str
    at: int
    actor: str
    action: str
    outcome: str
    address: str | None
    request: str | None
    token: str | None
    reason: str | None
    given: Mapping[str, Any] | None
    objects: tuple[str, ...]
    changes: tuple[tuple[str, Any, Any], ...]
    hash: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries: one of each list that is given, from `since` on and before `until` (microseconds UTC)."""

    actors: Sequence[str] | None = None
    actions: Sequence[str] | None = None
    outcomes: Sequence[str] | None = None
    objects: Sequence[str] | None = None
    since: int | None = None
    until: int | None = None


class AuditPort(Protocol):
    """Who did what. What writes raises `StorageFull` and `StoreUnavailable`: then what was to be recorded must not happen."""

    def act(self, caller: Caller, action: str, request: str) -> Act:
        """An act of the caller's, of which nothing is written yet."""
        ...

    def ready(self) -> None:
        """Raise while what was recorded cannot be sealed: nothing more may be changed."""
        ...

    async def record(self) -> None:
        """Write the entry of the act that goes on now, before it does anything."""
        ...

    async def append(self, act: Act, outcome: str = OK) -> None:
        """Write the entry of an act that is over."""
        ...

    async def refused(self, act: Act, outcome: str) -> None:
        """Write that an act was refused, or failed; never raises for the store."""
        ...

    async def events(self, wanted: AuditFilter, *, before: int | None, limit: int) -> Sequence[AuditRow]:
        """The newest entries that are wanted, newest first, with numbers under `before`."""
        ...

    async def count(self, wanted: AuditFilter) -> int:
        """How many entries are wanted."""
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
        """Derive a classification, whose profile the principal may see, again; raises `InvalidId`, `NotFound`."""
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
    samples: SamplePort
    scans: ScanPort
    classifier: ClassifierPort
    sql: SqlPort
    grants: GrantPort
    access: AccessPort
    audit: AuditPort
