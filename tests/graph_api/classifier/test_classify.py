"""From values to decisions, and what evidence may show."""

import json
import string
import time
from dataclasses import asdict
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.classifier import (
    DATA_CLASSES,
    VERSION,
    ColumnSample,
    Evidence,
    State,
    Tier,
    classify,
    decide,
    detect,
    patterns,
    shapes,
    vocabulary,
)
from graph_api.classifier.checksums import luhn

DRAW = Random(7)


def cards(count, right=True):
    made = []
    while len(made) < count:
        digits = "4" + "".join(DRAW.choices(string.digits, k=15))
        if luhn(digits) is right:
            made.append(digits)
    return tuple(made)


EMAILS = tuple(f"user{n}@mail{n % 7}.example.org" for n in range(40))
PHONES = tuple(f"+44 20 7946 0{n:03d}" for n in range(40))
UUIDS = tuple(f"{DRAW.getrandbits(128):032x}" for _ in range(40))


def found(column, values=(), table="t", **more):
    return {each.data_class: each for each in classify(ColumnSample(table, column, tuple(values), **more))}


@pytest.mark.parametrize(
    ("values", "data_class"),
    [
        (EMAILS, "EMAIL"),
        (PHONES, "PHONE"),
        (tuple(f"(415) 555-{n:04d}" for n in range(40)), "PHONE"),
        (cards(40), "CREDIT_CARD"),
        (("GB29NWBK60161331926819", "DE89 3704 0044 0532 0130 00", "NO9386011117947"), "IBAN"),
        (("0345 600 1122", "0161 496 0880", "020 7946 0011", "0115 496 0300"), "PHONE"),
        (("01 44 55 66 77", "04 91 22 33 44", "02 40 11 22 33", "03 88 77 66 55"), "PHONE"),
        (("40°26\u203246\u2033N 79°58\u203256\u2033W", "51°30\u203226\u2033N 0°7\u203239\u2033W"), "GEO_COORDINATES"),
        (("90210-1234", "10001-0042", "60601-7788"), "LOCATION"),
        (tuple(f"123-45-{n:04d}" for n in range(1, 40)), "US_SSN"),
        (tuple(f"10.20.{n}.77" for n in range(40)), "IP_ADDRESS"),
        (("2001:db8::1", "fe80::1", "::1"), "IP_ADDRESS"),
        (("00:1b:44:11:3a:b7", "001b.4411.3ab7"), "MAC_ADDRESS"),
        (("https://example.org/a?b=1", "www.example.com", "http://localhost:8080/"), "URL"),
        (("1M8GDM9AXKP042788", "11111111111111111"), "VIN"),
        (("$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",), "PASSWORD"),
        (("1BoatSLRHtKNngkdXEeobR76b53LETtpyT",), "CRYPTO_WALLET"),
        (("12 Rue des Fleurs", "4 Elm Street", "Lindenstraße 7"), "STREET_ADDRESS"),
    ],
)
def test_values_speak_for_themselves_without_a_name(values, data_class):
    decisions = found("c1", values)
    assert list(decisions) == [data_class]
    assert decisions[data_class].state is State.CONFIRMED
    assert decisions[data_class].confidence < 1


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("id", tuple(map(str, range(1000, 1400)))),
        ("reference", tuple(str(10**15 + n * 7919) for n in range(400))),
        ("tracking", tuple(str(4 * 10**15 + n * 104729) for n in range(400))),
        ("uuid", UUIDS),
        ("created_at", tuple(f"19{n}-05-17" for n in range(50, 90))),
        ("version", tuple(f"1.2.{n}.4" for n in range(20))),
        ("epoch", tuple(str(1_700_000_000 + n * 61) for n in range(400))),
        ("amount", tuple(f"{n}.99" for n in range(400))),
        ("numbers as text", ("1", "22", "007", "-3", "1e5", "4.50")),
        ("temperature", ("23°C", "18°C", "-4°C")),
        ("browser", ("Safari", "Chrome", "Firefox")),
        ("scenario_code", tuple(f"{n:03d}" for n in range(100, 400))),
        ("email_verified", ("true", "false")),
        ("status", ("open", "closed")),
        ("empty", ()),
        ("blank", ("", " ", "\x00")),
    ],
)
def test_what_only_looks_like_personal_data_is_left_alone(column, values):
    assert found(column, values) == {}


def test_a_name_without_values_stays_a_suggestion():
    decision = found("email")["EMAIL"]
    assert decision.state is State.SUGGESTED
    assert decision.tier is Tier.MANUAL
    assert decision.detector == VERSION


def test_a_name_that_its_values_contradict_is_dropped():
    assert found("email", tuple(map(str, range(100)))) == {}


def test_dates_are_of_birth_only_where_a_name_says_so():
    days = tuple(f"19{n}-03-02" for n in range(40, 99))
    assert found("due", days) == {}
    assert found("birth_date", days)["DATE_OF_BIRTH"].state is State.CONFIRMED
    assert "DATE_OF_BIRTH" not in found("birth_date", tuple(f"20{n}-03-02" for n in range(50, 99)))


def test_nine_digits_are_social_security_numbers_only_under_the_name():
    digits = tuple(str(123_450_000 + n * 7) for n in range(1, 60))
    assert found("number", digits) == {}
    assert found("ssn", digits)["US_SSN"].state is State.CONFIRMED


def test_a_rare_but_checked_hit_proposes():
    values = (*(f"note number {n}" for n in range(98)), *cards(2))
    decision = found("remarks", values)["CREDIT_CARD"]
    assert decision.state is State.SUGGESTED
    [evidence] = decision.evidence
    assert evidence.prevalence == 0.02
    assert evidence.strength > 0.9


def test_card_numbers_with_wrong_check_digits_are_no_cards():
    assert found("reference", cards(40, right=False)) == {}


def test_repeats_prove_nothing():
    once = found("c", ("ana@example.org", "x", "y"))["EMAIL"]
    often = found("c", ("ana@example.org",) * 50 + ("x", "y"))["EMAIL"]
    assert once.evidence == often.evidence


def test_counter_evidence_lowers():
    for_it = Evidence("EMAIL", "name.tokens", "1", Tier.MANUAL, 0.75)
    against = Evidence("EMAIL", "shape.email", "1", Tier.MANUAL, 0.5, 1.0, 9, 9, against=True)
    [alone], [doubted] = decide([for_it]), decide([for_it, against])
    assert doubted.confidence < alone.confidence
    assert decide([against]) == []


EVIDENCE = st.builds(
    Evidence,
    data_class=st.sampled_from(["EMAIL", "PHONE"]),
    method=st.sampled_from(["name.tokens", "pattern.email", "shape.email", "dictionary.place"]),
    version=st.just("1"),
    tier=st.sampled_from(Tier),
    strength=st.floats(0, 1),
    prevalence=st.none() | st.floats(0, 1),
    against=st.booleans(),
)


@given(st.lists(EVIDENCE))
@settings(deadline=None)
def test_decisions_are_bounded_sorted_and_one_for_each_class(evidence):
    decisions = decide(evidence)
    assert all(0 < each.confidence < 1 for each in decisions)
    assert [each.confidence for each in decisions] == sorted((each.confidence for each in decisions), reverse=True)
    assert len({each.data_class for each in decisions}) == len(decisions)
    assert all(each.confidence >= 0.5 or each.state is State.SUGGESTED for each in decisions)


@given(st.lists(EVIDENCE), EVIDENCE)
@settings(deadline=None)
def test_more_counter_evidence_never_raises_confidence(evidence, more):
    def confidence(about):
        return next((each.confidence for each in decide(about) if each.data_class == more.data_class), 0.0)

    doubt = Evidence(more.data_class, more.method, "1", more.tier, more.strength, more.prevalence, against=True)
    assert confidence([*evidence, doubt]) <= confidence(evidence)


NAMES = (
    "email",
    "phone",
    "ssn",
    "full_name",
    "address",
    "city",
    "card_number",
    "password",
    "dob",
    "diagnosis",
    "username",
    "x",
)
SECRETS = st.one_of(
    st.text(min_size=5, max_size=60),
    st.from_regex(r"[a-z]{2,9}[0-9]{2}@[a-z]{3,9}\.(com|org)", fullmatch=True),
    st.from_regex(r"[0-9]{3}-[0-9]{2}-[0-9]{4}", fullmatch=True),
    st.from_regex(r"\+44 20 7946 [0-9]{4}", fullmatch=True),
    st.sampled_from(cards(20)),
    st.from_regex(r"[A-Z][a-z]{3,9} [A-Z][a-z]{3,9}", fullmatch=True),
    st.from_regex(r"19[0-9]{2}-0[1-9]-1[0-9]", fullmatch=True),
)


@given(st.sampled_from(NAMES), st.lists(SECRETS, min_size=1, max_size=8))
@settings(deadline=None)
def test_no_raw_value_is_ever_in_evidence(column, values):
    sample = ColumnSample("t", column, tuple(values))
    for evidence in detect(sample):
        shown = " ".join((evidence.detail.removeprefix("tokens: " + column), *evidence.examples))
        for value in values:
            if sum(map(str.isalnum, value)) >= 5:
                assert value.strip() not in shown


def test_examples_show_the_form_only():
    assert found("c", EMAILS)["EMAIL"].evidence[0].examples[0] == "u***@m***.org"
    assert found("c", cards(3))["CREDIT_CARD"].evidence[0].examples[0].startswith("**** **** **** ")
    [evidence] = found("c", ("123-45-6789", "123-45-6788"))["US_SSN"].evidence
    assert evidence.examples == ("***-**-****", "***-**-****")


def test_every_class_that_is_decided_is_of_the_list():
    named = {*vocabulary.PHRASES, *shapes.SHAPES, *(rule.data_class for rule in patterns.RULES.values())} - {""}
    assert named == set(DATA_CLASSES)
    assert all(each.description and each.categories for each in DATA_CLASSES.values())


@given(st.lists(st.text(max_size=300), max_size=20), st.sampled_from(NAMES))
@settings(deadline=None, max_examples=60)
def test_no_values_break_detection(values, column):
    for each in detect(ColumnSample("t", column, tuple(values))):
        assert 0 <= each.strength <= 1
        assert each.matched <= each.examined


@pytest.mark.parametrize(
    "text", ["a" * 2000, "1 " * 1000, "a." * 1000, "A" * 1999 + "(", "0-" * 999, ".-'" * 600, "," * 2000, "x" * 10**7]
)
def test_long_values_cost_little(text):
    started = time.process_time()
    for column in NAMES:
        detect(ColumnSample("t", column, (text,)))
    assert time.process_time() - started < 8  # a model may be loaded on the way


def test_evidence_is_plain_data():
    for decision in found("email", EMAILS).values():
        assert json.loads(json.dumps(asdict(decision)))["data_class"] == "EMAIL"
