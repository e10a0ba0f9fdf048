"""Why a column is said to hold a class: decided again, from values read now or from the evidence that is kept."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import orjson

from cypher import classification
from cypher.classification import Explained
from cypher.graph import Graph
from cypher.visibility import Principal
from graph_api.classifier import Decision, Evidence, Tier, classify, decide
from graph_api.scan.examine import column_sample
from graph_api.scan.live import Live, read_live
from graph_api.scan.recall import referred
from graph_api.scanner.base import SourceError
from graph_api.scanner.reach import Reach
from schema.ports import Decided, Explanation, Proof

_MACHINE = "machine"
_ALIKE = 0.001


async def explain(
    graph: Graph, principal: Principal, identifier: str, *, rows: int | None, reach: Reach
) -> Explanation:
    """Read at most `rows` rows of the column and decide again; where that cannot be, decide from the evidence that is kept."""
    stored = await classification.explained(graph, principal, identifier)
    try:
        decision = await read_live(graph, stored.source, stored.asset, reach, partial(_read, stored=stored, rows=rows))
    except SourceError as error:
        kept = _kept(stored)
        again = next((each for each in decide(kept) if each.data_class == stored.data_class), None)
        return _explanation(stored, again, because=f"{error.code}: {error}")
    return _explanation(stored, decision)


def _read(live: Live, stored: Explained, rows: int | None) -> Decision | None:
    referred_to = referred(live.asset, live.naming)
    sample = column_sample(live.scanner, live.info, stored.column, rows, referred_to)
    return next((each for each in classify(sample) if each.data_class == stored.data_class), None)


def _kept(stored: Explained) -> list[Evidence]:
    """The evidence in the graph; none of what was written in a form that this version does not know."""
    found: list[dict[str, Any]] = orjson.loads(stored.evidence)
    with suppress(TypeError, KeyError, ValueError):
        return [Evidence(**_typed(each)) for each in found]
    return []


def _typed(stored: dict[str, Any]) -> dict[str, Any]:
    return {**stored, "tier": Tier(stored["tier"]), "examples": tuple(stored["examples"])}


def _explanation(stored: Explained, decision: Decision | None, because: str | None = None) -> Explanation:
    return Explanation(
        live=because is None,
        because=because,
        same=_same(stored, decision),
        derived=None if decision is None else decided(decision),
        contributions=[] if decision is None else contributions(decision),
        examined=0 if decision is None else max((each.examined for each in decision.evidence), default=0),
    )


def _same(stored: Explained, decision: Decision | None) -> bool:
    """Whether a machine would say now what it said then; a person's verdict is not a machine's to repeat."""
    if decision is None:
        return stored.evidence == "[]" or stored.state == "WITHDRAWN"
    state = stored.decided_by != _MACHINE or decision.state.value == stored.state
    return state and abs(decision.confidence - (stored.confidence or 0.0)) < _ALIKE


def contributions(decision: Decision) -> list[float]:
    """How much less the confidence would be without each of the evidence; of what speaks against it: less than 0."""

    def confidence(evidence: Sequence[Evidence]) -> float:
        found = (each.confidence for each in decide(evidence) if each.data_class == decision.data_class)
        return next(found, 0.0)

    whole = confidence(decision.evidence)
    return [
        round(whole - confidence([*decision.evidence[:place], *decision.evidence[place + 1 :]]), 3)
        for place in range(len(decision.evidence))
    ]


def decided(decision: Decision) -> Decided:
    """A decision as resolvers take it."""
    return Decided(
        data_class=decision.data_class,
        confidence=decision.confidence,
        state=decision.state.value,
        tier=decision.tier.value,
        detector=decision.detector,
        evidence=[
            Proof(
                method=each.method,
                version=each.version,
                tier=each.tier.value,
                strength=each.strength,
                prevalence=each.prevalence,
                matched=each.matched,
                examined=each.examined,
                against=each.against,
                detail=each.detail,
                examples=each.examples,
            )
            for each in decision.evidence
        ],
    )
