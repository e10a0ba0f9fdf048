"""How a GraphQL type declares where it lies in the graph.

`node_type`, `prop`, `edge` and `connection` make Strawberry types and fields that carry a directive of `schema.declaration`,
which the SDL shows; `model_of` reads the directives of all types into the compiler's `Model`, and `bind` makes the fields
read decoded rows.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
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
from strawberry.types.field import StrawberryField

from cypher.model import Direction, Edge, Facet, Kind, Model, Node, Order, Property, Read, Shape
from cypher.projection import Row
from cypher.visibility import Action
from schema.connection import PageInfo
from schema.declaration import (
    NodeDirective,
    PropertyDirective,
    ReadRule,
    RelationshipDirection,
    RelationshipDirective,
    RequiresDirective,
)

_COUNTED = "counted"

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


def node_type(
    label: str, *, read: Read, description: str, order: str = "nameSort", few: bool = False
) -> Callable[[type], Any]:
    """A GraphQL type whose nodes have `label` and may be read by whom `read` says; `few`: a filter on them drives."""
    declared = NodeDirective(label=label, read=ReadRule[read], order=order, few=few or UNSET)

    def decorate(cls: type) -> Any:
        return strawberry.type(cls, description=description, directives=[declared])

    return decorate


def _relationship(relationship: str, direction: Direction, order: str | None) -> RelationshipDirective:
    towards = RelationshipDirection[direction]
    return RelationshipDirective(type=relationship, direction=towards, order=UNSET if order is None else order)


def edge(description: str, relationship: str, direction: Direction, order: str | None = "nameSort") -> Any:
    """What is at the other end: of a field that is a list all of it, for what is few by nature; else the first node.

    None where there is none, or none to be seen. `order=None`: there is never more than one.
    """
    return strawberry.field(description=description, directives=[_relationship(relationship, direction, order)])


def connection(  # noqa: PLR0917 - reads as a sentence: what, over which relationship, to what
    description: str,
    relationship: str,
    direction: Direction,
    page: Any,
    where: Any = None,
    order_by: Any = None,
    order: str = "nameSort",
) -> Any:
    """A `page`, which is a type of connection, of the nodes at the other end."""

    def never(**_arguments: Any) -> None:
        """Stand for the arguments; `bind` puts the reader of decoded rows in this place."""

    return strawberry.field(
        resolver=page_signature(never, page, where, order_by),
        description=description,
        directives=[_relationship(relationship, direction, order)],
    )


def page_signature(resolver: Callable[..., Any], page: Any, where: Any, order_by: Any = None) -> Callable[..., Any]:
    """Give a resolver the arguments of a connection of the type `page`, and of its filter and order."""
    import inspect  # noqa: PLC0415 - only while the schema is built

    types = dict(PAGE_ARGUMENTS)
    if where is not None:
        types["where"] = Annotated[where | None, strawberry.argument(description="Only rows that this holds for.")]
    if order_by is not None:
        says = "In which order; by default as the list says."
        types["order_by"] = Annotated[order_by | None, strawberry.argument(description=says)]
    kept = [p for p in inspect.signature(resolver).parameters.values() if p.name in ("self", "info")]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=UNSET, annotation=type_)
        for name, type_ in types.items()
    ]
    cast("Any", resolver).__signature__ = inspect.Signature([*kept, *added], return_annotation=page)
    annotations = {p.name: p.annotation for p in kept if p.annotation is not inspect.Parameter.empty}
    resolver.__annotations__ = {**annotations, **types, "return": page}
    return resolver


def facet(description: str, *path: str, where: Mapping[str, Any] | None = None) -> Any:
    """A count of a connection's nodes by the field of this name, or at the end of a path of edges (`cypher.model.Facet`)."""
    return strawberry.field(description=description, metadata={_COUNTED: Facet(path, where or {})})


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
        fields: dict[str, Property | Edge] = {**_properties(core)}
        for name, directive in declared_on(core):
            if isinstance(directive, RelationshipDirective):
                fields[name] = _edge(name, directive, core.fields[name].type, schema)
        nodes[definition.name] = Node(
            definition.name,
            declared.label,
            Read(declared.read.name),
            fields,
            _order(declared.order, core),
            bool(declared.few),
            _facets(schema.type_map.get(f"{definition.name}Facets")),
        )
    return Model(nodes)


def _strawberry_fields(core: GraphQLNamedType | None) -> Iterator[tuple[str, StrawberryField]]:
    """The fields of a type by their GraphQL names; none of no type."""
    if core is not None:
        definition = cast("StrawberryObjectDefinition", core.extensions["strawberry-definition"])
        yield from ((each.graphql_name or camel(each.python_name), each) for each in definition.fields)


def declared_on(core: GraphQLNamedType) -> Iterator[tuple[str, object]]:
    """The directives at the fields of a type, each with its field's name."""
    yield from ((name, directive) for name, field in _strawberry_fields(core) for directive in field.directives or ())


def _properties(core: GraphQLNamedType) -> dict[str, Property]:
    fields = cast("GraphQLObjectType", core).fields
    rules = {
        name: Action(directive.action.value)
        for name, directive in declared_on(core)
        if isinstance(directive, RequiresDirective) and directive.action
    }
    return {
        name: replace(_property(name, directive, fields[name].type), requires=rules.get(name))
        for name, directive in declared_on(core)
        if isinstance(directive, PropertyDirective)
    }


def _property(name: str, declared: PropertyDirective, type_: Any) -> Property:
    leaf = cast("GraphQLNamedType", get_named_type(type_))
    kind = Kind(declared.kind.name) if declared.kind else Kind.PLAIN
    words = tuple(leaf.values) if isinstance(leaf, GraphQLEnumType) else ()
    fields = _properties(leaf) if kind is Kind.OBJECTS else {}
    return Property(name, declared.name or name, kind, leaf.name, words, indexed=bool(declared.indexed), fields=fields)


def _facets(core: GraphQLNamedType | None) -> dict[str, Facet]:
    declared = ((name, cast("Facet", field.metadata[_COUNTED])) for name, field in _strawberry_fields(core))
    return {name: Facet(known.path or (name,), known.where) for name, known in declared}


def _order(property_name: str, core: GraphQLNamedType) -> Order:
    """The order by a property that is never null: text, but for a field that is a whole number."""
    field = cast("GraphQLObjectType", core).fields.get(property_name)
    return Order(property_name, int if field and str(field.type) == "Int" else str)


def _edge(name: str, declared: RelationshipDirective, type_: Any, schema: GraphQLSchema) -> Edge:
    named = cast("GraphQLNamedType", get_named_type(type_))
    shape = Shape.LIST if str(type_).startswith("[") else Shape.ONE
    wrapper, properties = "", dict[str, Property]()
    if named.name.endswith("Connection"):
        shape, wrapper = Shape.CONNECTION, named.name.removesuffix("Connection")
        properties = _properties(schema.type_map[f"{wrapper}Edge"])
        nodes: Any = cast("GraphQLObjectType", named).fields["nodes"].type
        named = cast("GraphQLNamedType", get_named_type(nodes))
    return Edge(
        name,
        declared.type,
        Direction(declared.direction.name),
        _targets(named.name, schema),
        shape,
        _order(declared.order, named) if declared.order else None,
        wrapper,
        properties,
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


def _read_either(name: str, source: Any, info: GraphQLResolveInfo[Any]) -> Any:
    """Of a decoded row, or of an object that a resolver made."""
    if isinstance(source, dict):
        return cast("dict[str, Any]", source)[str(info.path.key)]
    return getattr(source, name_of_attribute(name))


def _row_type(row: Row, _info: Any, _type: Any) -> str:
    return row.type


def bind(schema: GraphQLSchema, model: Model, *others: type) -> None:
    """Make every declared field, and those of connections and of `others`, read what the compiler decoded."""
    read = {node.name: node.fields for node in model.nodes.values()}
    edges = [field for node in model.nodes.values() for field in node.fields.values() if isinstance(field, Edge)]
    wrappers = {edge.wrapper for edge in edges} | model.nodes.keys()
    parts = (field for node in model.nodes.values() for field in node.fields.values() if isinstance(field, Property))
    for name in [
        *read,
        *(f"{each}{suffix}" for each in wrappers for suffix in ("Connection", "Edge", "Facets")),
        "Facet",
        *(_definition(other).name for other in others),
    ]:
        core = schema.type_map.get(name)
        if isinstance(core, GraphQLObjectType):
            core.is_type_of = None
            fields: Iterable[str] = read.get(name) or core.fields
            for field in fields:
                core.fields[field].resolve = _read
    for type_name in (_definition(PageInfo).name, *(field.scalar for field in parts if field.kind is Kind.OBJECTS)):
        core = cast("GraphQLObjectType", schema.type_map[type_name])
        core.is_type_of = None
        for name, field in core.fields.items():
            field.resolve = partial(_read_either, name)
    for abstract in schema.type_map.values():
        if isinstance(abstract, GraphQLInterfaceType):
            abstract.resolve_type = cast("Any", _row_type)
