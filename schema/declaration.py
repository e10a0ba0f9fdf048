"""The directives that say in the SDL where a type, a field and an edge lie in the graph, and who may read them."""

from enum import Enum
from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema_directive import Location, StrawberrySchemaDirective

from cypher.model import Kind


@strawberry.enum(name="Read", description="Who may read the nodes of a type, with all their fields.")
class ReadRule(Enum):
    """As in `cypher.model.Read`."""

    ZONE = strawberry.enum_value("ZONE", description="Whoever may see the node's zone; to others it does not exist.")
    SIGNED_IN = strawberry.enum_value("SIGNED_IN", description="Whoever is signed in.")


@strawberry.enum(description="Which way a relationship points, seen from the type.")
class RelationshipDirection(Enum):
    """As in `cypher.model.Direction`."""

    OUT = strawberry.enum_value("OUT", description="From the node to the field's nodes.")
    IN = strawberry.enum_value("IN", description="From the field's nodes to the node.")


@strawberry.enum(description="How a property's value is stored, where not as it is shown.")
class PropertyKind(Enum):
    """As in `cypher.model.Kind`."""

    TIMESTAMP = strawberry.enum_value("TIMESTAMP", description="An integer: microseconds UTC.")
    JSON = strawberry.enum_value("JSON", description="Text that holds JSON.")
    LIST = strawberry.enum_value("LIST", description="A list; none is stored as null.")
    OBJECTS = strawberry.enum_value(
        "OBJECTS", description="Text that holds a list of JSON objects; none is stored as null."
    )


@strawberry.schema_directive(
    locations=[Location.OBJECT], name="node", description="The type's nodes in the graph, and who may read them."
)
class NodeDirective:
    """`@node(label: "Asset", read: ZONE, order: "nameSort")`."""

    label: str = strawberry.field(description="Their label.")
    read: ReadRule = strawberry.field(description="Who may read them.")
    order: str = strawberry.field(description="The property by which lists of them are ordered, unique and never null.")
    few: bool | None = strawberry.field(
        description="Whether there are so few that a filter on them leads.", default=strawberry.UNSET
    )


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], name="property", description="A field that is a property of the node."
)
class PropertyDirective:
    """`@property(kind: TIMESTAMP)`."""

    name: str | None = strawberry.field(
        description="The property's name, where it is not the field's.", default=strawberry.UNSET
    )
    kind: PropertyKind | None = strawberry.field(
        description="How the value is stored, where not as it is shown.", default=strawberry.UNSET
    )
    indexed: bool | None = strawberry.field(
        description="Whether nodes are found by it, so that a filter for some of its values leads.",
        default=strawberry.UNSET,
    )


def prop(description: str, *, name: str | None = None, kind: Kind = Kind.PLAIN, indexed: bool = False) -> Any:
    """A property of the node, or in a connection's edge of the relationship; `name` where the graph has another."""
    of_kind = strawberry.UNSET if kind is Kind.PLAIN else PropertyKind[kind]
    declared = PropertyDirective(name=name or strawberry.UNSET, kind=of_kind, indexed=indexed or strawberry.UNSET)
    return strawberry.field(description=description, directives=[declared])


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="relationship",
    description="A field that leads along a relationship; who may read what is there, the type there says.",
)
class RelationshipDirective:
    """`@relationship(type: "HAS_COLUMN", direction: OUT, order: "position")`."""

    type: str = strawberry.field(description="The relationship's type.")
    direction: RelationshipDirection = strawberry.field(description="Which way it points.")
    order: str = strawberry.field(description="The property of the nodes there by which they are ordered.")


def describe(schema: GraphQLSchema) -> None:
    """Give the directives' arguments the descriptions of their fields, which Strawberry leaves out."""
    for directive in schema.directives:
        declared = directive.extensions.get("strawberry-definition")
        if isinstance(declared, StrawberrySchemaDirective):
            for field in declared.fields:
                directive.args[field.name].description = field.description
