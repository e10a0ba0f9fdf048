"""The forms of single values, each anchored to the whole value, with validators where a form has them."""

import ipaddress
import re
from collections.abc import Iterator

from graph_api.classifier import checksums, dictionaries

LONGEST = 2_000  # characters; longer values are text, not identifiers

_EMAIL = re.compile(
    r"[^\s@\"(),:;<>\[\\\]]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}\Z",
)
_SEPARATED_PHONE = re.compile(
    r"(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?\Z", re.IGNORECASE
)
_INTERNATIONAL = re.compile(r"(?:\+|00)\d[\d ().-]{6,18}\d(?: ?(?:x|ext\.?) ?\d{1,5})?\Z", re.IGNORECASE)
_CARD = re.compile(r"\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}\Z|\d{4}([ -]?)\d{6}\2\d{4,5}\Z")
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}\Z")
_ZIP_PLUS_FOUR = re.compile(r"\d{5}-\d{4}\Z")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d\d?)?\Z")
_MAC = re.compile(
    r"[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}\Z|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}\Z"
)
_URL = re.compile(r"(?:(?:https?|ftps?|wss?)://[^\s/?#]+|www\.[^\s/?#]+\.[a-z]{2,24})(?:[/?#:]\S*)?\Z", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:com|org|net|edu|gov|mil|int|info|biz|io|co|ai|app|dev|eu|uk|de|fr|es|it|nl|"
    r"be|ch|at|pl|cz|se|no|dk|fi|ru|ua|cn|jp|kr|in|br|mx|ar|au|nz|za|ca|us|ie|pt|gr|hu|ro|tr|il|sg|hk|tw)(?:/\S*)?\Z",
    re.IGNORECASE,
)
_UUID = re.compile(r"\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?\Z", re.IGNORECASE)
_HASH = re.compile(
    r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})\Z", re.IGNORECASE
)
_SECRET = re.compile(
    r"(?:eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"  # JSON Web Token
    r"|\$(?:2[abxy]?|1|5|6|argon2(?:id?|d)|scrypt|pbkdf2[\w-]*)\$\S{20,}"  # password hashes of crypt(3) and its kin
    r"|[sr]k_(?:live|test)_[0-9A-Za-z]{10,}|gh[pousr]_[0-9A-Za-z]{30,}|github_pat_\w{22,}|xox[abprs]-[\w-]{10,}"
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[\w-]{35}|glpat-[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_[0-9A-Za-z]{36}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*)\Z"
)
_BASE58 = re.compile(r"[13][1-9A-HJ-NP-Za-km-z]{25,34}\Z")
_BECH32 = re.compile(r"(?:bc1|tb1|ltc1)[02-9ac-hj-np-z]{20,80}\Z")
_ETHEREUM = re.compile(r"0x[0-9a-fA-F]{40}\Z")
_GEOJSON = re.compile(
    r"\{\s*\"type\"\s*:\s*\"(?:Point|LineString|Polygon|Multi\w+|Feature|GeometryCollection)\"|(?:SRID=\d+;)?(?:MULTI)?"
    r"(?:POINT|LINESTRING|POLYGON) ?Z? ?\(", re.IGNORECASE
)  # fmt: skip
_DEGREE = r"[NSEWO]? ?\d{1,3} ?°[ \d.,'\"\u2032\u2033\u2019\u201d]{0,16}[NSEWO]?"
_DEGREES = re.compile(
    rf"(?=.*[NSEWO\u2032'\u2019]){_DEGREE}(?:[,; ]+{_DEGREE})?\Z",
    re.IGNORECASE,
)
_MINUTES = r" [0-5]?\d(?: [0-5]?\d(?:\.\d+)?)? ?"
_SPACED_DEGREES = re.compile(
    rf"(?:[0-8]?\d|90){_MINUTES}[NS](?:[,; ]+(?:1[0-7]\d|180|0?\d?\d){_MINUTES}[EW])?\Z|(?:1[0-7]\d|180|0?\d?\d){_MINUTES}[EW]\Z"
)
_HANDLE = re.compile(r"@[A-Za-z0-9_](?:[\w.]{0,28}\w)?\Z")
_AGED_DATE = re.compile(r"(?=.*\b(?:1[89]|20)\d\d\b).{6,30} ?\(aged?:? ?\d{1,3}\)\Z", re.IGNORECASE)
_ASIAN = re.compile(r"[\u4e00-\u9fff가-힣]")
_ASIAN_STREET = re.compile(
    r"(?=.*\d)(?:〒?\d{3}-\d{4} ?)?[\u3005-\u9fff]{2,}[都道府県市区町村郡].*|.*[市县區区].*[路街道巷弄].*\d+ ?[号號].*"
    r"|(?=.*\d)[가-힣]{1,8}(?:특별시|광역시|시|도) .*[가-힣]+(?:로|길|동|읍|면).*"
)
_PAIR = re.compile(r"[(\[]?\s*(-?\d{1,3}\.\d{2,})\s*[,; ]\s*(-?\d{1,3}\.\d{2,})\s*[)\]]?\Z")
_STREET = re.compile(
    r"(?:\d+[a-z]?(?:[-/]\d+)?,? (?:[\w.'-]+ ){1,5}(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|way|"
    r"place|pl|square|sq|terrace|ter|highway|hwy|parkway|pkwy|circle|cir|trail|trl|crescent|close|alley|turnpike|tpke|row|plaza|"
    r"pike|loop|mews|grove|gardens|hill|walk|quay|wharf)\b"
    r"|\d+(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|chemin|place|allée|impasse|route|quai)\b"
    r"|(?:calle|avenida|av\.|rua|via|viale|piazza|corso|carrera|paseo|travessa|plaza|ul\.|ulica|ulitsa)"
    r"\s(?:[\w.'-]+ ?){1,5},? *(?:n[º°.]? ?)?\d"
    r"|[\w.'-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|straat|laan|plein|gatan|vägen|vej)(?: [\w.'-]+)? \d+)",
    re.IGNORECASE,
)  # fmt: skip
_CLINICAL = re.compile(
    r".{3,}\((?:disorder|finding|procedure|situation|substance|organism|regime/therapy|morphologic abnormality|body structure|"
    r"clinical drug|product|observable entity|record artifact|event)\)\Z"
)
_IMEI = 15  # digits of an IMEI, the last a check digit (3GPP TS 23.003)
_VERSION_OCTET = 100  # four numbers under this look like a version, not an address


def _phone(text: str) -> str | None:
    if _INTERNATIONAL.match(text):
        return "phone_international"
    return "phone_separated" if _SEPARATED_PHONE.match(text) else None


def _digits(text: str) -> Iterator[tuple[str, bool]]:
    """Recognise what begins like a number: digits with at most punctuation between them."""
    if _IPV4.match(text):
        try:
            address = ipaddress.ip_interface(text)
        except ValueError:
            return
        yield "ipv4", address.is_private or any(octet >= _VERSION_OCTET for octet in address.packed[:4])
        return
    if len(text) == _IMEI and text.isdigit() and not checksums.card_form(text):
        valid = checksums.luhn(text)
        if valid or not text.startswith("00"):  # an international number may have as many digits
            yield "imei", valid
            return
    phone = _phone(text)
    if phone is not None:
        yield phone, True
        return
    if _SSN.match(text):
        yield "ssn", checksums.ssn_area(text.replace("-", ""))
    elif _CARD.match(text):
        digits = text.replace("-", "").replace(" ", "")
        if checksums.card_form(digits):
            yield "card", checksums.luhn(digits) and len(set(digits)) > 1
    pair = _PAIR.match(text)
    if pair is not None:
        yield "coordinate_pair", abs(float(pair[1])) <= 180 and abs(float(pair[2])) <= 180  # noqa: PLR2004 - degrees


def _identifier(text: str) -> Iterator[tuple[str, bool]]:
    """Recognise one word of letters and digits without spaces inside."""
    length = len(text)
    if _ZIP_PLUS_FOUR.match(text):
        yield "zip_plus_four", True
    elif length == 17 and text.isalnum() and not text.isalpha():  # noqa: PLR2004 - the length of a VIN
        yield "vin", checksums.vin(text.upper())
    if length >= 26:  # noqa: PLR2004 - shortest of the forms below
        if _UUID.match(text):
            yield "uuid", True
        elif _HASH.match(text):
            yield "hash", True
        elif _ETHEREUM.match(text):
            yield "wallet_hex", True
        elif _BECH32.match(text):
            yield "wallet", True
        elif _BASE58.match(text):
            yield "wallet", checksums.base58check(text)


def recognise(value: str) -> Iterator[tuple[str, bool]]:
    """Yield (rule, valid) for each form that the whole of `value` has; cheap checks come first."""
    text = value.strip()
    if not 2 <= len(text) <= LONGEST:  # noqa: PLR2004 - one character is no identifier
        return
    first = text[0]
    if "@" in text:
        yield from _addressed(text)
    elif first in "{PpMmLlSs" and _GEOJSON.match(text):
        yield "geojson", True
    elif first in "$-AEGSegnprsx" and _SECRET.match(text):
        yield "secret", True
    else:
        if (first.isdigit() or first in "+-([") and 7 <= len(text) <= 50:  # noqa: PLR2004 - a local phone number to two coordinates
            yield from _digits(text)
        if ":" in text or "." in text or "-" in text:
            yield from _punctuated(text)
        if "°" in text[:50] and _DEGREES.match(text):
            yield "degrees", True
        if " " not in text:
            yield from _identifier(text)
        yield from _words(text)


def _addressed(text: str) -> Iterator[tuple[str, bool]]:
    if text[0] == "@":
        if _HANDLE.match(text):
            yield "handle", True
    elif len(text) <= 254 and _EMAIL.match(text):  # noqa: PLR2004 - RFC 5321
        yield "email", True


def _punctuated(text: str) -> Iterator[tuple[str, bool]]:
    if _MAC.match(text):
        yield "mac", True
    elif _URL.match(text):
        yield "url", True
        if text[0] in "wW" and _DOMAIN.match(text):
            yield "domain", True
    elif " " in text:
        return
    elif text.count(":") > 1:
        try:
            ipaddress.IPv6Interface(text)
        except ValueError:
            return
        yield "ipv6", True
    elif "." in text and _DOMAIN.match(text):
        yield "domain", True


def _words(text: str) -> Iterator[tuple[str, bool]]:
    length = len(text)
    first = text[0]
    if 15 <= length <= 50 and first.isalpha():  # noqa: PLR2004 - of IBANs, with their spaces
        plain = text.upper().replace(" ", "").replace("-", "")
        if checksums.iban_form(plain):
            yield "iban", checksums.iban(plain)
    if length <= 40 and not first.isdigit():  # noqa: PLR2004 - the longest name of a country
        folded = text.casefold()
        if folded in dictionaries.COUNTRY_NAMES:
            yield "country", True
        if folded in dictionaries.STATE_NAMES:
            yield "us_state", True
        if folded in dictionaries.GENDER_WORDS:
            yield "gender_words", True
    last = text[-1]
    if last == ")" and (form := _bracketed(text)):
        yield form, True
    elif last in "NSEW" and _SPACED_DEGREES.match(text):
        yield "degrees", True
    elif length > 6 and _is_street(text):  # noqa: PLR2004 - shortest street with number
        yield "street", True


def _bracketed(text: str) -> str | None:
    if _CLINICAL.match(text):
        return "clinical"
    return "aged_date" if _AGED_DATE.match(text) else None


def _is_street(text: str) -> bool:
    if not text.isascii() and _ASIAN.search(text):
        return _ASIAN_STREET.match(text) is not None
    return " " in text and _STREET.match(text) is not None
