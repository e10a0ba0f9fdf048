"""Tags and domains: what people call things, and which part of the business they belong to."""

from typing import Any

import strawberry

from schema.filters import IdFilter, TextFilter, condition
from schema.graph_type import connection, lazy, node_type, prop
from schema.node import Node

ASSET: Any = lazy("Asset", "asset")
ASSET_WHERE: Any = lazy("AssetWhere", "asset")
COLUMN: Any = lazy("Column", "column")
COLUMN_WHERE: Any = lazy("ColumnWhere", "column")


@node_type("Tag", description="A word that people put on things.", zoned=False)
class Tag(Node):
    """`tag:<slug>`."""

    name: str | None = prop("The tag as people read it.")
    description: str | None = prop("What it means.")
    assets = connection("The assets with this tag.", "ON", "OUT", ASSET, ASSET_WHERE)
    columns = connection("The columns with this tag.", "ON", "OUT", COLUMN, COLUMN_WHERE)


@node_type("Domain", description="A part of the business that data belongs to.", zoned=False)
class Domain(Node):
    """`domain:<slug>`."""

    name: str | None = prop("The domain's name.")
    description: str | None = prop("What belongs to it.")
    assets = connection("The assets of this domain.", "HAS", "OUT", ASSET, ASSET_WHERE)


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
