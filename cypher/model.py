"""How GraphQL types lie in the graph: the declarations that the projection compiler, `verify` and the docs read.

Nothing here knows GraphQL's library: `schema/graph_type.py` builds these from the types and hands a `Model` to the compiler.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How a property's value leaves Cypher."""

    PLAIN = "PLAIN"
    TIMESTAMP = "TIMESTAMP"
    """Microseconds UTC in the graph, RFC 3339 text outside."""
    JSON = "JSON"
    """JSON text in the graph, parsed outside."""
    LIST = "LIST"
    """A list in the graph; null reads as empty."""


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


@dataclass(frozen=True, slots=True)
class Property:
    """A field that is a property of the node."""

    name: str
    property: str
    kind: Kind = Kind.PLAIN
    scalar: str = "String"
    """The GraphQL scalar of its values."""
    words: tuple[str, ...] = ()
    """Of an enumeration: the values it may have."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A field that is a relationship to nodes of the type `target`, ordered by the target's property `order`.

    `targets` names the concrete types where the target is an interface.
    """

    name: str
    relationship: str
    direction: Direction
    targets: tuple[str, ...]
    shape: Shape
    order: str = "nameSort"


@dataclass(frozen=True, slots=True)
class Node:
    """A GraphQL type: its label, who may read its nodes, its fields, and the property by which lists of it are ordered."""

    name: str
    label: str
    read: Read
    fields: Mapping[str, Property | Edge]
    order: str = "nameSort"


@dataclass(frozen=True)
class Model:
    """All node types by name."""

    nodes: Mapping[str, Node] = field(default_factory=dict[str, Node])

    def node(self, name: str) -> Node:
        """The declaration of the type `name`."""
        return self.nodes[name]
