"""Phrases that sqlglot does not read and that have no part in the flow of data, taken out of a statement's words."""

from collections.abc import Iterator, Sequence

from sqlglot.tokenizer_core import Token

_NEAR = 8  # words between CREATE and what is created
_OPERATORS = frozenset("+-*/%&|^")
_ISOLATIONS = frozenset({"UR", "CS", "RS", "RR"})
_PHRASES = frozenset({"TITLE", "FORMAT"})
# Dialects whose other half, used where a statement does not fit the first, has a name of its own.
OTHER_HALVES = {"athena": "hive"}


def repaired(tokens: Sequence[Token], dialect: str) -> Iterator[list[Token]]:
    """Yield what is left of the words: first without its dialect's own phrases, then without a creation's properties."""
    match dialect:
        case "tsql":
            words = _assignments(tokens)
        case "teradata":
            words = _phrases(tokens)
        case _:
            words = _isolation(tokens)
    if len(words) != len(tokens):
        yield words
    bare = _bare_creation(words) if words and words[0].text.upper() == "CREATE" else None
    if bare is not None:
        yield bare


def _bare_creation(tokens: Sequence[Token]) -> list[Token] | None:
    """Leave out the properties between the name of a table or view and its query."""
    words = [token.text.upper() for token in tokens]
    kind = next((i for i, word in enumerate(words[:_NEAR]) if word in {"TABLE", "VIEW"}), None)
    level = 0
    query = None
    for index, word in enumerate(words):
        level += (word == "(") - (word == ")")
        if level == 0 and word == "AS" and words[index + 1 : index + 2] in (["SELECT"], ["WITH"]):
            query = index
            break
    if kind is None or query is None:
        return None
    name = kind + (4 if words[kind + 1 : kind + 4] == ["IF", "NOT", "EXISTS"] else 1)
    end = name + 1
    while words[end : end + 1] == ["."]:
        end += 2
    return [tokens[0], tokens[kind], *tokens[name:end], *tokens[query:]]


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


def _phrases(tokens: Sequence[Token]) -> list[Token]:
    """Leave out Teradata's `(TITLE 'x')` and `(FORMAT 'x')`."""
    words: list[Token] = []
    skipped = 0
    for index, token in enumerate(tokens):
        if token.text == "(" and index + 3 < len(tokens) and tokens[index + 1].text.upper() in _PHRASES:
            skipped = 4 if tokens[index + 3].text == ")" else 0
        if skipped:
            skipped -= 1
        else:
            words.append(token)
    return words


def _isolation(tokens: Sequence[Token]) -> list[Token]:
    """Leave out Db2's `WITH UR`."""
    words = list(tokens)
    if len(words) > 1 and words[-1].text.upper() in _ISOLATIONS and words[-2].text.upper() == "WITH":
        del words[-2:]
    return words
