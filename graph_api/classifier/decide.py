"""From evidence to decisions.

Combination: noisy-or over what supports a class, times what speaks against it.

    confidence = (1 - product(1 - w)) * product(1 - a)      over supports w and counter-evidence a, at most 0.99

- w of a name is its strength. w of a pattern is strength * prevalence ** 0.2, so that a form found in 2 % of the distinct
  values still proposes (0.46) where averaging would hide it; so does one inside running text. w of what is learned
  is its calibrated probability squared, so that a bare majority decides nothing. Where the name states another class, what is
  learned and patterns whose form other things have too (strength up to 0.8) count less. Shapes, dictionaries and checksums of
  short numbers say nothing where no name speaks; a shape's w is its strength, less where the name is weak (in proportion below
  0.55).
- a is the counter-evidence's strength; where a name states the class surely, values of the right form that fail their check
  digits count 0.4 of it: test data and tokenised numbers look so.
- Of one method group (name, pattern, shape …) and class only the strongest counts: two views of one thing are not two proofs.

State: CONFIRMED with supporting values and confidence >= 0.5, else SUGGESTED. Under `LEAST` nothing is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph_api.classifier.base import Decision, Evidence, State

DETECTOR = "pursight/3"
LEAST = 0.3
MOST = 0.99
CONFIRMS = 0.5
SURE_NAME = 0.7

_LIFT = 0.2
_FAIR_NAME = 0.55
_ALONE = frozenset({"name", "pattern", "learned", "text"})  # groups that may speak first
_FORM_UNDER_SURE_NAME = 0.4
_AMBIGUOUS = 0.8  # strength of a pattern up to which its form is that of other things too


def _group(evidence: Evidence) -> str:
    return evidence.method.partition(".")[0]


def _weight(evidence: Evidence, named: float = 1.0, rival: float = 0.0) -> float:
    match _group(evidence):
        case "pattern" if not evidence.against:
            unsure = rival if evidence.strength <= _AMBIGUOUS else 0.0
            return evidence.strength * (evidence.prevalence or 0.0) ** _LIFT * (1 - unsure)
        case "learned" if not evidence.against:
            return evidence.strength**2 * (1 - rival)
        case "text":
            return evidence.strength * (evidence.prevalence or 0.0) ** _LIFT
        case "shape" if not evidence.against:
            return evidence.strength * min(1.0, named / _FAIR_NAME)
        case _:
            return evidence.strength


def _strongest(evidence: Iterable[Evidence], named: float = 1.0, rival: float = 0.0) -> dict[str, float]:
    weights: dict[str, float] = {}
    for each in evidence:
        group = _group(each)
        weights[group] = max(weights.get(group, 0.0), _weight(each, named, rival))
    return weights


def _decision(data_class: str, evidence: Sequence[Evidence], rival: float) -> Decision | None:
    named = max((each.strength for each in evidence if _group(each) == "name" and not each.against), default=0.0)
    supporting = [each for each in evidence if not each.against and (named or _group(each) in _ALONE)]
    if not supporting:
        return None
    doubt = belief = 1.0
    for weight in _strongest(supporting, named, rival).values():
        doubt *= 1 - weight
    for group, weight in _strongest(each for each in evidence if each.against).items():
        belief *= 1 - weight * (
            _FORM_UNDER_SURE_NAME if group in {"pattern", "learned"} and named >= SURE_NAME else 1.0
        )
    confidence = round(min(MOST, (1 - doubt) * belief), 3)
    if confidence < LEAST:
        return None
    by_values = any(each.prevalence is not None for each in supporting)
    return Decision(
        data_class=data_class,
        confidence=confidence,
        state=State.CONFIRMED if by_values and confidence >= CONFIRMS else State.SUGGESTED,
        tier=max(supporting, key=_weight).tier,
        detector=DETECTOR,
        evidence=tuple(evidence),
    )


def _stated(evidence: Sequence[Evidence]) -> float:
    """Return how surely the name states a class that the values' shapes do not contradict."""
    if any(each.against and _group(each) == "shape" for each in evidence):
        return 0.0
    return max((each.strength for each in evidence if each.method == "name.tokens" and not each.against), default=0.0)


def _rival(stated: Mapping[str, float], data_class: str) -> float:
    return max((strength for other, strength in stated.items() if other != data_class), default=0.0)


def decide(evidence: Iterable[Evidence]) -> list[Decision]:
    """Decide on every class the evidence speaks of; the surest first, at most one decision for a class."""
    by_class: dict[str, list[Evidence]] = defaultdict(list)
    for each in evidence:
        by_class[each.data_class].append(each)
    stated = {data_class: _stated(about) for data_class, about in by_class.items()}
    decisions = [
        made
        for data_class, about in by_class.items()
        if (made := _decision(data_class, about, _rival(stated, data_class))) is not None
    ]
    return sorted(decisions, key=lambda made: (-made.confidence, made.data_class))
