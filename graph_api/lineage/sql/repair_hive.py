"""Hive's and Spark's phrases that sqlglot does not read, written otherwise."""

import re
from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

from graph_api.lineage.sql.phrases import closing, made, upper

_EVOLUTION = ["MERGE", "WITH", "SCHEMA", "EVOLUTION"]
_SIZE = re.compile(r"[0-9.]+[BKMG]")
_STATES = frozenset({"ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE", "RELY", "NORELY"})


def hive(tokens: Sequence[Token]) -> list[Token]:
    """Return the words without such phrases."""
    words = list(tokens)
    for step in (
        _evolution,
        _unless_there,
        _partitioned_functions,
        _scheduled,
        _formats,
        _sampled,
        _constraints,
        _unique_joins,
    ):
        words = step(words)
    return words


def _evolution(tokens: list[Token]) -> list[Token]:
    """Leave out Spark's `WITH SCHEMA EVOLUTION`."""
    return [tokens[0], *tokens[4:]] if upper(tokens[:4]) == _EVOLUTION else tokens


def _unless_there(tokens: list[Token]) -> list[Token]:
    """Leave out Hive's `IF NOT EXISTS` after the partition of an INSERT."""
    words = upper(tokens)
    found = [i for i in range(1, len(words)) if words[i : i + 3] == ["IF", "NOT", "EXISTS"] and words[i - 1] == ")"]
    return (
        [each for index, each in enumerate(tokens) if not any(i <= index < i + 3 for i in found)] if found else tokens
    )


def _partitioned_functions(tokens: list[Token]) -> list[Token]:
    """Write Hive's `FROM f(ON t PARTITION BY a ORDER BY b)` as `FROM (SELECT * FROM t DISTRIBUTE BY a SORT BY b)`."""
    words = upper(tokens)
    found: list[Token] = []
    inside = 0  # parentheses of such functions that are open
    for index, token in enumerate(tokens):
        if words[index + 1 : index + 3] == ["(", "ON"]:
            continue
        if words[index] == "ON" and words[index - 1] == "(":
            inside += 1
            found += (
                made(TokenType.SELECT, "SELECT", token),
                made(TokenType.STAR, "*", token),
                made(TokenType.FROM, "FROM", token),
            )
        elif inside and words[index : index + 2] == ["PARTITION", "BY"]:
            found.append(made(TokenType.DISTRIBUTE_BY, "DISTRIBUTE BY", token))
        elif inside and words[index] in {"PARTITION BY", "ORDER BY"}:
            sort = words[index] == "ORDER BY"
            kind, text = (TokenType.SORT_BY, "SORT BY") if sort else (TokenType.DISTRIBUTE_BY, "DISTRIBUTE BY")
            found.append(made(kind, text, token))
        else:
            found.append(token)
    return found


def _scheduled(tokens: list[Token]) -> list[Token]:
    """Read Hive's `CREATE SCHEDULED QUERY … AS statement` as the statement."""
    words = upper(tokens)
    return tokens[words.index("AS") + 1 :] if words[:2] == ["CREATE", "SCHEDULED"] and "AS" in words else tokens


def _formats(tokens: list[Token]) -> list[Token]:
    """Leave out the format of Spark's `INSERT OVERWRITE DIRECTORY 'p' USING csv OPTIONS (…)`."""
    words = upper(tokens)
    start = words.index("DIRECTORY") + 2 if "DIRECTORY" in words else 0
    if not start or words[start : start + 1] != ["USING"]:
        return tokens
    end = start + 2
    if words[end : end + 2] == ["OPTIONS", "("]:
        end = closing(words, end + 2, frozenset()) + 1
    return tokens[:start] + tokens[end:]


def _sampled(tokens: list[Token]) -> list[Token]:
    """Leave out Hive's `TABLESAMPLE (100M)`."""
    words = upper(tokens)
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        if (
            words[index] == "TABLESAMPLE"
            and words[index + 1 : index + 2] == ["("]
            and _SIZE.fullmatch(words[index + 2])
        ):
            index = closing(words, index + 2, frozenset()) + 1
        else:
            found.append(tokens[index])
            index += 1
    return found


def _constraints(tokens: list[Token]) -> list[Token]:
    """Leave out how far Hive trusts a constraint: `PRIMARY KEY (a) DISABLE NOVALIDATE`."""
    words = upper(tokens)
    return (
        [each for each, word in zip(tokens, words, strict=True) if word not in _STATES]
        if words[0] == "CREATE"
        else tokens
    )


def _unique_joins(tokens: list[Token]) -> list[Token]:
    """Write Hive's `FROM UNIQUEJOIN PRESERVE a x (x.k), b y (y.k) SELECT …` as `FROM a x, b y SELECT …`."""
    words = upper(tokens)
    if "UNIQUEJOIN" not in words:
        return tokens
    start = words.index("UNIQUEJOIN") + 1
    end = closing(words, start, frozenset({"SELECT", "INSERT", "MAP", "REDUCE"}))
    found = tokens[: start - 1]
    while start < end:
        keys = words.index("(", start)
        found += [each for each in tokens[start:keys] if each.text.upper() != "PRESERVE"]
        start = closing(words, keys + 1, frozenset()) + 1
    return [*found, *tokens[end:]]


def scripts(tokens: list[Token]) -> list[Token]:
    """Write Hive's `MAP a, b USING` and `REDUCE a, b USING` as `SELECT TRANSFORM (a, b) USING`, and `AS c, d` as `AS (c, d)`."""
    words = upper(tokens)
    found: list[Token] = []
    closed: set[int] = set()
    opened: set[int] = set()
    for index, token in enumerate(tokens):
        if index in opened:
            found.append(made(TokenType.L_PAREN, "(", token))
        if index in closed:
            found.append(made(TokenType.R_PAREN, ")", token))
        named = words[index + 2 : index + 3] == ["AS"] and words[index + 3 : index + 4] != ["("]
        if words[index] == "USING" and named and tokens[index + 1].token_type is TokenType.STRING:
            end = index + 4
            while words[end : end + 1] == [","]:
                end += 2
            opened.add(index + 3)
            closed.add(end)
        if words[index] in {"MAP", "REDUCE"} and words[index + 1 : index + 2] != ["("]:
            end = closing(words, index + 1, frozenset({"USING", "FROM", "SELECT"}))
            if words[end : end + 1] == ["USING"]:
                closed.add(end)
                found += (
                    made(TokenType.SELECT, "SELECT", token),
                    made(TokenType.VAR, "TRANSFORM", token),
                    made(TokenType.L_PAREN, "(", token),
                )
                continue
        found.append(token)
    if len(tokens) in closed:
        found.append(made(TokenType.R_PAREN, ")", tokens[-1]))
    return found
