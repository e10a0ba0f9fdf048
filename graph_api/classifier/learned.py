"""The learned tier: a softmax regression over `features` of values and names, trained by tools/train_classifier.py.

The model tells kinds (a town, a country, the title of a film); the probability of a class is the sum over its kinds. A logit is a
sum of weight times feature, so the contributions by block that evidence shows are exact: of the class's best kind over the best
kind of any other class.
"""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from graph_api.classifier import dictionaries, features, names, shapes
from graph_api.classifier.base import ColumnSample, Evidence, Tier

METHOD = "learned.column"
VERSION = "2"
LEAST = 0.3  # calibrated probability under which nothing is said

# Classes that the words of values can show without a name; digits prove too little.
_BY_WORDS = frozenset(
    {
        "PERSON_NAME",
        "LOCATION",
        "STREET_ADDRESS",
        "GENDER",
        "ETHNICITY",
        "MEDICAL",
        "PHONE",
        "SWIFT_BIC",
        "GEO_COORDINATES",
    }
)
_BY_FIGURES = frozenset({"GEO_COORDINATES"})  # of columns of plain numbers
_SURE_FIGURES = 0.87  # probability from which numbers alone speak: most are measures of anything
_FORMED = frozenset({"GENDER", "GEO_COORDINATES", "PHONE", "SWIFT_BIC"})  # of which most values must have the form, too
_NUMBER = re.compile(r"\s*[+-]?\d[\d.,]*\s*\Z")
_HALF = 0.5
_UNLIKELY, _SURELY_NONE = 0.02, 0.8
_MANY_CODES = 8  # codes of countries or states that do not meet by chance
_CODE = 3  # letters on average up to which capitals are a code of anything

Floats = npt.NDArray[np.float32]
Slots = npt.NDArray[np.intp]


@dataclass(frozen=True)
class _Model:
    """`weights` (features + 1, kinds) in float32; `classes` is the class of each kind; `keys`, `bits` are the word lists.

    `calibration`: what is said, and what it is worth.
    """

    weights: Floats
    classes: tuple[str, ...]
    calibration: tuple[Floats, Floats]
    keys: npt.NDArray[np.uint32]
    bits: npt.NDArray[np.uint8]


@cache
def _model() -> _Model:
    with (files("graph_api.classifier") / "models" / "columns.npz").open("rb") as file, np.load(file) as held:
        about = json.loads(held["about"].tobytes())
        weights = held["weights"].astype(np.float32) * held["scale"]
        said, worth = np.array([(0.0, 0.0), *about["calibration"]], dtype=np.float32).T
        return _Model(weights, tuple(label for _, label in about["kinds"]), (said, worth), held["keys"], held["bits"])


def masks_of(words: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Return for each word, or whole name, which lists of `features.LISTS` the model knows it from: a bit for each."""
    model = _model()
    return features.bits_of(np.array(list(map(features.word_key, words)), dtype=np.uint32), model.keys, model.bits)


def _contributions(model: _Model, data_class: str, logits: Floats, vector: features.Vector, used: Slots) -> str:
    """Return what each block of features adds to the lead of the class's best kind over the best of any other."""
    own = np.array([each == data_class for each in model.classes])
    best, rival = (int(np.flatnonzero(rows)[logits[rows].argmax()]) for rows in (own, ~own))
    lead = vector[used] * (model.weights[used, best] - model.weights[used, rival])
    edges = np.searchsorted(used, [block.start for block in features.BLOCKS.values()])
    shares = {name: float(part.sum()) for name, part in zip(features.BLOCKS, np.split(lead, edges[1:]), strict=True)}
    return ", ".join(f"{name} {share:+.1f}" for name, share in sorted(shares.items(), key=lambda each: -abs(each[1])))


def probabilities(sample: ColumnSample) -> tuple[dict[str, float], dict[str, str]]:
    """Return the calibrated probability of each class, `NONE` too, and from `LEAST` on what contributed; empty without values."""
    model = _model()
    of_values = features.of_values(sample.values, model.keys, model.bits)
    if of_values is None:
        return {}, {}
    of_name = features.of_name(names.expanded(sample.column), names.expanded(sample.table))
    vector = np.concatenate((of_values, of_name))
    used = np.flatnonzero(vector)
    logits = model.weights[-1] + vector[used] @ model.weights.take(used, axis=0)
    share = np.exp(logits - logits.max())
    share /= share.sum()
    raw: dict[str, float] = {}
    for data_class, part in zip(model.classes, share, strict=True):
        raw[data_class] = raw.get(data_class, 0.0) + float(part)
    worth = np.interp(list(raw.values()), *model.calibration)
    said = {each: round(p, 3) for each, p in zip(raw, map(float, worth), strict=True)}
    why = {
        each: _contributions(model, each, logits, vector, used)
        for each, p in said.items()
        if p >= LEAST and each != "NONE"
    }
    return said, why


def detect(sample: ColumnSample, classes: Collection[str]) -> list[Evidence]:
    """Return what the model says of a column with values: for classes that values can show alone, and those in `classes`.

    Of the `classes` that names suggest it also says where it sees nothing of the kind.
    """
    speaking = _speaking(sample.values)
    if not speaking and not classes:
        return []
    said, why = probabilities(sample)
    if not said:
        return []
    least = _SURE_FIGURES if speaking is _BY_FIGURES else LEAST
    found = [
        _evidence(sample, each, said[each], detail)
        for each, detail in why.items()
        if (each in classes or (each in speaking and said[each] >= least))
        and (each not in _FORMED or shapes.share_of(each, sample.values) >= _HALF)
    ]
    found += [
        _evidence(sample, each, 0.5, "the values look like something else", against=True)
        for each in classes
        if each in _BY_WORDS and said.get(each, 0.0) <= _UNLIKELY and said["NONE"] >= _SURELY_NONE
    ]
    return found


def _speaking(values: Sequence[str]) -> frozenset[str]:
    """Return the classes that values of this sort can show without a name: numbers are of anything, and so are short codes."""
    seen = values[: features.MOST_VALUES]
    if all(map(_NUMBER.match, seen)):
        return _BY_FIGURES if sum("." in each for each in seen) >= _HALF * len(seen) else frozenset()
    if sum(map(len, seen)) > _CODE * len(seen) or not all(map(str.isupper, seen)):
        return _BY_WORDS
    return _BY_WORDS if len(seen) >= _MANY_CODES and dictionaries.PLACE_CODES.issuperset(seen) else frozenset()


def _evidence(
    sample: ColumnSample, data_class: str, strength: float, detail: str, *, against: bool = False
) -> Evidence:
    examined = min(len(sample.values), features.MOST_VALUES)
    return Evidence(
        data_class=data_class,
        method=METHOD,
        version=VERSION,
        tier=Tier.ML,
        strength=strength,
        prevalence=1.0,
        matched=examined,
        examined=examined,
        against=against,
        detail=detail,
    )
