"""Persisted operations: a client sends the sha256 of a document in place of the document.

Apollo's protocol: `extensions: {persistedQuery: {version: 1, sha256Hash}}`. A hash that is not known is answered with
PERSISTED_QUERY_NOT_FOUND, whereupon the client sends hash and document, and the document is kept once it was parsed,
measured and validated. With a safelist nothing else is served: QUERY_NOT_IN_SAFELIST.
"""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any, cast

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from graph_api.safelist import sha256
from schema.bounded import Bounded

_ENTRIES = 1_000
_BYTES = 4 << 20
_offered: ContextVar[str | None] = ContextVar("_offered", default=None)
"""The hash that the document of this request came with, to be kept by it."""


class Persisted:
    """The documents that are known by their hash: those that clients taught, or a safelist."""

    def __init__(
        self, safelist: Mapping[str, str] | None = None, *, most: int = _ENTRIES, bytes_: int = _BYTES
    ) -> None:
        """Serve only `safelist` where there is one; else keep the `most` documents used last, of so many bytes together."""
        self._kept = Bounded[str, str](most=most, weight=bytes_)
        self._safelist = safelist
        self._allowed = None if safelist is None else frozenset(safelist.values())

    def document(self, query: str | None, extensions: Mapping[str, Any] | None) -> str | None:
        """The document of a request, which may have a hash, a document or both; None where it has neither.

        Raises `GraphQLError` with a code.
        """
        _offered.set(None)
        given = (extensions or {}).get("persistedQuery")
        hash_ = None if given is None else _hash(given)
        if self._allowed is not None:
            return self._of_safelist(query, hash_)
        if hash_ is None:
            return query
        if not query:
            if (known := self._kept.get(hash_)) is None:
                raise GraphQLError("PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"})
            return known
        if not _is_hash(hash_, query):
            raise _bad("provided sha does not match query")
        _offered.set(hash_)
        return query

    def _of_safelist(self, query: str | None, hash_: str | None) -> str | None:
        if not query and hash_ is None:
            return None
        assert self._safelist is not None
        assert self._allowed is not None
        known = None if hash_ is None else self._safelist.get(hash_)
        if query:
            same = known == query or hash_ is None or _is_hash(hash_, query)
            known = query if query in self._allowed and same else None
        if known is None:
            text = "This server answers only operations of its safelist, and this is none of them."
            raise GraphQLError(text, extensions={"code": "QUERY_NOT_IN_SAFELIST"})
        return known

    def keep(self, text: str) -> None:
        """Keep a valid document, if it came with its hash."""
        if (hash_ := _offered.get()) is not None:
            self._kept.put(hash_, text, len(text.encode()))


def _hash(given: object) -> str:
    """The `sha256Hash` of `persistedQuery`."""
    fields: Mapping[str, object] = cast("dict[str, object]", given) if isinstance(given, dict) else {}
    hash_ = fields.get("sha256Hash")
    if fields.get("version") != 1:
        raise _bad("Unsupported persisted query version")
    if not isinstance(hash_, str):
        raise _bad("`extensions.persistedQuery` must be like {version: 1, sha256Hash: '<hexadecimal>'}.")
    return hash_


def _is_hash(hash_: str, text: str) -> bool:
    try:
        return sha256(text) == hash_
    except ValueError:  # lone surrogates
        return False


def _bad(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_INPUT"})


class Kept(SchemaExtension):
    """Keeps what was found valid."""

    def __init__(self, persisted: Persisted) -> None:
        """Keep in `persisted`."""
        self._persisted = persisted

    def on_validate(self) -> Iterator[None]:
        """After the rules."""
        yield
        context = self.execution_context
        if not context.pre_execution_errors and context.query is not None:
            self._persisted.keep(context.query)
