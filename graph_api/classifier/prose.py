"""Forms inside running text: what `forms` recognises as a whole value, found between words, with the same validators."""

import ipaddress
import re
from collections.abc import Callable, Iterator

from graph_api.classifier import checksums

Found = tuple[int, int, str, float]  # start, end, label, confidence

_EMAIL = re.compile(r"[\w.+%'-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}")
_URL = re.compile(
    r"(?:https?|ftp)://[^\s<>\"']+[^\s<>\"'.,;:!?)]|\bwww\.[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"']*[^\s<>\"'.,;:!?)])?"
    r"|(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:com|org|net|edu|gov|info|biz|io|app|dev|co\.uk|eu|uk|de|fr|es|it|"
    r"nl|be|ch|at|pl|cz|se|dk|ru|cn|jp|br|mx|au|nz|za|ca|us|ie|pt|gr|hu|ro|tr)(?![\w@-])(?:/[^\s<>\"']*[^\s<>\"'.,;:!?)])?",
    re.IGNORECASE,
)
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_MAC = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_SSN = re.compile(r"(?<![\w-])(\d{3})([- ])(\d{2})\2(\d{4})(?![\w-])")
_PHONE = re.compile(
    r"(?<![\w.+/-])(?:\+|00)?(?:\(?\d{1,5}\)?[ ./-]{0,2}){1,6}\d{2,8}(?:\s?(?:x|ext\.?|#)\s?\d{1,6})?(?![\w-]|[./]\d)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![\w./-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?![\w/-]|\.\d)"
    r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_WALLET = re.compile(
    r"\b(?:0x[0-9a-fA-F]{40}|(?:bc1|tb1|ltc1)[02-9ac-hj-np-z]{20,80}|[13][1-9A-HJ-NP-Za-km-z]{25,34})\b"
)
_TOKEN = re.compile(
    r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*|\b(?:[sr]k_(?:live|test)_[0-9A-Za-z]{10,}|gh[pousr]_[0-9A-Za-z]{30,}"
    r"|github_pat_\w{22,}|xox[abprs]-[\w-]{10,}|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[\w-]{35}|glpat-[\w-]{20,}|npm_[0-9A-Za-z]{36})"
)
_SPOKEN_SSN = re.compile(
    r"(?:\bssn|social security (?:number|no\.?)?)\W+(?:is |number )?(?P<it>\d{9})\b", re.IGNORECASE
)
_E164 = (7, 15)  # digits of a telephone number
_SURE_DIGITS = 9
_MONTHS, _DAYS = 12, 31
_VERSION_OCTET = 100  # four numbers under this look like a version


def _phones(text: str) -> Iterator[Found]:
    for found in _PHONE.finditer(text):
        written = found[0].strip()
        digits = sum(map(str.isdigit, re.split(r"x|ext|#", written, maxsplit=1, flags=re.IGNORECASE)[0]))
        if not _E164[0] <= digits <= _E164[1] or _DATE.fullmatch(written):
            continue
        if written[0] in "+(" or written.startswith("00"):
            yield found.start(), found.end(), "PHONE", 0.9
        elif digits >= _SURE_DIGITS and re.search(r"\d[ ./()-]+\d", written) and not re.fullmatch(r"[\d.]+", written):
            yield found.start(), found.end(), "PHONE", 0.75


def _is_address(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.version != 4 or address.is_private or max(address.packed) >= _VERSION_OCTET  # noqa: PLR2004 - IPv4


def _is_date(text: str) -> bool:
    numbers = sorted(map(int, re.split(r"[-/.]", re.split(r"[T ]", text)[0])), reverse=True)
    return numbers[-1] <= _MONTHS and numbers[-2] <= _DAYS and 0 not in numbers[-2:]


def _is_card(text: str) -> bool:
    digits = text.replace(" ", "").replace("-", "")
    return checksums.card_form(digits) and checksums.luhn(digits)


# What is found by its form alone, the surest first; the last group of a pattern named `it`, or the whole match, is the span.
_FORMS: tuple[tuple[re.Pattern[str], str, float, Callable[[str], bool] | None], ...] = (
    (_EMAIL, "EMAIL", 0.97, None),
    (_URL, "URL", 0.92, None),
    (_TOKEN, "PASSWORD", 0.92, None),
    (_WALLET, "CRYPTO_WALLET", 0.85, None),
    (_MAC, "MAC_ADDRESS", 0.93, None),
    (_IPV4, "IP_ADDRESS", 0.9, _is_address),
    (_IPV6, "IP_ADDRESS", 0.9, _is_address),
    (_IBAN, "IBAN", 0.97, lambda text: checksums.iban(text.replace(" ", ""))),
    (_CARD, "CREDIT_CARD", 0.95, _is_card),
    (_SSN, "US_SSN", 0.85, lambda text: checksums.ssn_area(text.replace("-", "").replace(" ", ""))),
    (_SPOKEN_SSN, "US_SSN", 0.85, checksums.ssn_area),
    (_DATE, "DATE_TIME", 0.85, _is_date),
)


def find(text: str) -> Iterator[Found]:
    """Yield what stands in `text` by its form alone: the surest forms first; spans may overlap."""
    for pattern, label, confidence, is_valid in _FORMS:
        for each in pattern.finditer(text):
            group = "it" if "it" in pattern.groupindex else 0
            if is_valid is None or is_valid(each[group]):
                yield each.start(group), each.end(group), label, confidence
    yield from _phones(text)
