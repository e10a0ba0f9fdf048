"""Numbers of states and health systems: the issuers' own examples pass, a changed digit does not."""

from random import Random

import pytest

from graph_api.classifier import ColumnSample, classify, detect, national
from graph_api.classifier.national import FORMS, recognise

EXAMPLES = [
    ("br_cpf", "529.982.247-25"),
    ("pl_pesel", "44051401359"),
    ("tr_kimlik", "10000000146"),
    ("be_number", "85.07.30-033.28"),
    ("fr_nir", "2 55 08 14 168 025 38"),
    ("it_codice_fiscale", "RSSMRA85T10A562S"),
    ("es_dni", "12345678Z"),
    ("es_nie", "X1234567L"),
    ("cn_resident", "11010519491231002X"),
    ("fi_hetu", "131052-308T"),
    ("cl_rut", "12.345.678-5"),
    ("sg_nric", "S1234567D"),
    ("se_personnummer", "811228-9874"),
    ("nl_bsn", "111222333"),
    ("ca_sin", "046 454 286".replace("046", "130").replace("454", "692").replace("286", "544")),
    ("ch_ahv", "756.9217.0769.85"),
    ("gb_nino", "AB 12 34 56 C"),
    ("in_pan", "ABCPE1234F"),
    ("gb_nhs", "943 476 5919"),
    ("us_npi", "1234567893"),
    ("us_dea", "AB1234563"),
]


@pytest.mark.parametrize(("form", "number"), EXAMPLES)
def test_an_example_of_the_issuer_is_recognised(form, number):
    assert form in recognise(number)


@pytest.mark.parametrize(("form", "number"), [each for each in EXAMPLES if each[0] not in {"gb_nino", "in_pan"}])
def test_a_wrong_last_character_is_not(form, number):
    last = number[-1]
    other = str((int(last) + 1) % 10) if last.isdigit() else "A" if last != "A" else "B"
    assert form not in recognise(number[:-1] + other)


def test_fifteen_countries_at_least_are_known():
    assert len({name[:2] for name, form in FORMS.items() if form.data_class == "NATIONAL_ID"}) >= 15


def test_numbers_with_two_checks_speak_without_a_name():
    draw, made = Random(3), []
    while len(made) < 12:
        number = "".join(draw.choices("0123456789", k=11))
        if "br_cpf" in recognise(number):
            made.append(number)
    [evidence] = [each for each in detect(ColumnSample("t", "c1", tuple(made))) if each.data_class == "NATIONAL_ID"]
    assert evidence.method == "pattern.br_cpf"
    assert evidence.prevalence == 1


def test_random_digits_are_no_identity_numbers():
    draw = Random(4)
    for length in range(8, 16):
        values = tuple("".join(draw.choices("0123456789", k=length)) for _ in range(100))
        assert [
            each for each in detect(ColumnSample("t", "c1", values)) if each.data_class in {"NATIONAL_ID", "MEDICAL_ID"}
        ] == []


def test_a_check_that_little_else_has_speaks_where_every_value_passes():
    right = tuple(each for n in range(1_000_000_000, 1_000_007_000, 7) if recognise(each := str(n), ["us_npi"]))[:12]
    said = [(each.data_class, each.method) for each in national.detect(ColumnSample("t", "c", right), ())]
    assert said == [("MEDICAL_ID", "pattern.us_npi")]
    assert national.detect(ColumnSample("t", "c", (*right[:11], "1000000001")), ()) == []
    assert national.detect(ColumnSample("t", "c", right[:7]), ()) == []


def test_nhs_numbers_are_told_from_books_by_their_name():
    """Both have the same check digit."""
    values = ("9990673314", "9999611141", "9991443460", "9995659387", "9990273006")
    named, bare = (
        {each.data_class for each in classify(ColumnSample("members", name, values))} for name in ("nhs_no", "number")
    )
    assert named == {"MEDICAL_ID"}
    assert bare == set()
