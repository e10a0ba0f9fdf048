"""Spans in running text."""

import itertools
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.classifier import ColumnSample, State, classify, cues, language, lexicon, text
from graph_api.classifier.text import Span, spans, spans_of
from tests.conftest import CHECKOUT

TAGS = language.Tags.of(("O", "B-A", "I-A", "B-B", "I-B"))


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
        "Serial number is 88-12-9931",
        "",
        " ",
        "ok",
    ],
)
def test_what_fails_its_check_is_none(text):
    assert not {each.label for each in spans(text)} & {"CREDIT_CARD", "IP_ADDRESS", "IBAN", "EMAIL", "DATE_TIME"}


@given(st.lists(st.text(max_size=80), max_size=4))
@settings(deadline=None, max_examples=40)
def test_spans_lie_inside_their_text_in_order_and_apart(texts):
    for written, answer in zip(texts, spans_of(texts), strict=True):
        edges = [edge for each in answer for edge in (each.start, each.end)]
        assert edges == sorted(edges)
        assert all(0 <= each.start < each.end <= len(written) and 0 < each.confidence <= 1 for each in answer)


def test_many_texts_are_answered_as_one_by_one():
    texts = ["mail a@example.org", "nothing", "call +49 30 901820"]
    assert list(spans_of(texts)) == [spans(each) for each in texts]


def test_threads_may_read_at_once(request):
    request.addfinalizer(partial(sys.setswitchinterval, sys.getswitchinterval()))
    sys.setswitchinterval(1e-6)
    texts = [f"Mr Abernathy of Leeds wrote xq{n}zz to Anna Novak" for n in range(60)]
    expected = list(spans_of(texts))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(spans, texts * 3)) == expected * 3


def test_a_long_text_is_read_to_its_limit():
    written = "a@example.org " + "word " * 50_000 + "b@example.org"
    assert spans(written) == [Span(0, 13, "EMAIL", 0.97)]


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


def test_names_in_a_column_of_text_are_suggested():
    names = ("Ana Petrova", "Kofi Mensah", "Rahul Sharma", "Emily Carter", "Hans Schneider", "Maria Rossi")
    values = tuple(f"{name} called about the late delivery of order {n}" for n, name in enumerate(names * 4))
    (decision,) = (
        each for each in classify(ColumnSample("tickets", "body", values)) if each.data_class == "PERSON_NAME"
    )
    assert decision.state is State.SUGGESTED
    assert [each.method for each in decision.evidence] == ["text.model"]
    assert "Petrova" not in str(decision)


def test_characters_that_cannot_be_seen_part_no_word_and_count_in_positions():
    written = "\u200bWrite to Ana Pet\u200brova, a\u200bna@exam\u00adple.org\ufeff please"
    assert {(each.label, written[each.start : each.end]) for each in spans(written)} == {
        ("PERSON_NAME", "Ana Pet\u200brova"),
        ("EMAIL", "a\u200bna@exam\u00adple.org"),
    }


@pytest.mark.parametrize(
    "piece",
    [
        "\u200b",
        "田中美咲は東京に住んでいます。",
        "الاسم محمد علي ",
        "שלום ",
        "\u0410\u0440\u0440l\u0435 Inc ",
        "Aa Bb ",
        "ก",
        "\u0301",
        "😀",
        "\x00",
        "1" * 50,
    ],
)
def test_ten_megabytes_of_anything_do_not_stall(piece):
    started = time.process_time()
    list(spans_of([piece * (10_000_000 // len(piece))]))
    assert time.process_time() - started < 20


@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
@settings(max_examples=50)
def test_the_likeliest_sequence_is_taken_and_no_span_goes_on_from_another(seed, words):
    scores = np.random.default_rng(seed).normal(size=(words, 5)).astype(np.float32)
    may = [[0, 1, 3], *[range(5)] * (words - 1)]
    legal = [
        path
        for path in itertools.product(*may)
        if all(tag not in {2, 4} or before in {tag - 1, tag} for before, tag in itertools.pairwise(path))
    ]
    best = max(legal, key=lambda path: sum(scores[word, tag] for word, tag in enumerate(path)))
    rebuilt = [0] * words
    for first, end, label, confidence in language.decode(scores, TAGS):
        begin = 1 if label == "A" else 3
        rebuilt[first:end] = [begin] + [begin + 1] * (end - first - 1)
        assert 0 < confidence <= 1
    assert tuple(rebuilt) == best


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("she has Crohn's disease", [(2, 6, "illness")]),
        ("the Dutch and the Hungarians", [(1, 2, "people"), (4, 5, "people")]),
        ("paid by T-Mobile", [(2, 5, "firm")]),
        ("nothing here", []),
    ],
)
def test_terms_are_found_by_their_longest_form_in_any_case(written, terms):
    for each in (written, written.upper()):
        assert list(lexicon.terms(lexicon.WORD.findall(each.lower()))) == terms


def test_an_installed_pipeline_reads_in_place_of_ours(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "zork"}])
    nlp.to_disk(tmp_path)
    try:
        assert text.use(str(tmp_path))
        assert found("ask zork") == {("PERSON_NAME", "zork")}
    finally:
        assert text.use(None)
    assert found("ask zork") == set()


def test_a_pipeline_that_is_not_installed_leaves_ours():
    assert not text.use("no_such_model")
    assert ("PERSON_NAME", "Maria Schneider") in found("I met Maria Schneider in town.")


def test_the_shipped_model_reads_as_well_as_its_card_says(monkeypatch):
    """On sentences that it was never trained on and no rule was made from."""
    monkeypatch.syspath_prepend(str(CHECKOUT / "tools"))
    import evaluate_text  # noqa: PLC0415 - a tool, not a package

    monkeypatch.delitem(sys.modules, "evaluate_text")
    cases, _ = evaluate_text.read(CHECKOUT / "tools" / "classifier" / "judged.txt")
    said = [[(each.start, each.end, each.label) for each in one] for one in spans_of(written for written, _ in cases)]
    total = sum(
        evaluate_text.score((gold, one) for (_, gold), one in zip(cases, said, strict=True)).values(),
        evaluate_text.Counter(),
    )
    assert evaluate_text.figures(total)[2] >= 0.88
    clean = [one for (_, gold), one in zip(cases, said, strict=True) if not gold]
    assert sum(map(bool, clean)) <= 0.16 * len(clean)
