"""Sources: the databases, files and systems that PurSight reads."""

import strawberry

from cypher.model import Kind
from schema.asset import Asset, AssetWhere
from schema.filters import BooleanFilter, IdFilter, TextFilter, condition
from schema.graph_type import connection, lazy, many, node_type, one, prop
from schema.node import Node
from schema.owner import Owner, OwnerWhere
from schema.scalars import JSON, DateTime
from schema.scan import Scan, ScanWhere
from schema.tag import Domain, DomainWhere, Tag, TagWhere


@node_type("Source", description="A database, a folder of files, or another system that holds data.")
class Source(Node):
    """`source:<slug>`."""

    name: str | None = prop("The name as people say it.")
    kind: str | None = prop("What scanner reads it, e.g. postgresql.")
    namespace: str | None = prop("The OpenLineage namespace that its assets' ids begin with.")
    managed: bool | None = prop("Whether it was set up here; false: known from lineage only.")
    config: JSON | None = prop("How it is reached; credentials are references, never values.", kind=Kind.JSON)
    also_known_as: list[str] = prop("Other namespaces that mean the same system.", kind=Kind.LIST)
    description: str | None = prop("What people wrote about it here.")
    created_at: DateTime | None = prop("When it was set up.", kind=Kind.TIMESTAMP)
    assets = connection("Its assets, by name.", "HAS_ASSET", "OUT", Asset, AssetWhere)
    scans = connection("Its scans, newest first.", "OF", "IN", Scan, ScanWhere, order="startSort")
    latest_scan: Scan | None = one("Its newest scan.", "OF", "IN", order="startSort")
    tags: list[Tag] = many("Its tags.", "ON", "IN")
    owners: list[Owner] = many("Who answers for it.", "OWNS", "IN")
    domains: list[Domain] = many("The domains it belongs to.", "HAS", "IN")


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
    and_: list[lazy("SourceWhere", "source")] | None = condition("All of these hold.", name="and")
    or_: list[lazy("SourceWhere", "source")] | None = condition("At least one of these holds.", name="or")
    not_: lazy("SourceWhere", "source") | None = condition("This does not hold.", name="not")
