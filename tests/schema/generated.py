"""Operations made from the schema: every field of every type, as deep as asked, so that no field is forgotten."""

from collections.abc import Iterator

from graphql import GraphQLObjectType, get_named_type, is_abstract_type, is_leaf_type

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
