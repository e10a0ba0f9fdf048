"""The directives that say in the SDL where a type, a field and an edge lie in the graph, and who may read them."""

from enum import Enum
from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema_directive import Location, StrawberrySchemaDirective

from cypher.model import Kind
from cypher.visibility import Action


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


@strawberry.enum(name="Action", description="What can be granted; each level of disclosure has those before it.")
class ActionWord(Enum):
    """As in `cypher.visibility.Action`."""

    EXISTENCE = strawberry.enum_value("EXISTENCE", description="See that something is there, with its metadata.")
    PROFILE = strawberry.enum_value("PROFILE", description="See profiles and the evidence of classifications.")
    MASKED_SAMPLE = strawberry.enum_value("MASKED_SAMPLE", description="See sampled values, masked.")
    RAW_SAMPLE = strawberry.enum_value("RAW_SAMPLE", description="See sampled values as they are.")
    SQL_READ = strawberry.enum_value("SQL_READ", description="Read the queries of views, their literals as `?`.")
    RAW_SQL = strawberry.enum_value("RAW_SQL", description="Read the queries of views as they are.")
    SOURCE_READ = strawberry.enum_value("SOURCE_READ", description="See how sources are reached.")
    EXPORT = strawberry.enum_value("EXPORT", description="Take metadata out in bulk.")
    METADATA_EDIT = strawberry.enum_value("METADATA_EDIT", description="Describe, tag and put into domains.")
    OWNERSHIP_EDIT = strawberry.enum_value("OWNERSHIP_EDIT", description="Say who owns what.")
    CLASSIFY = strawberry.enum_value("CLASSIFY", description="Decide about classifications.")
    LINEAGE_EDIT = strawberry.enum_value("LINEAGE_EDIT", description="State lineage.")
    SOURCE_EDIT = strawberry.enum_value("SOURCE_EDIT", description="Set up, change, test and delete sources.")
    SCAN_RUN = strawberry.enum_value("SCAN_RUN", description="Start and stop scans, and approve removals.")
    VOCABULARY_EDIT = strawberry.enum_value(
        "VOCABULARY_EDIT", description="Make tags, domains, people and teams known; on everything or not at all."
    )
    LINEAGE_GAPS = strawberry.enum_value(
        "LINEAGE_GAPS", description="Be told that lineage passes through what is hidden; on everything or not at all."
    )
    AUDIT_READ = strawberry.enum_value("AUDIT_READ", description="Read the audit; on everything or not at all.")
    ACCESS_ADMIN = strawberry.enum_value(
        "ACCESS_ADMIN", description="Say who may do what; on everything or not at all."
    )


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="requires",
    description="Who may ask for a field; of a node, the field is null where the action is not granted on that node.",
)
class RequiresDirective:
    """`@requires(action: SCAN_RUN)`; `@requires` alone: whoever is signed in."""

    action: ActionWord | None = strawberry.field(
        description="What the caller must be granted somewhere; without it, whoever is signed in may ask.",
        default=strawberry.UNSET,
    )


def requires(action: Action | None = None) -> RequiresDirective:
    """The rule of a field; without an action, whoever is signed in may ask."""
    return RequiresDirective(action=strawberry.UNSET if action is None else ActionWord[action])


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


def prop(
    description: str,
    *,
    name: str | None = None,
    kind: Kind = Kind.PLAIN,
    indexed: bool = False,
    action: Action | None = None,
) -> Any:
    """A property of the node, or in a connection's edge of the relationship; `name` where the graph has another.

    `action`: what discloses it, where seeing the node is not enough.
    """
    of_kind = strawberry.UNSET if kind is Kind.PLAIN else PropertyKind[kind]
    declared = PropertyDirective(name=name or strawberry.UNSET, kind=of_kind, indexed=indexed or strawberry.UNSET)
    rule = [] if action is None else [requires(action)]
    return strawberry.field(description=description, directives=[declared, *rule])


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="relationship",
    description="A field that leads along a relationship; who may read what is there, the type there says.",
)
class RelationshipDirective:
    """`@relationship(type: "HAS_COLUMN", direction: OUT, order: "position")`."""

    type: str = strawberry.field(description="The relationship's type.")
    direction: RelationshipDirection = strawberry.field(description="Which way it points.")
    order: str | None = strawberry.field(
        description="The property of the nodes there by which they are ordered; none where there is one at most.",
        default=strawberry.UNSET,
    )


def describe(schema: GraphQLSchema) -> None:
    """Give the directives' arguments the descriptions of their fields, which Strawberry leaves out."""
    for directive in schema.directives:
        declared = directive.extensions.get("strawberry-definition")
        if isinstance(declared, StrawberrySchemaDirective):
            for field in declared.fields:
                directive.args[field.name].description = field.description
