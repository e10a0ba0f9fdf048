"""Check digits: what is right passes, one wrong digit does not."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.classifier import checksums

DIGITS = st.text(string.digits, min_size=2, max_size=24)


def with_luhn(payload: str) -> str:
    return next(payload + each for each in string.digits if checksums.luhn(payload + each))


@given(DIGITS, st.integers(0, 30), st.integers(1, 9))
@settings(deadline=None)
def test_luhn_has_one_check_digit_and_notices_every_single_changed_digit(payload, place, change):
    whole = with_luhn(payload)
    assert sum(checksums.luhn(payload + each) for each in string.digits) == 1
    place %= len(whole)
    changed = whole[:place] + str((int(whole[place]) + change) % 10) + whole[place + 1 :]
    assert not checksums.luhn(changed)


@given(st.text(string.digits + string.ascii_uppercase, min_size=18, max_size=18), st.integers(0, 21), st.integers(1, 9))
@settings(deadline=None)
def test_iban_has_its_check_digits_and_notices_a_changed_digit(account, place, change):
    rest = int("".join(str(int(each, 36)) for each in account + "DE00")) % 97
    whole = f"DE{98 - rest:02d}{account}"
    assert checksums.iban(whole)
    if whole[place].isdigit():
        changed = whole[:place] + str((int(whole[place]) + change) % 10) + whole[place + 1 :]
        assert not checksums.iban(changed)


@pytest.mark.parametrize("iban", ["GB29NWBK60161331926819", "NO9386011117947", "MT84MALT011000012345MTLCAST001S"])
def test_published_ibans_pass_and_with_another_countrys_length_do_not(iban):
    assert checksums.iban(iban)
    assert not checksums.iban(iban + "0")


@given(st.text("ABCDEFGHJKLMNPRSTUVWXYZ" + string.digits, min_size=16, max_size=16))
@settings(deadline=None)
def test_vin_has_one_check_digit(rest):
    assert sum(checksums.vin(rest[:8] + each + rest[8:]) for each in "0123456789X") == 1


def test_vin_refuses_the_letters_that_look_like_digits():
    assert checksums.vin("1M8GDM9AXKP042788")
    assert not checksums.vin("IM8GDM9AXKP042788")


@pytest.mark.parametrize(
    ("digits", "right"),
    [("021000021", True), ("021000022", False), ("991000021", False), ("02100002", False), ("02100002x", False)],
)
def test_routing_numbers_have_a_district_and_a_checksum(digits, right):
    assert checksums.aba(digits) is right


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        ("123456789", True),
        ("000456789", False),
        ("666456789", False),
        ("900456789", False),
        ("123006789", False),
        ("123450000", False),
    ],
)
def test_social_security_numbers_follow_the_area_rules(digits, right):
    assert checksums.ssn_area(digits) is right


def test_old_bitcoin_addresses_carry_a_hash_of_themselves():
    assert checksums.base58check("1BoatSLRHtKNngkdXEeobR76b53LETtpyT")
    assert not checksums.base58check("1BoatSLRHtKNngkdXEeobR76b53LETtpyU")
    assert not checksums.base58check("0BoatSLRHtKNngkdXEeobR76b53LETtpyT")


@given(st.text())
@settings(deadline=None)
def test_no_text_breaks_a_checksum(text):
    for check in (
        checksums.luhn,
        checksums.card_form,
        checksums.iban,
        checksums.vin,
        checksums.aba,
        checksums.base58check,
        checksums.ssn_area,
    ):
        assert check(text) in {True, False}
