"""Spans in running text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.classifier import ColumnSample, State, classify, cues
from graph_api.classifier.text import Span, spans, spans_of


def found(text):
    return {(each.label, text[each.start : each.end]) for each in spans(text)}


@pytest.mark.parametrize(
    ("text", "label", "part"),
    [
        ("Call me at +44 20 7946 0958.", "PHONE", "+44 20 7946 0958"),
        ("Call (415) 555-0132 x12 now", "PHONE", "(415) 555-0132 x12"),
        ("write to ana.petrova@example.org, please", "EMAIL", "ana.petrova@example.org"),
        ("card 4111 1111 1111 1111 was declined", "CREDIT_CARD", "4111 1111 1111 1111"),
        ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN", "DE89 3704 0044 0532 0130 00"),
        ("her SSN is 123-45-6789", "US_SSN", "123-45-6789"),
        ("social security number 123456789", "US_SSN", "123456789"),
        ("login from 203.0.113.7 failed", "IP_ADDRESS", "203.0.113.7"),
        ("see https://example.org/a?b=1.", "URL", "https://example.org/a?b=1"),
        ("due on 2024-03-01", "DATE_TIME", "2024-03-01"),
        ("the flight is on 3 May 2024", "DATE_TIME", "3 May 2024"),
        ("he is a 34-year-old man", "AGE", "34"),
        ("passport number: L8842017, please", "PASSPORT", "L8842017"),
        ("Signed for Alder & Finch Ltd by hand", "ORGANIZATION", "Alder & Finch Ltd"),
        ("She sold it to Mr Abernathy.", "PERSON_NAME", "Abernathy"),
        ("Meet me at 12 Elm Street.", "STREET_ADDRESS", "12 Elm Street"),
        ("elections in Portugal", "LOCATION", "Portugal"),
        ("Dr. Maria Schneider works here", "PERSON_NAME", "Maria Schneider"),
        ("Dr. Maria Schneider works here", "TITLE", "Dr."),
    ],
)
def test_a_span_has_its_label_and_its_place(text, label, part):
    assert (label, part) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Order no. A-19 has 3 items for $129.90.",
        "card 4111 1111 1111 1112 fails its check",
        "Version 2.4.1.7 is out",
        "",
        " ",
        "ok",
    ],
)
def test_what_fails_its_check_is_none(text):
    assert not {each.label for each in spans(text)} & {"CREDIT_CARD", "IP_ADDRESS", "IBAN", "EMAIL"}


@given(st.lists(st.text(max_size=80), max_size=4))
@settings(deadline=None, max_examples=40)
def test_spans_lie_inside_their_text_in_order_and_apart(texts):
    for text, answer in zip(texts, spans_of(texts), strict=True):
        edges = [edge for each in answer for edge in (each.start, each.end)]
        assert edges == sorted(edges)
        assert all(0 <= each.start < each.end <= len(text) and 0 < each.confidence <= 1 for each in answer)


def test_many_texts_are_answered_as_one_by_one():
    texts = ["mail a@example.org", "nothing", "call +49 30 901820"]
    assert list(spans_of(texts)) == [spans(each) for each in texts]


def test_a_long_text_is_read_to_its_limit():
    text = "word " * 50_000 + "a@example.org"
    assert all(isinstance(each, Span) for each in spans(text))


@pytest.mark.parametrize("text", ["you may go", "turkey for dinner", "the price is 30", "call me", "version 2.10 at 5"])
def test_small_words_and_bare_numbers_give_nothing_away(text):
    assert list(cues.find(text)) == []


@pytest.mark.parametrize("piece", ["A", "Aa ", "Aa-", "1 ", "12 Aa ", "password ", "user: ", "A.", "Mr Aa ", "0:"])
def test_cues_cost_little_on_long_texts(piece):
    started = time.process_time()
    list(cues.find(piece * (20_000 // len(piece))))
    assert time.process_time() - started < 2


def test_a_model_that_is_not_installed_is_said_so():
    with pytest.raises(LookupError, match="'no_such_model' is not installed"):
        spans("x", "no_such_model")


def test_a_column_of_text_gets_the_classes_of_what_is_in_it():
    values = tuple(f"Customer {n} would like a call back about order {n * 7} soon" for n in range(60))
    values += (
        "Please call +44 20 7946 0958 after five o'clock today",
        "Please write to canary@example.org about the order",
    )
    decisions = {each.data_class: each for each in classify(ColumnSample("tickets", "body", values))}
    assert {"PHONE", "EMAIL"} <= set(decisions)
    assert all(each.state is State.SUGGESTED for each in decisions.values())
    assert "canary" not in str(decisions)
