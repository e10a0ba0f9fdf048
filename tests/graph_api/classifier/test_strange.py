"""Strange values: each kind that columns of real sources hold, and what is to be said of it."""

import io
import json
import time

import pytest

from graph_api.classifier import ColumnSample, State, classify, detect
from graph_api.classifier.cli import classify_lines
from graph_api.classifier.visible import visible


def said(column, *values):
    return {each.data_class: each for each in classify(ColumnSample("t", column, values))}


def answered(values):
    out = io.StringIO()
    assert classify_lines([json.dumps({"id": 1, "table": "t", "column_name": "email", "values": values})], out) == 0
    return json.loads(out.getvalue())["labels"]


@pytest.mark.parametrize("values", [[], [None, None]])
def test_empty_and_all_null_columns_are_judged_by_their_name_only(values):
    [label] = answered(values)
    assert (label["label"], label["state"]) == ("EMAIL", "SUGGESTED")
    assert all(each["prevalence"] is None for each in label["evidence"])


def test_one_value_is_enough_for_a_form_and_for_nothing_else():
    assert said("c", "ana@example.org")["EMAIL"].state is State.CONFIRMED
    assert said("c", "M") == said("c", "1994-03-02") == said("c", "4") == {}


@pytest.mark.parametrize("column", ["payload", "email", "name", "password"])
def test_binary_values_are_of_no_class_that_has_a_form(column):
    values = tuple("".join(map(chr, range(n, n + 40))) for n in range(0, 200, 40))
    assert not {"EMAIL", "CREDIT_CARD", "PERSON_NAME", "IBAN", "PHONE"} & {
        each.data_class for each in said(column, *values).values() if each.confidence >= 0.5
    }


def test_ten_megabytes_are_answered_soon_and_do_not_hide_what_stands_beside():
    started = time.process_time()
    found = said("c", "é" * 10_000_000, "ana@example.org", "bob@example.org", "x" * 10_000_000)
    assert found["EMAIL"].evidence[0].matched == 2
    assert time.process_time() - started < 8  # a model may be loaded on the way


def test_mixed_types_propose_each_rare_form_and_confirm_no_loose_one():
    found = said("c", "12", "true", "2020-01-01", "ana@example.org", "3.5", "+44 20 7946 0958", "{}", "n/a")
    assert set(found) == {"EMAIL", "PHONE"}
    assert found["EMAIL"].evidence[0].prevalence == 0.125


def test_right_to_left_and_cjk_texts_are_read():
    assert "PERSON_NAME" in said("", "نجيب محفوظ", "طه حسين", "غادة السمان", "محمود درويش", "فاطمة الزهراء")
    assert "STREET_ADDRESS" in said(
        "", "東京都千代田区丸の内1-9-1", "大阪市北区梅田3-1-3", "横浜市西区みなとみらい2-2-1"
    )
    assert "EMAIL" in said("", "\u202bana@example.org\u202c", "\u200fbob@example.org")


@pytest.mark.parametrize(
    ("plain", "hidden", "data_class"),
    [
        ("4111111111111111", "4111\u200b1111\u200b1111\u200b1111", "CREDIT_CARD"),
        ("4111111111111111", "\uff14" + "\uff11" * 15, "CREDIT_CARD"),
        ("DE89370400440532013000", "DE89\u00ad3704\u00ad0044\u00ad0532\u00ad0130\u00ad00", "IBAN"),
        ("ana@example.org", "ana\u2060@exam\ufeffple.org", "EMAIL"),
    ],
)
def test_what_is_invisible_hides_nothing(plain, hidden, data_class):
    assert visible(hidden) == plain
    assert said("c", hidden)[data_class].confidence == said("c", plain)[data_class].confidence


def test_homoglyphs_make_no_class_and_take_none_from_a_form():
    assert "EMAIL" in said("c", "\u0430n\u0430@ex\u0430mple.org", "b\u043eb@example.org")  # Cyrillic a and o
    assert said("c", "\u0406BAN", "\u0421ard", "\u0420hone") == {}


def test_numbers_as_text_are_of_anything():
    assert said("c", "1", "22", "007", "-3", "1e5", "4.50", "\uff11\uff12", "\u0663\u0664", "\u2167", "NaN", "∞") == {}


def test_examples_are_masked_whatever_the_script():
    hidden = ("王霜 13800138000", "ana\u200b@example.org", "4111\u200b1111\u200b1111\u200b1111")
    for column in ("name", "email", "card_number", "phone"):
        for evidence in detect(ColumnSample("t", column, hidden)):
            shown = " ".join(evidence.examples)
            assert "王" not in shown
            assert "example" not in shown
            assert "13800138000" not in shown
