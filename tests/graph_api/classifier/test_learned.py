"""The learned tier: what values say without any name, and what it says of why."""

import numpy as np
import pytest

from graph_api.classifier import ColumnSample, State, Tier, classify, detect, features, learned

PERSONS = (
    "Maria Schneider",
    "Ahmed Hassan",
    "John O'Connor",
    "Sofia Rossi",
    "Pierre Lambert",
    "Katarzyna Nowak",
    "David Miller",
)
STREETS = ("12 Baker Street", "Hauptstraße 5, 10115 Berlin", "48 Rue de la Paix", "901 N Lincoln Ave", "7 Church Lane")
COUNTRIES = ("Kenya", "Germany", "Bolivia", "Japan", "Norway", "New Zealand", "Qatar")
PRODUCTS = ("wireless keyboard", "desk lamp 40 cm", "paper towels", "garden chair", "USB hub 4 ports", "mouse pad")
COMPANIES = (
    "Brightwater Systems Inc",
    "Nordlicht GmbH",
    "Hansen & Partners",
    "First Bank of Ohio",
    "Delta Foods Ltd",
    "Acme Holdings",
)


@pytest.mark.parametrize(
    ("values", "data_class"), [(PERSONS, "PERSON_NAME"), (STREETS, "STREET_ADDRESS"), (COUNTRIES, "LOCATION")]
)
@pytest.mark.parametrize("name", ["", "c1"])
def test_values_are_recognised_without_a_name(name, values, data_class):
    [decision] = [each for each in classify(ColumnSample("", name, values)) if each.confidence >= 0.5]
    assert decision.data_class == data_class
    assert decision.state is State.CONFIRMED


@pytest.mark.parametrize("values", [PRODUCTS, COMPANIES])
def test_names_of_things_and_companies_are_no_persons(values):
    assert [each for each in classify(ColumnSample("", "", values)) if each.confidence >= 0.5] == []


def test_contributions_add_up_to_the_lead_over_the_strongest_rival():
    sample = ColumnSample("", "", PERSONS)
    model = learned._model()
    vector = np.concatenate((features.of_values(PERSONS, model.keys, model.bits), features.of_name((), ())))
    logits, parts = learned._logits(model, vector)
    assert np.allclose(logits, sum(parts.values()) + model.weights[-1], atol=1e-3)
    [evidence] = [each for each in learned.detect(sample, ()) if each.data_class == "PERSON_NAME"]
    assert evidence.tier is Tier.ML
    assert {each.split()[0] for each in evidence.detail.split(", ")} == set(features.BLOCKS)


def test_what_is_learned_shows_no_value():
    for evidence in detect(ColumnSample("", "", PERSONS)):
        shown = f"{evidence.detail} {evidence.examples}"
        assert not any(word in shown for each in PERSONS for word in each.split())


@pytest.mark.parametrize(
    "values",
    [
        (),
        ("",),
        (" \t",),
        ("\x00\x01" * 50,),
        ("\u200b",),
        ("א" * 30,),
        ("\U0001d518\U0001d52b",),
        ("\ud800",),
        ("x" * 10**6,),
        ("1",) * 3,
    ],
)
def test_no_values_break_it(values):
    for each in learned.detect(ColumnSample("t", "c", values), ("PERSON_NAME",)):
        assert 0 <= each.strength <= 1


def test_the_same_values_get_the_same_answer():
    assert learned.probabilities(ColumnSample("", "", PERSONS)) == learned.probabilities(ColumnSample("", "", PERSONS))
