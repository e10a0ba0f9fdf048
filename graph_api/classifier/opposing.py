"""What numbers are instead: bar codes, book numbers, parcels, moments, sequences. Counter-evidence only."""

import re
from collections.abc import Callable, Iterator, Sequence

from graph_api.classifier.base import ColumnSample, Evidence, Tier

VERSION = "2"
_MOSTLY, _FEWEST = 0.9, 5  # share of the values that must agree, and their least number
_DENSE = 2  # a sequence fills at least every second number of its range
_EPOCH, _MILLISECONDS = (
    (1_000_000_000, 2_200_000_000),
    13,
)  # 2001 to 2039 in seconds; digits of such a moment in milliseconds
_NUMBERS = ("PHONE", "CREDIT_CARD", "US_SSN", "NATIONAL_ID", "BANK_ACCOUNT", "DEVICE_ID", "MEDICAL_ID", "IMEI", "VIN", "PASSPORT",
            "US_DRIVER_LICENSE")  # fmt: skip
_SAME_CHECK = frozenset({("isbn", "MEDICAL_ID")})  # the check digit of an ISBN-10 is that of an NHS number
_TRACKING = re.compile(r"1Z[0-9A-Z]{16}\Z|9[2-5]\d{18}(?:\d\d)?\Z|[A-Z]{2}\d{9}[A-Z]{2}\Z|JJ?D\d{16,18}\Z")
_ISBN_10 = re.compile(r"\d-?\d+-?\d+-?[\dX]\Z")


def _gtin(text: str) -> bool:
    if len(text) not in {8, 12, 13, 14} or not (text.isascii() and text.isdigit()):
        return False
    total = sum(int(each) * (3 if place % 2 == 0 else 1) for place, each in enumerate(reversed(text[:-1])))
    return -total % 10 == int(text[-1])


def _isbn(text: str) -> bool:
    plain = text.replace("-", "").replace(" ", "")
    if len(plain) == 13:  # noqa: PLR2004 - ISBN-13
        return plain.startswith(("978", "979")) and _gtin(plain)
    if len(plain) != 10 or not _ISBN_10.match(text.replace(" ", "-")):  # noqa: PLR2004 - ISBN-10
        return False
    digits = [10 if each == "X" else int(each) for each in plain]
    return sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11 == 0


def _epoch(text: str) -> bool:
    whole = text.partition(".")[0]
    seconds = whole[:-3] if len(whole) == _MILLISECONDS else whole
    return (
        seconds.isascii()
        and seconds.isdigit()
        and len(seconds) < _MILLISECONDS
        and _EPOCH[0] <= int(seconds) <= _EPOCH[1]
    )


_RULES: tuple[tuple[str, float, Callable[[str], bool]], ...] = (
    ("gtin", 0.8, _gtin),
    ("isbn", 0.8, _isbn),
    ("tracking", 0.8, lambda text: _TRACKING.match(text) is not None),
    ("epoch", 0.6, _epoch),
)


def _is_sequence(texts: Sequence[str]) -> bool:
    if not all(each.isascii() and each.isdigit() and len(each) < 19 for each in texts):  # noqa: PLR2004 - of 64 bits
        return False
    numbers = list(map(int, texts))
    return max(numbers) - min(numbers) < _DENSE * len(numbers)


def detect(sample: ColumnSample, classes: Sequence[str]) -> Iterator[Evidence]:
    """Yield against each of the number-like `classes` what the values are instead; a sequence needs ten values."""
    doubted = [each for each in classes if each in _NUMBERS]
    texts = [text for value in dict.fromkeys(sample.values) if (text := value.strip())]
    if not doubted or len(texts) < _FEWEST:
        return
    found = [(name, strength, sum(map(holds, texts))) for name, strength, holds in _RULES]
    if len(texts) >= 2 * _FEWEST and _is_sequence(texts):
        found.append(("sequence", 0.5, len(texts)))
    for name, strength, matched in found:
        if matched >= _MOSTLY * len(texts):
            for data_class in doubted:
                if (name, data_class) in _SAME_CHECK:
                    continue
                yield Evidence(
                    data_class=data_class,
                    method=f"opposing.{name}",
                    version=VERSION,
                    tier=Tier.MANUAL,
                    strength=strength,
                    prevalence=round(matched / len(texts), 4),
                    matched=matched,
                    examined=len(texts),
                    against=True,
                    detail=f"values are of the form {name}",
                )
