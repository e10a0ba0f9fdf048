"""What a column's name, comment, table and neighbours say. Whole tokens only: `acid` has no `cid`."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from graph_api.classifier import vocabulary
from graph_api.classifier.base import ColumnSample, Evidence, Tier

METHOD = "name.tokens"
COMMENT = "name.comment"
TABLE = "name.table"
FOREIGN_KEY = "name.foreign_key"
VERSION = "2"

_WORD = re.compile(r"[^\W_]+")
_EDGE = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])"  # camel case and digits
)
_SHORTEST_PART = 3  # letters a word needs to be found inside a token without separators
_LONGEST_TOKEN = 40
_LONGEST_NAME = 200
_COMMENT_TOKENS = 30
_NUMBER_OF = frozenset({"n", "nb", "no", "num", "number"})
_NONE = ""  # the class of phrases that mean no class


@dataclass(frozen=True, slots=True)
class _Match:
    """Tokens `start` to `end` name `data_class` this surely."""

    data_class: str
    strength: float
    start: int
    end: int


def tokens(name: str) -> tuple[str, ...]:
    """Split a name at separators, case changes and digits; lower case without accents.

    `tokens(" ".join(tokens(x))) == tokens(x)`; at most the first 200 characters count.
    """
    found: list[str] = []
    for word in _WORD.findall(name[:_LONGEST_NAME]):
        found += (plain for part in _EDGE.split(word) for plain in _WORD.findall(_plain(part)))
    return tuple(split for each in found for split in _EDGE.split(each))


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return unicodedata.normalize(
        "NFKD", "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()
    )


def _singular(token: str) -> str:
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):  # noqa: PLR2004 - `gas` stays
        return token[:-3] + "y" if token.endswith("ies") else token[:-1]
    return token


def _index() -> dict[tuple[str, ...], tuple[str, float]]:
    listed = [
        (phrase, (data_class, strength))
        for data_class, by_strength in vocabulary.PHRASES.items()
        for strength, phrases in by_strength.items()
        for phrase in phrases
    ]
    listed += [(phrase, (_NONE, 1.0)) for phrase in vocabulary.NONE_OF_THESE]
    index: dict[tuple[str, ...], tuple[str, float]] = {}
    for listed_phrase, meant in listed:  # the surest meaning comes first
        phrase = _plain(listed_phrase)
        words = tuple(word for token in phrase.split() for word in vocabulary.EXPANSIONS.get(token, token).split())
        index.setdefault(words, meant)
        index.setdefault((phrase.replace(" ", ""),), meant)  # `birthdate` is found as one token
    return index


_PHRASES = _index()
_LONGEST_PHRASE = max(map(len, _PHRASES))
_WORDS = (
    frozenset(word for phrase in _PHRASES for word in phrase)
    | frozenset(vocabulary.EXPANSIONS)
    | vocabulary.PERSON_TABLES
)
_PARTS = frozenset(word for word in _WORDS | vocabulary.NEUTRAL | vocabulary.NEGATING if len(word) >= _SHORTEST_PART)


@lru_cache(maxsize=65536)
def _words(token: str) -> tuple[str, ...]:
    """Return the words of one token: itself, its expansion, its singular, or the known words it is wholly made of."""
    if token in vocabulary.EXPANSIONS:
        return tuple(vocabulary.EXPANSIONS[token].split())
    if token in _WORDS or (token,) in _PHRASES or token in vocabulary.NEGATING or token in vocabulary.NEUTRAL:
        return (token,)
    if _singular(token) in _WORDS:
        return (_singular(token),)
    return tuple(word for part in _segments(token) for word in vocabulary.EXPANSIONS.get(part, part).split())


def _segments(token: str) -> tuple[str, ...]:
    """Split `customeremail` into known words that cover it wholly, fewest first; else leave it whole."""
    if not 2 * _SHORTEST_PART <= len(token) <= _LONGEST_TOKEN:
        return (token,)
    best: list[tuple[str, ...] | None] = [(), *([None] * len(token))]
    for end in range(_SHORTEST_PART, len(token) + 1):
        for start in range(end - _SHORTEST_PART, -1, -1):
            before = best[start]
            if before is not None and token[start:end] in _PARTS and not _is_ending(token, start, end, before):
                split = (*before, token[start:end])
                known = best[end]
                if known is None or len(split) < len(known):
                    best[end] = split
    return best[len(token)] or (token,)


def _is_ending(token: str, start: int, end: int, before: tuple[str, ...]) -> bool:
    """Whether a part is but the ending of a longer word: `percentage` and `passage` are no age, `customerage` is one."""
    return start > 0 and end == len(token) and token[start:] == "age" and before[-1] not in vocabulary.PERSON_TABLES


def expanded(name: str) -> tuple[str, ...]:
    """Return the words of a name: its tokens without digits, abbreviations written out, joined words taken apart."""
    return tuple(word for token in tokens(name) if not token.isdigit() for word in _words(token))


def _matches(words: tuple[str, ...]) -> Iterator[_Match]:
    """Yield the longest phrases from the left, without overlap."""
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST_PHRASE), start, -1):
            meaning = _PHRASES.get(words[start:end])
            if meaning is not None:
                yield _Match(meaning[0], meaning[1], start, end)
                start = end
                break
        else:
            start += 1


def _without_of(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in {"of", "the", "de", "du", "da", "di", "la", "le", "des", "s"})


def meaning(name: str) -> tuple[str, float] | None:
    """Return the class that a column's name states, and how surely; None where it states none or takes it back.

    The last phrase is what the name is about (`address_city` is a city); words after it weaken it, or take it back
    (`email_verified`).
    """
    words = _without_of(expanded(name))
    found = list(_matches(words))
    if not found or found[-1].data_class == _NONE:
        return None
    head = found[-1]
    if words[0] in vocabulary.NEGATING_BEFORE and head.start > 0:
        return None
    spelled = tokens(name)
    if spelled[0] in _NUMBER_OF and _singular(spelled[-1]) != spelled[-1]:  # `num_phones`
        return None
    strength = head.strength
    for word in words[head.end :]:
        if word in vocabulary.NEGATING:
            return None
        if word not in vocabulary.NEUTRAL:
            strength *= 0.5
    return head.data_class, strength


def _table_is_of(table: str, words: frozenset[str]) -> bool:
    return any(_singular(word) in words or word in words for word in expanded(table))


_PERSON_PARTS = frozenset({"first", "last", "middle", "maiden", "name", "given", "family", "nom", "nombre", "nome"})
_PERSON_NEIGHBOURS = frozenset(
    {"EMAIL", "PHONE", "DATE_OF_BIRTH", "GENDER", "US_SSN", "AGE", "PASSWORD", "NATIONAL_ID"}
)
_MEDICAL_PARTS = frozenset({"description", "reason", "text", "note", "notes", "code", "comment"})


def _of_table(sample: ColumnSample) -> Evidence | None:
    """Say what a bare `name` or `description` means in a table of people or of health."""
    words = tuple(word for word in expanded(sample.column) if word != "number")
    if not words:
        return None
    word = words[0]
    if len(words) == 1 and word in _PERSON_PARTS:
        if _table_is_of(sample.table, vocabulary.PERSON_TABLES):
            return _evidence("PERSON_NAME", TABLE, 0.6, f"{word!r} in a table of persons")
        near = {found[0] for each in sample.neighbours if (found := meaning(each)) is not None}
        parts = {each for neighbour in sample.neighbours for each in tokens(neighbour)} & _PERSON_PARTS - {word, "name"}
        if near & _PERSON_NEIGHBOURS or (word != "name" and parts):
            return _evidence("PERSON_NAME", TABLE, 0.5, f"{word!r} beside columns about a person")
        if word == "name":
            return _evidence("PERSON_NAME", TABLE, 0.15, "'name' without further context")
    if _MEDICAL_PARTS.issuperset(words) and _table_is_of(sample.table, vocabulary.MEDICAL_TABLES):
        return _evidence("MEDICAL", TABLE, 0.5, "a description in a table of health")
    return None


def _evidence(data_class: str, method: str, strength: float, detail: str) -> Evidence:
    return Evidence(data_class, method, VERSION, Tier.MANUAL, round(strength, 3), detail=detail)


def _of_comment(sample: ColumnSample) -> Iterator[Evidence]:
    if sample.comment:
        words = _without_of(expanded(sample.comment))[:_COMMENT_TOKENS]
        if not vocabulary.NEGATING & set(words):
            for data_class in dict.fromkeys(
                each.data_class for each in _matches(words) if each.strength >= vocabulary.STRONG
            ):
                if data_class != _NONE:
                    yield _evidence(data_class, COMMENT, vocabulary.FAIR, "the comment names it")


def detect(sample: ColumnSample) -> list[Evidence]:
    """Return what name, comment, table and foreign keys say, at most one piece of evidence for each class and method."""
    found = [
        _evidence(data_class, FOREIGN_KEY, 0.7, "refers to a column of this class")
        for data_class in dict.fromkeys(sample.foreign_key_classes)
    ]
    named = meaning(sample.column)
    if named is not None:
        found.append(_evidence(named[0], METHOD, named[1], "tokens: " + " ".join(tokens(sample.column))))
    of_table = _of_table(sample)
    if of_table is not None and (named is None or named[0] != of_table.data_class):
        found.append(of_table)
    found += _of_comment(sample)
    return found
