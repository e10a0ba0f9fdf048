"""The SDL is committed and is the manual."""

from pathlib import Path

import pytest
from graphql import (
    DirectiveNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
)

from cypher.model import Edge, Kind, Property, Shape
from schema.graph_type import node_type
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


def test_every_directive_and_its_arguments_are_described():
    for directive in CORE.directives:
        described = [directive.description, *(argument.description for argument in directive.args.values())]
        assert all(described), directive.name


@pytest.mark.parametrize("node", MODEL.nodes.values(), ids=lambda node: node.name)
def test_the_sdl_says_what_the_compiler_reads(node):
    """A client, and whoever writes Cypher, can see from the SDL alone where each field lies."""
    declared = build_schema(SDL.read_text(encoding="utf-8")).type_map[node.name]
    (of_type,) = declared.ast_node.directives
    few = {"few": True} if node.few else {}
    assert given(of_type) == {"label": node.label, "read": node.read.value, "order": node.order.property} | few
    for name, field in declared.fields.items():
        of_field = {directive.name.value: given(directive) for directive in field.ast_node.directives or ()}
        match node.fields.get(name):
            case Property() as known:
                kind = {} if known.kind is Kind.PLAIN else {"kind": known.kind.value}
                renamed = {} if known.property == name else {"name": known.property}
                indexed = {"indexed": True} if known.indexed else {}
                rule = {"requires": {"action": known.requires.value}} if known.requires else {}
                assert of_field == {"property": kind | renamed | indexed} | rule
            case Edge() as known:
                direction = known.direction.value
                order = {"order": known.order.property} if known.order else {}
                assert of_field == {"relationship": {"type": known.relationship, "direction": direction} | order}
                assert known.order or known.shape is Shape.ONE
            case None:
                assert of_field == {}


def given(directive: DirectiveNode) -> dict[str, str]:
    return {argument.name.value: argument.value.value for argument in directive.arguments or ()}


def test_who_may_read_a_type_has_to_be_said():
    with pytest.raises(TypeError, match="read"):
        node_type("Asset", description="An asset.")


def test_only_what_no_rule_can_deny_is_non_null_on_a_node():
    """So that a denied field can be null without its parent vanishing (docs/architecture.md)."""
    for node in MODEL.nodes.values():
        for name, field in CORE.type_map[node.name].fields.items():
            if isinstance(field.type, GraphQLNonNull) and name != "id":
                inner = str(field.type.of_type)
                assert inner.startswith("[") or inner.endswith("Connection"), f"{node.name}.{name}: {field.type}"
