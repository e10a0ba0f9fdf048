"""From graphql-core's `info` to the compiler's `Selection`: fragments, directives and arguments resolved, fields merged."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
)
from graphql.execution.values import VariableValues

from cypher.projection import Field, Selection
from schema.context import Info


def raw(info: Info) -> GraphQLResolveInfo[Any]:
    """graphql-core's own info."""
    return cast("GraphQLResolveInfo[Any]", cast("Any", info)._raw_info)  # noqa: SLF001 - Strawberry offers no public way


def selected(info: Info) -> Selection:
    """What is asked of the value that the current field returns, for each concrete type it may have."""
    core = raw(info)
    return Collector(core.schema, core.fragments, _variables(core)).below(
        cast("Any", core.return_type), core.field_nodes
    )


def selection_key(info: Info) -> tuple[int, ...]:
    """Equal within a request where, and only where, the selection is the same: graphql-core shares the nodes."""
    return tuple(id(node) for node in raw(info).field_nodes)


def arguments(info: Info) -> Mapping[str, Any]:
    """The current field's arguments, coerced, by their GraphQL names."""
    core = raw(info)
    return get_argument_values(core.parent_type.fields[core.field_name], core.field_nodes[0], _variables(core))


def _variables(info: GraphQLResolveInfo[Any]) -> VariableValues:
    """The coerced variables; Strawberry hands them on as a plain map, graphql-core wraps them."""
    values = cast("Any", info.variable_values)
    return values if isinstance(values, VariableValues) else VariableValues({}, values)


class Collector:
    """Collects the selections of one operation."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues
    ) -> None:
        """Of values only Booleans are looked at; the others are handed on in arguments."""
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def below(self, type_: Any, field_nodes: Iterable[FieldNode]) -> Selection:
        """The merged selections of some occurrences of one field, of this type."""
        named = cast("GraphQLNamedType", get_named_type(type_))
        sets = [node.selection_set for node in field_nodes if node.selection_set]
        concrete = (
            self._schema.get_possible_types(named)
            if isinstance(named, GraphQLInterfaceType | GraphQLUnionType)
            else [cast("GraphQLObjectType", named)]
        )
        return Selection({each.name: self._fields(each, sets) for each in concrete})

    def collect(self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """The fields that some selection sets ask of an object of this type, by response key, in order."""
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selection_set in sets:
            self._collect(type_, selection_set.selections, found, visited)
        return found

    def field(self, type_: GraphQLObjectType, key: str, same: list[FieldNode]) -> Field:
        """The field that these occurrences ask for."""
        name = same[0].name.value
        declared: GraphQLField | None = type_.fields.get(name)
        if declared is None:  # `__typename`
            return Field(key, name, {})
        return Field(
            key,
            name,
            get_argument_values(declared, same[0], self._variables),
            self.below(cast("Any", declared.type), same) if same[0].selection_set else None,
        )

    def _fields(self, type_: GraphQLObjectType, sets: list[SelectionSetNode]) -> tuple[Field, ...]:
        return tuple(self.field(type_, key, same) for key, same in self.collect(type_, sets).items())

    def _collect(
        self,
        type_: GraphQLObjectType,
        selections: Iterable[SelectionNode],
        found: dict[str, list[FieldNode]],
        visited: set[str],
    ) -> None:
        for node in selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(node.type_condition.name.value, type_):
                    self._collect(type_, node.selection_set.selections, found, visited)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in visited:
                visited.add(node.name.value)
                fragment = self._fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, type_):
                    self._collect(type_, fragment.selection_set.selections, found, visited)

    def _included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (skip and skip["if"]) and (include is None or bool(include["if"]))

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        if condition == type_.name:
            return True
        abstract = self._schema.type_map[condition]
        return isinstance(abstract, GraphQLInterfaceType | GraphQLUnionType) and self._schema.is_sub_type(
            abstract, type_
        )
