"""The two ways a resolver reads nodes: one by its id, and a page of a type. Both are one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Annotated, Any, cast

import strawberry
from graphql import GraphQLSchema
from strawberry.types.base import get_object_definition

from cypher import identity
from cypher.errors import Invalid
from cypher.visibility import Action
from loaders.walked import Walking
from schema.connection import Connection
from schema.context import Info
from schema.declaration import NodeDirective, ReadRule, RequiresDirective, requires
from schema.graph_type import camel, page_signature
from schema.measure import MOST_DEPTH, MOST_LIMIT
from schema.scalars import micros
from schema.selection import arguments, selected, selection_key

_READ = "read"


class Form(Enum):
    """What a root field that is a projection gives."""

    NODE = auto()
    """The node with the id `id`."""
    NODES = auto()
    """The nodes with the ids `ids`."""
    PAGE = auto()
    """A page of all nodes of the type."""
    UPSTREAM = auto()
    """A walk from the node of the type with the id `id` to where its data come from."""
    DOWNSTREAM = auto()
    """A walk to where its data go."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a root field reads the graph; `type_name` None: nodes of any type."""

    form: Form
    type_name: str | None = None

    @property
    def metadata(self) -> dict[str, Any]:
        """What marks a Strawberry field as one that is read so."""
        return {_READ: self}


def walking(reading: Reading, arguments: Mapping[str, Any]) -> Walking:
    """The walk that a field's arguments ask for; raises `InvalidId`, `Invalid`."""
    assert reading.type_name is not None
    start = identity.expect(arguments["id"], reading.type_name)
    for name, most in (("depth", MOST_DEPTH), ("limit", MOST_LIMIT)):
        if not 1 <= arguments[name] <= most:
            raise Invalid(f"{name} is 1 to {most}, not {arguments[name]}")
    down, as_of = reading.form is Form.DOWNSTREAM, arguments.get("asOf")
    at = None if as_of is None else micros(as_of)
    return Walking(reading.type_name, down, start, arguments["depth"], arguments["limit"], arguments["influences"], at)


def core(schema: strawberry.Schema) -> GraphQLSchema:
    """graphql-core's schema below Strawberry's."""
    return cast("GraphQLSchema", cast("Any", schema)._schema)  # noqa: SLF001 - Strawberry offers no public way


def readings(query: type) -> Mapping[str, Reading]:
    """The root fields of the Query type that are projections, by their GraphQL names."""
    fields = get_object_definition(query, strict=True).fields
    marked = ((field.graphql_name or camel(field.python_name), field.metadata.get(_READ)) for field in fields)
    return {name: reading for name, reading in marked if reading is not None}


async def by_id(info: Info, identifier: str, *types: str) -> Any:
    """The node with this id as a decoded `Row` of what the current field asks; None where there is none to be seen.

    With `types`, an id of any other type is refused (`InvalidId`).
    """
    if types:
        identity.expect(identifier, *types)
    type_name = identity.type_of(identifier)
    return await info.context.loaders.projected.load(identifier, type_name, selected(info), selection_key(info))


async def page(info: Info, type_name: str) -> dict[str, Any]:
    """The page that the current field's arguments ask for."""
    return await info.context.loaders.projected.page(type_name, arguments(info), selected(info))


async def walk(info: Info, asked: Walking) -> dict[str, Any]:
    """What the current field asks of a walk."""
    return await info.context.loaders.projected.walk(asked, selected(info))


def listing(target: Any, where: Any, description: str, page_type: Any = None, order_by: Any = None) -> Any:
    """A root field that pages through all nodes of a type, filtered and ordered by the input types."""
    name = cast("type", target).__name__

    async def resolver(info: Info, **_arguments: Any) -> dict[str, Any]:
        return await page(info, name)

    return strawberry.field(
        resolver=page_signature(resolver, page_type or Connection[target], where, order_by),
        description=description,
        metadata=Reading(Form.PAGE, name).metadata,
        directives=[_rule(target)],
    )


def single(target: Any, description: str) -> Any:
    """A root field that reads one node of a type by its id."""
    name = cast("type", target).__name__

    async def resolver(info: Info, id: strawberry.ID) -> Any:
        return await by_id(info, id, name)

    which = Annotated[strawberry.ID, strawberry.argument(description="The id.")]
    resolver.__annotations__ = {"info": Info, "id": which, "return": target | None}
    return strawberry.field(
        resolver=resolver,
        description=description,
        metadata=Reading(Form.NODE, name).metadata,
        directives=[_rule(target)],
    )


def _rule(target: Any) -> RequiresDirective:
    """Who may ask for nodes of a type at all: of those with zones, who may see any."""
    declared = get_object_definition(target, strict=True).directives
    zoned = any(isinstance(each, NodeDirective) and each.read is ReadRule.ZONE for each in declared or ())
    return requires(Action.EXISTENCE if zoned else None)
