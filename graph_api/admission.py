"""What an operation may do at all: strangers may sign in, others what their token's scopes allow."""

from collections.abc import Iterator, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_operation_ast,
)
from strawberry.extensions import SchemaExtension

from cypher.errors import Coded, Forbidden, Unauthenticated
from graph_api.execution import provided_name
from schema.context import Context
from schema.ports import Identity, Scope

SIGN_IN = "sessionCreate"
_FOR_STRANGERS = frozenset({SIGN_IN, "__typename"})
UNKNOWN = (
    "Send a token as 'Authorization: Bearer <token>': one from `sessionCreate`, or the one in the file 'token' of the "
    "state directory."
)


def check(identity: Identity | None, operation: OperationDefinitionNode, document: DocumentNode) -> None:
    """Raise `Unauthenticated` or `Forbidden` for what this identity may not even ask; `schema.rule` looks at the rest."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    fields = set(_roots(operation.selection_set, fragments, set()))
    changes = operation.operation is OperationType.MUTATION
    if identity is None:
        if not (changes and fields <= _FOR_STRANGERS):
            raise Unauthenticated(UNKNOWN)
        return
    needed = (
        Scope.WRITE if changes and not fields <= {"sessionRevoke", *_FOR_STRANGERS} else None if changes else Scope.READ
    )
    if needed is not None:
        scoped(identity, needed)


def scoped(identity: Identity, scope: Scope) -> None:
    """Raise `Forbidden` unless the token has this scope."""
    if scope not in identity.scopes:
        raise Forbidden(f"The token that you show does not have the scope {scope}.")


def _roots(
    selection: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[str]:
    """The names of the root fields, those in fragments among them; each fragment is looked at once."""
    for each in selection.selections:
        if isinstance(each, FieldNode):
            yield each.name.value
        elif isinstance(each, InlineFragmentNode):
            yield from _roots(each.selection_set, fragments, seen)
        elif isinstance(each, FragmentSpreadNode) and each.name.value in fragments and each.name.value not in seen:
            seen.add(each.name.value)
            yield from _roots(fragments[each.name.value].selection_set, fragments, seen)


class Admitted(SchemaExtension):
    """Holds each operation to what its caller may ask."""

    def on_validate(self) -> Iterator[None]:
        """Before anything is measured or validated."""
        execution = self.execution_context
        document, context = execution.graphql_document, execution.context
        assert isinstance(context, Context)
        if document is not None and not execution.pre_execution_errors:
            operation = get_operation_ast(document, provided_name(execution))
            try:
                if operation is not None:
                    check(context.caller.identity, operation, document)
                elif context.caller.identity is None:
                    raise Unauthenticated(UNKNOWN)
            except Coded as error:
                execution.pre_execution_errors = [GraphQLError(str(error), extensions={"code": error.code})]
        yield
