"""What the machine thinks a column holds, merged into the graph: only differences are written, people's verdicts stay."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cypher import identity
from cypher.change import MACHINE, Change, ChangeKind
from cypher.graph import Transaction
from cypher.statement import Statement, Written
from cypher.zone import rezone

EFFECTIVE = frozenset({"SUGGESTED", "CONFIRMED"})
"""The states that count, for zones and for withholding values."""

_DECIDED = ("state", "confidence", "tier", "detector", "evidence")


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One class for one column; `evidence` is JSON."""

    data_class: str
    state: str
    confidence: float
    tier: str
    detector: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Classified:
    """A classification as the graph has it; `data_class` is the id of the class."""

    asset: str
    column: str
    id: str
    data_class: str
    sensitivity: str | None
    state: str
    decided_by: str | None
    confidence: float | None
    tier: str | None
    detector: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class ColumnDecisions:
    """All that a scan decided on one column. `complete`: values were read, so what is not decided is withdrawn."""

    column: str
    decisions: Sequence[DecisionRow]
    complete: bool


@dataclass(slots=True)
class Merge:
    """What the graph has to be told; empty where nothing differs. `effective`: column -> ids of the classes that count."""

    add: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])
    revise: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])
    changes: list[Change] = field(default_factory=list[Change])
    moved: set[str] = field(default_factory=set[str])
    effective: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    @property
    def differs(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.add or self.revise)


@dataclass(frozen=True, slots=True)
class ProfileHash:
    """The hash of an asset's profile, and the detector that classified its columns last."""

    id: str
    profile_hash: str | None
    detector: str | None


@dataclass(frozen=True, slots=True)
class _Id:
    id: str


OF_ASSETS = Statement("classified/of_assets", Classified)
PROFILE_HASHES = Statement("classified/profile_hashes", ProfileHash)
PROFILE_HASHES_LOCKED = Statement("classified/profile_hashes_locked", ProfileHash)
_ADD = Statement("classified/add", Written)
_REVISE = Statement("classified/revise", _Id)


def compare(found: Sequence[ColumnDecisions], before: Sequence[Classified], *, at: int) -> Merge:
    """Compare decisions with the graph. A class that is no longer decided is WITHDRAWN, if the values were read.

    Without values nothing is lowered: what was decided from values stands until values are read again.
    """
    had: dict[str, dict[str, Classified]] = defaultdict(dict)
    for each in before:
        had[each.column][each.data_class] = each
    merge = Merge()
    for column in found:
        _compare_column(column, had[column.column], merge, at)
    return merge


def _compare_column(column: ColumnDecisions, had: Mapping[str, Classified], merge: Merge, at: int) -> None:
    states = {data_class: was.state for data_class, was in had.items()}
    decided = {identity.class_id(decision.data_class): decision for decision in column.decisions}
    for data_class, decision in decided.items():
        was = had.get(data_class)
        if was is None:
            merge.add.append(_new(column.column, data_class, decision, at))
            merge.changes.append(_changed(column.column, data_class, None, decision.state, decision.confidence))
            states[data_class] = decision.state
        elif was.decided_by == MACHINE and (column.complete or was.state not in EFFECTIVE):
            _revise(was, {name: getattr(decision, name) for name in _DECIDED}, merge)
            states[data_class] = decision.state
    if column.complete:
        for data_class in sorted(had.keys() - decided.keys()):
            was = had[data_class]
            if was.decided_by == MACHINE and was.state in EFFECTIVE:
                _revise(was, {"state": "WITHDRAWN"}, merge)
                states[data_class] = "WITHDRAWN"
    counting = frozenset(data_class for data_class, state in states.items() if state in EFFECTIVE)
    merge.effective[column.column] = counting
    if counting != frozenset(data_class for data_class, was in had.items() if was.state in EFFECTIVE):
        merge.moved.add(column.column)


def _revise(was: Classified, properties: Mapping[str, Any], merge: Merge) -> None:
    differing = {name: value for name, value in properties.items() if getattr(was, name) != value}
    if differing:
        merge.revise.append({"id": was.id, "properties": differing})
    if differing.keys() & {"state", "confidence"}:
        state, confidence = properties["state"], properties.get("confidence", was.confidence)
        merge.changes.append(_changed(was.column, was.data_class, was, state, confidence))


def _new(column: str, data_class: str, decision: DecisionRow, at: int) -> dict[str, Any]:
    identifier = identity.classification_id(column, decision.data_class)
    properties = {
        "classId": data_class,
        "columnId": column,
        "decidedBy": MACHINE,
        "since": at,
        **{name: getattr(decision, name) for name in _DECIDED},
    }
    return {"id": identifier, "column": column, "data_class": data_class, "properties": properties}


def _changed(column: str, data_class: str, was: Classified | None, state: str, confidence: float | None) -> Change:
    before = {"classId": data_class, "state": was.state, "confidence": was.confidence} if was else None
    after = {"classId": data_class, "state": state, "confidence": confidence}
    return Change(ChangeKind.CLASSIFICATION_CHANGED, column, {"before": before, "after": after})


async def write(transaction: Transaction, merge: Merge) -> None:
    """Write the differences and put the columns concerned into their zones."""
    if merge.add:
        await transaction.run(_ADD, rows=merge.add)
    if merge.revise:
        await transaction.run(_REVISE, rows=merge.revise)
    if merge.moved:
        await rezone(transaction, merge.moved)
