"""The columns of an asset as they were, and the changes since."""

from datetime import UTC, datetime
from typing import Annotated, cast

import strawberry

from cypher import asset_schema, identity
from cypher.asset_schema import SchemaChange as Change
from cypher.asset_schema import SchemaChanges as Changes
from cypher.visibility import Action
from schema.connection import PageInfo
from schema.context import Info
from schema.declaration import requires
from schema.scalars import JSON, DateTime


def moment(micros: int) -> DateTime:
    """RFC 3339 of microseconds UTC."""
    return DateTime(datetime.fromtimestamp(micros / 1_000_000, UTC).isoformat().replace("+00:00", "Z"))


@strawberry.type(description="A column as it was.")
class SchemaColumn:
    """Its properties at the time."""

    id: strawberry.ID = strawberry.field(description="Its id; `column` finds it while it is `current`.")
    name: str = strawberry.field(description="The name.")
    position: int = strawberry.field(description="Its place, from 1.")
    type: str | None = strawberry.field(description="The type in the source's words.")
    data_type: str | None = strawberry.field(description="The type in words that are the same for every source.")
    nullable: bool | None = strawberry.field(description="Whether nulls were allowed.")
    primary_key: bool = strawberry.field(description="Whether it was part of the primary key.")
    comment: str | None = strawberry.field(description="The comment in the source.")
    current: bool = strawberry.field(description="Whether the column is still there today.")


@strawberry.type(description="The columns of an asset at a time.")
class AssetSchema:
    """Exact, from the recorded changes."""

    asset_id: strawberry.ID = strawberry.field(description="The asset.")
    existed: bool = strawberry.field(description="Whether the asset was known then.")
    columns: list[SchemaColumn] = strawberry.field(description="The columns by position.")


@strawberry.type(description="One recorded change of an asset's schema.")
class SchemaChange:
    """Before and after."""

    id: strawberry.ID = strawberry.field(description="change:<seq>; seq grows in the order of commits.")
    kind: str = strawberry.field(description="COLUMN_ADDED, COLUMN_REMOVED, COLUMN_CHANGED, ASSET_ADDED …")
    subject_id: strawberry.ID = strawberry.field(description="The column or asset that it is about.")
    at: DateTime = strawberry.field(description="When it was seen.")
    by: str = strawberry.field(description="Who: a person, or the machine.")
    before: JSON | None = strawberry.field(description="The properties that differ, before.")
    after: JSON | None = strawberry.field(description="The properties that differ, after.")
    cursor: str = strawberry.field(description="Its place: give it as `after` for older ones.")


@strawberry.type(description="A page of changes, newest first.")
class SchemaChanges:
    """Of an asset and its columns, or of one column."""

    found: strawberry.Private[Changes]
    after: strawberry.Private[str | None] = None

    @strawberry.field(description="The changes.")
    def nodes(self) -> list[SchemaChange]:
        """A page."""
        return [_change(each) for each in self.found.changes]

    @strawberry.field(description="How many there are in all.")
    def total_count(self) -> int:
        """Exact."""
        return self.found.total

    @strawberry.field(description="Where this page stands.")
    def page_info(self) -> PageInfo:
        """Forwards only."""
        changes = self.found.changes
        return PageInfo(
            has_next_page=self.found.has_next,
            has_previous_page=self.after is not None,
            start_cursor=changes[0].cursor if changes else None,
            end_cursor=changes[-1].cursor if changes else None,
        )


def _change(change: Change) -> SchemaChange:
    return SchemaChange(
        id=strawberry.ID(change.id),
        kind=change.kind,
        subject_id=strawberry.ID(change.subject_id),
        at=moment(change.at),
        by=change.by,
        before=cast("JSON | None", change.before),
        after=cast("JSON | None", change.after),
        cursor=change.cursor,
    )


@strawberry.type
class AssetSchemaQuery:
    """History of schemas."""

    @strawberry.field(
        description="The columns of an asset, as of a time.",
        directives=[requires(Action.EXISTENCE)],
    )
    async def asset_schema(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The asset.")],
        as_of: Annotated[DateTime | None, strawberry.argument(description="The time; now by default.")] = None,
    ) -> AssetSchema:
        """`assetSchema`."""
        identity.expect(id, "Asset")
        micros = None if as_of is None else round(cast("datetime", as_of).timestamp() * 1_000_000)
        found = await asset_schema.schema_at(info.context.graph, info.context.principal, id, micros)
        return AssetSchema(
            asset_id=id,
            existed=found.existed,
            columns=[
                SchemaColumn(
                    id=strawberry.ID(each.id),
                    name=each.name,
                    position=each.position,
                    type=each.type,
                    data_type=each.data_type,
                    nullable=each.nullable,
                    primary_key=each.primary_key,
                    comment=each.comment,
                    current=each.current,
                )
                for each in found.columns
            ],
        )

    @strawberry.field(
        description="What changed in the schema of an asset or a column, newest first.",
        directives=[requires(Action.EXISTENCE)],
    )
    async def schema_changes(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="An asset or a source.")],
        first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
        after: Annotated[str | None, strawberry.argument(description="Only older ones than this cursor's.")] = None,
    ) -> SchemaChanges:
        """`schemaChanges`."""
        found = await asset_schema.schema_changes(
            info.context.graph, info.context.principal, id, first=first, after=after
        )
        return SchemaChanges(found=found, after=after)
