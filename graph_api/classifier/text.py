"""Running text: where in it stands what. Positions are characters, `end` exclusive.

for span in spans("Call Ana Petrova at +44 20 7946 0958."): ...
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph_api.classifier import prose

VERSION = "pursight-text/1"
LONGEST = 100_000  # characters of a text that are read

TEXT_LABELS = ("ORGANIZATION", "DATE_TIME", "TITLE")  # what only text may hold, beside the data classes


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is of `label`: a data class, or one of `TEXT_LABELS`. `confidence` in 0..1."""

    start: int
    end: int
    label: str
    confidence: float


def spans(text: str) -> list[Span]:
    """Return what stands in `text`, from left to right, without overlap; at most the first 100,000 characters count."""
    return next(spans_of((text,)))


def spans_of(texts: Iterable[str]) -> Iterator[list[Span]]:
    """Yield the spans of each text, in order: faster than one by one."""
    for text in texts:
        yield _without_overlap([Span(*each) for each in prose.find(text[:LONGEST])])


def _without_overlap(found: Sequence[Span]) -> list[Span]:
    """Keep of overlapping spans the first that was found."""
    kept: list[Span] = []
    for each in found:
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda span: span.start)
