"""Running text: where in it stands what. Positions are characters, `end` exclusive.

for span in spans("Call Ana Petrova at +44 20 7946 0958."): ...

Three methods, each before the next where they overlap: forms with a check (`prose`), words that give away what stands beside them
(`cues`), and a small entity recogniser (`language`) for the rest: names, places, addresses.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from graph_api.classifier import cues, prose

VERSION = "pursight-text/2"
LONGEST = 100_000  # characters of a text in which forms are looked for
LONGEST_PARSED = 20_000  # characters that the model reads
_BATCH = 256

TEXT_LABELS = ("ORGANIZATION", "DATE_TIME", "TITLE")  # what only text may hold, beside the data classes


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is of `label`: a data class, or one of `TEXT_LABELS`. `confidence` in 0..1."""

    start: int
    end: int
    label: str
    confidence: float


def spans(text: str, model: str | None = None) -> list[Span]:
    """Return what stands in `text`, from left to right, without overlap. `model` as for `spans_of`."""
    return next(spans_of((text,), model))


def spans_of(texts: Iterable[str], model: str | None = None) -> Iterator[list[Span]]:
    """Yield the spans of each text, in order: much faster than one by one.

    `model` names an installed spaCy pipeline that is used in place of our own. Raises `LookupError` where it is not installed.
    """
    from graph_api.classifier import language  # noqa: PLC0415 - imports spaCy, which takes a second

    left = iter(texts)
    while batch := list(islice(left, _BATCH)):
        read = language.entities((text[:LONGEST_PARSED] for text in batch), model)
        for text, entities in zip(batch, read, strict=True):
            yield _without_overlap(
                [Span(*each) for each in (*prose.find(text[:LONGEST]), *cues.find(text[:LONGEST]), *entities)]
            )


def _without_overlap(found: Sequence[Span]) -> list[Span]:
    """Keep of overlapping spans the first that was found."""
    kept: list[Span] = []
    taken: set[int] = set()
    for each in found:
        if taken.isdisjoint(range(each.start, each.end)):
            kept.append(each)
            taken.update(range(each.start, each.end))
    return sorted(kept, key=lambda span: span.start)
