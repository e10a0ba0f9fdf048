"""How a GraphQL type declares where it lies in the graph.

`prop`, `one`, `many` and `connection` make Strawberry fields that carry a declaration of `cypher.model`; `model_of` reads
the declarations of all types into the compiler's `Model`, and `bind` makes the fields read decoded rows.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Annotated, Any, Literal, cast

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition

from cypher.model import Edge, Kind, Model, Node, Property, Shape
from cypher.projection import Row
from schema.connection import Connection, PageInfo

_DECLARED = "graph"
_LABEL = "__graph_node__"

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


def node_type(label: str, *, description: str, zoned: bool = True, order: str = "nameSort") -> Callable[[type], Any]:
    """A GraphQL type whose nodes have `label`; `zoned` False: visible to all who are signed in."""

    def decorate(cls: type) -> Any:
        made = strawberry.type(cls, description=description)
        setattr(made, _LABEL, (label, zoned, order))
        return made

    return decorate


def prop(description: str, *, name: str | None = None, kind: Kind = Kind.PLAIN) -> Any:
    """A property of the node; `name` where the graph calls it otherwise than the field."""
    return strawberry.field(description=description, metadata={_DECLARED: (name, kind)})


def one(description: str, relationship: str, direction: Literal["OUT", "IN"], order: str = "nameSort") -> Any:
    """The one node at the other end; None where there is none, or none to be seen."""
    return strawberry.field(description=description, metadata={_DECLARED: (relationship, direction, Shape.ONE, order)})


def many(description: str, relationship: str, direction: Literal["OUT", "IN"], order: str = "nameSort") -> Any:
    """All nodes at the other end: for what is few by nature (tags, owners, classifications)."""
    return strawberry.field(description=description, metadata={_DECLARED: (relationship, direction, Shape.LIST, order)})


def connection(  # noqa: PLR0917 - reads as a sentence: what, over which relationship, to what
    description: str,
    relationship: str,
    direction: Literal["OUT", "IN"],
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
        metadata={_DECLARED: (relationship, direction, Shape.CONNECTION, order)},
    )


def page_signature(resolver: Callable[..., Any], target: Any, where: Any) -> Callable[..., Any]:
    """Give a resolver the arguments of a connection of `target`, filtered by the input type `where`."""
    import inspect  # noqa: PLC0415 - only while the schema is built

    types = dict(PAGE_ARGUMENTS)
    if where is not None:
        types["where"] = Annotated[where | None, strawberry.argument(description="Only rows that this holds for.")]
    kept = [p for p in inspect.signature(resolver).parameters.values() if p.name in ("self", "info")]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=strawberry.UNSET, annotation=type_)
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
    from graphql import get_named_type  # noqa: PLC0415 - beside its only use

    nodes: dict[str, Node] = {}
    for type_ in types:
        definition = _definition(type_)
        label, zoned, order = getattr(type_, _LABEL)
        core = cast("GraphQLObjectType", schema.type_map[definition.name])
        fields: dict[str, Property | Edge] = {}
        for field in definition.fields:
            declared = field.metadata.get(_DECLARED)
            if declared is None:
                continue
            name = field.graphql_name or _camel(field.python_name)
            if len(declared) == 2:  # noqa: PLR2004 - a property's declaration
                fields[name] = Property(name, declared[0] or name, declared[1])
                continue
            relationship, direction, shape, edge_order = declared
            target = str(cast("GraphQLObjectType", get_named_type(core.fields[name].type)).name)
            if shape is Shape.CONNECTION:
                target = target.removesuffix("Connection")
            fields[name] = Edge(name, relationship, direction, _targets(target, schema), shape, edge_order)
        nodes[definition.name] = Node(definition.name, label, fields, zoned, order)
    return Model(nodes)


def name_of_attribute(field: str) -> str:
    """`hasNextPage` -> `has_next_page`."""
    return re.sub(r"[A-Z]", lambda letter: f"_{letter.group().lower()}", field)


def _camel(name: str) -> str:
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
