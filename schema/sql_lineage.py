"""Lineage from SQL that is handed in: what it does, and stated in the graph."""

from typing import Annotated

import strawberry

from cypher.visibility import Action
from schema import ports
from schema.asset import Asset
from schema.context import Info
from schema.declaration import requires
from schema.payload import INPUT, Payload, answering
from schema.ports import SqlRead
from schema.read import by_id
from schema.scalars import DateTime, micros

MOST = 1_000
"""Rows of each list that are given; the totals count all."""


@strawberry.type(description="A table that a SQL text names.")
class SqlTable:
    """As the text has it."""

    name: str = strawberry.field(description="Its name, as the dialect reads it.")
    asset_id: strawberry.ID | None = strawberry.field(
        description="The asset it means; null where the catalog has none."
    )

    @strawberry.field(description="The asset it means.")
    async def asset(self, info: Info) -> Asset | None:
        """Read by its id."""
        return None if self.asset_id is None else await by_id(info, self.asset_id, "Asset")


@strawberry.type(description="A column that goes into another, or decides about a table.")
class SqlFlow:
    """Names as the dialect reads them; ids where the catalog has what they mean."""

    source: str = strawberry.field(description="The column that is read.")
    source_id: strawberry.ID | None = strawberry.field(description="Its id.")
    target: str = strawberry.field(
        description="The column that is written, or the table that is decided about; a bare SELECT writes into no table."
    )
    target_id: strawberry.ID | None = strawberry.field(description="Its id.")
    kind: str = strawberry.field(
        description="IDENTITY, TRANSFORMATION, AGGREGATION; or JOIN, FILTER, GROUP_BY, SORT, WINDOW, CONDITIONAL."
    )
    masking: bool = strawberry.field(description="Whether the values are masked on the way.")


@strawberry.type(description="Something in a SQL text that could not be followed. Nothing is guessed.")
class SqlGap:
    """A reason, and where."""

    reason: str = strawberry.field(description="Why.")
    line: int | None = strawberry.field(description="In which line, from 1.")
    column: int | None = strawberry.field(description="At which character of the line, from 1.")


@strawberry.type(description="What a SQL text does, by the catalog of a source. With `error` nothing else is claimed.")
class SqlLineage:
    """At most 1,000 of each; the totals count all."""

    found: strawberry.Private[SqlRead]

    @strawberry.field(description="The tables that are read.")
    def reads(self) -> list[SqlTable]:
        """Tables."""
        return [_table(each) for each in self.found.reads[:MOST]]

    @strawberry.field(description="The tables that are written.")
    def writes(self) -> list[SqlTable]:
        """Tables."""
        return [_table(each) for each in self.found.writes[:MOST]]

    @strawberry.field(description="Which columns go into which.")
    def columns(self) -> list[SqlFlow]:
        """Flows."""
        return [_flow(each) for each in self.found.columns[:MOST]]

    @strawberry.field(description="How many columns go into another.")
    def columns_total(self) -> int:
        """All."""
        return len(self.found.columns)

    @strawberry.field(description="Which columns only decide which rows a table has.")
    def influences(self) -> list[SqlFlow]:
        """Influences."""
        return [_flow(each) for each in self.found.influences[:MOST]]

    @strawberry.field(description="What could not be followed.")
    def unresolved(self) -> list[SqlGap]:
        """Gaps."""
        return [_gap(each) for each in self.found.unresolved[:MOST]]

    @strawberry.field(description="The text without its literals.")
    def sql(self) -> str | None:
        """Stripped."""
        return self.found.sql

    @strawberry.field(description="Why nothing could be followed.")
    def error(self) -> str | None:
        """A reason."""
        return self.found.error


def _id(identifier: str | None) -> strawberry.ID | None:
    return None if identifier is None else strawberry.ID(identifier)


def _table(table: ports.SqlTable) -> SqlTable:
    return SqlTable(name=table.name, asset_id=_id(table.asset_id))


def _flow(flow: ports.SqlFlow) -> SqlFlow:
    return SqlFlow(
        source=flow.source,
        source_id=_id(flow.source_id),
        target=flow.target,
        target_id=_id(flow.target_id),
        kind=flow.kind,
        masking=flow.masking,
    )


def _gap(gap: ports.SqlGap) -> SqlGap:
    return SqlGap(reason=gap.reason, line=gap.line, column=gap.column)


@strawberry.input(description="SQL whose lineage is to be stated, in place of what its upload stated before.")
class SqlLineageApplyInput:
    """The origin of the edges is `sql:<source>/<upload>`."""

    sql: str = strawberry.field(
        description="One statement, or several; at most 1,000,000 characters. Kept without literals."
    )
    dialect: str = strawberry.field(description="As sqlglot names it, or ansi, db2, greenplum, mariadb, vertica.")
    source: strawberry.ID = strawberry.field(description="The source by whose catalog names are understood.")
    upload: str = strawberry.field(description="The name of what is handed in, e.g. the file's path.")
    at: DateTime | None = strawberry.field(
        description="When it came to hold; now by default. An earlier time is folded in where it belongs.", default=None
    )


@strawberry.type(
    description="What was stated. With an error of `lineage` nothing was, and what was stated before stays."
)
class SqlLineageApplyPayload(Payload):
    """Of `sqlLineageApply`."""

    origin: str | None = strawberry.field(description="The edges' origin.", default=None)
    edges: int = strawberry.field(
        description="How many edges are stated; those of tables that are not in the catalog are drawn once a scan finds them.",
        default=0,
    )
    changed: bool = strawberry.field(description="Whether the graph changed.", default=False)
    lineage: SqlLineage | None = strawberry.field(description="What the text does.", default=None)


@strawberry.type
class SqlLineageQuery:
    """SQL, as a dry run."""

    @strawberry.field(
        description="What a SQL text does, by the catalog of a source. Nothing is written.",
        directives=[requires(Action.EXISTENCE)],
    )
    async def sql_lineage(
        self,
        info: Info,
        sql: Annotated[
            str, strawberry.argument(description="One statement, or several; at most 1,000,000 characters.")
        ],
        dialect: Annotated[
            str, strawberry.argument(description="As sqlglot names it, or ansi, db2, greenplum, mariadb, vertica.")
        ],
        source: Annotated[
            strawberry.ID, strawberry.argument(description="The source by whose catalog names are understood.")
        ],
    ) -> SqlLineage:
        """`sqlLineage`."""
        context = info.context
        return SqlLineage(found=await context.ports.sql.read(context.principal, sql, dialect, source))


@strawberry.type
class SqlLineageMutation:
    """SQL, stated."""

    @strawberry.mutation(
        description="State the lineage of a SQL text, in place of what its upload stated before.",
        directives=[requires(Action.LINEAGE_EDIT)],
    )
    @answering
    async def sql_lineage_apply(
        self, info: Info, input: Annotated[SqlLineageApplyInput, INPUT]
    ) -> SqlLineageApplyPayload:
        """`sqlLineageApply`."""
        context = info.context
        done = await context.ports.sql.apply(
            context.principal,
            input.sql,
            input.dialect,
            input.source,
            upload=input.upload,
            at=None if input.at is None else micros(input.at),
        )
        return SqlLineageApplyPayload(
            origin=done.origin, edges=done.edges, changed=done.changed, lineage=SqlLineage(found=done.read)
        )
