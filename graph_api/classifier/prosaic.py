"""Columns of running text: what stands inside their values. Forms are looked for in every value, names in a few."""

from collections import Counter
from collections.abc import Sequence

from graph_api.classifier import prose
from graph_api.classifier.base import ColumnSample, Evidence, Tier
from graph_api.classifier.classes import DATA_CLASSES

METHOD, MODEL_METHOD = "text.forms", "text.model"
VERSION = "2"
MOST_READ, MOST_PARSED = 400, 16  # values in which forms are looked for; of those, how many the model reads
MOST_CHARACTERS = 1_500  # that the model reads of a column
_LEAST_LENGTH, _LEAST_SHARE = 20, 0.4  # characters of running text; share of values that are such
_LONGEST = 2_000
_SPACES = 3  # of four words
_SURE = 0.6  # confidence of a span from which it counts


def _has_words(text: str) -> bool:
    return text.count(" ") >= _SPACES


def is_text(values: Sequence[str]) -> bool:
    """Whether values are sentences, messages or documents rather than single things."""
    seen = values[:60]
    return bool(seen) and sum(map(_runs, seen)) >= _LEAST_SHARE * len(seen)


def _runs(text: str) -> bool:
    return len(text) >= _LEAST_LENGTH and (_has_words(text) or text.lstrip()[:1] in {"{", "["})


def detect(sample: ColumnSample, known: Sequence[str]) -> list[Evidence]:
    """Return which classes stand inside the values of a column of text, beside those already `known` as whole values.

    The model reads nothing where a class is known: an address is no text about somebody.
    """
    if not is_text(sample.values):
        return []
    texts = [each[:_LONGEST] for each in sample.values[:MOST_READ]]
    forms = Counter(label for text in texts for label in {label for *_, label, _ in prose.find(text)})
    named: Counter[str] = Counter()
    parsed = _first(texts)
    if not known and any(map(_has_words, parsed)):
        from graph_api.classifier import text  # noqa: PLC0415 - imports spaCy, only where there is text

        for spans in text.spans_of(parsed):
            named.update({span.label for span in spans if span.confidence >= _SURE})
    found = [_evidence(each, METHOD, 0.9, count, len(texts)) for each, count in forms.items()]
    found += [
        _evidence(each, MODEL_METHOD, 0.45, count, len(parsed))
        for each, count in named.items()
        if each not in forms and count > 1
    ]
    return [each for each in found if each.data_class in DATA_CLASSES and each.data_class not in known]


def _first(texts: Sequence[str]) -> list[str]:
    """Return what the model is to read: texts from the first on, until there are characters enough."""
    chosen: list[str] = []
    left = MOST_CHARACTERS
    for each in texts[:MOST_PARSED]:
        if left <= 0:
            break
        chosen.append(each)
        left -= len(each)
    return chosen


def _evidence(data_class: str, method: str, strength: float, matched: int, examined: int) -> Evidence:
    return Evidence(
        data_class=data_class,
        method=method,
        version=VERSION,
        tier=Tier.LANGUAGE,
        strength=strength if data_class != "URL" else min(strength, 0.45),  # links in text are no column of links
        prevalence=round(matched / examined, 4),
        matched=matched,
        examined=examined,
        detail="inside running text",
    )
