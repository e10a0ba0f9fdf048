"""`Node`, and the two ways to read any node by its id."""

import strawberry

from schema.declaration import prop


@strawberry.interface(description="Anything that has an id. Ids are readable and unique across types.")
class Node:
    """The interface of every node type."""

    id: strawberry.ID = prop("The id, e.g. `asset:postgres://host:5432/shop.public.orders`.", indexed=True)
