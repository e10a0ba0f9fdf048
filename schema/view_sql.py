"""The query of a view as it is. A mutation, because it reaches out to the source and leaves an audit entry."""

from typing import Annotated

import strawberry

from cypher import identity
from cypher.visibility import Action
from schema.column_sample import reading
from schema.context import Info
from schema.declaration import requires
from schema.payload import INPUT, Payload, answering


@strawberry.input(description="Which view, and why.")
class ViewSqlReadInput:
    """Of `viewSqlRead`."""

    asset_id: strawberry.ID = strawberry.field(description="The view.")
    reason: str = strawberry.field(description="Why its literals have to be seen; the audit keeps it.")


@strawberry.type(description="A view's query, read now; nothing of it is kept.")
class ViewSqlReadPayload(Payload):
    """Of `viewSqlRead`."""

    sql: str | None = strawberry.field(
        description="The query with the values in it; null where none was read.", default=None
    )


@strawberry.type
class ViewSqlMutation:
    """Queries of views."""

    @strawberry.mutation(
        description="Read the query of a view from its source now, with the literals that `viewSql` has as `?`. Each time leaves "
        "an audit entry, before anything is read.",
        directives=[requires(Action.RAW_SQL)],
    )
    @answering
    async def view_sql_read(self, info: Info, input: Annotated[ViewSqlReadInput, INPUT]) -> ViewSqlReadPayload:
        """`viewSqlRead`."""
        asset, context = identity.expect(input.asset_id, "Asset"), info.context
        await reading(context, Action.RAW_SQL, asset, input.reason, needed=True)
        return ViewSqlReadPayload(sql=await context.ports.samples.view_sql(context.principal, asset))
