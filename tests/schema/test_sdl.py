"""The SDL is committed and is the manual."""

from pathlib import Path

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLNonNull, GraphQLObjectType

from schema.root import CORE, MODEL, schema

SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"
OURS = {
    name: type_
    for name, type_ in CORE.type_map.items()
    if not name.startswith("__") and name not in {"String", "Int", "Float", "Boolean", "ID"}
}


def test_the_committed_sdl_is_the_schema():
    """Renew it with `make sdl`."""
    assert SDL.read_text(encoding="utf-8") == schema.as_str() + "\n"


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_type_field_argument_and_value_is_described(name):
    type_ = OURS[name]
    missing = [] if type_.description else [name]
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for field_name, field in type_.fields.items():
            if not field.description:
                missing.append(f"{name}.{field_name}")
            missing += [
                f"{name}.{field_name}({argument})"
                for argument, declared in getattr(field, "args", {}).items()
                if not declared.description
            ]
    if isinstance(type_, GraphQLEnumType):
        missing += [f"{name}.{value}" for value, declared in type_.values.items() if not declared.description]
    assert missing == []


def test_only_what_no_rule_can_deny_is_non_null_on_a_node():
    """So that a denied field can be null without its parent vanishing (docs/architecture.md)."""
    for node in MODEL.nodes.values():
        for name, field in CORE.type_map[node.name].fields.items():
            if isinstance(field.type, GraphQLNonNull) and name != "id":
                inner = str(field.type.of_type)
                assert inner.startswith("[") or inner.endswith("Connection"), f"{node.name}.{name}: {field.type}"
