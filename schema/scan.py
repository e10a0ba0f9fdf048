"""Scans: the records of reading a source."""

from enum import Enum
from typing import Any

import strawberry

from cypher.model import Kind
from schema.filters import DateTimeFilter, IdFilter, TextFilter, condition, enum_filter
from schema.graph_type import lazy, node_type, one, prop
from schema.node import Node
from schema.scalars import JSON, BigInt, DateTime

SOURCE: Any = lazy("Source", "source")
SOURCE_WHERE: Any = lazy("SourceWhere", "source")


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


ScanStateFilter = enum_filter(ScanState)


@node_type("Scan", description="One reading of a source, with its counts and errors.", order="startSort")
class Scan(Node):
    """`scan:<uuid>`."""

    state: ScanState | None = prop("How far it is.")
    phase: str | None = prop("What it does now.")
    mode: ScanMode | None = prop("How much it reads.")
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
    source: SOURCE | None = one("The source it reads.", "OF", "OUT")


@strawberry.input(description="Which scan.")
class ScanWhere:
    """A filter over scans."""

    id: IdFilter | None = condition("By id.")
    state: ScanStateFilter | None = condition("By state.")
    by: TextFilter | None = condition("By who started it.")
    queued_at: DateTimeFilter | None = condition("By when it was asked for.")
    source: SOURCE_WHERE | None = condition("By source.")
