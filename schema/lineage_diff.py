"""Which lineage came and went between two times."""

from typing import Annotated

import strawberry

from cypher import lineage_diff
from cypher.lineage_diff import Difference, Edge
from cypher.visibility import Action
from schema.asset_schema import moment
from schema.columnar import LineageVia
from schema.context import Info
from schema.declaration import requires
from schema.impact import LineageEdge
from schema.scalars import DateTime, micros


@strawberry.type(description="An edge of lineage that was there at one of two times and not at the other.")
class LineageDiffEdge(LineageEdge):
    """Ids, not nodes: what an edge led to may be gone."""

    since: DateTime = strawberry.field(description="From when on it was stated.")
    until: DateTime | None = strawberry.field(description="Until when; null: it is stated still.")


@strawberry.type(description="What differs in the lineage of an asset or a column between two times.")
class LineageDiff:
    """An edge of which something else is said at the second time is in both lists."""

    found: strawberry.Private[Difference]

    @strawberry.field(description="How many edges are there at the second time that were not at the first.")
    def came_total(self) -> int:
        """Exact."""
        return self.found.came_total

    @strawberry.field(description="How many edges of the first time are not there at the second.")
    def went_total(self) -> int:
        """Exact."""
        return self.found.went_total

    @strawberry.field(description="Edges that came, at most `limit`.")
    def came(self) -> list[LineageDiffEdge]:
        """In the order of their ends."""
        return [_edge(each) for each in self.found.came]

    @strawberry.field(description="Edges that went, at most `limit`.")
    def went(self) -> list[LineageDiffEdge]:
        """In the order of their ends."""
        return [_edge(each) for each in self.found.went]


def _edge(edge: Edge) -> LineageDiffEdge:
    return LineageDiffEdge(
        source=strawberry.ID(edge.source),
        target=strawberry.ID(edge.target),
        via=LineageVia(edge.via.value),
        kind=edge.kind,
        masking=edge.masking,
        origin=edge.origin,
        since=moment(edge.since),
        until=None if edge.until is None else moment(edge.until),
    )


@strawberry.type
class LineageDiffQuery:
    """History of lineage."""

    @strawberry.field(
        description="Which edges of an asset with its columns, or of a column, came and went between two times.",
        directives=[requires(Action.EXISTENCE)],
    )
    async def lineage_diff(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="An asset or a column; removed ones too.")],
        from_: Annotated[DateTime, strawberry.argument(name="from", description="The first time.")],
        to: Annotated[DateTime, strawberry.argument(description="The second time, after the first.")],
        limit: Annotated[
            int, strawberry.argument(description=f"How many of each to give at most, 1 to {lineage_diff.MOST:,}.")
        ] = 100,
    ) -> LineageDiff:
        """`lineageDiff`."""
        context = info.context
        found = await lineage_diff.difference(
            context.graph, context.principal, id, before=micros(from_), after=micros(to), limit=limit
        )
        return LineageDiff(found=found)
