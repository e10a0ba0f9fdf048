from random import Random

import phonenumbers
import pytest

from graph_api.demo import numbers


@pytest.fixture
def random() -> Random:
    return Random(7)


@pytest.mark.parametrize("number", ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117"])
def test_luhn_knows_the_published_test_cards(number):
    assert numbers.luhn_valid(number)
    assert not numbers.luhn_valid(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize("scheme", numbers.CARD_PREFIXES)
def test_cards_pass_luhn_and_come_from_test_prefixes(random, scheme):
    for _ in range(200):
        card = numbers.card(random, scheme)
        assert numbers.luhn_valid(card)
        assert card.startswith(numbers.CARD_PREFIXES[scheme])
        assert len(card) == (15 if scheme == "AMEX" else 16)


def test_what_is_no_card_looks_like_one_and_fails_luhn(random):
    for _ in range(500):
        number = numbers.not_a_card(random)
        assert len(number) == 16
        assert number[0] == "4"
        assert not numbers.luhn_valid(number)


@pytest.mark.parametrize("iban", ["GB82WEST12345698765432", "DE89370400440532013000", "NL91ABNA0417164300"])
def test_iban_check_digits_are_read_as_the_standard_examples_want(iban):
    assert numbers.iban_valid(iban)
    assert not numbers.iban_valid(iban[:-1] + str((int(iban[-1]) + 1) % 10))


@pytest.mark.parametrize(("country", "length"), [("GB", 22), ("DE", 22), ("NL", 18), ("IE", 22)])
def test_ibans_have_right_check_digits_and_lengths(random, country, length):
    for _ in range(200):
        iban = numbers.iban(random, country)
        assert numbers.iban_valid(iban)
        assert len(iban) == length


def test_creditor_references_pass_mod_97_like_an_iban(random):
    references = [numbers.creditor_reference(random) for _ in range(100)]
    assert all(reference.startswith("RF") and numbers.iban_valid(reference) for reference in references)


def test_nhs_numbers_are_of_the_test_range_and_right(random):
    assert numbers.nhs_valid("9434765919")  # the NHS's own example
    for _ in range(200):
        number = numbers.nhs_number(random)
        assert len(number) == 10
        assert number.startswith("999")
        assert numbers.nhs_valid(number)


def test_social_security_numbers_have_the_right_form(random):
    for _ in range(200):
        area, group, serial = numbers.us_ssn(random).split("-")
        assert 880 <= int(area) <= 899
        assert (len(area), len(group), len(serial)) == (3, 2, 4)
        assert int(group) > 0
        assert int(serial) > 0


def test_imei_pass_luhn_and_bar_codes_their_own_check(random):
    for _ in range(200):
        assert numbers.luhn_valid(numbers.imei(random))
        code = numbers.ean13(random)
        assert sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code)) % 10 == 0


@pytest.mark.parametrize("country", ["GB", "DE", "US"])
def test_phone_numbers_are_possible_and_of_ranges_for_fiction(random, country):
    for _ in range(100):
        text = numbers.phone(random, country)
        number = phonenumbers.parse(text, country)
        assert phonenumbers.is_possible_number(number), text
        assert (
            "".join(filter(str.isdigit, text)).find({"GB": "2079460", "DE": "3023125", "US": "55501"}[country]) >= 0
        ), text
