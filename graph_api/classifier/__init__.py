"""Which columns hold what: a sample goes in, evidence comes out, decisions are made of evidence. No I/O, no state.

for decision in classify(ColumnSample(table="customers", column="mail", values=("ana@example.org",))): ...
"""

from graph_api.classifier import closed, dialled, listed, names, national, opposing, patterns, prosaic, shapes
from graph_api.classifier.base import ColumnSample, Decision, Evidence, State, Tier
from graph_api.classifier.classes import DATA_CLASSES, Category, DataClass, Regulation, Sensitivity
from graph_api.classifier.decide import DETECTOR, decide
from graph_api.classifier.visible import as_seen

VERSION = DETECTOR
WHOLE = 0.9  # share of values with a form of their own, or what is learned of them, from which there is nothing left to look for

__all__ = [
    "DATA_CLASSES",
    "VERSION",
    "Category",
    "ColumnSample",
    "DataClass",
    "Decision",
    "Evidence",
    "Regulation",
    "Sensitivity",
    "State",
    "Tier",
    "classify",
    "decide",
    "detect",
]


def detect(sample: ColumnSample) -> list[Evidence]:
    """Return the evidence of every method on one column; examples in it are masked."""
    sample = as_seen(sample)
    named = names.detect(sample)
    stated = tuple(dict.fromkeys(each.data_class for each in named if not each.against))
    by_form = patterns.detect(sample)
    found = [
        *named,
        *by_form,
        *shapes.detect(sample, stated),
        *listed.detect(sample, stated),
        *dialled.detect(sample),
        *closed.detect(sample),
        *national.detect(sample, stated),
    ]
    found += opposing.detect(sample, tuple(dict.fromkeys(each.data_class for each in found if not each.against)))
    whole = tuple(each.data_class for each in by_form if not each.against and (each.prevalence or 0.0) >= WHOLE)
    if sample.values and not whole:
        from graph_api.classifier import learned  # noqa: PLC0415 - imports numpy, only where values must be weighed

        by_words = learned.detect(sample, stated)
        found += by_words
        found += prosaic.detect(
            sample, tuple(each.data_class for each in by_words if not each.against and each.strength >= WHOLE)
        )
    return found


def classify(sample: ColumnSample) -> list[Decision]:
    """Return what one column holds, the surest first; empty where nothing speaks for any class."""
    return decide(detect(sample))
