"""The learned tier: a softmax regression over `features` of values and names, trained by tools/train_classifier.py.

The model tells kinds (a town, a country, the title of a film); the probability of a class is the sum over its kinds. A logit is a
sum of weight times feature, so the contributions by block that evidence shows are exact: of the class's best kind over the best
kind of any other class.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from graph_api.classifier import dictionaries, features, names
from graph_api.classifier.base import ColumnSample, Evidence, Tier

METHOD = "learned.column"
VERSION = "1"
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
_UNLIKELY, _SURELY_NONE = 0.02, 0.8
_MANY_CODES = 8  # codes of countries or states that do not meet by chance
_CODE = 3  # letters on average up to which capitals are a code of anything

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Model:
    """`weights` (features + 1, kinds) in float32; `classes` is the class of each kind; `keys`, `bits` are the word lists."""

    weights: Floats
    classes: tuple[str, ...]
    calibration: tuple[tuple[float, float], ...]
    keys: npt.NDArray[np.uint32]
    bits: npt.NDArray[np.uint8]


@cache
def _model() -> _Model:
    with (files("graph_api.classifier") / "models" / "columns.npz").open("rb") as file, np.load(file) as held:
        about = json.loads(held["about"].tobytes())
        weights = held["weights"].astype(np.float32) * held["scale"]
        calibration = tuple((float(at), float(worth)) for at, worth in about["calibration"])
        return _Model(weights, tuple(label for _, label in about["kinds"]), calibration, held["keys"], held["bits"])


def masks_of(words: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Return for each word, or whole name, which lists of `features.LISTS` the model knows it from: a bit for each."""
    model = _model()
    return features.bits_of(np.array(list(map(features.word_key, words)), dtype=np.uint32), model.keys, model.bits)


def _logits(model: _Model, vector: features.Vector) -> tuple[Floats, dict[str, Floats]]:
    """Return the logit of each kind, and the part of it that each block of features contributes."""
    used = np.flatnonzero(vector)
    parts: dict[str, Floats] = {}
    for name, block in features.BLOCKS.items():
        inside = used[(used >= block.start) & (used < block.stop)]
        parts[name] = vector[inside] @ model.weights[inside]
    return sum(parts.values(), start=model.weights[-1].copy()), parts


def _contributions(model: _Model, data_class: str, logits: Floats, parts: dict[str, Floats]) -> str:
    own = np.array([each == data_class for each in model.classes])
    best, rival = (int(np.flatnonzero(rows)[logits[rows].argmax()]) for rows in (own, ~own))
    shares = {name: float(part[best] - part[rival]) for name, part in parts.items()}
    return ", ".join(f"{name} {share:+.1f}" for name, share in sorted(shares.items(), key=lambda each: -abs(each[1])))


def _calibrated(model: _Model, probability: float) -> float:
    """Return what the probability is worth: on the line between the two knots around it."""
    (low, worth), *rest = ((0.0, 0.0), *model.calibration)
    for high, next_worth in rest:
        if probability <= high:
            return worth + (next_worth - worth) * (probability - low) / (high - low)
        low, worth = high, next_worth
    return worth


def probabilities(sample: ColumnSample) -> tuple[dict[str, float], dict[str, str]]:
    """Return the calibrated probability of each class, `NONE` too, and from `LEAST` on what contributed; empty without values."""
    model = _model()
    of_values = features.of_values(sample.values, model.keys, model.bits)
    if of_values is None:
        return {}, {}
    of_name = features.of_name(names.expanded(sample.column), names.expanded(sample.table))
    logits, parts = _logits(model, np.concatenate((of_values, of_name)))
    share = np.exp(logits - logits.max())
    share /= share.sum()
    raw: dict[str, float] = {}
    for data_class, part in zip(model.classes, share, strict=True):
        raw[data_class] = raw.get(data_class, 0.0) + float(part)
    said = {each: round(_calibrated(model, p), 3) for each, p in raw.items()}
    why = {
        each: _contributions(model, each, logits, parts) for each, p in said.items() if p >= LEAST and each != "NONE"
    }
    return said, why


def detect(sample: ColumnSample, classes: Collection[str]) -> list[Evidence]:
    """Return what the model says of a column with values: for classes that values can show alone, and those in `classes`.

    Of the `classes` that names suggest it also says where it sees nothing of the kind.
    """
    said, why = probabilities(sample)
    if not said:
        return []
    speaking = _BY_WORDS if _are_words(sample.values) else frozenset[str]()
    found = [
        _evidence(sample, each, said[each], detail)
        for each, detail in why.items()
        if each in classes or each in speaking
    ]
    found += [
        _evidence(sample, each, 0.5, "the values look like something else", against=True)
        for each in classes
        if each in _BY_WORDS and said.get(each, 0.0) <= _UNLIKELY and said["NONE"] >= _SURELY_NONE
    ]
    return found


def _are_words(values: Sequence[str]) -> bool:
    seen = values[: features.MOST_VALUES]
    if sum(map(len, seen)) > _CODE * len(seen) or not all(map(str.isupper, seen)):
        return True
    return len(seen) >= _MANY_CODES and dictionaries.PLACE_CODES.issuperset(seen)


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
