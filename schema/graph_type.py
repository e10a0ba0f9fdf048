"""How a GraphQL type declares where it lies in the graph.

`node_type`, `prop`, `edge` and `connection` make Strawberry types and fields that carry a directive of `schema.declaration`,
which the SDL shows; `model_of` reads the directives of all types into the compiler's `Model`, and `bind` makes the fields
read decoded rows.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Annotated, Any, cast

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_named_type,
)
from strawberry import UNSET
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition

from cypher.model import Direction, Edge, Kind, Model, Node, Property, Read, Shape
from cypher.projection import Row
from schema.connection import Connection, PageInfo
from schema.declaration import (
    NodeDirective,
    PropertyDirective,
    PropertyKind,
    ReadRule,
    RelationshipDirection,
    RelationshipDirective,
)

PAGE_ARGUMENTS = {
    "first": Annotated[
        int | None, strawberry.argument(description="How many rows, from the start; 20 by default, at most 100.")
    ],
    "after": Annotated[str | None, strawberry.argument(description="Only rows after this cursor.")],
    "last": Annotated[int | None, strawberry.argument(description="How many rows, from the end.")],
    "before": Annotated[str | None, strawberry.argument(description="Only rows before this cursor.")],
}


def lazy(name: str, module: str) -> Any:
    """A reference to the type `name` of another noun's module."""
    return Annotated[name, strawberry.lazy(f"schema.{module}")]


def node_type(label: str, *, read: Read, description: str, order: str = "nameSort") -> Callable[[type], Any]:
    """A GraphQL type whose nodes have `label` and may be read by whom `read` says."""
    declared = NodeDirective(label=label, read=ReadRule[read], order=order)

    def decorate(cls: type) -> Any:
        return strawberry.type(cls, description=description, directives=[declared])

    return decorate


def prop(description: str, *, name: str | None = None, kind: Kind = Kind.PLAIN) -> Any:
    """A property of the node; `name` where the graph calls it otherwise than the field."""
    declared = PropertyDirective(name=name or UNSET, kind=UNSET if kind is Kind.PLAIN else PropertyKind[kind])
    return strawberry.field(description=description, directives=[declared])


def _relationship(relationship: str, direction: Direction, order: str) -> RelationshipDirective:
    return RelationshipDirective(type=relationship, direction=RelationshipDirection[direction], order=order)


def edge(description: str, relationship: str, direction: Direction, order: str = "nameSort") -> Any:
    """What is at the other end: of a field that is a list all of it, for what is few by nature; else the one node.

    None where there is none, or none to be seen.
    """
    return strawberry.field(description=description, directives=[_relationship(relationship, direction, order)])


def connection(  # noqa: PLR0917 - reads as a sentence: what, over which relationship, to what
    description: str,
    relationship: str,
    direction: Direction,
    target: Any,
    where: Any = None,
    order: str = "nameSort",
) -> Any:
    """A page of the nodes at the other end."""

    def never(**_arguments: Any) -> None:
        """Stand for the arguments; `bind` puts the reader of decoded rows in this place."""

    return strawberry.field(
        resolver=page_signature(never, target, where),
        description=description,
        directives=[_relationship(relationship, direction, order)],
    )


def page_signature(resolver: Callable[..., Any], target: Any, where: Any) -> Callable[..., Any]:
    """Give a resolver the arguments of a connection of `target`, filtered by the input type `where`."""
    import inspect  # noqa: PLC0415 - only while the schema is built

    types = dict(PAGE_ARGUMENTS)
    if where is not None:
        types["where"] = Annotated[where | None, strawberry.argument(description="Only rows that this holds for.")]
    kept = [p for p in inspect.signature(resolver).parameters.values() if p.name in ("self", "info")]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=UNSET, annotation=type_)
        for name, type_ in types.items()
    ]
    result = Connection[target]
    cast("Any", resolver).__signature__ = inspect.Signature([*kept, *added], return_annotation=result)
    annotations = {p.name: p.annotation for p in kept if p.annotation is not inspect.Parameter.empty}
    resolver.__annotations__ = {**annotations, **types, "return": result}
    return resolver


def _definition(type_: type) -> StrawberryObjectDefinition:
    return get_object_definition(type_, strict=True)


def _targets(annotation: Any, schema: GraphQLSchema) -> tuple[str, ...]:
    named = schema.type_map[annotation]
    if isinstance(named, GraphQLObjectType):
        return (named.name,)
    return tuple(sorted(possible.name for possible in schema.get_possible_types(cast("GraphQLInterfaceType", named))))


def model_of(schema: GraphQLSchema, types: Iterable[type]) -> Model:
    """The declarations of all node types."""
    nodes: dict[str, Node] = {}
    for type_ in types:
        definition = _definition(type_)
        (declared,) = cast("list[NodeDirective]", definition.directives)
        core = cast("GraphQLObjectType", schema.type_map[definition.name])
        fields: dict[str, Property | Edge] = {}
        for field in definition.fields:
            name = field.graphql_name or camel(field.python_name)
            for directive in field.directives:
                if isinstance(directive, PropertyDirective):
                    fields[name] = _property(name, directive, core.fields[name].type)
                elif isinstance(directive, RelationshipDirective):
                    fields[name] = _edge(name, directive, core.fields[name].type, schema)
        nodes[definition.name] = Node(definition.name, declared.label, Read(declared.read.name), fields, declared.order)
    return Model(nodes)


def _property(name: str, declared: PropertyDirective, type_: Any) -> Property:
    leaf = cast("GraphQLNamedType", get_named_type(type_))
    kind = Kind(declared.kind.name) if declared.kind else Kind.PLAIN
    words = tuple(leaf.values) if isinstance(leaf, GraphQLEnumType) else ()
    return Property(name, declared.name or name, kind, leaf.name, words)


def _edge(name: str, declared: RelationshipDirective, type_: Any, schema: GraphQLSchema) -> Edge:
    target = cast("GraphQLNamedType", get_named_type(type_)).name
    if target.endswith("Connection"):
        shape, target = Shape.CONNECTION, target.removesuffix("Connection")
    else:
        shape = Shape.LIST if str(type_).startswith("[") else Shape.ONE
    return Edge(
        name, declared.type, Direction(declared.direction.name), _targets(target, schema), shape, declared.order
    )


def name_of_attribute(field: str) -> str:
    """`hasNextPage` -> `has_next_page`."""
    return re.sub(r"[A-Z]", lambda letter: f"_{letter.group().lower()}", field)


def camel(name: str) -> str:
    """`has_next_page` -> `hasNextPage`."""
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def _read(source: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
    """A field of a decoded row, by its key in the response."""
    return source[info.path.key]


def _read_page_info(name: str, source: Any, info: GraphQLResolveInfo[Any]) -> Any:
    """Of a decoded page, or of a `PageInfo` that a resolver made."""
    if isinstance(source, dict):
        return cast("dict[str, Any]", source)[str(info.path.key)]
    return getattr(source, name_of_attribute(name))


def _row_type(row: Row, _info: Any, _type: Any) -> str:
    return row.type


def bind(schema: GraphQLSchema, model: Model) -> None:
    """Make every declared field, and those of connections, read rows that the compiler decoded."""
    for node in model.nodes.values():
        core = cast("GraphQLObjectType", schema.type_map[node.name])
        core.is_type_of = None
        for name in node.fields:
            core.fields[name].resolve = _read
        for suffix in ("Connection", "Edge"):
            wrapper = schema.type_map.get(f"{node.name}{suffix}")
            if isinstance(wrapper, GraphQLObjectType):
                wrapper.is_type_of = None
                for field in wrapper.fields.values():
                    field.resolve = _read
    page_info = cast("GraphQLObjectType", schema.type_map[_definition(PageInfo).name])
    page_info.is_type_of = None
    for name, field in page_info.fields.items():
        field.resolve = partial(_read_page_info, name)
    for abstract in schema.type_map.values():
        if isinstance(abstract, GraphQLInterfaceType):
            abstract.resolve_type = cast("Any", _row_type)
