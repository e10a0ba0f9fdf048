"""Numbers with a form: right where their form says so, and nobody's.

All of it comes from ranges set aside for tests or fiction: payment cards from the test prefixes of the card schemes, telephone
numbers from ranges that regulators keep for drama (US 555-01xx, UK 020 7946 0xxx, Berlin 030 23125 xxx), network addresses from
the documentation ranges (RFC 5737, RFC 3849), NHS numbers from the 999 test range, IBANs of banks that do not exist, and US
social security numbers of areas 880-899, which were not in use when areas still meant something. Check digits are real.
"""

from random import Random

CARD_PREFIXES = {
    "VISA": ("411111", "424242", "401288"),
    "MASTERCARD": ("555555", "510510"),
    "AMEX": ("378282", "371449"),
    "DISCOVER": ("601111",),
}
IBAN_BANKS = {"GB": ("DEMO", 14), "DE": ("99999999", 10), "NL": ("DEMO", 10), "IE": ("DEMO", 14)}
_US_AREAS = ("206", "212", "303", "312", "415", "503", "617", "718")


def digits(random: Random, count: int) -> str:
    """Return `count` random decimal digits."""
    return f"{random.randrange(10**count):0{count}d}"


def luhn_digit(body: str) -> str:
    """Return the check digit (ISO/IEC 7812-1) that `body` wants behind it."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - a two-digit product counts as the sum of its digits
    return str(-total % 10)


def luhn_valid(number: str) -> bool:
    """Say whether the last digit is the Luhn digit of the others."""
    return luhn_digit(number[:-1]) == number[-1]


def card(random: Random, scheme: str) -> str:
    """Return a test card number of the scheme: 16 digits, American Express 15."""
    prefix = random.choice(CARD_PREFIXES[scheme])
    body = prefix + digits(random, (15 if scheme == "AMEX" else 16) - len(prefix) - 1)
    return body + luhn_digit(body)


def not_a_card(random: Random) -> str:
    """Return 16 digits that begin like a Visa card and fail Luhn."""
    body = "4" + digits(random, 14)
    return body + str((int(luhn_digit(body)) + 1 + random.randrange(9)) % 10)


def iban(random: Random, country: str) -> str:
    """Return an IBAN (ISO 13616) with right check digits at a bank that does not exist."""
    bank, length = IBAN_BANKS[country]
    account = bank + digits(random, length)
    return f"{country}{98 - _mod97(account + country + '00'):02d}{account}"


def iban_valid(text: str) -> bool:
    """Say whether the check digits are right (mod 97 is 1)."""
    return _mod97(text[4:] + text[:4]) == 1


def _mod97(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97


def creditor_reference(random: Random) -> str:
    """Return a creditor reference (ISO 11649): its check digits are those of an IBAN, and it is none."""
    body = digits(random, 12)
    return f"RF{98 - _mod97(body + 'RF00'):02d}{body}"


def bic(country: str) -> str:
    """Return the BIC of the bank that does not exist; `XXX` is its head office (ISO 9362)."""
    return f"DEMO{country}2LXXX"


def us_ssn(random: Random) -> str:
    """Return a social security number of right form (no area 000, 666 or 9xx, no group 00, no serial 0000)."""
    return f"{random.randrange(880, 900)}-{random.randrange(1, 100):02d}-{random.randrange(1, 10_000):04d}"


def nhs_number(random: Random) -> str:
    """Return an NHS number of the test range, its eleventh-modulus check digit right."""
    while True:
        body = "999" + digits(random, 6)
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(body)) % 11
        if check != 10:  # noqa: PLR2004 - such a number is never issued
            return body + str(check % 11)


def nhs_valid(number: str) -> bool:
    """Say whether ten digits are an NHS number."""
    return sum(int(digit) * (10 - place) for place, digit in enumerate(number)) % 11 == 0


def ean13(random: Random) -> str:
    """Return a trade item number of the range for use inside a company (prefix 20), its check digit right."""
    body = "20" + digits(random, 10)
    return body + str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10)


def imei(random: Random) -> str:
    """Return an equipment identity of the test range (00…) with its Luhn digit."""
    body = "00440" + digits(random, 9)
    return body + luhn_digit(body)


def phone(random: Random, country: str) -> str:
    """Return a telephone number of a range kept for fiction, in one of the ways people write it."""
    match country:
        case "GB":
            line = f"0{digits(random, 3)}"
            return random.choice((f"+44 20 7946 {line}", f"020 7946 {line}", f"+44207946{line}"))
        case "DE":
            return f"+49 30 23125 {digits(random, 3)}"
        case _:
            area, line = random.choice(_US_AREAS), f"01{digits(random, 2)}"
            return random.choice((f"+1-{area}-555-{line}", f"({area}) 555-{line}", f"{area}.555.{line}"))


def ipv4(random: Random) -> str:
    """Return an address of a documentation network (RFC 5737)."""
    return f"{random.choice(('192.0.2', '198.51.100', '203.0.113'))}.{random.randrange(1, 255)}"


def ipv6(random: Random) -> str:
    """Return an address of the documentation network (RFC 3849)."""
    return f"2001:db8:{random.randrange(1, 0xFFFF):x}::{random.randrange(1, 0xFFFF):x}"


def mac(random: Random) -> str:
    """Return a locally administered hardware address."""
    return ":".join(["02", *(f"{random.randrange(256):02x}" for _ in range(5))])


def uuid4(random: Random) -> str:
    """Return a random UUID made of this generator's bits."""
    text = f"{random.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{random.choice('89ab')}{text[17:20]}-{text[20:]}"
