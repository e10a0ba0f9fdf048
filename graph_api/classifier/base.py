"""The classifier's terms: a sample of a column goes in, evidence comes out, decisions are made of evidence."""

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """What kind of method spoke."""

    MANUAL = "MANUAL"
    ML = "ML"
    LANGUAGE = "LANGUAGE"


class State(StrEnum):
    """What a machine may decide; people confirm and reject in the graph."""

    SUGGESTED = "SUGGESTED"
    CONFIRMED = "CONFIRMED"


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """What is known of one column. `values` are distinct, as text, without nulls, at most some thousand.

    `fraction` is the share of the column's rows that the sample saw (None: unknown). `foreign_key_classes` are the class
    names of the columns this one refers to.
    """

    table: str
    column: str
    values: tuple[str, ...] = ()
    comment: str | None = None
    table_comment: str | None = None
    data_type: str | None = None
    neighbours: tuple[str, ...] = ()
    foreign_key_classes: tuple[str, ...] = ()
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One method's word on one class.

    `method` is `group.rule`: `name.tokens`, `pattern.email`, `shape.phone`, `dictionary.given_name`; `decide` takes the
    strongest of each group.
    `strength` in 0..1 is how much a match of this rule says; `prevalence` in 0..1 is the share of distinct values that
    matched (None: the rule looked at names only). `against` marks counter-evidence. `examples` are masked.
    """

    data_class: str
    method: str
    version: str
    tier: Tier
    strength: float
    prevalence: float | None = None
    matched: int = 0
    examined: int = 0
    against: bool = False
    detail: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What all evidence on one column and one class comes to. `confidence` in 0..1."""

    data_class: str
    confidence: float
    state: State
    tier: Tier
    detector: str
    evidence: tuple[Evidence, ...]
