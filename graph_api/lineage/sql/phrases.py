"""Phrases of many dialects that sqlglot does not read everywhere, and that have no part in the flow of data."""

from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

# Functions on JSON whose arguments are followed by clauses, and the words that such clauses begin with.
_JSON = frozenset(
    {"JSON_VALUE", "JSON_QUERY", "JSON_EXISTS", "JSON_OBJECT", "JSON_ARRAY", "JSON_OBJECTAGG", "JSON_ARRAYAGG"}
)
_CLAUSES = frozenset(
    "RETURNING FORMAT NULL ABSENT ERROR EMPTY DEFAULT WITH WITHOUT KEEP OMIT UNIQUE TRUE FALSE UNKNOWN AS".split()  # noqa: SIM905
)
_COLUMN_CLAUSES = frozenset("FORMAT NULL ERROR EMPTY DEFAULT WITH WITHOUT KEEP OMIT EXISTS".split())  # noqa: SIM905
_PLACES = frozenset({"DISTRIBUTED", "SEGMENTED", "UNSEGMENTED"})  # Greenplum, Vertica
_CHECKS = (
    ["CHECK", "OPTION"],
    ["LOCAL", "CHECK", "OPTION"],
    ["CASCADED", "CHECK", "OPTION"],
    ["READ", "ONLY"],
    ["DATA"],
    ["NO", "DATA"],
)


def upper(tokens: Sequence[Token]) -> list[str]:
    """The words in capitals, to compare with."""
    return [token.text.upper() for token in tokens]


def made(kind: TokenType, text: str, at: Token) -> Token:
    """A word in the place of another."""
    return Token(kind, text, at.line, at.col, at.start, at.end)


def closing(words: Sequence[str], start: int, stops: frozenset[str]) -> int:
    """Return where the first stop after `start` stands that is in no further parentheses, or the parenthesis that ends them."""
    level = 0
    for index in range(start, len(words)):
        if level == 0 and (words[index] in stops or words[index] == ")"):
            return index
        level += (words[index] == "(") - (words[index] == ")")
    return len(words)


def plain(tokens: Sequence[Token]) -> list[Token]:
    """Leave out all of these phrases."""
    return _rows_from(_subsets(_overriding(_ended(_json(tokens)))))


def _rows_from(tokens: list[Token]) -> list[Token]:
    """Write PostgreSQL's `LATERAL ROWS FROM (…)`, which is lateral anyway, as `ROWS FROM (…)`."""
    words = upper(tokens)
    return [each for i, each in enumerate(tokens) if words[i : i + 3] != ["LATERAL", "ROWS", "FROM"]]


def _ended(tokens: list[Token]) -> list[Token]:
    """Leave out what ends a view or table: `WITH [LOCAL | CASCADED] CHECK OPTION`, `WITH [NO] DATA`, where its rows are kept."""
    words = upper(tokens)
    if words[:1] == ["CREATE"] and (place := closing(words, 0, _PLACES)) < len(words):
        tokens, words = tokens[:place], words[:place]
    for end in _CHECKS if words[:1] == ["CREATE"] else ():
        if words[-len(end) - 1 :] == ["WITH", *end]:
            return tokens[: -len(end) - 1]
    return tokens


def _overriding(tokens: list[Token]) -> list[Token]:
    """Leave out PostgreSQL's `OVERRIDING SYSTEM VALUE`."""
    words = upper(tokens)
    found = words.index("OVERRIDING") if "OVERRIDING" in words else -1
    return tokens[:found] + tokens[found + 3 :] if found >= 0 and words[found + 2 : found + 3] == ["VALUE"] else tokens


def _subsets(tokens: list[Token]) -> list[Token]:
    """Leave out `SUBSET u = (a, b)` of MATCH_RECOGNIZE; what is of `u` is of the same rows as what is of `a`."""
    words = upper(tokens)
    if "MATCH_RECOGNIZE" not in words or "SUBSET" not in words:
        return tokens
    start = words.index("SUBSET")
    end = closing(words, start, frozenset({"DEFINE"}))
    first = {words[i - 1]: tokens[i + 2] for i in range(start, end) if words[i : i + 2] == ["=", "("]}
    used = {
        i
        for i in range(1, len(words))
        if words[i + 1 : i + 2] == ["."] or [words[i - 1], *words[i + 1 : i + 2]] == ["(", ")"]
    }
    kept = [*range(start), *range(end, len(words))]
    return [first.get(words[i], tokens[i]) if i in used else tokens[i] for i in kept]


def _json(tokens: Sequence[Token]) -> list[Token]:
    """Leave out the clauses of functions on JSON; what they name is an argument more."""
    words = upper(tokens)
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        opens = words[index + 1 : index + 2] == ["("]
        is_value = opens and words[index] in _JSON
        found.append(made(TokenType.VAR, "JSON_OF", tokens[index]) if is_value else tokens[index])
        index += 1
        if is_value:
            end = closing(words, index + 1, frozenset())
            found += [tokens[index], *_arguments(_json(tokens[index + 1 : end]))]
            index = end
        elif opens and words[index - 1] == "JSON_TABLE":
            end = closing(words, index + 1, frozenset())
            found += [tokens[index], *_columns(_json(tokens[index + 1 : end]))]
            index = end
    return found


def _arguments(tokens: list[Token]) -> list[Token]:
    """Return the values among the arguments of a function on JSON, with commas between them."""
    words = upper(tokens)
    found: list[Token] = []
    start = 0
    level = 0
    left_out = False
    for index, token in enumerate(tokens):
        level += (words[index] == "(") - (words[index] == ")")
        between = level == 0 and (words[index] in {",", ":", "PASSING"} or (words[index] == "VALUE" and index > start))
        if between:
            found.append(made(TokenType.COMMA, ",", token))
            start, left_out = index + 1, False
        elif level == 0 and index > start and words[index] in _CLAUSES:
            left_out = True
        elif not left_out and not (level == 0 and index == start and words[index] == "KEY"):
            found.append(token)
    return found


def _columns(tokens: list[Token]) -> list[Token]:
    """Leave out of JSON_TABLE the names of paths, what is to be done on errors, and the plan."""
    tokens = _passed(tokens)
    words = upper(tokens)
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        word = words[index]
        before = tokens[index - 1].token_type if index else None
        if word == "AS" and before is TokenType.STRING:
            index += 2
        elif word == "PLAN" and words[index + 1 : index + 2] in (["("], ["DEFAULT"]):
            index = closing(words, words.index("(", index) + 1, frozenset()) + 1
        elif word == "NESTED" and words[index + 1 : index + 2] != ["PATH"]:
            found += [tokens[index], made(TokenType.VAR, "PATH", tokens[index])]
            index += 1
        elif word in _COLUMN_CLAUSES and word != "EXISTS" and index:
            index = _clause(words, index)
        elif word == "EXISTS":
            index += 1
        else:
            found.append(tokens[index])
            index += 1
    return found


def _passed(tokens: list[Token]) -> list[Token]:
    """Write JSON_TABLE's `a, 'path' PASSING b AS c COLUMNS …` as `JSON_OF(a, b), 'path' COLUMNS …`."""
    words = upper(tokens)
    start = closing(words, 0, frozenset({"PASSING"}))
    if start == len(words):
        return tokens
    at = tokens[start]
    first = closing(words, 0, frozenset({","}))
    end = closing(words, start, frozenset({"COLUMNS"}))
    call = [made(TokenType.VAR, "JSON_OF", at), made(TokenType.L_PAREN, "(", at), *_arguments(tokens[:first])]
    call += [made(TokenType.COMMA, ",", at), *_arguments(tokens[start + 1 : end]), made(TokenType.R_PAREN, ")", at)]
    return [*call, *tokens[first:start], *tokens[end:]]


def _clause(words: list[str], index: int) -> int:
    """Return where a clause of a column in JSON_TABLE ends."""
    end = closing(words, index + 1, frozenset({",", "PATH", "COLUMNS", *(_COLUMN_CLAUSES - {"EMPTY", "ERROR"})}))
    return end if end > index else index + 1
