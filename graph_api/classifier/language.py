"""The spaCy pipeline behind `text`: a blank tokeniser and a small entity recogniser trained by tools/train_text.py.

Importing this module imports spaCy, which takes a second: only `text` does, at the first text.
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import spacy
from spacy.language import Language

from graph_api.classifier import learned
from graph_api.classifier.classes import DATA_CLASSES

MODEL = "text.bin"
Entity = tuple[int, int, str, float]

# What has a form with a check of its own is left to `prose`: a number that fails it is none.
_CHECKED = frozenset({"CREDIT_CARD", "IBAN", "EMAIL", "IP_ADDRESS", "URL", "MAC_ADDRESS", "CRYPTO_WALLET"})
TEXT_CLASSES = frozenset({*DATA_CLASSES, "ORGANIZATION", "DATE_TIME", "TITLE"}) - _CHECKED
_PHONE_DIGITS = range(7, 16)  # E.164
# The labels of the usual pretrained pipelines.
_LABELS = {
    "PERSON": "PERSON_NAME", "PER": "PERSON_NAME", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION", "ORG": "ORGANIZATION",
    "DATE": "DATE_TIME", "TIME": "DATE_TIME", "NORP": "ETHNICITY",
}  # fmt: skip
_UNMEASURED = 0.6
LEAST = 0.3  # confidence under which nothing is said
_WORD = re.compile(r"[^\W\d_]+")
_PLACES = frozenset({"town", "region", "country"})
# How sure our own model is by what its lists say: about the shares that were right in tools/classifier/written.txt.
_LISTED, _UNLISTED, _UNLISTED_NAME, _OTHER = 0.85, 0.2, 0.35, 0.5
_WIDTH, _ROWS = 64, 2500
_CONFIG = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": _WIDTH,
            "depth": 4,
            "embed_size": _ROWS,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    }
}


def blank() -> Language:
    """Return the pipeline without weights: any language's words, and a recogniser that knows nothing yet."""
    nlp = spacy.blank("xx")
    nlp.add_pipe("ner", config=_CONFIG)
    return nlp


@cache
def _own() -> Language:
    nlp = blank()
    nlp.from_bytes(gzip.decompress((files("graph_api.classifier") / "models" / MODEL).read_bytes()), exclude=["vocab"])
    return nlp


@cache
def _pretrained(name: str) -> Language:
    try:
        return spacy.load(name, exclude=["parser", "lemmatizer", "textcat"])
    except OSError as error:
        raise LookupError(f"the spaCy model {name!r} is not installed") from error


def _weighed(text: str, label: str) -> tuple[str, float]:
    """Return what a span of our own model is, and how surely: the lists of names and places know more of them than it does."""
    words = _WORD.findall(text)
    if label not in {"PERSON_NAME", "LOCATION", "ORGANIZATION"} or not words:
        return label, _OTHER
    *lists, whole = learned.lists_of([*words, text])
    if label == "LOCATION" and whole & _PLACES:
        return label, _LISTED
    named = "given" in lists[0] and (len(words) == 1 or "surname" in lists[-1])
    if named or (label == "PERSON_NAME" and ("given" in lists[0] or "surname" in lists[-1])):
        return "PERSON_NAME", _LISTED
    if label == "ORGANIZATION":
        return label, _OTHER
    return label, _UNLISTED_NAME if label == "PERSON_NAME" and len(words) > 1 else _UNLISTED


def entities(texts: Iterable[str], model: str | None = None) -> Iterator[list[Entity]]:
    """Yield for each text what the model sees: (start, end, label, confidence), from `LEAST` on."""
    nlp = _own() if model is None else _pretrained(model)
    for doc in nlp.pipe(texts, batch_size=64):
        named = ((each, _LABELS.get(each.label_, each.label_)) for each in doc.ents)
        said = (
            (each.start_char, each.end_char, *(_weighed(each.text, label) if model is None else (label, _UNMEASURED)))
            for each, label in named
            if label in TEXT_CLASSES and (label != "PHONE" or sum(map(str.isdigit, each.text)) in _PHONE_DIGITS)
        )
        yield [each for each in said if each[3] >= LEAST]
