"""Make `docs/reference/graphql.md` from `schema/schema.graphql`: `python tools/graphql_reference.py`.

The descriptions are the SDL's; `tests/test_docs.py` holds page and SDL together.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    get_named_type,
)

ROOT = Path(__file__).parent.parent
SDL = ROOT / "schema" / "schema.graphql"
PAGE = ROOT / "docs" / "reference" / "graphql.md"

_BUILT_IN = {"String", "Int", "Float", "Boolean", "ID"}
_PAGE_ARGUMENTS = ("first", "after", "last", "before")

_HEAD = """# GraphQL reference

Made from `schema/schema.graphql` by `python tools/graphql_reference.py`. The server answers
introspection too, and GraphiQL shows the same descriptions.

**Pages.** A list that can be long is a Relay connection. Where a field below says *paged*, it takes
`first: Int, after: String, last: Int, before: String` (20 rows by default, at most 100) and gives
`{ edges { cursor node } nodes pageInfo totalCount }`, where `totalCount` is counted only when it is asked for. The types
`…Connection` and `…Edge` have this one form and are not repeated here.

**Mutations** take one `input` and give a payload with the object and `userErrors`; see [errors](errors.md).
"""


def markdown(schema: GraphQLSchema) -> str:
    """The whole page."""
    return "\n".join([*_lines(schema)]).rstrip() + "\n"


def _lines(schema: GraphQLSchema) -> Iterator[str]:
    yield _HEAD
    roots = {
        "Queries": schema.query_type,
        "Mutations": schema.mutation_type,
        "Subscriptions": schema.subscription_type,
    }
    for title, root in roots.items():
        if root is not None:
            yield f"## {title}\n"
            for name, field in root.fields.items():
                yield from _operation(name, field)
    connections = {name for name in schema.type_map if name.endswith("Connection")}
    edges = {name.removesuffix("Connection") + "Edge" for name in connections}
    types = [
        type_
        for name, type_ in sorted(schema.type_map.items())
        if not name.startswith("__") and name not in _BUILT_IN | connections | edges and type_ not in roots.values()
    ]
    sections: Mapping[str, type[GraphQLNamedType]] = {
        "Objects": GraphQLObjectType,
        "Interfaces": GraphQLInterfaceType,
        "Inputs": GraphQLInputObjectType,
        "Enumerations": GraphQLEnumType,
        "Scalars": GraphQLScalarType,
    }
    for title, kind in sections.items():
        yield f"## {title}\n"
        for type_ in types:
            if isinstance(type_, kind):
                yield from _type(type_)


def _operation(name: str, field: GraphQLField) -> Iterator[str]:
    """A root field: its signature in a line, its promise, its arguments."""
    yield f"**`{name}`** → {_link(field)}{_paged(field)}  "
    yield f"{_text(field.description)}\n"
    arguments = _own_arguments(field)
    if arguments:
        yield from (
            f"- `{_argument(each, declared)}` {_text(declared.description)}" for each, declared in arguments.items()
        )
        yield ""


def _type(type_: GraphQLNamedType) -> Iterator[str]:
    yield f"### {type_.name}\n"
    yield f"{_text(type_.description)}\n"
    if isinstance(type_, GraphQLObjectType) and type_.interfaces:
        yield f"Implements {', '.join(f'[{each.name}](#{each.name.lower()})' for each in type_.interfaces)}.\n"
    if isinstance(type_, GraphQLEnumType):
        yield "| value | |\n|---|---|"
        yield from (f"| `{name}` | {_text(value.description)} |" for name, value in type_.values.items())
        yield ""
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        yield "| field | gives | |\n|---|---|---|"
        for name, field in type_.fields.items():
            arguments = ", ".join(_argument(each, declared) for each, declared in _own_arguments(field).items())
            shown = f"`{name}({arguments})`" if arguments else f"`{name}`"
            yield f"| {shown} | {_link(field)}{_paged(field)} | {_text(field.description)} |"
        yield ""
    elif isinstance(type_, GraphQLInputObjectType):
        yield "| field | takes | |\n|---|---|---|"
        yield from (
            f"| `{name}` | {_link(field)}{_default(field)} | {_text(field.description)} |"
            for name, field in type_.fields.items()
        )
        yield ""


def _own_arguments(field: GraphQLField) -> Mapping[str, GraphQLArgument]:
    """The arguments but for those of every page."""
    return {name: declared for name, declared in field.args.items() if not (_paged(field) and name in _PAGE_ARGUMENTS)}


def _paged(field: GraphQLField) -> str:
    return ", paged" if set(_PAGE_ARGUMENTS) <= field.args.keys() else ""


def _argument(name: str, declared: GraphQLArgument) -> str:
    return f"{name}: {declared.type}{_default(declared).replace('`', '')}"


def _default(declared: GraphQLArgument | GraphQLInputField) -> str:
    """` = value` where the SDL states one; `= null` says no more than that the field may be left out."""
    node = declared.ast_node
    value = None if node is None or node.default_value is None else node.default_value
    if value is None or value.kind == "null_value":
        return ""
    source = value.loc
    return f" = `{source.source.body[source.start : source.end]}`" if source else ""


def _link(field: GraphQLField | GraphQLInputField) -> str:
    """The type, linked to its section; a page by what it holds."""
    named = get_named_type(field.type).name
    if named.endswith("Connection"):
        named = shown = named.removesuffix("Connection")
        shown = f"[{shown}]"
    else:
        shown = str(field.type)
    return f"`{shown}`" if named in _BUILT_IN else f"[`{shown}`](#{named.lower()})"


def _text(description: str | None) -> str:
    """One line, fit for a table's cell."""
    return " ".join((description or "").split()).replace("|", "\\|")


def main() -> None:
    """Write the page."""
    PAGE.write_text(markdown(build_schema(SDL.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
