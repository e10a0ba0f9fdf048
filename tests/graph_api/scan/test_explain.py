"""An explanation reads the column now, decides again and compares; it never shows a value."""

import json
import logging

import pytest

from cypher import classification, source
from cypher.errors import NotFound
from cypher.identity import InvalidId
from cypher.visibility import OWNER, Principal
from graph_api.scan import classifying, explain, live
from graph_api.scan.classifying import Classifier, ClassifierFailed
from schema.ports import Handed

EMAIL = "classification:sqlite://crm/main.person#email~EMAIL"
CANARY = "kanarienvogel@example.org"


@pytest.fixture
async def scanned(crm):
    crm.execute("INSERT INTO person VALUES (?, ?, ?, ?)", [(100, "Kanarien Vogel", CANARY, "green")])
    await crm.scan()
    return crm


@pytest.fixture
def classifier(graph):
    return Classifier(graph, sample_rows=10_000)


async def test_what_is_derived_again_is_what_the_scan_wrote(scanned, classifier):
    stored = await scanned.node(EMAIL)
    found = await classifier.explain(OWNER, EMAIL)
    assert (found.live, found.because, found.same, found.examined) == (True, None, True, 61)
    assert found.derived.confidence == stored["confidence"]
    kept = json.loads(stored["evidence"])
    assert [each.method for each in found.derived.evidence] == [each["method"] for each in kept]
    assert [list(each.examples) for each in found.derived.evidence] == [each["examples"] for each in kept]


async def test_every_method_has_a_part_in_the_confidence(scanned, classifier):
    found = await classifier.explain(OWNER, EMAIL)
    parts = dict(zip((each.method for each in found.derived.evidence), found.contributions, strict=True))
    assert len(parts) > 1
    assert all(0 <= part < found.derived.confidence for part in parts.values())
    assert max(parts.values()) > 0


async def test_data_that_changed_are_told(scanned, classifier):
    scanned.execute("UPDATE person SET email = 'none'")
    found = await classifier.explain(OWNER, EMAIL)
    assert (found.live, found.same) == (True, False)


async def test_where_no_value_may_be_read_the_stored_evidence_speaks(scanned, classifier):
    await source.update(scanned.graph, OWNER, scanned.id, config={"path": str(scanned.file), "sampling": "OFF"})
    found = await classifier.explain(OWNER, EMAIL)
    assert (found.live, found.same) == (False, True)
    assert found.because.startswith("SAMPLING_OFF: ")
    assert found.derived.evidence


async def test_a_source_that_is_away_or_slow_is_told_by_its_code(scanned, classifier, monkeypatch):
    monkeypatch.setattr(live, "_SECONDS", 0.0)
    assert (await classifier.explain(OWNER, EMAIL)).because.startswith("TIMEOUT: ")
    monkeypatch.undo()
    scanned.file.unlink()
    found = await classifier.explain(OWNER, EMAIL)
    assert (found.live, found.same) == (False, True)
    assert found.because.startswith("NOT_FOUND: ")


async def test_what_a_person_said_is_explained_by_what_machines_find(scanned, classifier):
    await classification.reject(scanned.graph, OWNER, [EMAIL])
    assert (await classifier.explain(OWNER, EMAIL)).same
    name = "column:sqlite://crm/main.person#note"
    (said,) = await classification.confirm_class(scanned.graph, OWNER, [name], "class:PASSWORD")
    found = await classifier.explain(OWNER, said)
    assert (found.live, found.derived, found.contributions) == (True, None, [])


async def test_visibility_hidden_unknown_and_malformed_are_refused_alike(scanned, classifier):
    with pytest.raises(NotFound) as hidden:
        await classifier.explain(Principal("person:p", (7,)), EMAIL)
    assert str(hidden.value) == f"not found: {EMAIL}"
    with pytest.raises(NotFound):
        await classifier.explain(OWNER, f"{EMAIL}X")
    with pytest.raises(InvalidId):
        await classifier.explain(OWNER, "column:sqlite://crm/main.person#email")


async def test_no_value_is_in_explanations_errors_or_logs(scanned, classifier, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    told = [repr(await classifier.explain(OWNER, EMAIL)), repr(await classifier.spans([f"write to {CANARY}"]))]
    told.append(repr(await classifier.decide([Handed("people", "email", [CANARY])])))

    def fails(value):
        raise ValueError(f"cannot read {value}")

    monkeypatch.setattr(explain, "classify", fails)
    monkeypatch.setattr(classifying, "classify", fails)
    monkeypatch.setattr(classifying.text, "spans_of", fails)
    broken = await classifier.explain(OWNER, EMAIL)
    assert broken.because == "SOURCE_FAILED: The column could not be read: ValueError."
    told.append(repr(broken))
    for call in (classifier.spans([CANARY]), classifier.decide([Handed("people", "email", [CANARY])])):
        with pytest.raises(ClassifierFailed) as caught:
            await call
        logging.getLogger("test").error("failed", exc_info=caught.value)
        told.append(str(caught.value))
    told.append(caplog.text)
    assert "kanarienvogel" not in "".join(told).lower()
    assert "Traceback" in caplog.text
