"""Scripts: a text cut into its statements, so that one that cannot be read leaves the others unharmed.

Plain statements end at semicolons. Bodies of procedures and blocks are cut again, at the words that begin a statement and those
that control the flow: their conditions and loops decide when a statement runs, not what it does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, SqlglotError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from graph_api.lineage.base import Unresolved
from graph_api.lineage.sql.block import ENDS, JOINING, NEAR, STARTS, balance, cuts_of, is_block, is_routine
from graph_api.lineage.sql.budget import TEXT_OVER, Budget, parser
from graph_api.lineage.sql.catalog import Names
from graph_api.lineage.sql.repair import OTHER_HALVES, prepared, repaired
from graph_api.lineage.sql.scope import LineageError

_BODIES = frozenset({TokenType.HEREDOC_STRING, TokenType.STRING, TokenType.RAW_STRING, TokenType.NATIONAL_STRING})
_SQL_LANGUAGES = frozenset({"SQL", "PLPGSQL", "PLSQL"})
_DOLLARS = re.compile(r"\s*\$(\w*)\$(.*)\$\1\$.*", re.DOTALL)
_IMMEDIATE = re.compile(r"\bEXECUTE[ \t]+IMMEDIATE(?=\s+['$\"])", re.IGNORECASE)
_EXEC = re.compile(r"\bEXEC(?:UTE)?\s*(?:\(\s*|\s(?:sys\.)?sp_executesql\s+(?:@\w+\s*=\s*)?)(?=N?')", re.IGNORECASE)
_REPLACES = frozenset({"mysql", "sqlite", "doris", "starrocks", "singlestore"})
_SWALLOWING = frozenset(
    {"BEGIN", "DECLARE", "END", "REPLACE", "WHILE"}
)  # words after which some dialects leave the text as it is
_FILES = frozenset({"BULK", "EXPORT", "IMPORT", "LOAD", "UNLOAD"})  # parsed here where sqlglot does not
_TO_PARSE = 0.7  # of a text's time
_DEEPEST = 3  # bodies in bodies


@dataclass(frozen=True, slots=True)
class Part:
    """One statement, or why there is none; neither for one that moves no data.

    In a `body` SELECT gives no result, and its INTO may name variables; in that of a trigger NEW and OLD are rows of `row`.
    """

    node: exp.Expr | None
    body: bool = False
    failure: Unresolved | None = None
    row: exp.Table | None = None


def parts(sql: str, names: Names, budget: Budget) -> Iterator[Part]:
    """Yield the statements of a text, or raise `TokenError`."""
    # What `EXECUTE IMMEDIATE 'text'` runs is followed as the body of `DO 'text'`; every place stays where it is.
    pattern = _EXEC if names.dialect_name == "tsql" else _IMMEDIATE
    yield from _Script(names, budget).parts(pattern.sub(lambda found: "DO".ljust(len(found[0])), sql), 0)


def _words(tokens: Sequence[Token]) -> list[str]:
    quoted = {TokenType.IDENTIFIER, *_BODIES}
    return ["" if token.token_type in quoted else token.text.upper() for token in tokens]


class _Script:
    def __init__(self, names: Names, budget: Budget) -> None:
        self._names = names
        self._budget = budget
        self._open = 0  # BEGINs without their END
        self._routine = False
        self._waits = False  # for the BEGIN of a routine that declares first
        self._row: exp.Table | None = None  # the table of a trigger

    def parts(self, sql: str, depth: int) -> Iterator[Part]:
        for chunk in _chunks(self._tokens(sql)):
            if self._budget.over(_TO_PARSE):
                yield Part(None, failure=Unresolved(TEXT_OVER, chunk[0].line, chunk[0].col))
                return
            words = _words(chunk)
            if words[0] == "DECLARE":
                self._declared(words)
            if depth or self._open or self._waits or is_routine(words) or is_block(words):
                yield from self._body(chunk, words, sql, depth)
            else:
                yield from self._plain(chunk, words, sql)

    def _tokens(self, sql: str) -> Iterator[Token]:
        """Yield the words; where a dialect takes all that follows a word for one, those of it."""
        before: Token | None = None
        for token in self._names.dialect.tokenize(sql):
            if before is not None and before.text.upper() in _SWALLOWING and _is_swallowed(token):
                lines = max(token.line - 1 - token.text.count("\n"), 0)
                yield from self._names.dialect.tokenize("\n" * lines + token.text)
            else:
                yield token
            before = token

    def _parsed(self, tokens: Sequence[Token], sql: str, *, body: bool) -> Iterator[Part]:
        first_word = tokens[0].text.upper()
        self._budget.begin()
        try:
            tokens = self._as_known(tokens)
            nodes = self._read(tokens, sql)
        except ParseError as error:
            if first_word in _FILES:
                text = sql[tokens[0].end + 1 : tokens[-1].end + 1]
                yield Part(exp.Command(this=first_word, expression=text), body)
                return
            words = _words(tokens)
            call = next((i for i, word in enumerate(words) if word in {"EXEC", "EXECUTE"}), 0)
            if first_word == "INSERT" and call:  # T-SQL's INSERT INTO t EXEC p
                yield from self._parsed(
                    [*tokens[:call], *self._names.dialect.tokenize("DEFAULT VALUES")], sql, body=body
                )
                yield Part(exp.Command(this="EXEC", expression=""), body)
                return
            first = error.errors[0] if error.errors else {}
            line, column = first.get("line"), first.get("col")
            yield Part(None, body, Unresolved("cannot be parsed", line, column))
        except LineageError as error:
            yield Part(None, body, Unresolved(str(error), tokens[0].line, tokens[0].col))
        except RecursionError:
            yield Part(None, body, Unresolved("nested too deeply", tokens[0].line, tokens[0].col))
        except Exception as error:  # noqa: BLE001 - the parser's own failures on odd text are many; each is told
            reason = f"cannot be parsed ({type(error).__name__})"
            yield Part(None, body, Unresolved(reason, tokens[0].line, tokens[0].col))
        else:
            yield from (Part(node, body, row=self._row) for node in nodes if node is not None)

    def _as_known(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """Write MySQL's `REPLACE INTO` as INSERT, `ALTER VIEW … AS` as CREATE, ClickHouse's `ALTER … UPDATE` as UPDATE."""
        words = _words(tokens[:6])
        tokenize = self._names.dialect.tokenize
        if words[0] == "REPLACE" and self._names.dialect_name in _REPLACES:
            return [*tokenize("INSERT"), *tokens[1:]]
        if words[:2] == ["ALTER", "VIEW"] and "AS" in _words(tokens):
            return [*tokenize("CREATE"), *tokens[1:]]
        if self._names.dialect_name == "clickhouse" and words[:2] == ["ALTER", "TABLE"] and "UPDATE" in words[3:]:
            update = words.index("UPDATE")
            return [tokens[update], *tokens[2:update], *tokenize("SET"), *tokens[update + 1 :]]
        return tokens

    def _read(self, tokens: Sequence[Token], sql: str) -> list[exp.Expr | None]:
        """Parse; where that fails, without phrases that only the dialect itself knows."""
        tokens = prepared(tokens, self._names.dialect_name)
        try:
            nodes = self._parse(list(tokens), sql)
        except ParseError:
            nodes = self._repaired(tokens, sql)
            if not nodes:
                raise
        if tokens[0].text.upper() == "CREATE" and isinstance(nodes[0], exp.Command):
            return self._repaired(tokens, sql) or nodes
        return nodes

    def _parse(self, tokens: list[Token], sql: str) -> list[exp.Expr | None]:
        return parser(self._names.dialect, self._budget).parse(tokens, sql)

    def _repaired(self, tokens: Sequence[Token], sql: str) -> list[exp.Expr | None]:
        """Parse what is left without odd phrases, or by the dialect's other half; nothing where that fails too."""
        other = OTHER_HALVES.get(self._names.dialect_name)
        try:
            if other is not None:
                return Dialect.get_or_raise(other).parse(sql[tokens[0].start : tokens[-1].end + 1])
        except SqlglotError:
            return []
        for left in repaired(tokens, self._names.dialect_name):
            try:
                nodes = self._parse(left, sql)
            except ParseError:
                continue
            if not isinstance(nodes[0], exp.Command):
                return nodes
        return []

    def _plain(self, chunk: list[Token], words: list[str], sql: str) -> Iterator[Part]:
        if words[0] == "DFS" and self._names.generators:
            yield Part(None)  # a command of Hive's shell
            return
        whole = list(self._parsed(chunk, sql, body=False))
        if any(part.failure or (isinstance(part.node, exp.Command) and words[0] == "DECLARE") for part in whole):
            cuts = cuts_of(words, self._names)
            if len(cuts) > 1:
                for start, end in cuts:
                    yield from self._parsed(chunk[start:end], sql, body=False)
                return
        yield from whole

    def _body(self, chunk: list[Token], words: list[str], sql: str, depth: int) -> Iterator[Part]:
        start = 0
        if is_routine(words) or words[0] == "DO":
            self._routine = True
            yield Part(None, body=True)
            start = self._header(words)
            self._row = self._changed(chunk, words[:start]) if "TRIGGER" in words[:NEAR] else None
            text = next((token for token in chunk[start:] if token.token_type in _BODIES), None)
            if text is not None and not self._open and "BEGIN" not in words[start : chunk.index(text)]:
                yield from self._quoted(text, words, depth)
                return
        body = words[start:]
        if self._open == 0 or "DECLARE" in body[:1]:
            self._declared(body)
        declares = is_routine(words) and body[:1] not in ([], ["("], ["RETURN"])
        self._waits = (self._waits or declares) and "BEGIN" not in body and STARTS.isdisjoint(body)
        was_open, self._open = self._open, max(0, self._open + balance(body))
        if was_open and not self._open and words[0] == "END" and words[1:2] in (["SELECT"], ["WITH"], ["INSERT"]):
            yield from self._plain(chunk[1:], words[1:], sql)  # Trino's `WITH FUNCTION … BEGIN … END SELECT …`
            return
        for first, last in cuts_of(body, self._names):
            yield from self._parsed(chunk[start + first : start + last], sql, body=True)
        if not (self._open or self._waits):
            self._row = None

    def _changed(self, chunk: list[Token], words: list[str]) -> exp.Table | None:
        """Return the table of a trigger, from its header."""
        start = next((i + 1 for i in range(len(words) - 1, 0, -1) if words[i] == "ON"), 0)
        end = start + 1
        while words[end : end + 1] == ["."]:
            end += 2
        parts = [exp.to_identifier(token.text) for token in reversed(chunk[start:end:2])]
        return exp.Table(**dict(zip(("this", "db", "catalog"), parts, strict=False))) if start else None

    def _header(self, words: list[str]) -> int:
        """Return where the body of a routine begins, and keep its parameters' names."""
        level = 0
        for index, word in enumerate(words):
            level += (word == "(") - (word == ")")
            before = words[index - 1] if index else ""
            if level == 1 and before in {"(", ",", "IN", "OUT", "INOUT", "VARIADIC"}:
                self._names.variables.add(word.casefold())
            if level == 0 and (word == "BEGIN" or (word in {"AS", "IS", "DO"} and before not in {"EXECUTE", "EXEC"})):
                return index + (word != "BEGIN")
            if level == 0 and index > 1 and word in STARTS and before not in JOINING:
                return index
        return len(words)

    def _declared(self, words: list[str]) -> None:
        if words and self._routine and words[0] not in STARTS | ENDS:
            self._names.variables.update(word.casefold() for word in words[:2] if word.isidentifier())
        declared = (after for before, after in pairwise(words) if before == "DECLARE" and after.isidentifier())
        self._names.variables.update(each.casefold() for each in declared)

    def _quoted(self, token: Token, words: list[str], depth: int) -> Iterator[Part]:
        """Follow a body that stands in quotes; its lines keep their numbers."""
        language = words[words.index("LANGUAGE") + 1 :][:1] if "LANGUAGE" in words else []
        if depth >= _DEEPEST or not (not language or language[0] in _SQL_LANGUAGES):
            yield Part(None, True, Unresolved("a body in another language is not followed", token.line, token.col))
            return
        lines = max(token.line - 1 - token.text.count("\n"), 0)
        try:
            dollars = _DOLLARS.fullmatch(token.text)
            inner = _Script(self._names, self._budget)
            inner._routine = True
            yield from inner.parts("\n" * lines + (dollars[2] if dollars else token.text), depth + 1)
        except TokenError:
            yield Part(None, True, Unresolved("a quote in the body does not end", token.line, token.col))


def _is_swallowed(token: Token) -> bool:
    """Whether a string is the rest of a statement, not one in quotes, which is shorter than its place in the text."""
    return token.token_type is TokenType.STRING and len(token.text) > token.end - token.start


def _chunks(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    chunk: list[Token] = []
    for token in tokens:
        alone = token.text.upper() in {"GO", "/"} and (not chunk or chunk[-1].line < token.line)
        if token.token_type is TokenType.SEMICOLON or alone:
            if chunk:
                yield chunk
            chunk = []
        else:
            chunk.append(token)
    if chunk:
        yield chunk
