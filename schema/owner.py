"""People and teams: who owns and answers for data."""

from typing import Any

import strawberry

from schema.filters import IdFilter, TextFilter, condition
from schema.graph_type import connection, lazy, many, node_type, one, prop
from schema.node import Node

ASSET: Any = lazy("Asset", "asset")
ASSET_WHERE: Any = lazy("AssetWhere", "asset")


@strawberry.interface(description="Who can own data: a person or a team.")
class Owner(Node):
    """The interface of `Person` and `Team`."""

    name: str | None = prop("The name as people say it.")


@node_type("Team", description="A group of people.", zoned=False)
class Team(Owner):
    """`team:<slug>`."""

    members: list[lazy("Person", "owner")] = many("Who belongs to it.", "MEMBER_OF", "IN")
    owned_assets = connection("The assets this team owns.", "OWNS", "OUT", ASSET, ASSET_WHERE)


@node_type("Person", description="Someone who works with the data.", zoned=False)
class Person(Owner):
    """`person:<login>`."""

    email: str | None = prop("The e-mail address of work.")
    teams: list[Team] = many("The teams this person belongs to.", "MEMBER_OF", "OUT")
    owned_assets = connection("The assets this person owns.", "OWNS", "OUT", ASSET, ASSET_WHERE)


@strawberry.input(description="Which owner.")
class OwnerWhere:
    """A filter over people and teams."""

    id: IdFilter | None = condition("By id.")
    name: TextFilter | None = condition("By name.")
