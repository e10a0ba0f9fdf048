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
    model = learned._model()
    vector = np.concatenate((features.of_values(PERSONS, model.keys, model.bits), features.of_name((), ())))
    logits = vector @ model.weights[:-1] + model.weights[-1]
    own = [each == "PERSON_NAME" for each in model.classes]
    best, rival = (int(np.flatnonzero(rows)[logits[rows].argmax()]) for rows in (np.array(own), ~np.array(own)))
    lead = (logits - model.weights[-1])[best] - (logits - model.weights[-1])[rival]
    [evidence] = [
        each for each in learned.detect(ColumnSample("", "", PERSONS), ()) if each.data_class == "PERSON_NAME"
    ]
    shares = dict(each.split() for each in evidence.detail.split(", "))
    assert evidence.tier is Tier.ML
    assert set(shares) == set(features.BLOCKS)
    assert sum(map(float, shares.values())) == pytest.approx(float(lead), abs=0.05 * len(shares) + 1e-3)


@pytest.mark.parametrize(
    "values",
    [
        ("68163", "64857", "66852", "66613", "62000", "70230"),  # whole numbers, as postal codes are
        ("15.7601003646851", "6.72569990158081", "22.4298992156982", "25.3794002532959"),  # as programs write shares
        ("-0.0132", "0.0041", "0.0277", "-0.0090", "0.0008"),  # what something gained or lost
        ("DIO1", "C1orf151", "MOBKL2C", "UBR4", "MORN1", "HLA-DQB1"),
    ],
)
def test_numbers_and_codes_are_of_anything(values):
    assert classify(ColumnSample("", "", values)) == []


def test_coordinates_are_seen_in_numbers_of_one_place():
    values = ("59.913868", "59.927402", "59.904561", "59.938117", "59.921076", "59.910044")
    assert [each.data_class for each in classify(ColumnSample("", "", values))] == ["GEO_COORDINATES"]


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
