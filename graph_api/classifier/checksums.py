"""Check digits and the tables that go with them. Pure functions of text; False for anything malformed."""

import hashlib
import re

# IBAN lengths by country, from the SWIFT IBAN registry.
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FO GL NL SD FK",
        19: "MK SI",
        20: "AT BA EE KZ LT LU XK MN",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ TL OM SO",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "FR GR IT MC MR SM BI DJ",
        28: "AL AZ BY CY DO GT HU LB PL NI SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,29}\Z")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}\Z")
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_BASE58 = {
    character: value for value, character in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
}
_CARDS = re.compile(
    r"(?:4\d{12}(?:\d{3}){0,2}"  # Visa
    r"|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[689]\d)\d{11}"  # Diners
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-37]|6709|6771)\d{8,15}"  # Maestro
    r"|220[0-4]\d{12})\Z"  # Mir
)


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others; at least two ASCII digits."""
    if len(digits) < 2 or not (digits.isascii() and digits.isdigit()):  # noqa: PLR2004 - a payload and its check digit
        return False
    total = sum(map(int, digits[-1::-2])) + sum(_LUHN_DOUBLED[int(digit)] for digit in digits[-2::-2])
    return total % 10 == 0


def card_form(digits: str) -> bool:
    """Whether `digits` begins with an issuer's prefix and has a length that issuer uses."""
    return _CARDS.match(digits) is not None


def iban_form(text: str) -> bool:
    """Whether `text` (no spaces, upper case) has a country of the IBAN registry and that country's length."""
    return _IBAN.match(text) is not None and _IBAN_LENGTHS.get(text[:2]) == len(text)


def iban(text: str) -> bool:
    """Whether `text` (no spaces, upper case) is an IBAN: ISO 7064 mod 97-10 is 1."""
    return iban_form(text) and int("".join(str(int(each, 36)) for each in text[4:] + text[:4])) % 97 == 1


def vin(text: str) -> bool:
    """Whether `text` (upper case) is a VIN with the check digit that North America demands (position 9)."""
    if _VIN.match(text) is None:
        return False
    rest = sum(
        (int(each) if each.isdigit() else _VIN_VALUES[each]) * weight
        for each, weight in zip(text, _VIN_WEIGHTS, strict=True)
    )
    return text[8] == "0123456789X"[rest % 11]


def aba(digits: str) -> bool:
    """Whether nine digits are a US bank routing number: Federal Reserve prefix and 3-7-1 checksum."""
    if len(digits) != 9 or not (digits.isascii() and digits.isdigit()):  # noqa: PLR2004 - the length of the number
        return False
    prefix = int(digits[:2])
    if not (prefix <= 12 or 21 <= prefix <= 32 or 61 <= prefix <= 72 or prefix == 80):  # noqa: PLR2004 - ABA districts
        return False
    return sum(int(digit) * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0


def base58check(text: str) -> bool:
    """Whether `text` is Base58Check of a version byte and a 20-byte hash: a Bitcoin address of the old forms."""
    number = 0
    for character in text:
        value = _BASE58.get(character)
        if value is None:
            return False
        number = number * 58 + value
    if number >> 200:
        return False
    raw = number.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


def ssn_area(digits: str) -> bool:
    """Whether nine digits can be a US social security number: no zero group, area not 000, 666 or 9xx."""
    return (
        len(digits) == 9  # noqa: PLR2004 - the length of the number
        and digits[:3] not in {"000", "666"}
        and digits[0] != "9"
        and digits[3:5] != "00"
        and digits[5:] != "0000"
    )
