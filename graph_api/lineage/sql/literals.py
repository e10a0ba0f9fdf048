"""SQL without its literals, fit to be kept where everyone may read."""

from collections.abc import Collection

from sqlglot.tokenizer_core import TokenType

from graph_api.lineage.sql.catalog import Names

_LITERALS = frozenset(
    {
        TokenType.STRING,
        TokenType.NUMBER,
        TokenType.BIT_STRING,
        TokenType.HEX_STRING,
        TokenType.BYTE_STRING,
        TokenType.NATIONAL_STRING,
        TokenType.RAW_STRING,
        TokenType.HEREDOC_STRING,
        TokenType.UNICODE_STRING,
    }
)


# Words next to which a quoted name in SQLite is one, and not a string.
_NAMING = frozenset(
    {TokenType.ALIAS, TokenType.FROM, TokenType.JOIN, TokenType.INTO, TokenType.TABLE, TokenType.VIEW, TokenType.DOT}
)


def strip_literals(sql: str, names: Names, known: Collection[str] = ()) -> str:
    """Return the text with `?` for every literal and without comments, or raise `TokenError`.

    It works on words, not on the parsed statement, so that nothing a parser keeps as plain text slips through. Line breaks
    stay. In SQLite, where a quoted name that nothing has is a string, only `known` names and those in a name's place stay.
    """
    tokens = names.dialect.tokenize(sql)
    parts: list[str] = []
    end = 0
    for index, token in enumerate(tokens):
        gap = sql[end : token.start]
        if parts and gap:
            parts.append("\n" if "\n" in gap else " ")
        is_string = token.token_type in _LITERALS
        if names.quoted_strings and token.token_type is TokenType.IDENTIFIER and token.text.casefold() not in known:
            near = {each.token_type for each in (*tokens[max(index - 1, 0) : index], *tokens[index + 1 : index + 2])}
            is_string = not near & _NAMING
        parts.append("?" if is_string else sql[token.start : token.end + 1])
        end = token.end + 1
    return "".join(parts)
