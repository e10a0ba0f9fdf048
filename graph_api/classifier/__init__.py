"""Which columns hold what: a sample goes in, evidence comes out, decisions are made of evidence. No I/O, no state.

for decision in classify(ColumnSample(table="customers", column="mail", values=("ana@example.org",))): ...
"""

from graph_api.classifier import listed, names, patterns, shapes
from graph_api.classifier.base import ColumnSample, Decision, Evidence, State, Tier
from graph_api.classifier.classes import DATA_CLASSES, Category, DataClass, Regulation, Sensitivity
from graph_api.classifier.decide import DETECTOR, decide

VERSION = DETECTOR

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
    named = names.detect(sample)
    stated = dict.fromkeys(each.data_class for each in named if not each.against)
    return [*named, *patterns.detect(sample), *shapes.detect(sample, stated), *listed.detect(sample, stated)]


def classify(sample: ColumnSample) -> list[Decision]:
    """Return what one column holds, the surest first; empty where nothing speaks for any class."""
    return decide(detect(sample))
