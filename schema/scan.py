"""Scans: the records of reading a source."""

import asyncio
from collections.abc import AsyncGenerator
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry

from cypher import identity, subject
from cypher.errors import NotFound
from cypher.model import Direction, Kind, Read
from cypher.projection import Field, Selection
from cypher.visibility import Action
from loaders.registry import Loaders
from schema.context import Info
from schema.declaration import prop, requires
from schema.filters import DateTimeFilter, Filter, IdFilter, TextFilter, condition
from schema.graph_type import edge, node_type
from schema.node import Node
from schema.payload import INPUT, Payload, answering, changed
from schema.read import listing, single
from schema.scalars import JSON, BigInt, DateTime
from schema.selection import selected

if TYPE_CHECKING:
    from schema.source import Source, SourceWhere


@strawberry.enum(description="How far a scan is; states only move forward.")
class ScanState(Enum):
    """The states of a scan."""

    QUEUED = strawberry.enum_value("QUEUED", description="It waits to begin.")
    RUNNING = strawberry.enum_value("RUNNING", description="It reads the source.")
    SUCCEEDED = strawberry.enum_value(
        "SUCCEEDED", description="The source was listed to its end; single assets may have failed."
    )
    FAILED = strawberry.enum_value("FAILED", description="It could not go on, or its process died.")
    CANCELLED = strawberry.enum_value("CANCELLED", description="Someone stopped it.")


@strawberry.enum(description="How much a scan reads.")
class ScanMode(Enum):
    """With values or without."""

    FULL = strawberry.enum_value("FULL", description="Metadata, and samples where the source's sampling allows.")
    METADATA_ONLY = strawberry.enum_value("METADATA_ONLY", description="Metadata only: no value is read.")
    CLASSIFY_ONLY = strawberry.enum_value(
        "CLASSIFY_ONLY", description="Samples of assets that are known: nothing is listed, linked or removed."
    )


@node_type(
    "Scan", read=Read.ZONE, description="One reading of a source, with its counts and errors.", order="startSort"
)
class Scan(Node):
    """`scan:<uuid>`."""

    state: ScanState | None = prop("How far it is.")
    phase: str | None = prop("What it does now.")
    mode: ScanMode | None = prop("How much it reads.")
    only_stale: bool | None = prop("Of CLASSIFY_ONLY: whether only what another detector classified was meant.")
    trigger: str | None = prop("What started it: CLI or API.")
    by: str | None = prop("Who started it.")
    queued_at: DateTime | None = prop("When it was asked for.", kind=Kind.TIMESTAMP)
    started_at: DateTime | None = prop("When it began.", kind=Kind.TIMESTAMP)
    finished_at: DateTime | None = prop("When it ended.", kind=Kind.TIMESTAMP)
    heartbeat_at: DateTime | None = prop("When its process last gave a sign of life.", kind=Kind.TIMESTAMP)
    cancel_requested: bool | None = prop("Whether someone asked it to stop.")
    assets_listed: BigInt | None = prop("Assets found.")
    assets_done: BigInt | None = prop("Assets dealt with so far.")
    assets_failed: BigInt | None = prop("Assets that could not be read; see `errors`.")
    assets_unchanged: BigInt | None = prop("Assets whose metadata are as before.")
    assets_added: BigInt | None = prop("Assets not seen before.")
    assets_changed: BigInt | None = prop("Assets whose metadata changed.")
    assets_missing: BigInt | None = prop("Assets not found this time, marked as missing.")
    assets_removed: BigInt | None = prop("Assets not found for the second time, removed.")
    removals_held: BigInt | None = prop("Removals that wait for `removalApprove`, for they are many.")
    columns: BigInt | None = prop("Columns found.")
    classifications: BigInt | None = prop("Classifications that stand on what was read.")
    lineage_edges: BigInt | None = prop("Lineage edges read from views.")
    rows_sampled: BigInt | None = prop("Rows read for samples.")
    errors: JSON | None = prop(
        "What went wrong with single assets: `[{asset, code, message}]`, at most 100.", kind=Kind.JSON
    )
    error: str | None = prop("Why a FAILED scan failed.")
    source: Annotated["Source", strawberry.lazy("schema.source")] | None = edge(
        "The source it reads.", "OF", Direction.OUT, order=None
    )


@strawberry.input(description="Which scan.")
class ScanWhere:
    """A filter over scans."""

    id: IdFilter | None = condition("By id.")
    state: Filter[ScanState] | None = condition("By state.")
    by: TextFilter | None = condition("By who started it.")
    queued_at: DateTimeFilter | None = condition("By when it was asked for.")
    source: Annotated["SourceWhere", strawberry.lazy("schema.source")] | None = condition("By source.")


@strawberry.input(description="A scan to begin.")
class ScanStartInput:
    """One scan of a source runs at a time."""

    source_id: strawberry.ID = strawberry.field(description="The source to read.")
    metadata_only: bool = strawberry.field(description="Whether to read no values.", default=False)


@strawberry.input(description="A scan.")
class ScanInput:
    """What to cancel or approve."""

    id: strawberry.ID = strawberry.field(description="The scan.")


@strawberry.type(description="The scan after the change.")
class ScanPayload(Payload):
    """Of the mutations of scans."""

    scan = changed(Scan, "The scan.")


@strawberry.type
class ScanQuery:
    """Reads of scans."""

    scans = listing(Scan, ScanWhere, "The scans of all sources, newest first.")
    scan = single(Scan, "One scan.")


@strawberry.type
class ScanMutation:
    """Starting and stopping scans."""

    @strawberry.mutation(
        description="Scan a source in a process of its own; follow it with `scanProgress`.",
        directives=[requires(Action.SCAN_RUN)],
    )
    @answering
    async def scan_start(self, info: Info, input: Annotated[ScanStartInput, INPUT]) -> ScanPayload:
        """`scanStart`."""
        await subject.demand(info.context.graph, info.context.principal, Action.SCAN_RUN, [input.source_id])
        made = await info.context.ports.scans.start(
            input.source_id, metadata_only=input.metadata_only, by=info.context.principal.id
        )
        return ScanPayload(id=made)

    @strawberry.mutation(
        description="Stop a scan; a running one stops within 2 seconds. What it wrote stays.",
        directives=[requires(Action.SCAN_RUN)],
    )
    @answering
    async def scan_cancel(self, info: Info, input: Annotated[ScanInput, INPUT]) -> ScanPayload:
        """`scanCancel`."""
        await subject.demand(info.context.graph, info.context.principal, Action.SCAN_RUN, [input.id])
        await info.context.ports.scans.cancel(input.id)
        return ScanPayload(id=input.id)

    @strawberry.mutation(
        description="Carry out the removals that a scan held back because they were many.",
        directives=[requires(Action.SCAN_RUN)],
    )
    @answering
    async def removal_approve(self, info: Info, input: Annotated[ScanInput, INPUT]) -> ScanPayload:
        """`removalApprove`."""
        await subject.demand(info.context.graph, info.context.principal, Action.SCAN_RUN, [input.id])
        await info.context.ports.scans.approve_removals(input.id, by=info.context.principal.id)
        return ScanPayload(id=input.id)


@strawberry.type
class ScanSubscription:
    """Scans as they go; fed by the graph, so whoever runs the scan."""

    @strawberry.subscription(
        description="A scan each time something about it changed, until it is over.",
        directives=[requires(Action.EXISTENCE)],
    )
    async def scan_progress(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The scan.")]
    ) -> AsyncGenerator[Scan, None]:
        """Looks every 500 ms, as somebody with the grants of that moment."""
        identity.expect(id, "Scan")
        asked = selected(info)
        watched = Selection({"Scan": (*asked.of("Scan"), *_WATCHED)})
        seen: Any = None
        while True:
            model, principal = info.context.loaders.projected.model, info.context.principal_now()
            loaders = Loaders(info.context.graph, model, principal)
            row = await loaders.projected.load(id, "Scan", watched, ())
            if row is None:
                raise NotFound([id])
            if row != seen:
                seen = row
                yield cast("Scan", row)
            if row[_STATE] not in ("QUEUED", "RUNNING"):
                return
            await asyncio.sleep(_LOOK_SECONDS)


_STATE = " state"
_WATCHED = (Field(_STATE, "state", {}), Field(" heartbeat", "heartbeatAt", {}))
_LOOK_SECONDS = 0.5
