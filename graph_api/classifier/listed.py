"""Closed lists and check digits of short numbers: too little to speak first, much where a name has spoken."""

import re
from collections.abc import Callable, Collection, Sequence

from graph_api.classifier import checksums, dictionaries, vocabulary
from graph_api.classifier.base import ColumnSample, Evidence, Tier
from graph_api.classifier.forms import LONGEST

VERSION = "1"

_LISTED = 0.8  # share of values that closed lists and check digits must explain
_GIVEN = 0.1  # share of values with a common given name from which it counts: the list is short
_FIRMS = 0.15  # share of values with a word of organizations from which it counts
_WORDS = re.compile(r"[\s,.\d]+")


def _is_listed_place(text: str) -> bool:
    folded = text.casefold()
    return (
        text in dictionaries.COUNTRY_CODES
        or text in dictionaries.STATE_CODES
        or folded in dictionaries.COUNTRY_NAMES
        or folded in dictionaries.STATE_NAMES
    )


def _share(texts: Sequence[str], is_listed: Callable[[str], bool]) -> float:
    return sum(map(is_listed, texts)) / len(texts)


def _has_word_of(words: frozenset[str]) -> Callable[[str], bool]:
    return lambda text: not words.isdisjoint(_WORDS.split(text.casefold()))


def detect(sample: ColumnSample, classes: Collection[str]) -> list[Evidence]:
    """Return, for each of the `classes` that names suggest, what lists and check digits say of the distinct values."""
    texts = tuple(dict.fromkeys(text for value in sample.values if (text := value[:LONGEST].strip())))
    found: list[Evidence] = []
    if not texts:
        return found

    def add(data_class: str, method: str, strength: float, share: float, *, against: bool = False) -> None:
        found.append(
            Evidence(
                data_class=data_class,
                method=method,
                version=VERSION,
                tier=Tier.MANUAL,
                strength=round(strength, 3),
                prevalence=round(share, 4),
                matched=round(share * len(texts)),
                examined=len(texts),
                against=against,
            )
        )

    if "PERSON_NAME" in classes:
        firms = _share(texts, _has_word_of(vocabulary.ORGANIZATION_WORDS))
        if firms >= _FIRMS:
            add("PERSON_NAME", "dictionary.organization", 0.8, firms, against=True)
        given = _share(texts, _has_word_of(dictionaries.GIVEN_NAMES))
        if given >= _GIVEN:
            add("PERSON_NAME", "dictionary.given_name", min(0.9, 1.5 * given), given)
    if "LOCATION" in classes and (share := _share(texts, _is_listed_place)) >= _LISTED:
        add("LOCATION", "dictionary.place", 0.6, share)
    if "BANK_ACCOUNT" in classes and (share := _share(texts, checksums.aba)) >= _LISTED:
        add("BANK_ACCOUNT", "checksum.routing", 0.8, share)
    return found
