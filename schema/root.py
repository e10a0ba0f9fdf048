"""Query, Mutation and Subscription, merged from the nouns; the one schema, and the model it declares."""

import asyncio
from typing import Annotated

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from cypher.page import MOST_FIRST, InvalidPage
from schema.access import AccessMutation, AccessQuery
from schema.asset import Asset, AssetMutation, AssetQuery
from schema.asset_schema import AssetSchemaQuery
from schema.audit import AuditQuery, audit
from schema.classification import Classification, ClassificationMutation
from schema.classification_run import ClassificationRunMutation
from schema.column import Column, ColumnMutation, ColumnQuery
from schema.column_sample import ColumnSampleMutation
from schema.context import Info
from schema.data_class import DataClass, DataClassQuery
from schema.declaration import describe, requires
from schema.detection import DetectionQuery
from schema.explanation import ExplanationQuery
from schema.graph_type import bind, model_of
from schema.impact import WALK_TYPES, ImpactQuery
from schema.lineage_coverage import LineageCoverageQuery
from schema.lineage_diff import LineageDiffQuery
from schema.lineage_edge import LineageEdgeMutation
from schema.node import Node
from schema.owner import OwnerMutation, OwnerQuery, Person, Team
from schema.read import Form, Reading, by_id, core
from schema.scalars import SCALARS
from schema.scan import Scan, ScanMutation, ScanQuery, ScanSubscription
from schema.search import SearchQuery
from schema.session import SessionMutation, SessionQuery
from schema.source import Source, SourceMutation, SourceQuery
from schema.sql_lineage import SqlLineageMutation, SqlLineageQuery
from schema.tag import Domain, Tag, TagMutation, TagQuery
from schema.user import UserMutation, UserQuery
from schema.view_sql import ViewSqlMutation

NODE_TYPES = (Source, Asset, Column, Classification, DataClass, Scan, Person, Team, Domain, Tag)


@strawberry.type(description="What can be asked.")
class Query(
    SourceQuery,
    AssetQuery,
    ColumnQuery,
    DataClassQuery,
    DetectionQuery,
    ExplanationQuery,
    ScanQuery,
    SearchQuery,
    ImpactQuery,
    LineageDiffQuery,
    LineageCoverageQuery,
    SqlLineageQuery,
    AssetSchemaQuery,
    OwnerQuery,
    TagQuery,
    AccessQuery,
    AuditQuery,
    SessionQuery,
    UserQuery,
):
    """Root of reads."""

    @strawberry.field(description="Any node, by its id.", metadata=Reading(Form.NODE).metadata, directives=[requires()])
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The id.")]
    ) -> Node | None:
        """`node(id)`."""
        return await by_id(info, id)

    @strawberry.field(
        description="Nodes by their ids, at most 100, in the order of the ids; null where there is none.",
        metadata=Reading(Form.NODES).metadata,
        directives=[requires()],
    )
    async def nodes(
        self, info: Info, ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids.")]
    ) -> list[Node | None]:
        """`nodes(ids)`."""
        if len(ids) > MOST_FIRST:
            raise InvalidPage(f"ask for at most {MOST_FIRST} nodes at once, not {len(ids)}")
        return await asyncio.gather(*(by_id(info, identifier) for identifier in ids))


@strawberry.type(description="What can be changed.")
class Mutation(
    SourceMutation,
    ScanMutation,
    AssetMutation,
    ColumnMutation,
    ColumnSampleMutation,
    ViewSqlMutation,
    LineageEdgeMutation,
    SqlLineageMutation,
    ClassificationMutation,
    ClassificationRunMutation,
    OwnerMutation,
    TagMutation,
    AccessMutation,
    SessionMutation,
    UserMutation,
):
    """Root of changes."""


@strawberry.type(description="What can be followed.")
class Subscription(ScanSubscription):
    """Root of streams."""


class Schema(strawberry.Schema):
    """Ours logs errors where they are masked (`schema.errors`), and only those that nobody foresaw."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here: a wrong query is no news."""


schema = Schema(
    Query,
    Mutation,
    Subscription,
    types=NODE_TYPES,
    config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
)
CORE = core(schema)
describe(CORE)
audit(CORE)
MODEL = model_of(CORE, NODE_TYPES)
bind(CORE, MODEL, *WALK_TYPES)
