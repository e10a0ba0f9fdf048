"""The spaCy pipeline behind `text`: words, what our lists know of them, and a small tagger trained by tools/train_text.py.

A text is read as words, numbers and marks. Of each the tagger sees the word (if training saw it often enough), its first and last
letters, its shape, the word lists that know it, and whether a place of several words or a term of `lexicon` stands there. It tags
the beginning and the inside of spans; the likeliest sequence is taken, and a span is as sure as the least sure of its words.

Importing this module imports spaCy, which takes a second: only `text` does, at the first text.
"""

import gzip
import re
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice, tee
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from graph_api.classifier import features, learned, lexicon
from graph_api.classifier.classes import DATA_CLASSES

if TYPE_CHECKING:
    from thinc.types import Ints2d

MODEL = "text.bin"
Entity = tuple[int, int, str, float]
Place = tuple[int, int]  # of a word: start, end

# What has a form with a check of its own is left to `prose`: a number that fails it is none.
_CHECKED = frozenset({"CREDIT_CARD", "IBAN", "EMAIL", "IP_ADDRESS", "URL", "MAC_ADDRESS", "CRYPTO_WALLET", "US_SSN"})
TEXT_CLASSES = frozenset({*DATA_CLASSES, "ORGANIZATION", "DATE_TIME", "TITLE"}) - _CHECKED
# What a span of these labels has to look like at least.
_CODE = re.compile(r"(?=.*\d.*\d)[\w .+/-]{5,40}")
_FORMS = {
    "PHONE": re.compile(r"(?:\D*\d){7,15}\D*"),  # E.164
    "AGE": re.compile(r"1[01]\d|[1-9]?\d"),
    "DATE_TIME": re.compile(r"(?=.*[^\W\d]).+|(?:1[5-9]|20)\d\d|\d+([-/.:])\d+\1\d+.*|\d{1,2}[/:]\d{2,4}.*", re.DOTALL),
    "LOCATION": re.compile(r"(?=.*[^\W\d]).+|\d{5,}.*", re.DOTALL),
    "VIN": re.compile(r"[A-HJ-NPR-Z0-9]{17}", re.IGNORECASE),
    "DEVICE_ID": re.compile(r"(?:\d[ -]?){14,16}|(?=.*\d)[0-9A-Fa-f-]{16,40}"),
    "SWIFT_BIC": re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.IGNORECASE),
    "CARD_SECURITY_CODE": re.compile(r"\d{3,4}"),
    "PASSWORD": re.compile(r"(?=\S*[\d!@#$%^&*?+=-])\S{6,}"),
    **dict.fromkeys(("PASSPORT", "NATIONAL_ID", "US_DRIVER_LICENSE", "BANK_ACCOUNT", "MEDICAL_ID"), _CODE),
}
_NAMES = frozenset({"PERSON_NAME", "ORGANIZATION", "LOCATION", "STREET_ADDRESS"})
# The labels of the usual pretrained pipelines.
_LABELS = {
    "PERSON": "PERSON_NAME", "PER": "PERSON_NAME", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION", "ORG": "ORGANIZATION",
    "DATE": "DATE_TIME", "TIME": "DATE_TIME", "NORP": "ETHNICITY",
}  # fmt: skip
_UNMEASURED = 0.6
LEAST = 0.57  # confidence under which nothing is said
_WORTH = 0.95  # what is right of what our tagger is sure of
_BATCH = 64
_READING = threading.Lock()  # a vocabulary has one memory zone at a time
_WIDTH = 64
_ROWS = {"NORM": 5000, "PREFIX": 400, "SUFFIX": 2500, "SHAPE": 1000, "LEMMA": 300, "TAG": 60}
_CONFIG = {
    "model": {
        "@architectures": "spacy.Tagger.v2",
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": _WIDTH,
                "attrs": list(_ROWS),
                "rows": list(_ROWS.values()),
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": _WIDTH,
                "window_size": 1,
                "maxout_pieces": 3,
                "depth": 4,
            },
        },
    }
}
_UNKNOWN = "?"
_COMMON_BIT, _PLACE_BITS, _NAME_BITS = (
    sum(1 << features.LISTS.index(each) for each in lists)
    for lists in (("common",), ("town", "region", "country"), ("given", "surname", "town", "region", "country"))
)
_LONGEST_PLACE = 3  # words
_HINTS = ("", *(f"{at}-{each}" for each in ("place", *lexicon.NAMED) for at in "BI"))


def blank() -> Language:
    """Return the pipeline without weights: it knows no word and no label yet."""
    nlp = spacy.blank("xx")
    nlp.add_pipe("tagger", config=_CONFIG)
    for each in (_UNKNOWN, *_HINTS, *(f"list-{mask}" for mask in range(256))):
        nlp.vocab.strings.add(each)
    return nlp


class Node(Protocol):
    """A layer of a model, as thinc has it."""

    param_names: Sequence[str]

    def has_param(self, name: str) -> bool | None: ...
    def get_param(self, name: str) -> npt.NDArray[np.floating]: ...
    def set_param(self, name: str, value: npt.NDArray[np.floating]) -> None: ...


class Model(Protocol):
    """What weighs words."""

    def predict(self, docs: Sequence[Doc]) -> Sequence[npt.NDArray[np.float32]]: ...
    def walk(self) -> Iterable[Node]: ...


class Tagger(Protocol):
    """What of spaCy's tagger is used here, which has no types."""

    labels: tuple[str, ...]
    model: Model


def tagger(nlp: Language) -> Tagger:
    """Return the part of `nlp` that is trained."""
    return cast("Tagger", nlp.get_pipe("tagger"))


def _written(word: str) -> str:
    """Return a word as the tagger sees it: small numbers as they are, years as one, of longer ones how many digits they have."""
    if not word[0].isdigit() or len(word) <= 2:  # noqa: PLR2004 - days, months, ages
        return word
    return "2000" if len(word) == 4 and word[:2] in {"18", "19", "20"} else "0" * min(len(word), 12)  # noqa: PLR2004 - a year


def _hints(text: str, words: Sequence[str], at: Sequence[Place]) -> list[str]:
    """Return for each word what stands there by `lexicon`, or as a place of several words that the word lists know."""
    found = [""] * len(words)
    runs = [
        (first, last)
        for first in range(len(words))
        if words[first].isalpha() and words[first][0].isupper()
        for last in range(first + 1, min(first + _LONGEST_PLACE, len(words)))
        if words[last].isalpha() and at[last][0] - at[last - 1][1] <= 1
    ]
    known = learned.masks_of([text[at[first][0] : at[last][1]] for first, last in runs]) & _PLACE_BITS
    for (first, last), mask in zip(runs, known, strict=True):
        if mask:
            found[first : last + 1] = ["B-place"] + ["I-place"] * (last - first)
    for first, end, name in lexicon.terms([each.lower() for each in words]):
        found[first:end] = [f"B-{name}"] + [f"I-{name}"] * (end - first - 1)
    return found


def read(
    nlp: Language, known: Collection[int], text: str, forget: Sequence[float] | None = None
) -> tuple[Doc, list[Place]]:
    """Return the words of `text` as the tagger sees them, and where they are.

    `known` are fingerprints of words that training saw often. With `forget`, a number in 0..1 for each character, the lists do
    not know the words that begin where it is under 0.5 (training only).
    """
    at = [each.span() for each in lexicon.WORD.finditer(text)]
    words = [text[start:end] for start, end in at]
    written = list(map(_written, words))
    doc = Doc(nlp.vocab, words=written)
    masks = learned.masks_of(words)
    hints = _hints(text, words, at)
    if forget is not None:
        kept = [forget[start] >= 0.5 for start, _ in at]  # noqa: PLR2004 - as promised
        masks = masks * np.array(kept, dtype=np.uint8)
        hints = [each if keep else "" for each, keep in zip(hints, kept, strict=True)]
    strings = nlp.vocab.strings
    unknown = strings[_UNKNOWN]
    seen = [
        (strings.add(low) if features.word_key(low) in known else unknown, strings[f"list-{mask}"], strings[hint])
        for low, mask, hint in zip(map(str.lower, written), masks, hints, strict=True)
    ]
    if seen:
        doc.from_array(["NORM", "LEMMA", "TAG"], cast("Ints2d", np.array(seen, dtype=np.uint64)))
    return doc, at


@dataclass(frozen=True)
class Tags:
    """The columns of a tagger's scores: which begin each of `labels`, which go on with it, and which is outside of all."""

    labels: tuple[str, ...]
    begin: npt.NDArray[np.int64]
    go_on: npt.NDArray[np.int64]
    outside: int

    @classmethod
    def of(cls, names: Sequence[str]) -> "Tags":
        """Return the columns of tags called O, B-X and I-X."""
        labels = tuple(each[2:] for each in names if each.startswith("B-"))
        begin, go_on = (np.array([names.index(f"{at}-{each}") for each in labels]) for at in "BI")
        return cls(labels, begin, go_on, names.index("O"))


def decode(scores: npt.NDArray[np.float32], tags: Tags) -> Iterator[tuple[int, int, str, float]]:
    """Yield (first, end, label, confidence) of the likeliest sequence of tags; `scores` are logits, a row a word."""
    share = scores - scores.max(axis=1, keepdims=True)
    share -= np.log(np.exp(share).sum(axis=1, keepdims=True))
    path = _path(share[:, tags.begin], share[:, tags.go_on], share[:, tags.outside])
    labelled = np.exp(share[:, tags.begin]) + np.exp(share[:, tags.go_on])
    many, first = len(tags.labels), 0
    while first < len(path):
        end, state = first + 1, path[first]
        if state:
            label = (state - 1) % many
            while end < len(path) and path[end] == 1 + many + label:
                end += 1
            yield first, end, tags.labels[label], float(labelled[first:end, label].mean())
        first = end


def _path(
    begin: npt.NDArray[np.float32], go_on: npt.NDArray[np.float32], outside: npt.NDArray[np.float32]
) -> list[int]:
    """Return the likeliest states, 0 outside, then those that begin, then those that go on: only after the same label."""
    words, many = begin.shape
    score = np.concatenate(([outside[0]], begin[0], np.full(many, -np.inf, dtype=np.float32)))
    back = np.zeros((words, 2 * many + 1), dtype=np.int64)
    for word in range(1, words):
        best = int(score.argmax())
        opened, going = score[1 : many + 1], score[many + 1 :]
        back[word, : many + 1] = best
        back[word, many + 1 :] = np.arange(1, many + 1) + many * (going > opened)
        score = np.concatenate(
            ([score[best] + outside[word]], score[best] + begin[word], np.maximum(opened, going) + go_on[word])
        )
    state = int(score.argmax())
    states = [state]
    for word in range(words - 1, 0, -1):
        state = int(back[word, state])
        states.append(state)
    return states[::-1]


def restored(nlp: Language, packed: bytes) -> Language:
    """Return `nlp` with the weights that train_text.py wrote: halves, read as singles."""
    nlp.from_bytes(gzip.decompress(packed), exclude=["vocab"])
    for node in tagger(nlp).model.walk():
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name).astype(np.float32))
    return nlp


@dataclass(frozen=True)
class _Own:
    nlp: Language
    known: frozenset[int]
    tags: Tags


@cache
def _own() -> _Own:
    nlp = restored(blank(), (files("graph_api.classifier") / "models" / MODEL).read_bytes())
    return _Own(nlp, frozenset(nlp.meta["known"]), Tags.of(tagger(nlp).labels))


@cache
def _pretrained(name: str) -> Language:
    try:
        return spacy.load(name, exclude=["parser", "lemmatizer", "textcat"])
    except OSError as error:
        raise LookupError(f"the spaCy model {name!r} is not installed") from error


def _tagged(own: _Own, texts: Sequence[str]) -> Iterator[list[Entity]]:
    with _READING, own.nlp.memory_zone():  # pyright: ignore[reportUnknownMemberType] - forgets the words that only these texts had
        docs, places = zip(*(read(own.nlp, own.known, text) for text in texts), strict=True)
        scores = tagger(own.nlp).model.predict(list(docs))
        answers = [
            [
                (at[first][0], at[end - 1][1], label, round(_WORTH * confidence, 3))
                for first, end, label, confidence in (decode(each, own.tags) if at else ())
            ]
            for each, at in zip(scores, places, strict=True)
        ]
    yield from answers


def _by_own(texts: Iterable[str]) -> Iterator[list[Entity]]:
    own, left = _own(), iter(texts)
    while batch := list(islice(left, _BATCH)):
        yield from _tagged(own, batch)


def _by_pretrained(texts: Iterable[str], model: str) -> Iterator[list[Entity]]:
    for doc in _pretrained(model).pipe(texts, batch_size=_BATCH):
        yield [
            (each.start_char, each.end_char, _LABELS.get(each.label_, each.label_), _UNMEASURED) for each in doc.ents
        ]


def entities(texts: Iterable[str], model: str | None = None) -> Iterator[list[Entity]]:
    """Yield for each text what the model sees: (start, end, label, confidence), from `LEAST` on.

    `model` names an installed spaCy pipeline that is used in place of our own; `LookupError` where it is not installed.
    """
    for text, found in _with_texts(texts, model):
        yield [
            (start, end, label, confidence)
            for start, end, label, confidence in found
            if label in TEXT_CLASSES and confidence >= LEAST and _may_be(label, text[start:end], text)
        ]


def _may_be(label: str, span: str, text: str) -> bool:
    """Whether a span looks as what it is said to be has to look.

    A name in small letters has to be in the lists; where all is in small letters, only not to be common words alone.
    """
    form = _FORMS.get(label)
    if form is not None and form.fullmatch(span) is None:
        return False
    if label not in _NAMES or not span.islower():
        return True
    words = lexicon.WORD.findall(span)
    masks = learned.masks_of(words)
    if (masks & _NAME_BITS).any() or any(name == "firm" for *_, name in lexicon.terms(words)):
        return True
    return text.lower() == text and not (masks & _COMMON_BIT).all()


def _with_texts(texts: Iterable[str], model: str | None) -> Iterator[tuple[str, list[Entity]]]:
    held, read_ = tee(texts)
    yield from zip(held, _by_own(read_) if model is None else _by_pretrained(read_, model), strict=True)
