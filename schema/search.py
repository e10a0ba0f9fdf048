"""Search over sources, assets and columns."""

from enum import Enum
from typing import Annotated

import strawberry

from cypher import search
from cypher.search import Hit, Hits
from cypher.visibility import Action
from schema.asset import Asset
from schema.connection import PageInfo
from schema.context import Info
from schema.declaration import requires
from schema.node import Node
from schema.read import by_id
from schema.selection import selected


@strawberry.enum(description="What a search looks among.")
class SearchType(Enum):
    """The types with names."""

    SOURCE = strawberry.enum_value("Source", description="Sources.")
    ASSET = strawberry.enum_value("Asset", description="Assets.")
    COLUMN = strawberry.enum_value("Column", description="Columns.")


@strawberry.enum(description="What of a hit matched, best first.")
class SearchMatch(Enum):
    """The tiers of the ranking."""

    ID = strawberry.enum_value("ID", description="The id, exactly.")
    NAME = strawberry.enum_value("NAME", description="The name, exactly.")
    PREFIX = strawberry.enum_value("PREFIX", description="The beginning of the name.")
    TOKEN = strawberry.enum_value("TOKEN", description="Words in the name.")
    DESCRIPTION = strawberry.enum_value("DESCRIPTION", description="Words in the description or comment.")


@strawberry.type(description="Something that a search found.")
class SearchHit:
    """A node and why it was found."""

    hit: strawberry.Private[Hit]

    @strawberry.field(description="Its id.")
    def id(self) -> strawberry.ID:
        """The id."""
        return strawberry.ID(self.hit.id)

    @strawberry.field(description="What matched.")
    def match(self) -> SearchMatch:
        """The tier."""
        return SearchMatch[self.hit.tier.name]

    @strawberry.field(description="This hit's place: give it as `after` for those behind it.")
    def cursor(self) -> str:
        """Opaque."""
        return self.hit.cursor

    @strawberry.field(description="What was found.")
    async def node(self, info: Info) -> Node | None:
        """Read by its id."""
        return await by_id(info, self.hit.id)

    @strawberry.field(description="The asset that was found, or the one that the column is in; null for a source.")
    async def asset(self, info: Info) -> Asset | None:
        """Read by its id."""
        return None if self.hit.asset_id is None else await by_id(info, self.hit.asset_id, "Asset")


@strawberry.type(
    description="A page of what a search found: exact id first, then exact name, prefix, words, description."
)
class SearchResult:
    """Pages go on past any number of hits."""

    found: strawberry.Private[Hits]
    after: strawberry.Private[str | None] = None

    @strawberry.field(description="The hits, best first.")
    def nodes(self) -> list[SearchHit]:
        """A page."""
        return [SearchHit(hit=each) for each in self.found.hits]

    @strawberry.field(description="How many hits there are in all.")
    def total_count(self) -> int:
        """Exact."""
        assert self.found.total is not None, "counted where asked for"
        return self.found.total

    @strawberry.field(description="Where this page stands.")
    def page_info(self) -> PageInfo:
        """Forwards only."""
        hits = self.found.hits
        return PageInfo(
            has_next_page=self.found.has_next,
            has_previous_page=self.after is not None,
            start_cursor=hits[0].cursor if hits else None,
            end_cursor=hits[-1].cursor if hits else None,
        )


@strawberry.type
class SearchQuery:
    """Search."""

    @strawberry.field(
        description="Find sources, assets and columns by name, words in it (snake_case and camelCase are split), or description.",
        directives=[requires(Action.EXISTENCE)],
    )
    async def search(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="What to look for.")],
        types: Annotated[
            list[SearchType] | None, strawberry.argument(description="Only among these; all by default.")
        ] = None,
        first: Annotated[int, strawberry.argument(description="How many hits, 1 to 100.")] = 20,
        after: Annotated[str | None, strawberry.argument(description="Only hits behind this cursor.")] = None,
    ) -> SearchResult:
        """Full text, ranked."""
        among = [str(each.value) for each in types or SearchType]
        counted = any(field.name == "totalCount" for field in selected(info).fields)
        found = await search.search(
            info.context.graph, info.context.principal, text, types=among, first=first, after=after, count=counted
        )
        return SearchResult(found=found, after=after)
