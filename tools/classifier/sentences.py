"""Sentences with spans: our own templates in several registers, filled from the values' locales. Fields in braces become spans."""

import random
import re
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from pydoc_data.topics import topics
from random import Random

import lists
import people
from values import (
    _STATE_CODES,
    COMMON,
    LOCALES,
    WEIGHTS,
    Source,
    cities,
    countries,
    fakers,
    mimesis,
    regions,
    words,
)

from graph_api.classifier import lexicon

_ROOM = Path(__file__).parent
_CHOICE = re.compile(r"(?<!\\)\(((?:[^()\\]|\\.)*)(?<!\\)\)")


def _sections() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    section: list[str] = []
    for line in (_ROOM / "templates.txt").read_text("utf-8").split("\n"):
        if line.startswith("## "):
            section = found.setdefault(line[3:], [])
        elif line and not line.startswith("#"):
            section.append(line.replace("\\n", "\n"))
    return {name: tuple(each) for name, each in found.items()}


SECTIONS = _sections()
CLEAN = SECTIONS.pop("clean")
TEMPLATES = tuple((language, each) for language, lines in SECTIONS.items() for each in lines)


def chosen(rng: Random, template: str) -> str:
    """Return `template` with one of each group of alternatives."""
    while (found := _CHOICE.search(template)) is not None:
        picked = rng.choice(re.split(r"(?<!\\)\|", found[1]))
        template = template[: found.start()] + picked + template[found.end() :]
    return re.sub(r"\\([()|])", r"\1", template)


_FIELD = re.compile(r"\{(-?\w+)\}")
LABELS = {
    "person": "PERSON_NAME", "first": "PERSON_NAME", "last": "PERSON_NAME", "org": "ORGANIZATION", "phone": "PHONE", "email": "EMAIL",
    "date": "DATE_TIME", "time": "DATE_TIME", "title": "TITLE", "address": "STREET_ADDRESS", "street": "STREET_ADDRESS", "city": "LOCATION",
    "country": "LOCATION", "region": "LOCATION", "zip": "LOCATION", "age": "AGE", "nat": "ETHNICITY", "card": "CREDIT_CARD", "iban": "IBAN",
    "ssn": "US_SSN", "ip": "IP_ADDRESS", "url": "URL", "license": "US_DRIVER_LICENSE", "passport": "PASSPORT", "nid": "NATIONAL_ID",
    "account": "BANK_ACCOUNT", "medical": "MEDICAL", "user": "USERNAME", "secret": "PASSWORD", "wallet": "CRYPTO_WALLET", "mac": "MAC_ADDRESS",
    "nats": "ETHNICITY", "religion": "ETHNICITY", "gender": "GENDER", "imei": "DEVICE_ID", "vin": "VIN", "bic": "SWIFT_BIC", "cvv": "CARD_SECURITY_CODE",
    "mrn": "MEDICAL_ID",
}  # fmt: skip
TITLES = {
    "en": lists.phrases("""Mr.|Mr.|Mrs.|Mrs.|Ms.|Ms.|Dr.|Dr.|Mr|Mrs|Ms|Dr|Miss|Prof.|Professor|Sir|Dame|Lord|Lady|Doctor|Rev.|Reverend|Father|Capt.|Captain|Sgt.|Lt.|
        Col.|Gen.|Hon.|Mx.|Madam|Master|Prof. Dr."""),
    "de": lists.phrases("Herr|Frau|Herrn|Dr.|Prof.|Prof. Dr.|Herr Dr."), "fr": lists.phrases("M.|Mme|Mlle|Monsieur|Madame|Dr|Maître|Mademoiselle"),
    "es": lists.phrases("Sr.|Sra.|Señor|Señora|Don|Doña|Dr.|Dra.|Srta."), "it": lists.phrases("Sig.|Sig.ra|Signor|Signora|Dott.|Dott.ssa|Ing.|Avv."),
    "pt": lists.phrases("Sr.|Sra.|Senhor|Senhora|Dr.|Dra.|Dona"), "nl": lists.phrases("Dhr.|Mevr.|Mevrouw|Meneer|Dr.|Drs."),
}  # fmt: skip
_FIELDS = ("person", "person", "person", "first", "last", "org", "org", "address", "address", "street", "city", "city", "country", "region", "date",
           "date", "time", "title", "zip", "age", "nat", "phone", "email", "url", "card", "iban", "ssn", "ip")  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A text and its spans (start, end, label)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    locale: str


def _group(s: Source) -> str | None:
    """Return whose romanised names the sentence uses, if any; half of what is written in English."""
    if s.locale[:2] == "en" and s.style[7] < 0.5:
        return people.GROUPS[int(s.style[7] * 2 * len(people.GROUPS))]
    return None


def _given(s: Source) -> str:
    group = _group(s)
    return people.given(s.rng, group) if group else s.given()


def _surname(s: Source) -> str:
    group = _group(s)
    return people.surname(s.rng, group) if group else s.surname()


def _person(s: Source) -> str:
    group, style = _group(s), s.rng.random()
    given, last = _given(s), _surname(s)
    initial = s.pick(string.ascii_uppercase)
    if style < 0.06:
        return f"{given} {initial}. {last}"
    if style < 0.11:
        return f"{initial}. {last}" if s.rng.random() < 0.7 else f"{initial}.{s.pick(string.ascii_uppercase)}. {last}"
    if style < 0.16:
        return f"{given} {_given(s)} {last}"
    if style < 0.2:
        return f"{given} {last}{s.pick(('-', ' '))}{_surname(s)}"
    if style < 0.22:
        return f"{given}-{_given(s)} {last}"
    if style < 0.24:
        return f"{last}, {given}"
    if style < 0.27:
        return f"{given} {last}".upper()
    if group:
        return people.full(s.rng, group)
    return f"{given} {last}"


_SYLLABLES = lists.phrases("""
    ar|al|an|bo|bri|ca|cor|da|del|dex|do|el|en|er|fa|fi|ga|go|ha|in|is|ka|ki|la|len|li|lo|lu|ma|mer|mi|mo|na|ne|ni|no|nor|o|or|pa|per|po|qua|ra|ri|ro|sa|si|so|sy|
    ta|tech|tel|ti|to|tra|u|va|ve|vi|vo|wa|xi|ya|za|zo
""")
_FORMS = lists.phrases("""
    Inc|Inc.|, Inc.|Ltd|Ltd.|Limited|LLC|, LLC|LLP|PLC|plc|Corp|Corp.|Corporation|Co.|Company|& Co|& Sons|& Partners|Group|Holdings|GmbH|AG|KG|GmbH & Co. KG|SE|e.V.|S.A.|SA|SAS|
    SARL|S.L.|S.p.A.|SpA|Srl|S.r.l.|B.V.|BV|NV|AB|AS|ASA|Oy|Oyj|ApS|A/S|Sp. z o.o.|s.r.o.|a.s.|Kft.|d.o.o.|Ltda|S/A|Pty Ltd|Pte Ltd|Pvt. Ltd.|Sdn Bhd|A.Ş.|K.K.
""")


def _coined(s: Source) -> str:
    made = "".join(s.rng.choices(_SYLLABLES, k=s.rng.choice((2, 2, 3)))).capitalize()
    return made.upper() if s.rng.random() < 0.06 else made


def _organization(s: Source) -> str:
    style = s.rng.random()
    if style < 0.14:
        return s.fake.company()
    if style < 0.3:
        return s.pick(lexicon.ORGANIZATIONS)
    if style < 0.38:
        return _coined(s)
    if style < 0.44:
        return f"{s.word()}{s.pick(('', '', ' ' + s.word()))}"
    if style < 0.47:
        return s.digits("?" * s.rng.randrange(2, 5))
    if style < 0.72:
        core = s.pick(
            (
                _coined(s),
                _surname(s),
                s.word(),
                s.town(),
                f"{s.word()} {s.word()}",
                f"{_surname(s)} {s.pick(('&', 'and'))} {_surname(s)}",
            )
        )
        core += s.pick(("", " ")).join(("", s.pick(lexicon.TRADES))) if s.rng.random() < 0.6 else ""
        form = s.pick(_FORMS) if s.rng.random() < 0.5 or " " not in core else ""
        return f"{core}{'' if form.startswith(',') else ' '}{form}".strip()
    return s.fill(lists.ORGANIZATION_FORMS if style < 0.95 else lists.TEAM_FORMS)


_DAY_PARTS = lists.phrases("morning|afternoon|evening|night|noon")


def _when(s: Source) -> str:
    day, style = (
        s.fake.date_time_between_dates(datetime(1955, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)),
        s.rng.random(),
    )
    if style < 0.12:
        weekday = day.strftime("%A")
        return s.pick((weekday, weekday, f"{weekday} {s.pick(_DAY_PARTS)}", weekday[:3]))
    if style < 0.24:
        return day.strftime(s.pick(("%B", "%Y", "%Y", "%B %Y", "%m/%Y", "%b %Y", "the %d of %B")))
    forms = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%B %d %Y", "%m/%d/%y", "%d-%m-%Y",
             "%B %d", "%d %B", "%A, %B %d, %Y", "%A, %d %B", "%Y-%m-%d %H:%M:%S", "%A %d %B", "%Y/%m/%d", "%d-%b-%Y", "%d.%m.%y", "%d %B, %Y", "%d %b",
             "%Y-%m-%dT%H:%M:%SZ", "%d/%m/%y", "%d. %B %Y", "%b. %d, %Y", "%a %b %d %H:%M:%S %Y", "%m-%d-%Y", "%d%b%y", "%m/%d")  # fmt: skip
    text = day.strftime(s.pick(forms))
    if s.rng.random() < 0.15:
        text = re.sub(
            r"(?<![\d:])0?(\d+) (?=[A-Z])",
            lambda found: f"{found[1]}{_ordinal(int(found[1]))} {s.pick(('', 'of '))}",
            text,
        )
        text = re.sub(r"(?<=[a-z] )0?(\d{1,2})(?=,|$)", lambda found: found[1] + _ordinal(int(found[1])), text)
    return re.sub(r"(?<!\d)0(\d)(?= [A-Z])|(?<=[a-z] )0(\d)", r"\1\2", text) if s.rng.random() < 0.6 else text


def _ordinal(n: int) -> str:
    return "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")


def _clock(s: Source) -> str:
    hour, minute = s.rng.randrange(24), s.rng.randrange(60)
    half = s.pick(("am", "pm", "AM", "PM", "a.m.", "p.m."))
    return s.pick((f"{hour:02d}:{minute:02d}", f"{hour % 12 + 1}:{minute:02d} {half}", f"{hour % 12 + 1}{s.pick(('', ' '))}{half}", f"{hour:02d}:{minute:02d}",
                   f"{hour}:{minute:02d}:{s.rng.randrange(60):02d}", f"{hour % 12 + 1}.{minute:02d}{half}", "noon", "midnight", f"{hour}h{minute:02d}"))  # fmt: skip


_KINDS_OF_STREET = lists.phrases("""
    St|St.|Street|Ave|Ave.|Avenue|Road|Rd|Rd.|Lane|Ln|Drive|Dr|Dr.|Blvd|Boulevard|Way|Court|Ct|Place|Pl|Highway|Terrace|Close|Crescent|Grove|Gardens|Row|Hill|Parade|Square|Trail|
    Parkway|Pkwy|Circle|Quay|Mews|Walk|Wharf|Pike|Loop|Run|Bend
""")
_OF_STREET = lists.phrases("Rue de {0}|Rue {0}|Avenue {0}|Boulevard {0}|Place {0}|Calle {0}|Calle de {0}|Avenida {0}|Av. {0}|Plaza {0}|Carrera {1}|Via {0}|Viale {0}|Piazza {0}|Corso {0}|Rua {0}|"
                             "Travessa {0}|Praça {0}|ul. {0}|ulica {0}|Jalan {0}|Jl. {0}|Strada {0}|ulitsa {0}|Sokak {0}")  # fmt: skip
_END_OF_STREET = lists.phrases(
    "straße|strasse|str.|weg|gasse|allee|platz|ring|straat|laan|weg|gatan|vägen|gata|veien|vej|gade|katu|tie|katu 1|utca| út| utca| caddesi| sokağı|kade|plein"
)
_INSIDE = lists.phrases(
    "Apt {n}|Apt. {n}|Apartment {n}|Suite {n}|Unit {n}|#{n}|Flat {n}|Floor {n}|Ste {n}|Room {n}|{n}º B|App. {n}|Building {n}|Block {n}"
)
BREAKS = ("\n", ", ", ", ", " ", ",\n")


def _street_line(s: Source) -> str:
    """Return a street with or without its number, in the manner of some country."""
    style, n = s.rng.random(), s.rng.choice((s.rng.randrange(1, 99), s.rng.randrange(1, 999), s.rng.randrange(1, 9999)))
    number = f"{n}{s.pick(('', '', '', '', 'a', 'B', '-' + str(n + 2), '/' + str(n % 20 + 1)))}"
    name = s.pick((_surname(s), s.word(), s.town(), _given(s), f"{s.word()} {s.word()}"))
    if style < 0.3:
        return f"{number} {s.pick(('', '', '', 'N ', 'W. ', 'South ', 'E '))}{name} {s.pick(_KINDS_OF_STREET)}"
    if style < 0.36:
        return f"{n} {s.rng.randrange(1, 200)}{s.pick(('th', 'st', 'nd', 'rd'))} {s.pick(('St', 'Street', 'Avenue', 'Ave'))}"
    if style < 0.5:
        street = s.pick(_OF_STREET).format(name, s.rng.randrange(1, 120))
        return s.pick((f"{number} {street}", f"{street} {number}", f"{street}, {number}", f"{street} {number}"))
    if style < 0.62:
        return s.pick((f"{name}{s.pick(_END_OF_STREET)} {number}", f"{number} {name}{s.pick(_END_OF_STREET)}"))
    if style < 0.66:
        return s.pick(
            (
                f"PO Box {n}",
                f"P.O. Box {n}",
                f"Postfach {n}",
                f"Plot {n}, {name} {s.pick(_KINDS_OF_STREET)}",
                f"House {n}, {name} Nagar",
                f"Level {n % 40}, {n} {name} Street",
            )
        )
    return s.fake.street_address().split("\n")[0]


def _address(s: Source) -> str:
    """Return a full address: parts of it, in the order of some country, on one line or several."""
    style, brk = s.rng.random(), s.pick(BREAKS)
    if style < 0.25:
        return s.fake.address().replace("\n", s.pick(BREAKS))
    line = _street_line(s)
    if s.rng.random() < 0.25:
        inside = s.pick(_INSIDE).format(n=s.rng.randrange(1, 999))
        line = f"{inside}, {line}" if s.rng.random() < 0.3 else f"{line}{s.pick((' ', ', ', brk))}{inside}"
    town, zip_code = s.town(), s.fake.postcode()
    region = s.pick((s.digits("??"), s.pick(_STATE_CODES), s.pick(_STATE_CODES), s.pick(regions())))
    if style < 0.4:
        return line
    tail = s.pick((f"{town}, {region} {zip_code}", f"{zip_code} {town}", f"{town} {zip_code}", f"{town}{brk}{zip_code}", town, f"{town}, {region}",
                   f"{town} {region} {zip_code}", f"{town}{brk}{region}", f"{zip_code}{brk}{town}"))  # fmt: skip
    if s.rng.random() < 0.3:
        tail += f"{brk}{s.pick(countries())}{s.pick(('', '', ' ' + zip_code))}"
    return f"{line}{brk}{tail}"


def _one_street(s: Source) -> str:
    line = _street_line(s)
    return re.sub(r"^[\d/-]+[a-zA-Z]? (?=\D)|,? [\d/-]+[a-zA-Z]?$", "", line) if s.rng.random() < 0.6 else line


def _city(s: Source) -> str:
    s.style[2], s.style[3] = 0.0, 1.0
    return s.town() if s.rng.random() < 0.7 else s.pick(cities())[0]


def _medical(s: Source) -> str:
    text = (
        s.pick((*lists.DIAGNOSES, *lists.DRUGS, *lists.PROCEDURES))
        if s.rng.random() < 0.5
        else s.pick(lexicon.ILLNESSES + lexicon.TREATMENTS)
    )
    return text[:1].upper() + text[1:] if s.rng.random() < 0.2 else text


def _title(s: Source) -> str:
    return s.pick(TITLES.get(s.locale[:2], TITLES["en"]))


_RELATIVE = lists.phrases("""
    tomorrow|yesterday|today|tonight|next week|last week|next month|last month|last year|this morning|this year|two weeks ago|in ten minutes|in two years|within thirty days|
    three months|five days|six weeks|the other day|over the weekend|every day|at night|last summer|in spring|in autumn|after lunch|before the end of the month|the day after tomorrow
""")


def _word_list(rng: Random) -> tuple[str, ...]:
    return rng.choice((common(), common(), words(), COMMON))


def _money(s: Source) -> str:
    sum_ = s.pick(
        (
            f"{s.rng.uniform(1, 900):.2f}",
            f"{s.rng.randrange(1, 90)},{s.rng.randrange(100, 999)}",
            str(s.rng.randrange(1, 900)),
            f"{s.rng.randrange(1, 90)} million",
        )
    )
    return s.pick(
        (
            f"${sum_}",
            f"€{sum_}",
            f"{sum_} euros",
            f"{sum_} EUR",
            f"£{sum_}",
            f"{sum_} dollars",
            f"{sum_} pounds",
            f"USD {sum_}",
        )
    )


def _number(kind: str) -> "object":
    from values import KINDS  # noqa: PLC0415

    def make(s: Source) -> str:
        s.style[2], s.style[3] = s.rng.random(), 0.5
        return KINDS[kind][1](s)

    return make


MAKERS = {
    "person": _person, "first": _given, "last": _surname, "org": _organization, "phone": _number("phone"),
    "email": _number("email"), "date": _when, "time": _clock, "title": _title, "address": _address, "street": _one_street,
    "city": _city, "country": lambda s: s.pick(countries()), "region": lambda s: s.pick(regions()), "zip": lambda s: s.fake.postcode(),
    "age": lambda s: str(s.rng.randrange(1, 99)), "nat": lambda s: s.pick(lexicon.PEOPLES + lists.NATIONALITIES), "card": _number("card"), "iban": _number("iban"),
    "nats": lambda s: s.pick(lexicon.PEOPLES) + "s", "religion": lambda s: s.pick(lists.RELIGIONS + lists.RACES), "gender": lambda s: s.pick(s.pick(lists.GENDERS)),
    "ssn": lambda s: s.digits(s.pick(("###-##-####", "### ## ####", "#########"))), "ip": _number("ip"), "url": _number("url"),
    "license": _number("driver_license"), "passport": _number("passport"), "nid": _number("national_id"), "account": _number("account"),
    "medical": _medical, "user": _number("username"), "secret": _number("secret"), "wallet": _number("wallet"), "mac": _number("mac"),
    "imei": _number("imei"), "vin": _number("vin"), "bic": _number("bic"), "cvv": lambda s: s.digits(s.pick(("###", "####"))), "mrn": _number("medical_id"),
    "-num": lambda s: s.pick((s.digits("####"), s.digits("#####"), f"#{s.rng.randrange(2000)}", str(s.rng.randrange(1, 30)), str(s.rng.randrange(1, 4000)), f"{s.rng.uniform(0, 100):.1f}", f"{s.rng.randrange(1, 90)},{s.rng.randrange(100, 999)}")),
    "-money": _money, "-code": _number("code"), "-thing": lambda s: s.pick(lists.PRODUCTS), "-word": lambda s: s.pick(_word_list(s.rng)),
    "-when": lambda s: s.pick(_RELATIVE), "-secret": lambda s: s.pick(("PIN", "code", "key", "token", "password")),
    "-digits": lambda s: s.digits(s.pick(("####", "##-##-####", "###", "######", "########", "#.##.#", "#.#", "##.##", "#-####", "###-#####", "0###", "##/##"))),
    "-Word": lambda s: s.pick(_word_list(s.rng)).title(), "-job": lambda s: s.fake.job(),
}  # fmt: skip


FILLER = lists.phrases("""
    the|a|and|of|to|in|for|with|on|at|from|by|is|was|has|had|will|can|could|please|we|you|they|she|he|it|my|your|his|her|our|their|this|that|
    not|but|or|as|if|when|after|before|about|who|which|said|asked|wants|sent|gave|made|took|went|came|called|told|visited|bought|sold|paid|
    left|joined|moved|near|between|until|since|because|also|only|just|very|more|new|old|last|next|first|one|two|some|any|all|no|yes|hello|
    thanks|dear|regarding|re|via|c/o|attn|order|report|meeting|invoice|account|customer|team|company|office|house|car|letter|message|number
""")


_SLOT = re.compile(r"\b(?:the|a|an|this|any|each|its|another) [a-z]{3,14}\b(?! of\b)")
_PROSE = re.compile(r"[A-Z][a-z]+(?: [a-z]+,?| [a-z]+-[a-z]+){4,24}[.:]")


@cache
def prose() -> tuple[str, ...]:
    """Return plain sentences of real English without code or names: of Python's own manual, and of its library's docstrings."""
    docstrings = (
        each
        for path in sorted(Path(random.__file__).parent.glob("*.py"))
        for each in re.findall(r'"""(.*?)"""', path.read_text("utf-8", "replace"), re.DOTALL)
    )
    text = " ".join(" ".join((*topics.values(), *docstrings)).split())
    return tuple(dict.fromkeys(_PROSE.findall(text)))


@cache
def common() -> tuple[str, ...]:
    """Return everyday English words."""
    return tuple(each for each in mimesis("en", "text")["words"] if each.isalpha() and each.islower())


def _exchanged(rng: Random, field: re.Match[str]) -> str:
    return "{" + (rng.choice(_FIELDS) if rng.random() < 0.06 and "-" not in field[1] else field[1]) + "}"


def _varied(rng: Random, template: str) -> str:
    """Return `template` with some of its words and fields exchanged, or another: of filler words, or of real prose with fields in it.

    Contexts are endless, fields are not.
    """
    style = rng.random()
    if style < 0.12:
        parts = []
        for _ in range(rng.randrange(1, 4)):
            parts += rng.choices(FILLER, k=rng.randrange(0, 5))
            parts.append("{" + rng.choice(_FIELDS) + "}" + rng.choice(("", "", "", ",", ".", ":", " -", "'s", "?")))
        parts += rng.choices(FILLER, k=rng.randrange(0, 4))
        text = " ".join(parts)
        return text[:1].upper() + text[1:] if rng.random() < 0.7 else text
    if style < 0.34:
        return _SLOT.sub(
            lambda found: "{" + rng.choice(_FIELDS) + "}" if rng.random() < 0.4 else found[0], rng.choice(prose())
        )
    words_ = []
    for word in template.split(" "):
        if "{" in word:
            words_.append(_FIELD.sub(lambda found: _exchanged(rng, found), word))
        elif rng.random() < 0.12:
            words_ += rng.choices(FILLER, k=rng.randrange(0, 3))
        elif rng.random() < 0.1 and word.isalpha() and word.islower():
            another = rng.choice(_word_list(rng)) if rng.random() < 0.6 else word
            words_.append(another.title() if rng.random() < 0.4 else another)
        else:
            words_.append(word)
    return " ".join(words_)


def fill(s: Source, template: str) -> Sentence:
    """Return `template` with its fields filled; those without a dash are marked."""
    out, spans, at, length = [], [], 0, 0
    for found in _FIELD.finditer(template):
        before, value = template[at : found.start()], MAKERS[found[1]](s).strip()
        length += len(before)
        if found[1] in LABELS:
            spans.append((length, length + len(value), LABELS[found[1]]))
        out += [before, value]
        length += len(value)
        at = found.end()
    out.append(template[at:])
    return Sentence("".join(out), tuple(spans), s.locale)


def _noise(s: Source) -> Sentence:
    style = s.rng.random()
    if style < 0.45:
        return fill(s, chosen(s.rng, s.pick(CLEAN)))
    if style < 0.85:
        return Sentence(s.pick(prose()), (), s.locale)
    return Sentence(
        " ".join(s.rng.choices(_word_list(s.rng), k=s.rng.randrange(4, 14))).capitalize() + ".", (), s.locale
    )


def _joined(one: Sentence, other: Sentence, between: str) -> Sentence:
    shift = len(one.text) + len(between)
    return Sentence(
        one.text + between + other.text,
        (*one.spans, *((a + shift, b + shift, label) for a, b, label in other.spans)),
        one.locale,
    )


def _misspelt(rng: Random, sentence: Sentence) -> Sentence:
    """Return `sentence` with a letter of some words exchanged for its neighbour: lengths stay."""
    letters = list(sentence.text)
    for at in range(1, len(letters) - 1):
        if rng.random() < 0.02 and letters[at].islower() and letters[at + 1].islower():
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return Sentence("".join(letters), sentence.spans, sentence.locale)


def generate(
    seed: int, count: int, templates: tuple[tuple[str, str], ...] = TEMPLATES, *, varied: bool = True
) -> list[Sentence]:
    """Return `count` sentences; some are joined, some lower case or misspelt, some have no span at all.

    A sentence in another language than English is filled from a locale of that language.
    """
    rng, by_locale, made = Random(seed), fakers(seed), []
    english = tuple(each for each in templates if each[0] == "en")
    foreign = tuple(each for each in templates if each[0] != "en")
    weights = [WEIGHTS.get(each, 1) * (2 if each.startswith("en") else 1) for each in LOCALES]
    of_language = {language: [each for each in LOCALES if each.startswith(language)] for language in SECTIONS}

    def one() -> Sentence:
        language, template = rng.choice(foreign if foreign and rng.random() < 0.15 else english)
        locale = rng.choices(LOCALES, weights)[0] if language == "en" else rng.choice(of_language[language])
        s = Source(rng, locale, by_locale)
        template = chosen(rng, template)
        return fill(s, _varied(rng, template) if varied and language == "en" and rng.random() < 0.6 else template)

    while len(made) < count:
        style = rng.random()
        if style < 0.14:
            made.append(_noise(Source(rng, "en_US", by_locale)))
            continue
        sentence = one()
        if style < 0.42:
            more = one() if rng.random() < 0.5 else _noise(Source(rng, "en_US", by_locale))
            first, second = (sentence, more) if rng.random() < 0.6 else (more, sentence)
            sentence = _joined(first, second, rng.choice((" ", " ", "\n")))
        case = rng.random()
        if case > 0.95:
            sentence = _misspelt(rng, sentence)
        text = sentence.text.lower() if case < 0.1 else sentence.text.upper() if case < 0.115 else sentence.text
        made.append(Sentence(text, sentence.spans, sentence.locale) if len(text) == len(sentence.text) else sentence)
    return made
