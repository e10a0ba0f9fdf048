"""How GraphQL types lie in the graph: the declarations that the projection compiler, `verify` and the docs read.

Nothing here knows GraphQL's library: `schema/graph_type.py` builds these from the types and hands a `Model` to the compiler.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cypher.visibility import Action, disclosed


class Kind(StrEnum):
    """How a property's value leaves Cypher."""

    PLAIN = "PLAIN"
    TIMESTAMP = "TIMESTAMP"
    """Microseconds UTC in the graph, RFC 3339 text outside."""
    JSON = "JSON"
    """JSON text in the graph, parsed outside."""
    LIST = "LIST"
    """A list in the graph; null reads as empty."""
    OBJECTS = "OBJECTS"
    """JSON text of a list of objects in the graph; of each those fields are given that were asked. Null reads as empty."""


class Read(StrEnum):
    """Who may read the nodes of a type."""

    ZONE = "ZONE"
    """Whoever may see the node's `zone`."""
    SIGNED_IN = "SIGNED_IN"
    """Whoever is signed in: the nodes have no zone."""


class Direction(StrEnum):
    """Which way a relationship points, seen from the type that declares it."""

    OUT = "OUT"
    IN = "IN"


class Shape(StrEnum):
    """How many nodes an edge leads to, and how they are given."""

    ONE = "ONE"
    LIST = "LIST"
    CONNECTION = "CONNECTION"


class Towards(StrEnum):
    """Which end of an order comes first."""

    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, slots=True)
class Order:
    """An order by a property, which is unique or followed by the node's own order, which is.

    `missing` stands for null, so that no comparison is ever null; without it the property never is.
    """

    property: str
    kind: type[str | int | float] = str
    missing: int | None = None
    requires: Action | None = None

    def of(self, variable: str) -> str:
        """The value to compare, of a node; as if it were missing where the caller may not have it."""
        value = disclosed(variable, f"{variable}.{self.property}", self.requires)
        return value if self.missing is None else f"coalesce({value}, {self.missing})"


@dataclass(frozen=True, slots=True)
class Property:
    """A field that is a property of the node, or of the relationship that leads to it.

    `indexed`: a filter for some of its values drives the match. `requires`: what has to be granted where the node is; to
    others it is null.
    """

    name: str
    property: str
    kind: Kind = Kind.PLAIN
    scalar: str = "String"
    """The GraphQL scalar of its values."""
    words: tuple[str, ...] = ()
    """Of an enumeration: the values it may have."""
    indexed: bool = False
    fields: "Mapping[str, Property]" = field(default_factory=dict[str, "Property"])
    """Of OBJECTS: the fields of one, `property` being its key in the JSON."""
    requires: Action | None = None

    def of(self, variable: str) -> str:
        """Its value, of a node; null where the caller may not have it."""
        return disclosed(variable, f"{variable}.{self.property}", self.requires)


@dataclass(frozen=True, slots=True)
class Edge:
    """A field that is a relationship to nodes of the type `target`, ordered by `order`; None: there is never more than one.

    `targets` names the concrete types where the target is an interface. Of a connection, `wrapper` begins the names of its
    two types (`ColumnConnection`, `ColumnEdge`), and `properties` are the fields of a row that the relationship has; where
    there are any, each relationship is a row of its own, told apart by its `key`.
    """

    name: str
    relationship: str
    direction: Direction
    targets: tuple[str, ...]
    shape: Shape
    order: Order | None
    wrapper: str = ""
    properties: Mapping[str, Property] = field(default_factory=dict[str, Property])


@dataclass(frozen=True, slots=True)
class Facet:
    """How nodes are counted by what they have: by a property, or by what is at the end of a path of edges, perhaps its property.

    `where`, by the name of an edge of the path, must hold for the node it leads to.
    """

    path: tuple[str, ...]
    where: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Node:
    """A GraphQL type: its label, who may read its nodes, its fields, and how lists of it are ordered: uniquely.

    `few`: there are not many of them, so that a filter on them drives the match.
    """

    name: str
    label: str
    read: Read
    fields: Mapping[str, Property | Edge]
    order: Order
    few: bool = False
    facets: Mapping[str, Facet] = field(default_factory=dict[str, Facet])


@dataclass(frozen=True)
class Model:
    """All node types by name."""

    nodes: Mapping[str, Node] = field(default_factory=dict[str, Node])

    def node(self, name: str) -> Node:
        """The declaration of the type `name`."""
        return self.nodes[name]
