"""Value patterns that look like others."""

import pytest

from graph_api.classifier import classify
from graph_api.classifier.base import ColumnSample, State
from graph_api.classifier.forms import recognise


def test_imeis_are_devices_and_not_the_phones_they_look_like():
    """15 digits with a check digit, some of which begin like an international call prefix."""

    def imei(stem: int) -> str:
        digits = f"{stem:014d}"
        odd = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[1::2])
        return digits + str(-(odd + sum(map(int, digits[::2]))) % 10)

    values = tuple(imei(stem) for stem in range(490_154_203_237_00, 490_154_203_238_00)) + tuple(
        map(imei, range(1_017_600_614_800, 1_017_600_614_900))
    )
    decided = {each.data_class: each.state for each in classify(ColumnSample("tills", "serial", values))}
    assert decided == {"DEVICE_ID": State.CONFIRMED}
    wrong = tuple(f"{value[:-1]}{(int(value[-1]) + 1) % 10}" for value in values[:100])
    assert classify(ColumnSample("tills", "serial", wrong)) == []


@pytest.mark.parametrize(
    ("values", "data_class"),
    [
        (("@jane_doe99", "@museum.of.art", "@WHO"), "USERNAME"),
        (("12 June 1991 (aged 26)", "3 May 1988 (age 29)"), "DATE_OF_BIRTH"),
        (("34 03 08 N 118 14 37 W", "37 46 30 N 122 25 10 W"), "GEO_COORDINATES"),
        (("北京市朝阳区建国路88号", "广州市天河区体育西路5号"), "STREET_ADDRESS"),
        (("서울특별시 강남구 테헤란로 152", "부산광역시 해운대구 센텀중앙로 97"), "STREET_ADDRESS"),
    ],
)
def test_forms_that_speak_for_themselves(values, data_class):
    assert data_class in {each.data_class for each in classify(ColumnSample("", "", values)) if each.confidence >= 0.5}


@pytest.mark.parametrize("value", ["@ Miami", "@scope/package", "12 June 1991 (26)", "99 20 N", "建国路", "price @ 5"])
def test_what_only_resembles_them_is_not(value):
    assert list(recognise(value)) == []


@pytest.mark.parametrize(
    ("column", "values", "data_class"),
    [
        ("age65", ("0", "1"), "AGE"),
        ("price_pw", ("0.59", "0.67", "0.65", "0.17"), "PASSWORD"),
        ("parcel_pin", ("17-09-410-014-1023", "14-33-124-048-0000", "20-14-203-021-0000"), "PASSWORD"),
        ("phone_share", ("0.439269256", "0.424524733", "0.512245733"), "PHONE"),
    ],
)
def test_flags_and_fractions_contradict_the_name(column, values, data_class):
    said = classify(ColumnSample("t", column, values))
    assert data_class not in {each.data_class for each in said if each.confidence >= 0.5}
