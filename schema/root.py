"""Query, Mutation and Subscription, merged from the nouns; the one schema, and the model it declares."""

import asyncio
from typing import cast

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from cypher.page import MOST_FIRST, InvalidPage
from schema.asset import Asset, AssetWhere
from schema.classification import Classification, DataClass, DataClassWhere
from schema.column import Column, ColumnWhere
from schema.context import Info
from schema.graph_type import bind, model_of
from schema.node import Node
from schema.owner import OwnerWhere, Person, Team
from schema.read import by_id, listing, single
from schema.scalars import SCALARS
from schema.scan import Scan, ScanWhere
from schema.source import Source, SourceWhere
from schema.tag import Domain, DomainWhere, Tag, TagWhere

NODE_TYPES = (Source, Asset, Column, Classification, DataClass, Scan, Person, Team, Domain, Tag)


@strawberry.type(description="What can be asked.")
class Query:
    """Root of reads."""

    sources = listing(Source, SourceWhere, "The sources, by name.")
    source = single(Source, "One source.")
    assets = listing(Asset, AssetWhere, "The assets of all sources, by name.")
    asset = single(Asset, "One asset.")
    columns = listing(Column, ColumnWhere, "The columns of all assets, by name.")
    column = single(Column, "One column.")
    data_classes = listing(DataClass, DataClassWhere, "The kinds of data that PurSight knows.")
    scans = listing(Scan, ScanWhere, "The scans of all sources, newest first.")
    scan = single(Scan, "One scan.")
    people = listing(Person, OwnerWhere, "People, by name.")
    teams = listing(Team, OwnerWhere, "Teams, by name.")
    domains = listing(Domain, DomainWhere, "Domains, by name.")
    tags = listing(Tag, TagWhere, "Tags, by name.")

    @strawberry.field(description="Any node, by its id.")
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002
        """`node(id)`."""
        return await by_id(info, id)

    @strawberry.field(description="Nodes by their ids, at most 100, in the order of the ids; null where there is none.")
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        """`nodes(ids)`."""
        if len(ids) > MOST_FIRST:
            raise InvalidPage(f"ask for at most {MOST_FIRST} nodes at once, not {len(ids)}")
        return cast("list[Node | None]", await asyncio.gather(*(by_id(info, id) for id in ids)))  # noqa: A001


schema = strawberry.Schema(
    Query,
    types=NODE_TYPES,
    config=StrawberryConfig(scalar_map=SCALARS),
)
CORE: GraphQLSchema = schema._schema
MODEL = model_of(CORE, NODE_TYPES)
bind(CORE, MODEL)
