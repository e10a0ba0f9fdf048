"""Running text: where in it stands what. Positions are characters, `end` exclusive.

for span in spans("Call Ana Petrova at +44 20 7946 0958."): ...

Three methods, each before the next where they overlap: forms with a check (`prose`), words that give away what stands beside
them (`cues`), and a small tagger (`language`) for the rest. Where the tagger sees more of the same, or an address around it,
it is right.
Characters that cannot be seen do not part a word: they are read over, and counted in positions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from graph_api.classifier import cues, prose

VERSION = "pursight-text/3"
LONGEST = 100_000  # characters of a text in which forms are looked for
LONGEST_PARSED = 20_000  # characters that the model reads
_BATCH = 256

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_UNCHECKED = frozenset({"DATE_TIME", "PHONE"})
_IN_ADDRESSES = frozenset(
    {"STREET_ADDRESS", "LOCATION", "DATE_TIME", "PHONE", "ORGANIZATION"}
)  # what parts of addresses look like
_SURE = 0.6  # confidence from which the tagger is believed to see more

TEXT_LABELS = ("ORGANIZATION", "DATE_TIME", "TITLE")  # what only text may hold, beside the data classes


_chosen: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is of `label`: a data class, or one of `TEXT_LABELS`. `confidence` in 0..1."""

    start: int
    end: int
    label: str
    confidence: float


def use(model: str | None) -> bool:
    """Read every text of this process with the spaCy pipeline `model`; with ours for None, or (False) if it is not installed."""
    global _chosen  # noqa: PLW0603 - chosen once, where a process is put together
    installed = model is None or find_spec(model) is not None or Path(model).is_dir()
    _chosen = model if installed else None
    return installed


def spans(text: str, model: str | None = None) -> list[Span]:
    """Return what stands in `text`, from left to right, without overlap. `model` as for `spans_of`."""
    return next(spans_of((text,), model))


def spans_of(texts: Iterable[str], model: str | None = None) -> Iterator[list[Span]]:
    """Yield the spans of each text, in order: much faster than one by one.

    `model` names an installed spaCy pipeline that is used in place of our own, or of what `use` chose. Raises `LookupError`
    where it is not installed.
    """
    from graph_api.classifier import language  # noqa: PLC0415 - imports spaCy, which takes a second

    left = iter(texts)
    while batch := list(islice(left, _BATCH)):
        seen = [_visible(text[:LONGEST]) for text in batch]
        read = language.entities((text[:LONGEST_PARSED] for text, _ in seen), model or _chosen)
        for (text, places), entities in zip(seen, read, strict=True):
            kept = _without_overlap(_by_trust(list(prose.find(text)), list(cues.find(text)), entities))
            yield [Span(*_placed(start, end, places), label, confidence) for start, end, label, confidence in kept]


def _placed(start: int, end: int, places: Sequence[int]) -> tuple[int, int]:
    return (places[start], places[end - 1] + 1) if places else (start, end)


def _visible(text: str) -> tuple[str, list[int]]:
    """Return `text` without the characters that cannot be seen, and where each of the others was; no places where all can be."""
    if not _INVISIBLE.search(text):
        return text, []
    places = [at for at, each in enumerate(text) if not _INVISIBLE.match(each)]
    return "".join(text[at] for at in places), places


def _by_trust(forms: list[prose.Found], cued: list[prose.Found], entities: Sequence[prose.Found]) -> list[prose.Found]:
    """Return all that was found, the first to be believed first."""
    wide = [
        each
        for each in entities
        if each[3] >= _SURE
        and any(
            each[0] <= start and end <= each[1] and end - start < each[1] - each[0]
            for start, end, label, _ in (*forms, *cued)
            if label == each[2] or (each[2] == "STREET_ADDRESS" and label in _IN_ADDRESSES)
        )
    ]
    checked = [each for each in forms if each[2] not in _UNCHECKED]
    return [*checked, *wide, *(each for each in forms if each[2] in _UNCHECKED), *cued, *entities]


def _without_overlap(found: Sequence[prose.Found]) -> list[prose.Found]:
    """Keep of overlapping spans the first that was found; from left to right."""
    kept: list[prose.Found] = []
    taken: set[int] = set()
    for each in found:
        if taken.isdisjoint(range(each[0], each[1])):
            kept.append(each)
            taken.update(range(each[0], each[1]))
    return sorted(kept)
