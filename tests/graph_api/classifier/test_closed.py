"""Sets of values that say by being whole what none of their values says alone."""

import pytest

from graph_api.classifier import ColumnSample, State, classify, closed


def found(*values):
    return [each.data_class for each in closed.detect(ColumnSample("", "", values))]


@pytest.mark.parametrize(
    ("values", "data_class"),
    [
        (("M", "F"), "GENDER"),
        (("male", "Female", "prefer not to say"), "GENDER"),
        (("Homme", "Femme", "Non précisé"), "GENDER"),
        (("A+", "O-", "B+", "AB+"), "MEDICAL"),
        (("18-24", "25-34", "35-44", "65+"), "AGE"),
        (("under 18", "18 to 29", "30 to 59", "60 and over"), "AGE"),
        (("GER", "USA", "NED", "SUI", "KOR", "FRA"), "LOCATION"),
        (("TX", "FL", "NY", "CA", "IL", "OH", "GA", "NC", "MI", "PA"), "LOCATION"),
        (("王霜", "张琳艳", "赵丽娜", "吴海燕", "李梦雯"), "PERSON_NAME"),
        (("김민수", "박지영", "이서준", "최유진", "정하늘"), "PERSON_NAME"),
    ],
)
def test_a_whole_set_speaks(values, data_class):
    assert found(*values) == [data_class]
    [decision] = [each for each in classify(ColumnSample("", "", values)) if each.confidence >= 0.5]
    assert (decision.data_class, decision.state) == (data_class, State.CONFIRMED)


@pytest.mark.parametrize(
    "values",
    [
        ("M",),
        ("M", "T", "W", "F"),  # days
        ("S", "M", "L", "XL"),
        ("Y", "N"),
        ("A", "A-", "B+", "B", "C+"),  # marks
        ("0-9", "10-19", "20-29", "30-39"),  # bands of anything
        ("1-10", "11-50", "51-200", "201-500", "500+"),  # sizes of companies
        ("LAX", "JFK", "ORD", "ATL", "DFW"),
        ("USD", "EUR", "GBP", "JPY", "CHF"),
        ("en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "fi"),
        ("AL", "RL", "XQ", "CA", "NY", "TX", "FL", "OH", "GA", "MI"),
        ("北京", "上海", "广州", "深圳", "成都", "重庆"),
        (),
        ("", " "),
    ],
)
def test_other_sets_stay_silent(values):
    assert found(*values) == []
