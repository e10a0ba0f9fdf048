"""The spaCy pipeline behind `text`: a blank tokeniser and a small entity recogniser trained by tools/train_text.py.

Importing this module imports spaCy, which takes a second: only `text` does, at the first text.
"""

import gzip
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import cast

import spacy
from spacy.language import Language

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


def entities(texts: Iterable[str], model: str | None = None) -> Iterator[list[Entity]]:
    """Yield for each text what the model sees: (start, end, label, confidence).

    The confidence of a label is the share of such spans that were right in sentences of kinds not trained on.
    """
    nlp = _own() if model is None else _pretrained(model)
    sure = cast("dict[str, float]", nlp.meta.get("precision", {}))
    for doc in nlp.pipe(texts, batch_size=64):
        named = ((each, _LABELS.get(each.label_, each.label_)) for each in doc.ents)
        yield [
            (each.start_char, each.end_char, label, sure.get(label, _UNMEASURED))
            for each, label in named
            if label in TEXT_CLASSES and (label != "PHONE" or sum(map(str.isdigit, each.text)) in _PHONE_DIGITS)
        ]
