"""T-SQL's phrases that sqlglot does not read, written otherwise."""

from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

from graph_api.lineage.sql.phrases import closing, made, upper

OUTPUT_COLUMN = "OUTPUT INTO "  # begins an alias that stands for a column of the table after INTO

_OPERATORS = frozenset("+-*/%&|^")
_AFTER_OUTPUT = frozenset({"INTO", "FROM", "WHERE", "VALUES", "SELECT", "WITH"})


def tsql(tokens: Sequence[Token]) -> list[Token]:
    """Return the words without such phrases."""
    return _bulk(_outputs(_top(_hints(_assignments(tokens)))))


def _bulk(tokens: list[Token]) -> list[Token]:
    """Leave out BULK of `OPENROWSET(BULK 'path', …)`."""
    words = upper(tokens)
    return [
        each for i, each in enumerate(tokens) if words[i] != "BULK" or words[max(i - 2, 0) : i] != ["OPENROWSET", "("]
    ]


def _top(tokens: list[Token]) -> list[Token]:
    """Leave out `TOP (n) [PERCENT]` after UPDATE, DELETE, INSERT and MERGE."""
    words = upper(tokens)
    if words[1:3] != ["TOP", "("] or words[0] == "SELECT":
        return tokens
    end = closing(words, 3, frozenset()) + 1
    return [tokens[0], *tokens[end + (words[end : end + 1] == ["PERCENT"]) :]]


def _outputs(tokens: list[Token]) -> list[Token]:
    """Write `OUTPUT a, b INTO t (c, d)` as `OUTPUT a AS [OUTPUT INTO c], b AS [OUTPUT INTO d] INTO t`."""
    words = upper(tokens)
    start = closing(words, 0, frozenset({"OUTPUT"})) + 1
    into = closing(words, start, _AFTER_OUTPUT)
    opening = into + 2 + (words[into + 1 : into + 2] == ["@"])
    while words[opening : opening + 1] == ["."]:
        opening += 2
    if words[0] == "INSERT" or words[into : into + 1] != ["INTO"] or words[opening : opening + 1] != ["("]:
        return tokens
    end = closing(words, opening + 1, frozenset())
    found = tokens[:start]
    for column in tokens[opening + 1 : end : 2]:
        stop = closing(words, start, frozenset({",", "INTO"}))
        alias = made(TokenType.IDENTIFIER, OUTPUT_COLUMN + column.text, column)
        found += [*tokens[start:stop], made(TokenType.ALIAS, "AS", column), alias, tokens[stop]]
        start = stop + 1
    return [*found, *tokens[into + 1 : opening], *tokens[end + 1 :]]


def _assignments(tokens: Sequence[Token]) -> list[Token]:
    """Write `a.b += c` as `a.b = a.b + c`."""
    words: list[Token] = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        if token.text == "=" and before is not None and before.text in _OPERATORS and before.end + 1 == token.start:
            operator = words.pop()
            start = len(words) - 1
            while start > 1 and words[start - 1].text == ".":
                start -= 2
            words += [token, *words[start:], operator]
        else:
            words.append(token)
    return words


def _hints(tokens: list[Token]) -> list[Token]:
    """Leave out the hints of T-SQL's `INSERT INTO t WITH (TABLOCK) …`."""
    words = upper(tokens)
    start = words.index("WITH") if "WITH" in words else 0
    if words[0] != "INSERT" or not start or words[start + 1 : start + 2] != ["("]:
        return tokens
    return tokens[:start] + tokens[closing(words, start + 2, frozenset()) + 1 :]
