"""Lineage that people state, where no producer does."""

from typing import Annotated

import strawberry

from cypher import lineage_edge
from cypher.visibility import Action
from schema.context import Info
from schema.declaration import requires
from schema.payload import INPUT, Payload, answering


@strawberry.input(description="That data flow from one column to another, or from one asset to another.")
class LineageEdgeInput:
    """An edge between columns brings one between their assets along."""

    from_id: strawberry.ID = strawberry.field(description="The column or asset that the data come from.")
    to_id: strawberry.ID = strawberry.field(description="The column, or asset, that they go to.")
    reason: str = strawberry.field(description="Why you say so; kept with the edge and in the feed of changes.")


@strawberry.type(description="Who states the edge now.")
class LineageEdgeAddPayload(Payload):
    """Of `lineageEdgeAdd`."""

    origin: str | None = strawberry.field(description="The edge's origin: `manual:` and you.", default=None)


@strawberry.type(description="Whether the edge is removed.")
class LineageEdgeRemovePayload(Payload):
    """Of `lineageEdgeRemove`."""

    removed: bool = strawberry.field(description="True where nobody states the edge by hand any more.", default=False)


@strawberry.type
class LineageEdgeMutation:
    """Edges by hand."""

    @strawberry.mutation(
        description="State that data flow from one thing to another, where no producer says so.",
        directives=[requires(Action.LINEAGE_EDIT)],
    )
    @answering
    async def lineage_edge_add(self, info: Info, input: Annotated[LineageEdgeInput, INPUT]) -> LineageEdgeAddPayload:
        """`lineageEdgeAdd`."""
        context = info.context
        origin = await lineage_edge.add(
            context.graph, context.principal, input.from_id, input.to_id, reason=input.reason
        )
        return LineageEdgeAddPayload(origin=origin)

    @strawberry.mutation(
        description="End an edge that people stated. One that a producer states stays, for he would state it again.",
        directives=[requires(Action.LINEAGE_EDIT)],
    )
    @answering
    async def lineage_edge_remove(
        self, info: Info, input: Annotated[LineageEdgeInput, INPUT]
    ) -> LineageEdgeRemovePayload:
        """`lineageEdgeRemove`."""
        context = info.context
        await lineage_edge.remove(context.graph, context.principal, input.from_id, input.to_id, reason=input.reason)
        return LineageEdgeRemovePayload(removed=True)
