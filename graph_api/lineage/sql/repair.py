"""Phrases that sqlglot does not read and that have no part in the flow of data, taken out of a statement's words."""

from collections.abc import Iterator, Sequence

from sqlglot.tokenizer_core import Token, TokenType

from graph_api.lineage.sql.phrases import closing, made, plain, upper
from graph_api.lineage.sql.repair_hive import hive, scripts
from graph_api.lineage.sql.repair_tsql import tsql

_NEAR = 8  # words between CREATE and what is created
_ISOLATIONS = frozenset({"UR", "CS", "RS", "RR"})
_PHRASES = frozenset({"TITLE", "FORMAT"})
_PIPES = {"DROP": "EXCEPT", "SET": "REPLACE", "RENAME": "RENAME"}
_SCRIPTING = frozenset({"hive", "spark", "spark2", "databricks"})
# Dialects whose other half, used where a statement does not fit the first, has a name of its own.
OTHER_HALVES = {"athena": "hive"}


def prepared(tokens: Sequence[Token], dialect: str) -> Sequence[Token]:
    """Return the words with what sqlglot would misread written otherwise."""
    if dialect in _SCRIPTING and any(each.text.upper() == "USING" for each in tokens):
        return scripts(list(tokens))
    return tokens


def repaired(tokens: Sequence[Token], dialect: str) -> Iterator[list[Token]]:
    """Yield what is left of the words: first without phrases that sqlglot does not read, then without a creation's properties."""
    match dialect:
        case "tsql":
            words = tsql(tokens)
        case "teradata":
            words = _aliased_before_set(_unlocked(_phrases(tokens)))
        case _ if dialect in _SCRIPTING:
            words = _pipes(hive(tokens))
        case "trino":
            words = _nth(_table_arguments(tokens))
        case "oracle":
            words = _changed_views(_logged(_merge_deletes(tokens)))
        case "bigquery":
            words = _pipes(tokens)
        case _:
            words = _isolation(tokens)
    words = plain(words)
    if words != list(tokens):
        yield words
    bare = _bare_creation(words) if words and words[0].text.upper() == "CREATE" else None
    if bare is not None:
        yield bare


def _bare_creation(tokens: Sequence[Token]) -> list[Token] | None:
    """Leave out the properties between the name of a table or view, with its columns, and its query."""
    words = [token.text.upper() for token in tokens]
    kind = next((i for i, word in enumerate(words[:_NEAR]) if word in {"TABLE", "VIEW"}), None)
    query = closing(words, 0, frozenset({"AS"}))
    while query < len(words) and words[query + 1 : query + 2] not in (["SELECT"], ["WITH"], ["VALUES"], ["("]):
        query = closing(words, query + 1, frozenset({"AS"}))
    if kind is None or query >= len(words):
        return None
    name = kind + (4 if words[kind + 1 : kind + 4] == ["IF", "NOT", "EXISTS"] else 1)
    end = name + 1
    while words[end : end + 1] == ["."]:
        end += 2
    if words[end : end + 1] == ["("]:
        end = closing(words, end + 1, frozenset()) + 1
    return [tokens[0], tokens[kind], *tokens[name:end], *tokens[query:]]


def _logged(tokens: list[Token]) -> list[Token]:
    """Leave out Oracle's `LOG ERRORS INTO t …`, which ends a statement."""
    words = upper(tokens)
    start = next((i for i in range(1, len(words)) if words[i : i + 2] == ["LOG", "ERRORS"]), len(words))
    return tokens[:start]


def _changed_views(tokens: list[Token]) -> list[Token]:
    """Write Oracle's `UPDATE (SELECT …) v SET …` as `WITH v AS (SELECT …) UPDATE v SET …`."""
    words = upper(tokens)
    if words[:2] != ["UPDATE", "("]:
        return tokens
    end = closing(words, 2, frozenset())
    place = closing(words, end + 1, frozenset({"SET"}))
    name = tokens[place - 1] if place > end + 1 else made(TokenType.VAR, "CHANGED", tokens[0])
    common = [
        made(TokenType.WITH, "WITH", tokens[0]),
        name,
        made(TokenType.ALIAS, "AS", tokens[0]),
        *tokens[1 : end + 1],
    ]
    return [*common, tokens[0], name, *tokens[place:]]


def _pipes(tokens: Sequence[Token]) -> list[Token]:
    """Write BigQuery's `|> DROP a`, `|> SET a = x` and `|> RENAME a AS b` as `|> SELECT * EXCEPT (a)` and so on."""
    words = upper(tokens)
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        found.append(tokens[index])
        index += 1
        change = _PIPES.get(words[index]) if index < len(words) and words[index - 1] == "|>" else None
        if change is None:
            continue
        end = closing(words, index, frozenset({"|>"}))
        at = tokens[index]
        listed = list(tokens[index + 1 : end])
        if change == "REPLACE":
            listed = _set_as_alias(listed)
        found += [made(TokenType.SELECT, "SELECT", at), made(TokenType.STAR, "*", at)]
        found += [made(TokenType.EXCEPT if change == "EXCEPT" else TokenType.VAR, change, at)]
        found += [made(TokenType.L_PAREN, "(", at), *listed, made(TokenType.R_PAREN, ")", at)]
        index = end
    return found


def _set_as_alias(tokens: list[Token]) -> list[Token]:
    """Write `a = x, b = y` as `x AS a, y AS b`."""
    words = upper(tokens)
    found: list[Token] = []
    start = 0
    while start < len(tokens):
        end = closing(words, start, frozenset({","}))
        found += [
            *tokens[start + 2 : end],
            made(TokenType.ALIAS, "AS", tokens[start]),
            tokens[start],
            *tokens[end : end + 1],
        ]
        start = end + 1
    return found


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


def _unlocked(tokens: list[Token]) -> list[Token]:
    """Leave out Teradata's `LOCKING t FOR ACCESS`."""
    words = upper(tokens)
    start = words.index("LOCKING") if "LOCKING" in words else len(words)
    end = next((i + 2 for i in range(start, len(words)) if words[i] in {"FOR", "IN"}), len(words))
    return [*tokens[:start], *tokens[end + (words[end : end + 1] == ["MODE"]) :]]


def _isolation(tokens: Sequence[Token]) -> list[Token]:
    """Leave out Db2's `WITH UR`."""
    words = list(tokens)
    if len(words) > 1 and words[-1].text.upper() in _ISOLATIONS and words[-2].text.upper() == "WITH":
        del words[-2:]
    return words


def _table_arguments(tokens: Sequence[Token]) -> list[Token]:
    """Leave out how Trino deals the rows of a table argument out: `TABLE(t) PARTITION BY a ORDER BY b`."""
    words = upper(tokens)
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        found.append(tokens[index])
        if words[index] == "TABLE" and words[index + 1 : index + 2] == ["("] and words[index - 1] in {"=>", "(", ","}:
            end = closing(words, index + 2, frozenset())
            found += tokens[index + 1 : end + 1]
            index = closing(words, end + 1, frozenset({","}))
        else:
            index += 1
    return found


def _nth(tokens: list[Token]) -> list[Token]:
    """Leave out `FROM FIRST` and `FROM LAST` of NTH_VALUE, and write `AT LOCAL` as `AT TIME ZONE 'local'`."""
    words = upper(tokens)
    found: list[Token] = []
    for index, token in enumerate(tokens):
        from_end = (
            words[index - 1 : index] == [")"] and words[index] == "FROM" and words[index + 2 : index + 3] == ["OVER"]
        )
        before = words[index - 1 : index] == ["FROM"] and words[index + 1 : index + 2] == ["OVER"]
        if words[index] == "LOCAL" and words[index - 1 : index] == ["AT"]:
            found += [
                made(TokenType.VAR, "TIME", token),
                made(TokenType.VAR, "ZONE", token),
                made(TokenType.STRING, "local", token),
            ]
        elif not (from_end or before):
            found.append(token)
    return found


def _merge_deletes(tokens: Sequence[Token]) -> list[Token]:
    """Leave out `DELETE WHERE …` of Oracle's MERGE, which follows an UPDATE."""
    words = upper(tokens)
    start = next((i for i, word in enumerate(words) if word == "DELETE" and words[i - 1] != "THEN"), None)
    if words[0] != "MERGE" or start is None:
        return list(tokens)
    end = next((i for i in range(start, len(words)) if words[i] == "WHEN"), len(words))
    return [*tokens[:start], *tokens[end:]]


def _aliased_before_set(tokens: list[Token]) -> list[Token]:
    """Write Teradata's `UPDATE t FROM u SET …` as `UPDATE t FROM u AS u SET …`, as SET may be an alias."""
    words = upper(tokens)
    place = closing(words, 1, frozenset({"SET"}))
    if words[0] != "UPDATE" or words[place - 2] not in {"FROM", ",", "."} or place == len(words):
        return tokens
    return [*tokens[:place], made(TokenType.ALIAS, "AS", tokens[place]), *tokens[place - 1 :]]
