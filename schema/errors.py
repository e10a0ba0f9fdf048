"""Every error has a code and a text that is safe to show; what nobody foresaw is logged and shown as INTERNAL.

Codes: BAD_INPUT, NOT_FOUND, CONFLICT, SOURCE_FAILED, UNAVAILABLE, DEADLINE_EXCEEDED, GRAPHQL_PARSE_FAILED,
GRAPHQL_VALIDATION_FAILED, TOKEN_LIMIT, STORAGE_FULL, INTERNAL; `schema.limits` has those of its own and the endpoint adds
UNAUTHENTICATED and FORBIDDEN.
"""

import logging
import re
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from cypher.errors import Coded, Invalid, NotFound
from cypher.graph import Conflict, DeadlineExceeded, Unavailable
from cypher.identity import InvalidId
from cypher.page import InvalidPage

_log = logging.getLogger("pursight.graphql")

_SUGGESTION = re.compile(r" Did you mean [^?]*\?")
"""What graphql-core says of a misspelt argument, type or value; Strawberry can switch it off for fields only."""
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (NotFound, "NOT_FOUND"),
    (Invalid, "BAD_INPUT"),
    (InvalidId, "BAD_INPUT"),
    (InvalidPage, "BAD_INPUT"),
    (Conflict, "CONFLICT"),
    (Unavailable, "UNAVAILABLE"),
    (DeadlineExceeded, "DEADLINE_EXCEEDED"),
)


def code(error: BaseException | None) -> str | None:
    """The code of an error that may be shown as it is; None for one that nobody foresaw."""
    if isinstance(error, Coded):
        return error.code
    return next((code for type_, code in _CODES if isinstance(error, type_)), None)


def masked(error: GraphQLError) -> GraphQLError:
    """The error as the client may see it, with its code; what is unforeseen is logged here, once."""
    extensions: dict[str, Any] = error.extensions or {}
    if "code" in extensions:
        return error
    original = error.original_error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    of_values = error.path is None and bool(error.nodes)  # a scalar refused a value while the query was validated
    if original is None or isinstance(original, GraphQLError) or of_values:
        known = _of_request(error)
        message = _SUGGESTION.sub("", error.message)
    else:
        known = code(original)
        message = str(original)
    if known is None:
        _log.error("a resolver failed", exc_info=original or error, extra={"path": error.path})
        known, message = "INTERNAL", "Something went wrong here; the log has it under this request's id."
    return GraphQLError(
        message, error.nodes, error.source, error.positions, error.path, original, {**extensions, "code": known}
    )


def _of_request(error: GraphQLError) -> str | None:
    """The code of graphql-core's own errors: syntax, validation, and values that cannot be coerced."""
    if isinstance(error, GraphQLSyntaxError):
        return "TOKEN_LIMIT" if "contains more than" in error.message else "GRAPHQL_PARSE_FAILED"
    if error.path is None:
        return "BAD_INPUT" if error.message.startswith("Variable ") else "GRAPHQL_VALIDATION_FAILED"
    return "BAD_INPUT" if error.message.startswith("Argument ") else None
