"""Sources: the databases, files and systems that PurSight reads."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, cast

import strawberry

from cypher import model, source, subject
from cypher.errors import Invalid
from cypher.model import Direction, Kind, Read
from cypher.visibility import Action
from schema.asset import AssetConnection, AssetOrder, AssetWhere
from schema.connection import Connection, Facet, Order
from schema.context import Info
from schema.declaration import prop, requires
from schema.filters import BooleanFilter, IdFilter, TextFilter, condition
from schema.graph_type import connection, edge, facet, node_type
from schema.node import Node
from schema.owner import Owner, OwnerWhere
from schema.payload import INPUT, Payload, answering, changed
from schema.read import listing, single
from schema.scalars import JSON, BigInt, DateTime
from schema.scan import Scan, ScanWhere
from schema.tag import Domain, DomainWhere, Tag, TagWhere


@node_type(
    "Source", read=Read.ZONE, few=True, description="A database, a folder of files, or another system that holds data."
)
class Source(Node):
    """`source:<slug>`."""

    name: str | None = prop("The name as people say it.")
    kind: str | None = prop("What scanner reads it, e.g. postgresql.")
    namespace: str | None = prop("The OpenLineage namespace that its assets' ids begin with.")
    managed: bool | None = prop("Whether it was set up here; false: known from lineage only.")
    config: JSON | None = prop(
        "How it is reached; credentials are references, never values.", kind=Kind.JSON, action=Action.SOURCE_READ
    )
    also_known_as: list[str] = prop("Other namespaces that mean the same system.", kind=Kind.LIST)
    description: str | None = prop("What people wrote about it here.")
    created_at: DateTime | None = prop("When it was set up.", kind=Kind.TIMESTAMP)
    assets = connection("Its assets, by name.", "HAS_ASSET", Direction.OUT, AssetConnection, AssetWhere, AssetOrder)
    scans = connection("Its scans, newest first.", "OF", Direction.IN, Connection[Scan], ScanWhere, order="startSort")
    latest_scan: Scan | None = edge("Its newest scan.", "OF", Direction.IN, order="startSort")
    tags: list[Tag] = edge("Its tags.", "ON", Direction.IN)
    owners: list[Owner] = edge("Who answers for it.", "OWNS", Direction.IN)
    domains: list[Domain] = edge("The domains it belongs to.", "HAS", Direction.IN)


@strawberry.enum(description="What sources can be ordered by.")
class SourceSort(Enum):
    """`NAME` reads an index; the others sort what the filter leaves."""

    NAME = strawberry.enum_value(model.Order("nameSort"), description="By name.")
    CREATED_AT = strawberry.enum_value(
        model.Order("createdAt", int, missing=-1), description="By when they were set up."
    )


@strawberry.input(description="The order of sources.")
class SourceOrder(Order[SourceSort]):
    """Of lists of sources."""


@strawberry.type(description="How many sources of a list have what: for each the 100 most frequent, most first.")
class SourceFacets:
    """Counted among what the caller sees and the list's filter leaves."""

    kind: list[Facet] = facet("By kind.")
    tags: list[Facet] = facet("By tag.")
    owners: list[Facet] = facet("By owner.")
    domains: list[Facet] = facet("By domain.")


@strawberry.type(description="A page of sources.")
class SourceConnection(Connection[Source]):
    """With facets."""

    facets: SourceFacets = strawberry.field(description="Counts by value; counted only when asked for.")


@strawberry.input(description="Which source.")
class SourceWhere:
    """A filter over sources."""

    id: IdFilter | None = condition("By id.")
    name: TextFilter | None = condition("By name.")
    kind: TextFilter | None = condition("By kind.")
    managed: BooleanFilter | None = condition("By being set up here.")
    tags: TagWhere | None = condition("By a tag it has.")
    owners: OwnerWhere | None = condition("By an owner.")
    domains: DomainWhere | None = condition("By a domain.")
    and_: "list[SourceWhere] | None" = condition("All of these hold.", name="and")
    or_: "list[SourceWhere] | None" = condition("At least one of these holds.", name="or")
    not_: Annotated["SourceWhere", strawberry.lazy("schema.source")] | None = condition(
        "This does not hold.", name="not"
    )


@strawberry.type(description="A kind of source that PurSight can read.")
class SourceKind:
    """`config_schema` is JSON Schema."""

    kind: str = strawberry.field(description="The word for `sourceCreate`, e.g. postgresql.")
    label: str = strawberry.field(description="Its name for people.")
    config_schema: JSON = strawberry.field(description="What its configuration can hold, as JSON Schema.")


@strawberry.input(description="A new source.")
class SourceCreateInput:
    """`slug` becomes part of the id and cannot be changed."""

    slug: str = strawberry.field(description="A short name, unique, in the id and on the command line: shop.")
    kind: str = strawberry.field(description="The kind; see `sourceKinds`.")
    config: JSON = strawberry.field(description="How to reach it; secrets as references: `env:NAME` or `file:/path`.")
    namespace: str | None = strawberry.field(
        description="The OpenLineage namespace, where the derived one is not the right one.", default=None
    )
    name: str | None = strawberry.field(description="A name for people; the slug by default.", default=None)
    description: str | None = strawberry.field(description="What it holds.", default=None)


@strawberry.input(description="A source's new properties; what is left out stays.")
class SourceUpdateInput:
    """The namespace and the kind stay: ids are made of them."""

    id: strawberry.ID = strawberry.field(description="The source.")
    config: JSON | None = strawberry.field(description="How to reach it, as a whole.", default=None)
    name: str | None = strawberry.field(description="A name for people.", default=None)
    description: str | None = strawberry.field(description="What it holds.", default=None)


@strawberry.input(description="A source to delete.")
class SourceDeleteInput:
    """Refused while the source has assets, unless `purge`."""

    id: strawberry.ID = strawberry.field(description="The source.")
    purge: bool = strawberry.field(description="Whether to delete its assets with it.", default=False)
    dry_run: bool = strawberry.field(description="Whether only to say what would be deleted.", default=False)


@strawberry.input(description="A source to test: one that there is, or one that might be.")
class SourceTestInput:
    """Either `id`, or `kind` and `config`."""

    id: strawberry.ID | None = strawberry.field(description="A source.", default=None)
    kind: str | None = strawberry.field(description="The kind of a source to be.", default=None)
    config: JSON | None = strawberry.field(description="The configuration of a source to be.", default=None)


@strawberry.type(description="The source, made or changed.")
class SourcePayload(Payload):
    """Of `sourceCreate` and `sourceUpdate`."""

    source = changed(Source, "The source.")


@strawberry.type(description="What was, or would be, deleted.")
class SourceDeletePayload(Payload):
    """Of `sourceDelete`."""

    deleted: bool = strawberry.field(description="Whether it was deleted.", default=False)
    assets: BigInt = strawberry.field(description="Assets that go with it.", default=BigInt(0))
    columns: BigInt = strawberry.field(description="Columns that go with it.", default=BigInt(0))
    classifications: BigInt = strawberry.field(description="Classifications that go with it.", default=BigInt(0))
    lineage_edges: BigInt = strawberry.field(description="Lineage edges that go with it.", default=BigInt(0))
    scans: BigInt = strawberry.field(description="Records of scans that go with it.", default=BigInt(0))


@strawberry.type(description="One thing that a source can or cannot do for us.")
class Capability:
    """A line of the capability report."""

    capability: str = strawberry.field(description="connect, list, sample, profile, viewSql, foreignKeys, rowCounts.")
    ok: bool = strawberry.field(description="Whether it works.")
    expected: bool = strawberry.field(
        description="Whether it should work: false where this kind of source cannot do it, or is configured not to."
    )
    reason: str | None = strawberry.field(description="Why not, and what to do.")
    milliseconds: int = strawberry.field(description="How long the try took.")


@strawberry.type(description="What works and what does not.")
class SourceTestPayload(Payload):
    """Of `sourceTest`."""

    ok: bool = strawberry.field(description="Whether everything works that is expected to.", default=False)
    capabilities: list[Capability] = strawberry.field(description="Each capability.", default_factory=list[Capability])


@strawberry.type
class SourceQuery:
    """Reads of sources."""

    sources = listing(Source, SourceWhere, "The sources, by name.", SourceConnection, SourceOrder)
    source = single(Source, "One source.")

    @strawberry.field(
        description="The kinds of sources that PurSight can read.",
        directives=[requires()],
    )
    def source_kinds(self, info: Info) -> list[SourceKind]:
        """From the registered scanners."""
        return [
            SourceKind(kind=each.kind, label=each.label, config_schema=cast("JSON", each.config_schema))
            for each in info.context.ports.sources.kinds()
        ]


@strawberry.type
class SourceMutation:
    """Changes of sources."""

    @strawberry.mutation(
        description="Set up a source. Nothing is read yet: `sourceTest` tries it, `scanStart` reads it.",
        directives=[requires(Action.SOURCE_EDIT)],
    )
    @answering
    async def source_create(self, info: Info, input: Annotated[SourceCreateInput, INPUT]) -> SourcePayload:
        """`sourceCreate`."""
        config = _map(input.config)
        place = info.context.ports.sources.place(input.kind, config, input.slug, input.namespace)
        made = await source.create(
            info.context.graph,
            info.context.principal,
            slug=input.slug,
            kind=input.kind,
            namespace=place.namespace,
            scope=place.scope,
            config=config,
            name=input.name,
            description=input.description,
        )
        return SourcePayload(id=made)

    @strawberry.mutation(
        description="Change a source. Another `config` needs SOURCE_EDIT on everything, as making a source does.",
        directives=[requires(Action.SOURCE_EDIT)],
    )
    @answering
    async def source_update(self, info: Info, input: Annotated[SourceUpdateInput, INPUT]) -> SourcePayload:
        """`sourceUpdate`."""
        scope = None
        config = None if input.config is None else _map(input.config)
        if config is not None:
            await subject.demand(info.context.graph, info.context.principal, Action.SOURCE_EDIT, [input.id])
            known = await source.config(info.context.graph, input.id)
            slug = input.id.removeprefix("source:")
            scope = info.context.ports.sources.place(known.kind, config, slug, known.namespace).scope
        await source.update(
            info.context.graph,
            info.context.principal,
            input.id,
            config=config,
            scope=scope,
            name=input.name,
            description=input.description,
        )
        return SourcePayload(id=input.id)

    @strawberry.mutation(
        description="Delete a source; with `purge` its assets too, and `dryRun` says what that would be.",
        directives=[requires(Action.SOURCE_EDIT)],
    )
    @answering
    async def source_delete(self, info: Info, input: Annotated[SourceDeleteInput, INPUT]) -> SourceDeletePayload:
        """`sourceDelete`."""
        graph, principal = info.context.graph, info.context.principal
        if input.dry_run:
            gone = await source.delete_preview(graph, principal, input.id)
        else:
            gone = await source.delete(graph, principal, input.id, purge=input.purge)
        return SourceDeletePayload(
            deleted=not input.dry_run,
            assets=BigInt(gone.assets),
            columns=BigInt(gone.columns),
            classifications=BigInt(gone.classifications),
            lineage_edges=BigInt(gone.lineage_edges),
            scans=BigInt(gone.scans),
        )

    @strawberry.mutation(
        description="Try what a source can do for us: a report, each capability ok or why not.",
        directives=[requires(Action.SOURCE_EDIT)],
    )
    @answering
    async def source_test(self, info: Info, input: Annotated[SourceTestInput, INPUT]) -> SourceTestPayload:
        """`sourceTest`."""
        if input.id is not None:
            await subject.demand(info.context.graph, info.context.principal, Action.SOURCE_EDIT, [input.id])
            known = await source.config(info.context.graph, input.id)
            kind, config = known.kind, known.config
        elif input.kind is not None and input.config is not None:
            info.context.principal.demand_everywhere(Action.SOURCE_EDIT)
            kind, config = input.kind, _map(input.config)
        else:
            raise Invalid("give id, or kind and config")
        await info.context.ports.audit.record()  # that a source is reached out to, before it is
        report = await info.context.ports.sources.test(kind, config)
        lines = [
            Capability(
                capability=each.capability,
                ok=each.ok,
                expected=each.expected,
                reason=each.reason,
                milliseconds=each.milliseconds,
            )
            for each in report
        ]
        return SourceTestPayload(ok=all(each.ok or not each.expected for each in lines), capabilities=lines)


def _map(config: Any) -> Mapping[str, Any]:
    if not isinstance(config, dict):
        raise Invalid('config must be an object, e.g. {"path": "data/crm.sqlite"}')
    return cast("dict[str, Any]", config)
