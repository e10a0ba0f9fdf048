"""From graphql-core's `info` to the compiler's `Selection`: fragments, directives and arguments resolved, fields merged."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
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
    collector = _Collector(raw(info))
    named = _named(cast("Any", raw(info).return_type))
    return collector.below(named, raw(info).field_nodes)


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


def _named(type_: Any) -> GraphQLNamedType:
    """The type below lists and non-null; graphql-core's wrappers are generic in what they wrap."""
    return cast("GraphQLNamedType", get_named_type(type_))


class _Collector:
    def __init__(self, info: GraphQLResolveInfo[Any]) -> None:
        self._info = info
        self._variables = _variables(info)
        self._types = info.schema.type_map

    def below(self, named: GraphQLNamedType, field_nodes: Iterable[FieldNode]) -> Selection:
        """The merged selections of some occurrences of one field."""
        sets = [node.selection_set for node in field_nodes if node.selection_set]
        concrete = (
            self._info.schema.get_possible_types(named)
            if isinstance(named, GraphQLInterfaceType | GraphQLUnionType)
            else [cast("GraphQLObjectType", named)]
        )
        return Selection({type_.name: self._fields(type_, sets) for type_ in concrete})

    def _fields(self, type_: GraphQLObjectType, sets: list[SelectionSetNode]) -> tuple[Field, ...]:
        found: dict[str, list[FieldNode]] = {}
        for selection_set in sets:
            self._collect(type_, selection_set.selections, found, set())
        return tuple(self._field(type_, key, same) for key, same in found.items())

    def _field(self, type_: GraphQLObjectType, key: str, same: list[FieldNode]) -> Field:
        name = same[0].name.value
        declared: GraphQLField | None = type_.fields.get(name)
        if declared is None:  # `__typename`
            return Field(key, name, {})
        named = _named(cast("Any", declared.type))
        return Field(
            key,
            name,
            get_argument_values(declared, same[0], self._variables),
            self.below(named, same) if same[0].selection_set else None,
        )

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
                fragment = self._info.fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, type_):
                    self._collect(type_, fragment.selection_set.selections, found, visited)

    def _included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (skip and skip["if"]) and (include is None or bool(include["if"]))

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        if condition == type_.name:
            return True
        abstract = self._types[condition]
        return isinstance(abstract, GraphQLInterfaceType | GraphQLUnionType) and self._info.schema.is_sub_type(
            abstract, type_
        )
