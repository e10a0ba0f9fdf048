"""Operations made from the schema: every field of every type, as deep as asked, so that no field is forgotten."""

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)

from schema.root import CORE


def everything(type_name: str, depth: int, *, paged: str = "(first: 3)") -> str:
    """A selection of all fields of a type; what leads on to other types is followed `depth` times."""
    named = CORE.type_map[type_name]
    if is_abstract_type(named):
        inner = " ".join(
            f"... on {each.name} {everything(each.name, depth)}" for each in CORE.get_possible_types(named)
        )
        return f"{{ __typename {inner} }}"
    found = ["__typename"]
    for name, field in named.fields.items():
        below = get_named_type(field.type)
        free = is_leaf_type(below) or below.name == "PageInfo" or below.name.endswith("Edge")
        if is_leaf_type(below):
            found.append(name)
        elif depth > 0 or free:
            arguments = paged if "first" in field.args else ""
            found.append(
                f"{alias(named, name)}{name}{arguments} {everything(below.name, depth if wrapper(named) or free else depth - 1)}"
            )
    return f"{{ {' '.join(found)} }}"


def wrapper(named: GraphQLObjectType) -> bool:
    """Whether a type only wraps nodes: a connection or an edge of one."""
    return named.name.endswith(("Connection", "Edge"))


def alias(named: GraphQLObjectType, name: str) -> str:
    """A name of its own, so that fields of two types in one selection never clash."""
    return "" if wrapper(named) or named.name == "PageInfo" else f"{named.name}_{name}: "


def listings() -> Iterator[str]:
    """The root fields that are pages."""
    yield from (name for name, field in CORE.query_type.fields.items() if str(field.type).endswith("Connection!"))


def argued(root: GraphQLObjectType, name: str) -> str:
    """A root field with the arguments that it must have, and of what it gives no more than the type."""
    field = root.fields[name]
    given = [f"{key}: {_value(each.type)}" for key, each in field.args.items() if is_required_argument(each)]
    arguments = f"({', '.join(given)})" if given else ""
    return f"{name}{arguments}{'' if is_leaf_type(get_named_type(field.type)) else ' { __typename }'}"


def _value(type_: GraphQLInputType) -> str:
    """Some value of a type, as it is written: of an input object what it must have."""
    if is_list_type(get_nullable_type(type_)):
        return "[]"
    named = get_named_type(type_)
    if isinstance(named, GraphQLEnumType):
        return next(iter(named.values))
    if isinstance(named, GraphQLInputObjectType):
        must = [f"{key}: {_value(each.type)}" for key, each in named.fields.items() if is_required_input_field(each)]
        return f"{{{', '.join(must)}}}"
    moment = '"2026-11-20T18:00:00Z"'
    written = {"Int": "1", "BigInt": "1", "Float": "1.0", "Boolean": "false", "JSON": "{}", "DateTime": moment}
    return written.get(named.name, '"x"')
