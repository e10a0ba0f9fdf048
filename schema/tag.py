"""Tags and domains: what people call things, and which part of the business they belong to."""

from typing import Annotated, Any

import strawberry

from cypher import domain, tag
from cypher.model import Direction, Read
from cypher.visibility import Action
from schema.context import Info
from schema.declaration import prop, requires
from schema.filters import IdFilter, TextFilter, condition
from schema.graph_type import connection, lazy, node_type
from schema.node import Node
from schema.payload import INPUT, Payload, answering, changed, changed_all
from schema.read import listing

ASSETS: tuple[Any, ...] = (lazy("AssetConnection", "asset"), lazy("AssetWhere", "asset"), lazy("AssetOrder", "asset"))
COLUMNS: tuple[Any, ...] = (
    lazy("ColumnConnection", "column"),
    lazy("ColumnWhere", "column"),
    lazy("ColumnOrder", "column"),
)


@node_type("Tag", read=Read.SIGNED_IN, few=True, description="A word that people put on things.")
class Tag(Node):
    """`tag:<slug>`."""

    name: str | None = prop("The tag as people read it.")
    description: str | None = prop("What it means.")
    assets = connection("The assets with this tag.", "ON", Direction.OUT, *ASSETS)
    columns = connection("The columns with this tag.", "ON", Direction.OUT, *COLUMNS)


@node_type("Domain", read=Read.SIGNED_IN, few=True, description="A part of the business that data belongs to.")
class Domain(Node):
    """`domain:<slug>`."""

    name: str | None = prop("The domain's name.")
    description: str | None = prop("What belongs to it.")
    assets = connection("The assets of this domain.", "HAS", Direction.OUT, *ASSETS)


@strawberry.input(description="Which tag.")
class TagWhere:
    """A filter over tags."""

    id: IdFilter | None = condition("By id.")
    name: TextFilter | None = condition("By name.")


@strawberry.input(description="Which domain.")
class DomainWhere:
    """A filter over domains."""

    id: IdFilter | None = condition("By id.")
    name: TextFilter | None = condition("By name.")


@strawberry.input(description="A new tag.")
class TagCreateInput:
    """`slug` becomes part of the id."""

    slug: str = strawberry.field(description="A short name, unique: golden-record.")
    name: str | None = strawberry.field(description="The tag as people read it.", default=None)
    description: str | None = strawberry.field(description="What it means.", default=None)


@strawberry.input(description="A new domain.")
class DomainCreateInput:
    """`slug` becomes part of the id."""

    slug: str = strawberry.field(description="A short name, unique: sales.")
    name: str | None = strawberry.field(description="The domain's name.", default=None)
    description: str | None = strawberry.field(description="What belongs to it.", default=None)


@strawberry.input(description="Tags for sources, assets or columns.")
class TagAddInput:
    """At most 1,000 things at once, all or none."""

    ids: list[strawberry.ID] = strawberry.field(description="Sources, assets or columns.")
    tag_ids: list[strawberry.ID] = strawberry.field(description="The tags.")


@strawberry.input(description="The domain of sources, assets or columns.")
class DomainAssignInput:
    """At most 1,000 things at once, all or none."""

    ids: list[strawberry.ID] = strawberry.field(description="Sources, assets or columns.")
    domain_id: strawberry.ID | None = strawberry.field(description="The domain; null: none.")


@strawberry.type(description="The things after the change.")
class TagPayload(Payload):
    """Of `tagAdd` and `tagRemove`."""

    nodes = changed_all(Node, "The things that the mutation was about.")


@strawberry.type(description="The things after the change.")
class DomainPayload(Payload):
    """Of `domainAssign`."""

    nodes = changed_all(Node, "The things that the mutation was about.")


@strawberry.type(description="The tag.")
class TagCreatePayload(Payload):
    """Of `tagCreate`."""

    tag = changed(Tag, "The tag.")


@strawberry.type(description="The domain.")
class DomainCreatePayload(Payload):
    """Of `domainCreate`."""

    domain = changed(Domain, "The domain.")


@strawberry.type
class TagQuery:
    """Reads of tags and domains."""

    domains = listing(Domain, DomainWhere, "Domains, by name.")
    tags = listing(Tag, TagWhere, "Tags, by name.")


@strawberry.type
class TagMutation:
    """Changes of tags and domains."""

    @strawberry.mutation(
        description="Make a tag.",
        directives=[requires(Action.VOCABULARY_EDIT)],
    )
    @answering
    async def tag_create(self, info: Info, input: Annotated[TagCreateInput, INPUT]) -> TagCreatePayload:
        """`tagCreate`."""
        made = await tag.create(
            info.context.graph, info.context.principal, input.slug, name=input.name, description=input.description
        )
        return TagCreatePayload(id=made)

    @strawberry.mutation(
        description="Put tags on things.",
        directives=[requires(Action.METADATA_EDIT)],
    )
    @answering
    async def tag_add(self, info: Info, input: Annotated[TagAddInput, INPUT]) -> TagPayload:
        """`tagAdd`."""
        await tag.add(info.context.graph, info.context.principal, input.ids, input.tag_ids)
        return TagPayload(ids=tuple(input.ids))

    @strawberry.mutation(
        description="Take tags off things.",
        directives=[requires(Action.METADATA_EDIT)],
    )
    @answering
    async def tag_remove(self, info: Info, input: Annotated[TagAddInput, INPUT]) -> TagPayload:
        """`tagRemove`."""
        await tag.remove(info.context.graph, info.context.principal, input.ids, input.tag_ids)
        return TagPayload(ids=tuple(input.ids))

    @strawberry.mutation(
        description="Make a domain.",
        directives=[requires(Action.VOCABULARY_EDIT)],
    )
    @answering
    async def domain_create(self, info: Info, input: Annotated[DomainCreateInput, INPUT]) -> DomainCreatePayload:
        """`domainCreate`."""
        made = await domain.create(
            info.context.graph, info.context.principal, input.slug, name=input.name, description=input.description
        )
        return DomainCreatePayload(id=made)

    @strawberry.mutation(
        description="Put things into a domain; each is in one at most.", directives=[requires(Action.METADATA_EDIT)]
    )
    @answering
    async def domain_assign(self, info: Info, input: Annotated[DomainAssignInput, INPUT]) -> DomainPayload:
        """`domainAssign`."""
        await domain.assign(info.context.graph, info.context.principal, input.ids, input.domain_id)
        return DomainPayload(ids=tuple(input.ids))
