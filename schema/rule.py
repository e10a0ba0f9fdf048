"""Who may ask for what: the rules that stand at fields, and the refusal of an operation that asks for more: before it runs.

Every field of Query, Mutation and Subscription has a rule, `@requires`, and every node type has one, `@node(read:)`; further
fields have one where being able to see their object is not enough. A root field without a rule is for those only who may do
everything. As cost does, fields count as they are written, whatever `@skip` and `@include` say.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_operation_ast,
)
from strawberry.extensions import SchemaExtension

from cypher.visibility import Action, Principal
from schema.context import Context
from schema.declaration import RequiresDirective
from schema.graph_type import declared_on

UNDECLARED = "UNDECLARED"
"""In the place of the action of a root field that has no rule."""
_INTROSPECTION = {"__typename", "__schema", "__type"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The first field of an operation that needs an action: its path, list indices left out, and its node."""

    path: tuple[str, ...]
    node: FieldNode


Needs = Mapping[str, Asked]
"""What an operation needs: actions, and where each is needed first."""


class Rules:
    """The rules of a schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """Read them off the directives."""
        self._schema = schema
        roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
        self._roots = {root.name for root in roots if root is not None}
        self.declared: dict[tuple[str, str], Action | None] = {}
        """By type and field; None: whoever is signed in."""
        for name, type_ in schema.type_map.items():
            if "strawberry-definition" in type_.extensions and hasattr(type_, "fields"):
                for field, directive in declared_on(type_):
                    if isinstance(directive, RequiresDirective):
                        action = Action(directive.action.value) if directive.action else None
                        self.declared[name, field] = action

    def _needed(self, type_name: str, field: str) -> str | None:
        if (type_name, field) in self.declared:
            return self.declared[type_name, field]
        return UNDECLARED if type_name in self._roots and field not in _INTROSPECTION else None

    def needs(self, document: DocumentNode, operation_name: str | None) -> Needs:
        """What an operation of a document needs, which need not be valid. Linear: each fragment is looked at once."""
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            return {}
        fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
        return _Reading(self._schema, self._needed, fragments).of(
            operation.selection_set, self._schema.get_root_type(operation.operation)
        )


class _Reading:
    def __init__(self, schema: GraphQLSchema, needed: Any, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema, self._needed, self._fragments = schema, needed, fragments
        self._read: dict[str, Needs] = {}

    def of(self, selection_set: SelectionSetNode | None, type_: Any) -> Needs:
        """What a selection set needs, by the paths from there."""
        found: dict[str, Asked] = {}
        for needs in self._each(selection_set, type_):
            for action, asked in needs:
                found.setdefault(action, asked)
        return found

    def _each(self, selection_set: SelectionSetNode | None, type_: Any) -> Iterator[Iterable[tuple[str, Asked]]]:
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                yield self._field(node, type_)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                within = self._schema.type_map.get(condition.name.value) if condition else type_
                yield self.of(node.selection_set, within).items()
            elif isinstance(node, FragmentSpreadNode):
                yield self._fragment(node.name.value).items()

    def _field(self, node: FieldNode, type_: Any) -> Iterator[tuple[str, Asked]]:
        name, key = node.name.value, (node.alias or node.name).value
        if type_ is not None and (action := self._needed(type_.name, name)) is not None:
            yield action, Asked((key,), node)
        declared = getattr(type_, "fields", {}).get(name)
        below = cast("GraphQLNamedType | None", get_named_type(declared.type) if declared else None)
        for action, asked in self.of(node.selection_set, below).items():
            yield action, Asked((key, *asked.path), asked.node)

    def _fragment(self, name: str) -> Needs:
        if name not in self._read:
            self._read[name] = {}  # of one that spreads itself: validation refuses it
            if (fragment := self._fragments.get(name)) is not None:
                within = self._schema.type_map.get(fragment.type_condition.name.value)
                self._read[name] = self.of(fragment.selection_set, within)
        return self._read[name]


def refused(principal: Principal, needs: Needs) -> GraphQLError | None:
    """Why the principal may not run an operation with these needs; None where they may."""
    if principal.unrestricted:
        return None
    for action, asked in needs.items():
        if action == UNDECLARED or not principal.may(Action(action)):
            what = "everything" if action == UNDECLARED else action
            text = f"You may not ask for {'.'.join(asked.path)}: for that you need {what}."
            return GraphQLError(text, [asked.node], path=list(asked.path), extensions={"code": "FORBIDDEN"})
    return None


class Authorised(SchemaExtension):
    """Refuses an operation that asks for what is denied to its principal, as a whole."""

    def __init__(self, rules: Rules) -> None:
        """Hold to `rules`."""
        self._rules = rules

    def on_validate(self) -> Iterator[None]:
        """Once the operation is measured; valid it need not be yet."""
        execution = self.execution_context
        if execution.graphql_document is not None and not execution.pre_execution_errors:
            context = cast("Context", execution.context)
            try:
                needs = self._rules.needs(execution.graphql_document, execution.operation_name)
            except RecursionError:
                text = "The document's fragments are nested too deeply."
                error = GraphQLError(text, extensions={"code": "GRAPHQL_VALIDATION_FAILED"})
            else:
                error = refused(context.principal, needs)
            if error is not None:
                execution.pre_execution_errors = [error]
        yield
