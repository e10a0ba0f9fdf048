"""Of how many columns the origin is known."""

from typing import Annotated

import strawberry

from cypher import lineage_coverage
from cypher.lineage_coverage import Coverage
from cypher.visibility import Action
from schema.asset import Asset
from schema.asset_schema import moment
from schema.context import Info
from schema.declaration import requires
from schema.read import by_id
from schema.scalars import DateTime


@strawberry.type(description="Something that could not be followed, in a view's query or in SQL that was handed in.")
class LineageFailure:
    """A reason, and where."""

    origin: str = strawberry.field(description="Who would state it: view:asset:…, sql:<source>/<upload>.")
    asset_id: strawberry.ID | None = strawberry.field(description="The view; null for SQL that was handed in.")
    reason: str = strawberry.field(description="Why.")
    line: int | None = strawberry.field(description="In which line, from 1; null where nobody can say.")
    column: int | None = strawberry.field(description="At which character of the line, from 1.")

    @strawberry.field(description="The view; null for SQL that was handed in.")
    async def asset(self, info: Info) -> Asset | None:
        """Read by its id."""
        return None if self.asset_id is None else await by_id(info, self.asset_id, "Asset")


@strawberry.type(
    description="Of how many columns of derived assets the origin is known. Derived are views, materialised views, and what data "
    "of another asset flow into."
)
class LineageCoverage:
    """Exact, among what the caller sees."""

    found: strawberry.Private[Coverage]

    @strawberry.field(description="How many derived assets there are.")
    def assets(self) -> int:
        """Counted."""
        return self.found.assets

    @strawberry.field(description="How many columns they have.")
    def columns(self) -> int:
        """Counted."""
        return self.found.columns

    @strawberry.field(description="How many of these a column flows into.")
    def columns_known(self) -> int:
        """Counted."""
        return self.found.known

    @strawberry.field(description="`columnsKnown` of `columns`, 0 to 1; null where nothing is derived.")
    def share(self) -> float | None:
        """A share."""
        return self.found.share

    @strawberry.field(
        description="When any of it was last stated: of a view by the last scan that succeeded, else by the last text or person."
    )
    def stated_at(self) -> DateTime | None:
        """The newest."""
        return None if self.found.stated_at is None else moment(self.found.stated_at)

    @strawberry.field(description="When the asset whose lineage is the most out of date was last stated.")
    def stalest(self) -> DateTime | None:
        """The oldest."""
        return None if self.found.stalest is None else moment(self.found.stalest)

    @strawberry.field(description="How many views and texts could not be followed to the end.")
    def failing(self) -> int:
        """All."""
        return self.found.failing

    @strawberry.field(description=f"What could not be followed: views first; at most {lineage_coverage.MOST:,}.")
    def failures(self) -> list[LineageFailure]:
        """In the order of their origins."""
        return [
            LineageFailure(
                origin=each.origin,
                asset_id=None if each.asset is None else strawberry.ID(each.asset),
                reason=each.reason,
                line=each.line,
                column=each.column,
            )
            for each in self.found.failures
        ]


@strawberry.type
class LineageCoverageQuery:
    """How much is known."""

    @strawberry.field(
        description="Of how many columns the origin is known, what could not be followed, and how old it is.",
        directives=[requires(Action.EXISTENCE)],
    )
    async def lineage_coverage(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="A source or an asset; by default all that is visible."),
        ] = None,
    ) -> LineageCoverage:
        """`lineageCoverage`."""
        context = info.context
        return LineageCoverage(found=await lineage_coverage.coverage(context.graph, context.principal, id))
