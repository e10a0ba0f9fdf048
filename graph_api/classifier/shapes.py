"""Loose forms that support what a name already says, or contradict it; by themselves they prove nothing.

Nine digits are no social security number, and a date is no birthday, until the column's name says so.
"""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from graph_api.classifier import dictionaries
from graph_api.classifier.base import ColumnSample, Evidence, Tier
from graph_api.classifier.forms import LONGEST, recognise
from graph_api.classifier.masking import mask, mask_email

VERSION = "2"

_SUPPORTS, _CONTRADICTS = 0.5, 0.2  # share of distinct values with the form
_EXAMPLES = 3  # masked examples kept with evidence
_FEW = 3  # with fewer values a contradiction weighs half

_NOT_DIGIT = re.compile(r"\D+")
_PHONE = re.compile(r"[+(]?[\d\s().\-/]{6,24}(?:\s?(?:x|ext\.?|#)\s?\d{1,6})?\Z", re.IGNORECASE)
_DATE = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?)?\Z"
    r"|(?P<a>\d{1,2})[-/. ](?P<b>\d{1,2})[-/. ](?P<y2>\d{2}|\d{4})(?: 0?0:00(?::00)?)?\Z"
    r"|(?P<y3>(?:19|20)\d{2})(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])\Z"
    r"|(?:\d{1,2}[- ])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-. ,]+(?:\d{1,2},? +)?(?P<y4>\d{4}|\d\d)\Z",
    re.IGNORECASE,
)
_AGED = re.compile(r" ?\((?:aged?:?) ?\d{1,3}\)\Z", re.IGNORECASE)
_ANY_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}\b")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?\Z")
_YEARS = r"(?: ?(?:years?|yrs?|y\.?o?|jahre|ans|años|anni|jaar|anos|lat|år|let)(?: old)?)?"
_SHARE = re.compile(r"-?0?[.,]\d+\Z")
_FRACTION = re.compile(r"[+-]?\d*[.,]\d+\Z")
_GROUPS = 2  # hyphens from which digits are a number of something and no secret
_AGE_BAND = re.compile(
    rf"(?:(?:[<>]=?|under|over|above|below) ?)?\d{{1,3}} ?(?:[-\u2013+]|to)? ?(?:\d{{1,3}})?{_YEARS}"
    r"(?:(?: and| &| or)? (?:over|older|above|under|up))?\Z|\(\d{1,3}, ?\d{1,3}\]\Z",
    re.IGNORECASE,
)
_POSTAL = re.compile(
    r"\d{3,5}(?:[- ]\d{2,4})?\Z|\d{6,9}\Z|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\Z|[A-Z]\d[A-Z][ -]?\d[A-Z]\d\Z|[A-Z]{1,2}-?\d{3,5}\Z"
    r"|\d{4} ?[A-Z]{2}\Z|\d{1,5}\.0\Z",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[^\W\d_][^\d_@{}<>=|\\\"]{1,80}\Z")
_CODE = re.compile(r"[A-Z]{2,3}\Z|[A-Z]{2}-[A-Z0-9]{1,3}\Z")
_PERSON = re.compile(r"[^\W\d_][^\W_]*\.?(?:[ ,.'\u2019-]+[^\W_]+\.?){0,5}\Z")
_ID = re.compile(r"(?=(?:\D*\d){4})[A-Za-z0-9][A-Za-z0-9 ./-]{4,24}\Z")
_SSN = re.compile(r"(?:\d{3}|[*Xx#]{3})([- ]?)(?:\d{2}|[*Xx#]{2})\1\d{4}\Z")
_SHORT_ID = re.compile(r"(?=(?:\D*\d){5})[A-Z]{0,3}[\d -]{5,16}[A-Z]{0,2}\Z", re.IGNORECASE)
_LICENSE = re.compile(r"(?=(?:\D*\d){4})[A-Z0-9][A-Z0-9 *-]{4,19}\Z", re.IGNORECASE)
_CARD = re.compile(r"[\dXx*]{4}[ -]?[\dXx*]{4,6}[ -]?[\dXx*]{4,5}(?:[ -]?[\dXx*]{1,7})?\Z")
_SECURITY_CODE = re.compile(r"\d{3,4}\Z")
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){8,30}\Z", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?=(?:\D*\d){4})[A-Z0-9*][A-Z0-9 *-]{3,33}\Z", re.IGNORECASE)
_SWIFT = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\Z", re.IGNORECASE)
_WALLET = re.compile(r"(?:[a-z]{3,10}:)?[A-Za-z0-9]{20,110}\Z")
_DEVICE = re.compile(r"(?=(?:\D*\d){3})[A-Za-z0-9][A-Za-z0-9:._-]{7,63}\Z")
_URL = re.compile(r"[^\s@]+[./][^\s@]+\Z|localhost\Z")
_VIN = re.compile(r"(?=(?:\D*\d){2})[A-HJ-NPR-Z0-9]{11,17}\Z", re.IGNORECASE)
_LOGIN = re.compile(r"(?=.*[^\W\d_])[\w.@\\+-]{2,64}\Z")
_ICD = re.compile(
    r"[A-TV-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?\Z|\d{5,18}\Z|\d{4,5}-\d{1,4}(?:-\d{1,2})?\Z|[A-Z]\d{4}\Z|(?:A|B|AB|O)[+-]\Z",
    re.IGNORECASE,
)
_GENDERS = (
    dictionaries.GENDER_CODES,
    dictionaries.GENDER_WORDS,
    dictionaries.MALE,
    dictionaries.FEMALE,
    dictionaries.GENDER_NEUTRAL,
)
_FLAGS = frozenset({"0", "1"})
_TEXT = re.compile(r"(?=.*[^\W\d_]{3})")
_BOOLEAN = frozenset({"true", "false", "t", "f", "yes", "no", "y", "n", "0", "1"})
_OLDEST_YEAR = 1900
_OLDEST_AGE = 125


def _is_phone(text: str) -> bool:
    if not _PHONE.match(text) or _SHARE.match(text) or _ANY_DATE.match(text):
        return False
    return 7 <= len(_NOT_DIGIT.sub("", text)) <= 15  # noqa: PLR2004 - E.164


def _is_birth_date(text: str) -> bool:
    found = _DATE.match(_AGED.sub("", text))
    if found is None:
        return False
    year = int(found["y"] or found["y2"] or found["y3"] or found["y4"] or 0)
    return year < 100 or _OLDEST_YEAR <= year <= datetime.now(UTC).year  # noqa: PLR2004 - a year of two digits


def _is_age(text: str) -> bool:
    if _NUMBER.match(text):
        return 0 <= float(text.replace(",", ".")) <= _OLDEST_AGE
    return _AGE_BAND.match(text) is not None


def _is_place(text: str) -> bool:
    if _POSTAL.match(text) or _CODE.match(text):
        return True
    if _PLACE.match(text) is None or len(text.split()) > 8:  # noqa: PLR2004 - longer is prose
        return False
    folded = text.casefold()
    return folded not in dictionaries.STATUS_WORDS and (
        folded != text or folded in dictionaries.COUNTRY_NAMES or not text.isascii()
    )


def _is_person(text: str) -> bool:
    return _PERSON.match(text) is not None and text.casefold() not in dictionaries.STATUS_WORDS


def _is_street(text: str) -> bool:
    return len(text) > 4 and (" " in text or not text.isascii()) and any(map(str.isalpha, text)) and "@" not in text  # noqa: PLR2004 - `1 Rd A`


def _is_coordinate(text: str) -> bool:
    if _NUMBER.match(text):
        return -180 <= float(text.replace(",", ".")) <= 180  # noqa: PLR2004 - degrees
    return any(name in {"geojson", "coordinate_pair"} for name, _ in recognise(text)) or "°" in text


def _is_gender(text: str) -> bool:
    folded = text.casefold()
    return any(folded in known for known in _GENDERS)


def _is_ethnic(text: str) -> bool:
    folded = text.casefold()
    return (
        folded in dictionaries.ETHNIC_WORDS
        or folded.endswith(dictionaries.NATIONALITY_ENDINGS)
        or folded in dictionaries.COUNTRY_NAMES
        or text in dictionaries.COUNTRY_CODES
        or any(part.strip() in dictionaries.ETHNIC_WORDS for part in re.split(r"[/,;(]| or | and ", folded))
    )


def _is_secret(text: str) -> bool:
    folded = text.casefold()
    return (
        len(text) >= 3  # noqa: PLR2004 - shorter is a code
        and " " not in text
        and folded not in _BOOLEAN
        and not _FRACTION.match(text)
        and not (_NUMBER.match(text) and len(text) < 4)  # noqa: PLR2004 - a PIN has four digits
        and not (text.count("-") >= _GROUPS and _NOT_DIGIT.sub("", text) == text.replace("-", ""))
        and not _ANY_DATE.match(text)
    )


def _is_login(text: str) -> bool:
    return _LOGIN.match(text) is not None and text.casefold() not in _BOOLEAN and not _ANY_DATE.match(text)


def _is_medical(text: str) -> bool:
    return _ICD.match(text) is not None or (
        _TEXT.match(text) is not None and text.casefold() not in dictionaries.STATUS_WORDS
    )


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.match(text) is not None


def _recognised(*names: str) -> Callable[[str], bool]:
    return lambda text: any(name in names for name, _ in recognise(text))


# For each class: how much the form supports a name, and the form.
SHAPES: dict[str, tuple[float, Callable[[str], bool]]] = {
    "EMAIL": (0.5, _recognised("email")),
    "PHONE": (0.6, _is_phone),
    "PERSON_NAME": (0.45, _is_person),
    "STREET_ADDRESS": (0.45, _is_street),
    "LOCATION": (0.45, _is_place),
    "GEO_COORDINATES": (0.55, _is_coordinate),
    "DATE_OF_BIRTH": (0.7, _is_birth_date),
    "AGE": (0.6, _is_age),
    "GENDER": (0.7, _is_gender),
    "ETHNICITY": (0.6, _is_ethnic),
    "US_SSN": (0.7, _matches(_SSN)),
    "NATIONAL_ID": (0.5, _matches(_ID)),
    "US_DRIVER_LICENSE": (0.5, _matches(_LICENSE)),
    "PASSPORT": (0.5, _matches(_SHORT_ID)),
    "CREDIT_CARD": (0.6, _matches(_CARD)),
    "CARD_SECURITY_CODE": (0.6, _matches(_SECURITY_CODE)),
    "IBAN": (0.6, _matches(_IBAN)),
    "BANK_ACCOUNT": (0.45, _matches(_ACCOUNT)),
    "SWIFT_BIC": (0.7, _matches(_SWIFT)),
    "CRYPTO_WALLET": (0.6, _matches(_WALLET)),
    "IP_ADDRESS": (0.5, _recognised("ipv4", "ipv6")),
    "MAC_ADDRESS": (0.5, _recognised("mac")),
    "DEVICE_ID": (0.5, _matches(_DEVICE)),
    "URL": (0.5, _matches(_URL)),
    "VIN": (0.6, _matches(_VIN)),
    "USERNAME": (0.4, _is_login),
    "PASSWORD": (0.4, _is_secret),
    "MEDICAL": (0.4, _is_medical),
    "MEDICAL_ID": (0.5, _matches(_ID)),
}


def detect(sample: ColumnSample, classes: Collection[str]) -> list[Evidence]:
    """Return, for each of the `classes` that names suggest, whether the distinct values have its form or contradict it."""
    texts = tuple(dict.fromkeys(text for value in sample.values if (text := value[:LONGEST].strip())))
    if not texts:
        return []
    found = (_weigh(data_class, texts) for data_class in classes if data_class in SHAPES)
    return [each for each in found if each is not None]


def share_of(data_class: str, values: Collection[str]) -> float:
    """Return the share of distinct `values` that have the form of the class."""
    texts = set(map(str.strip, values))
    return sum(map(SHAPES[data_class][1], texts)) / len(texts)


def _weigh(data_class: str, texts: tuple[str, ...]) -> Evidence | None:
    strength, has_form = SHAPES[data_class]
    hits = [text for text in texts if has_form(text)]
    share = len(hits) / len(texts)
    if data_class == "AGE" and _FLAGS.issuperset(texts) and len(texts) > 1:
        hits, share = [], 0.0  # `age65` with 0 and 1 says whether, not how old
    against = share <= _CONTRADICTS
    if not against and share < _SUPPORTS:
        return None
    show = mask_email if data_class == "EMAIL" else mask
    return Evidence(
        data_class=data_class,
        method="shape." + data_class.lower(),
        version=VERSION,
        tier=Tier.MANUAL,
        strength=round((0.9 if len(texts) >= _FEW else 0.45) if against else strength * share, 3),
        prevalence=round(1 - share if against else share, 4),
        matched=len(texts) - len(hits) if against else len(hits),
        examined=len(texts),
        against=against,
        detail="values do not have the form" if against else "values have the form",
        examples=() if against else tuple(show(each) for each in hits[:_EXAMPLES]),
    )
