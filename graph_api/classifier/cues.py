"""What words beside it give away in running text: titles, labels of fields, kinds of streets and firms, months. No check digits.

Weaker than `prose`, whose forms stand for themselves, and surer than what the small model of `language` has learned.
"""

import re
from collections.abc import Iterator

from graph_api.classifier.dictionaries import COUNTRY_NAMES, STATE_NAMES
from graph_api.classifier.prose import Found

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre)\b\.?"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\b\.?)?"
_CLOCK = re.compile(rf"(?<![\d:.]){_TIME}(?![\d:])|(?<![\w:.$€£])(?:1[0-2]|0?[1-9]) ?[ap]\.?m\b", re.IGNORECASE)
_WRITTEN_DATE = re.compile(
    rf"(?<!\w)(?:{_WEEKDAY},? )?(?:(?:the )?{_DAY}(?:st|nd|rd|th|\.|er)?[ -](?:of |de )?{_MONTH}(?:,? ?-?(?:de )?(?:1[89]|20)\d\d\b)?"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?\b(?!:)(?:,? (?:1[89]|20)\d\d\b)?|{_MONTH},? (?:1[89]|20)\d\d\b)(?:,? (?:at )?{_TIME})?"
    rf"|(?<!\w){_WEEKDAY}(?!\w)",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(?<![\w.,$€£-])(?P<it>1[01]\d|[1-9]?\d)(?=(?:[ -](?:years?|months?|yrs?)[ -]olds?\b)|(?: ?y/?o\b)|(?: ?yrs?\b)|(?: years of age\b)|(?:-year-old))"
    r"|\b(?:aged?|age[ds]?(?: is|:| of| at)?|turn(?:s|ed|ing)?|alter:?)[ ,]+(?P<it2>1[01]\d|[1-9]\d?)(?![\w%]|[.,:/-]\d)",
    re.IGNORECASE,
)
_TITLE = (
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Sr|Sra|Capt|Sgt|Lt|Col|Gen)\.?|Miss|Sir|Madam|Professor|Doctor|Herrn?|Frau|Mme|Mlle|Monsieur|Madame"
    r"|Se[ñn]ora?|Signora?"
)
_CAP = r"[^\W\d_a-zà-ÿ][^\W\d_]{0,30}(?:['\u2019-][^\W\d_]{1,30}){0,2}"
_NAME = rf"{_CAP}(?: (?:{_CAP}|[A-Z]\.|van|von|de|der|den|da|dos|del|la|bin|al|el)){{0,5}}(?<! van)(?<! von)(?<! de)(?<! der)(?<! da)"
_TITLED = re.compile(rf"(?<![\w.])(?P<title>{_TITLE}) (?P<name>{_NAME})")
_FIRM = re.compile(
    rf"(?<!\w)(?:{_CAP}(?: | & | and |, )){{1,4}}(?:Inc|Ltd|LLC|LLP|Limited|GmbH|AG|KG|PLC|plc|Corp|Corporation|S\.?A\.?|SpA|S\.r\.l\.|B\.?V\.?|NV|AB|"
    r"AS|Oy|Pty|Group|Holdings?|Bank|University|Hospital|Institute|Foundation|Association|College|Airlines|Insurance|Partners|Solutions|"
    r"Technologies)(?!\w)"
    rf"|(?<!\w)(?:University|Bank|Ministry|Department|Institute) of (?:the )?{_CAP}(?: {_CAP})?"
)
_KIND_OF_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Highway|Hwy|Parkway|Pkwy|Circle|Cir|"
    r"Trail|Crescent|Close|Row|Mews|Grove|Gardens|Walk|Quay|Pike)(?!\w)(?:\.(?=,))?"
)
_STREET = re.compile(
    rf"(?<![\w.])(?:(?:Unit|Flat|Suite|Apt\.?) \w+, )?\d{{1,5}}[A-Za-z]?(?:[-/]\d+)? (?:[NSEW]\.? )?(?:{_CAP} ){{1,4}}{_KIND_OF_STREET}"
    r"(?:,? (?:(?:Apt|Apartment|Suite|Unit|Ste|Floor|Flat)\.? ?#?\w+|#\w+))?"
    rf"(?:, {_CAP}(?: {_CAP}){{0,2}},? [A-Z]{{2}},? \d{{5}}(?:-\d{{4}})?|, {_CAP}(?: {_CAP}){{0,2}},? [A-Z]{{1,2}}\d[A-Z\d]? \d[A-Z]{{2}})?"
    rf"|(?<!\w){_CAP}(?:straße|strasse|str\.|gasse|weg|platz|allee|straat|laan|gatan|vägen|gata) \d+[a-z]?(?:, \d{{4,5}} {_CAP})?"
    rf"|(?<!\w)P\.? ?O\.? Box \d+"
)
_ZIP = re.compile(
    r"\b(?:zip|zip code|post ?code|postal code|plz)\b(?: is|:)? ?(?P<it>\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)"
    r"|(?<!\w)(?P<it2>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d)(?!\w)",
    re.IGNORECASE,
)
_SEP = r"(?: ?(?:is|was|reads|no\.?|nr\.?|number|num|code|id|#|:|=)){0,3}[ :=#]{1,2}[\"'(]?"
_CODE = r"(?P<it>(?=[A-Z0-9-]{0,24}\d[A-Z0-9-]{0,24}\d)[A-Z0-9][A-Z0-9-]{4,24}[A-Z0-9])"


def _labelled(label: str, value: str = _CODE, separator: str = _SEP) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{label}){separator}{value}(?!-?\w)", re.IGNORECASE)


_FIELDS: tuple[tuple[re.Pattern[str], str, float], ...] = (
    (_labelled(r"passport|reisepass(?:nummer)?|pasaporte"), "PASSPORT", 0.85),
    (_labelled(r"driv(?:er'?s?|ing) licen[cs]e|license|DLN?"), "US_DRIVER_LICENSE", 0.75),
    (_labelled(r"(?:bank |account )?account|acct|a/c|kontonummer|routing|sort code"), "BANK_ACCOUNT", 0.75),
    (_labelled(r"national (?:id|identity|insurance)|id card|identity card|tax|NINO|NIF|DNI|CPF|PESEL|BSN|aadhaar"), "NATIONAL_ID", 0.75),
    (_labelled(r"MRN|medical record|patient|NHS|NPI|DEA"), "MEDICAL_ID", 0.8),
    (_labelled(r"IMEI|device"), "DEVICE_ID", 0.7),
    (_labelled(r"BIC|SWIFT", r"(?P<it>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)"), "SWIFT_BIC", 0.9),
    (_labelled(r"CVV2?|CVC2?|security code", r"(?P<it>\d{3,4})"), "CARD_SECURITY_CODE", 0.9),
    (_labelled(r"VIN|chassis", r"(?P<it>[A-HJ-NPR-Z0-9]{17})"), "VIN", 0.9),
    (
        re.compile(r"(?<!\w)(?:password|passwd|pwd|passwort|secret|token|api[ _-]?key|passphrase)(?: (?:for|of) \S{1,40})?(?: is |: ?| ?= ?)[\"']?(?P<it>(?=\S{0,80}[\d!@#$%^&*_?-])[^\s\"',;]{6,80}[^\s\"',;.?])", re.IGNORECASE),
        "PASSWORD", 0.85,
    ),
    (
        re.compile(r"(?<!\w)(?:user ?name|user|login|account name|handle)(?: is |: ?| ?= ?)[\"']?(?P<it>[A-Za-z][\w.-]{1,30}\w)", re.IGNORECASE),
        "USERNAME", 0.8,
    ),
    (re.compile(r"(?:(?<=for user )|(?<=password for )(?=\S{0,30}[\d_]))(?P<it>[A-Za-z][\w.-]{1,30}\w)(?= (?:from|at|is)\b)"), "USERNAME", 0.8),
)  # fmt: skip
# Names of countries and states that are common names of persons or things too are left to the model.
_AMBIGUOUS = frozenset(
    {"georgia", "jordan", "chad", "turkey", "virginia", "guinea", "victoria", "washington", "grenada", "mali", "niger"}
)
_PLACES = re.compile(
    r"(?<!\w)(?:"
    + "|".join(sorted((re.escape(each) for each in (COUNTRY_NAMES | STATE_NAMES) - _AMBIGUOUS), key=lambda each: (-len(each), each)))
    + r")(?!\w)",
    re.IGNORECASE,
)  # fmt: skip


_WRITTEN = frozenset({"DATE_TIME", "LOCATION"})  # small letters alone may be any word: `may`, `turkey`
_DIGIT = re.compile(r"\d")
_CUES: tuple[tuple[re.Pattern[str], tuple[tuple[str, str, float], ...]], ...] = (
    *((pattern, (("it", label, confidence),)) for pattern, label, confidence in _FIELDS),
    (_STREET, (("", "STREET_ADDRESS", 0.8),)),
    (_WRITTEN_DATE, (("", "DATE_TIME", 0.85),)),
    (_CLOCK, (("", "DATE_TIME", 0.8),)),
    (_AGE, (("it", "AGE", 0.8), ("it2", "AGE", 0.8))),
    (_ZIP, (("it", "LOCATION", 0.8), ("it2", "LOCATION", 0.8))),
    (_TITLED, (("title", "TITLE", 0.85), ("name", "PERSON_NAME", 0.8))),
    (_FIRM, (("", "ORGANIZATION", 0.75),)),
    (_PLACES, (("", "LOCATION", 0.75),)),
)


def find(text: str) -> Iterator[Found]:
    """Yield (start, end, label, confidence) of what words give away, the surest first; spans may overlap."""
    for pattern, parts in _CUES:
        for each in pattern.finditer(text):
            for part, label, confidence in parts:
                start, end = each.span(part or 0)
                if start >= 0 and (
                    label not in _WRITTEN
                    or text[start:end].lower() != text[start:end]
                    or _DIGIT.search(text, start, end)
                ):
                    yield start, end, label, confidence
