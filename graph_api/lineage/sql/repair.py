"""Phrases that sqlglot does not read and that have no part in the flow of data, taken out of a statement's words."""

import re
from collections.abc import Iterator, Sequence

from sqlglot.tokenizer_core import Token, TokenType

from graph_api.lineage.sql.phrases import closing, made, plain, upper
from graph_api.lineage.sql.repair_tsql import tsql

_NEAR = 8  # words between CREATE and what is created
_ISOLATIONS = frozenset({"UR", "CS", "RS", "RR"})
_SIZE = re.compile(r"[0-9.]+[BKMG]")
_STATES = frozenset({"ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE", "RELY", "NORELY"})
_PHRASES = frozenset({"TITLE", "FORMAT"})
_PIPES = {"DROP": "EXCEPT", "SET": "REPLACE", "RENAME": "RENAME"}
_SCRIPTING = frozenset({"hive", "spark", "spark2", "databricks"})
_EVOLUTION = ["MERGE", "WITH", "SCHEMA", "EVOLUTION"]
# Dialects whose other half, used where a statement does not fit the first, has a name of its own.
OTHER_HALVES = {"athena": "hive"}


def prepared(tokens: Sequence[Token], dialect: str) -> Sequence[Token]:
    """Return the words with what sqlglot would misread written otherwise."""
    if dialect in _SCRIPTING and any(each.text.upper() == "USING" for each in tokens):
        return _scripts(list(tokens))
    return tokens


def repaired(tokens: Sequence[Token], dialect: str) -> Iterator[list[Token]]:
    """Yield what is left of the words: first without phrases that sqlglot does not read, then without a creation's properties."""
    match dialect:
        case "tsql":
            words = tsql(tokens)
        case "teradata":
            words = _aliased_before_set(_phrases(tokens))
        case _ if dialect in _SCRIPTING:
            words = _constraints(
                _sampled(_pipes(_formats(_scheduled(_partitioned_functions(_unless_there(_evolution(tokens)))))))
            )
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


def _scheduled(tokens: list[Token]) -> list[Token]:
    """Read Hive's `CREATE SCHEDULED QUERY … AS statement` as the statement."""
    words = upper(tokens)
    return tokens[words.index("AS") + 1 :] if words[:2] == ["CREATE", "SCHEDULED"] and "AS" in words else tokens


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


def _isolation(tokens: Sequence[Token]) -> list[Token]:
    """Leave out Db2's `WITH UR`."""
    words = list(tokens)
    if len(words) > 1 and words[-1].text.upper() in _ISOLATIONS and words[-2].text.upper() == "WITH":
        del words[-2:]
    return words


def _evolution(tokens: Sequence[Token]) -> list[Token]:
    """Leave out Spark's `WITH SCHEMA EVOLUTION`."""
    return [tokens[0], *tokens[4:]] if upper(tokens[:4]) == _EVOLUTION else list(tokens)


def _unless_there(tokens: list[Token]) -> list[Token]:
    """Leave out Hive's `IF NOT EXISTS` after the partition of an INSERT."""
    words = upper(tokens)
    found = [i for i in range(1, len(words)) if words[i : i + 3] == ["IF", "NOT", "EXISTS"] and words[i - 1] == ")"]
    return (
        [each for index, each in enumerate(tokens) if not any(i <= index < i + 3 for i in found)] if found else tokens
    )


def _scripts(tokens: list[Token]) -> list[Token]:
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
