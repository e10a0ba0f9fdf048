"""Why a column is said to hold a class: decided again, from values read now or from the evidence that is kept."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import orjson

from cypher import classification, inventory, source, subject
from cypher.classification import Explained
from cypher.errors import NotFound
from cypher.graph import Graph
from cypher.inventory import Recalled
from cypher.source import SourceRow
from cypher.visibility import Action, Principal
from graph_api.classifier import Decision, Evidence, Tier, classify, decide
from graph_api.scan.examine import column_sample
from graph_api.scan.listing import Naming
from graph_api.scan.progress import unforeseen
from graph_api.scan.recall import asset_info, referred
from graph_api.scanner.base import Scanner, SourceError
from graph_api.scanner.reach import Reach
from graph_api.scanner.registry import open_scanner
from schema.ports import Decided, Explanation, Proof

_SECONDS = 6.0
"""Under the time that a request has, so that the evidence can still be told."""
_MACHINE = "machine"
_ALIKE = 0.001


async def explain(
    graph: Graph, principal: Principal, identifier: str, *, rows: int | None, reach: Reach
) -> Explanation:
    """Read at most `rows` rows of the column and decide again; where that cannot be, decide from the evidence that is kept."""
    stored = await classification.explained(graph, principal, identifier)
    await subject.demand(graph, principal, Action.PROFILE, [identifier])
    try:
        decision = await _derived(graph, stored, rows, reach)
    except SourceError as error:
        kept = _kept(stored)
        again = next((each for each in decide(kept) if each.data_class == stored.data_class), None)
        return _explanation(stored, again, because=f"{error.code}: {error}")
    return _explanation(stored, decision)


async def _derived(graph: Graph, stored: Explained, rows: int | None, reach: Reach) -> Decision | None:
    of = await source.config(graph, stored.source)
    asset = await _asset(graph, stored)
    scanner = await asyncio.to_thread(open_scanner, of.kind, dict(of.config), reach)
    try:
        reading = asyncio.get_running_loop().run_in_executor(None, _read, scanner, of, asset, stored, rows)
        reading.add_done_callback(_ended)  # whoever waits no more, nobody asks how it ended
        async with asyncio.timeout(_SECONDS):
            return await asyncio.shield(reading)
    except TimeoutError as error:
        raise SourceError("TIMEOUT", f"The column was not read within {_SECONDS:.0f} s.") from error
    finally:
        await asyncio.to_thread(_end, scanner)


def _ended(reading: "asyncio.Future[Any]") -> None:
    if not reading.cancelled():
        reading.exception()


def _end(scanner: Scanner) -> None:
    """Stop what still runs."""
    scanner.cancel()
    scanner.close()


async def _asset(graph: Graph, stored: Explained) -> Recalled:
    found = [row async for page in inventory.recalled(graph, stored.source, assets=[stored.asset]) for row in page]
    if not found:
        raise NotFound([stored.asset])
    return found[0]


def _read(scanner: Scanner, of: SourceRow, asset: Recalled, stored: Explained, rows: int | None) -> Decision | None:
    """In a thread. What goes wrong with values is told by its kind, never by its text."""
    naming = Naming(of, scanner)
    try:
        scanner.connect()
        sample = column_sample(scanner, asset_info(asset, naming), stored.column, rows, referred(asset, naming))
        return next((each for each in classify(sample) if each.data_class == stored.data_class), None)
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001 - an error's text may hold a value
        raise SourceError("SOURCE_FAILED", f"The column could not be classified: {unforeseen(error)}.") from None


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
