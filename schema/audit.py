"""The audit: every mutation leaves an entry, whoever wrote it; and what is read of the entries."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Annotated, Any, cast

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
)

from cypher.act import WITHHELD, acting
from cypher.errors import Invalid
from cypher.page import cursor, keyset, size
from cypher.visibility import Action
from schema import errors
from schema.connection import PageInfo
from schema.context import Context, Info
from schema.declaration import requires
from schema.filters import DateTimeFilter, IdFilter, WordFilter, condition
from schema.payload import Payload
from schema.ports import AuditFilter, AuditRow
from schema.scalars import JSON, BigInt, DateTime, micros
from schema.selection import selected
from schema.session import moment

_KEPT = frozenset({"ID", "Int", "BigInt", "Float", "Boolean", "DateTime"})
_KEPT_TEXTS = frozenset({"description", "dialect", "email", "kind", "name", "namespace", "reason", "slug", "upload"})
"""Fields of inputs whose text is kept; that of all others may be a secret, so it is withheld."""
_ORDER = "audit"


def audit(core: GraphQLSchema) -> None:
    """Have every mutation of a schema recorded: with what it writes, or else when it is over."""
    assert core.mutation_type is not None
    for name, field in core.mutation_type.fields.items():
        field.resolve = _recorded(name, field)


async def recorded(context: Context, action: str, *about: str) -> None:
    """Record a read that reaches out to a source, before it does: what cannot be recorded does not happen."""
    port = context.ports.audit
    act = port.act(context.caller, action, context.request_id)
    act.subjects += about
    await port.append(act)


def _recorded(name: str, field: GraphQLField) -> Callable[..., Awaitable[Any]]:
    mutation = cast("Callable[..., Awaitable[Any]]", field.resolve)

    @wraps(mutation)
    async def resolve(source: Any, info: GraphQLResolveInfo[Context], **given: Any) -> Any:
        context = info.context
        port = context.ports.audit
        act = port.act(context.caller, name, context.request_id)
        if (asked := given.get("input")) is not None:
            type_ = cast("Any", field).args["input"].type
            act.given, act.subjects = cast("dict[str, Any]", shown(type_, asked)), list(ids(type_, asked))
            act.reason = asked.get("reason")
        try:
            port.ready()
            with acting(act):
                made = await mutation(source, info, **given)
        except asyncio.CancelledError:
            await port.refused(act, "CANCELLED")
            raise
        except Exception as error:
            await port.refused(act, errors.code(error) or "INTERNAL")
            raise
        wrong = made.user_errors if isinstance(made, Payload) else ()
        if wrong:
            await port.refused(act, wrong[0].code)
        elif not act.recorded:
            await port.append(act)
        return made

    return resolve


def shown(type_: Any, value: Any, name: str = "") -> Any:
    """An argument as it may be kept: ids, numbers, words of enumerations and known texts; anything else withheld."""
    if isinstance(type_, GraphQLNonNull):
        return shown(cast("Any", type_).of_type, value, name)
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        of: Any = cast("Any", type_).of_type
        return [shown(of, each, name) for each in cast("Sequence[Any]", value)]
    if isinstance(type_, GraphQLInputObjectType):
        given = cast("Mapping[str, Any]", value)
        return {key: shown(type_.fields[key].type, each, key) for key, each in given.items() if key in type_.fields}
    if isinstance(type_, GraphQLEnumType):
        return str(getattr(value, "name", value))
    return value if type_.name in _KEPT or name in _KEPT_TEXTS else WITHHELD


def ids(type_: Any, value: Any) -> Iterator[str]:
    """Every id in an argument."""
    if isinstance(type_, GraphQLNonNull):
        yield from ids(cast("Any", type_).of_type, value)
    elif isinstance(type_, GraphQLList) and value is not None:
        for each in cast("Sequence[Any]", value):
            yield from ids(cast("Any", type_).of_type, each)
    elif isinstance(type_, GraphQLInputObjectType) and value is not None:
        for key, each in cast("Mapping[str, Any]", value).items():
            if key in type_.fields:
                yield from ids(type_.fields[key].type, each)
    elif isinstance(type_, GraphQLScalarType) and type_.name == "ID" and isinstance(value, str):
        yield value


@strawberry.type(description="What an act did to one thing.")
class AuditChange:
    """`before` and `after` are facts; null where there was, or is, nothing."""

    id: strawberry.ID = strawberry.field(description="The thing.")
    before: JSON | None = strawberry.field(description="What was there, as far as it changed.")
    after: JSON | None = strawberry.field(description="What is there now, as far as it changed.")


@strawberry.type(description="An entry of the audit: who did what, when, from where and why, and what came of it.")
class AuditEvent:
    """A row of `AuditPort.events`."""

    row: strawberry.Private[AuditRow]

    @strawberry.field(description="Its number: they count up without gaps, for all servers of a state store.")
    def seq(self) -> BigInt:
        """The place in the chain."""
        return BigInt(self.row.seq)

    @strawberry.field(description="Its hash in the chain, of itself and of the entry before it.")
    def hash(self) -> str:
        """SHA-256, hexadecimal."""
        return self.row.hash

    @strawberry.field(description="When it happened.")
    def at(self) -> DateTime | None:
        """The moment."""
        return moment(self.row.at)

    @strawberry.field(description="Who it was: a person or service account; null: a stranger.")
    def actor_id(self) -> strawberry.ID | None:
        """The id."""
        return strawberry.ID(self.row.actor) if self.row.actor else None

    @strawberry.field(description="The token that was shown, by its id.")
    def token_id(self) -> strawberry.ID | None:
        """The id."""
        return None if self.row.token is None else strawberry.ID(self.row.token)

    @strawberry.field(
        description="A mutation's name, `scan`, the words of a command; of what was refused, the field asked for."
    )
    def action(self) -> str:
        """The word."""
        return self.row.action

    @strawberry.field(description="OK, or the code of the error that it was refused with or failed with.")
    def outcome(self) -> str:
        """The code."""
        return self.row.outcome

    @strawberry.field(description="From which address; null: from the server's machine itself.")
    def address(self) -> str | None:
        """The address."""
        return self.row.address

    @strawberry.field(description="The request's id, as in the log and in the header `x-request-id`.")
    def request_id(self) -> str | None:
        """The id."""
        return self.row.request

    @strawberry.field(description="Why, where a reason was given.")
    def reason(self) -> str | None:
        """The reason."""
        return self.row.reason

    @strawberry.field(description="What was asked for; `***` stands for what could be a secret.")
    def given(self) -> JSON | None:
        """The arguments."""
        return cast("JSON | None", self.row.given)

    @strawberry.field(description="What it was about, at most 1,000 ids.")
    def object_ids(self) -> list[strawberry.ID]:
        """Ids."""
        return [strawberry.ID(each) for each in self.row.objects]

    @strawberry.field(description="What it did, to at most 200 things.")
    def changes(self) -> list[AuditChange]:
        """Before and after."""
        return [
            AuditChange(id=strawberry.ID(each), before=before, after=after) for each, before, after in self.row.changes
        ]


@strawberry.input(description="Which entries of the audit.")
class AuditEventWhere:
    """All conditions that are given hold."""

    actor_id: IdFilter | None = condition("By who it was.")
    action: WordFilter | None = condition("By what was done.")
    object_id: IdFilter | None = condition("By what it was about.")
    outcome: WordFilter | None = condition("By what came of it.")
    at: DateTimeFilter | None = condition("By when it happened.")


@strawberry.type(description="A page of the audit, the newest entry first.")
class AuditEventPage:
    """Pages go on to the oldest entry that is kept."""

    rows: strawberry.Private[Sequence[AuditRow]]
    has_next: strawberry.Private[bool]
    total: strawberry.Private[int | None]
    after: strawberry.Private[str | None] = None

    @strawberry.field(description="The entries.")
    def nodes(self) -> list[AuditEvent]:
        """A page."""
        return [AuditEvent(row=each) for each in self.rows]

    @strawberry.field(description="How many entries there are in all; counted only when asked for.")
    def total_count(self) -> int:
        """Exact."""
        assert self.total is not None, "counted where asked for"
        return self.total

    @strawberry.field(description="Where this page stands.")
    def page_info(self) -> PageInfo:
        """Forwards only."""
        ends = [cursor(_ORDER, each.seq) for each in (self.rows[0], self.rows[-1])] if self.rows else [None, None]
        return PageInfo(
            has_next_page=self.has_next,
            has_previous_page=self.after is not None,
            start_cursor=ends[0],
            end_cursor=ends[1],
        )


@strawberry.type
class AuditQuery:
    """Reads of the audit."""

    @strawberry.field(
        description="Who did what, the newest first: changes, sign-ins, refusals, scans, exports.",
        directives=[requires(Action.AUDIT_READ)],
    )
    async def audit_events(
        self,
        info: Info,
        where: Annotated[AuditEventWhere | None, strawberry.argument(description="Which; all by default.")] = None,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
        after: Annotated[str | None, strawberry.argument(description="Only those behind this cursor.")] = None,
    ) -> AuditEventPage:
        """`auditEvents`."""
        limit, _ = size(first, None)
        wanted, port = _filter(where), info.context.ports.audit
        before = None if after is None else keyset(after, _ORDER, int)[0]
        counted = any(field.name == "totalCount" for field in selected(info).fields)
        rows = await port.events(wanted, before=before, limit=limit + 1)
        total = await port.count(wanted) if counted else None
        return AuditEventPage(rows=rows[:limit], has_next=len(rows) > limit, total=total, after=after)


def _filter(where: AuditEventWhere | None) -> AuditFilter:
    if where is None:
        return AuditFilter()
    since, until = _range(where.at)
    return AuditFilter(
        actors=_some(where.actor_id),
        actions=_some(where.action),
        outcomes=_some(where.outcome),
        objects=_some(where.object_id),
        since=since,
        until=until,
    )


def _some(given: Any) -> list[str] | None:
    """The values of an equality filter; None where it says nothing."""
    if not given:
        return None
    lists: list[list[str]] = [[given.eq]] if isinstance(given.eq, str) else []
    lists += [cast("list[str]", given.in_)] if isinstance(given.in_, list) else []
    return None if not lists else [each for each in lists[0] if all(each in other for other in lists[1:])]


def _range(given: Any) -> tuple[int | None, int | None]:
    """From when on, and before when, in microseconds."""
    if not given:
        return None, None
    if given.is_null:
        raise Invalid("every entry has its time: ask for a range of it")
    from_ = [micros(given.gte)] if given.gte else []
    from_ += [micros(given.gt) + 1] if given.gt else []
    until = [micros(given.lt)] if given.lt else []
    until += [micros(given.lte) + 1] if given.lte else []
    return max(from_, default=None), min(until, default=None)
