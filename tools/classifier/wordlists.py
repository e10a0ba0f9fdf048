"""The model's word lists: fingerprints of names, places and common words, from the same licensed packages as the values."""

from collections.abc import Iterable, Iterator

import lists
from faker import Faker
from values import COMMON, LOCALES, cities, countries, countries_of, mimesis, regions, us_counties

from graph_api.classifier.features import LISTS, word_key

STREET = lists.phrases("""
    street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|square|sq|terrace|highway|hwy|parkway|pkwy|suite|apt|
    apartment|floor|unit|po|box|north|south|east|west|rue|chemin|allée|impasse|quai|calle|avenida|paseo|carrera|rua|travessa|praça|via|viale|
    piazza|corso|strada|straße|strasse|platz|weg|gasse|allee|ring|straat|laan|plein|gatan|vägen|gata|vei|katu|tie|ulica|ul|aleja|náměstí|
    utca|út|tér|sokak|caddesi|cadde|mahallesi|улица|ул|проспект|переулок|вулиця|nagar|marg|jalan|jl|gang|crescent|close|mews|row|walk|trail
""")
FIRM = lists.phrases("""
    inc|llc|ltd|limited|gmbh|ag|sa|srl|spa|bv|nv|plc|corp|corporation|company|co|group|holding|holdings|bank|hospital|clinic|university|college|
    school|institute|foundation|association|society|services|solutions|systems|partners|insurance|agency|department|ministry|council|club|
    fc|united|records|press|media|technologies|industries|airlines|airways|church|museum|library|university|universität|université|universidad
""")


def _names(part: str) -> Iterator[str]:
    """Yield the first or last names that Faker's and mimesis' data of our locales list."""
    for locale in LOCALES:
        provider = next(
            each for each in Faker(locale).providers if type(each).__module__.startswith("faker.providers.person")
        )
        for attribute in dir(provider):
            held = getattr(provider, attribute)
            if attribute.startswith(part) and not attribute.startswith("_") and not callable(held):
                yield from (each for each in held if isinstance(each, str))
    for locale in (
        "en",
        "de",
        "fr",
        "es",
        "it",
        "nl",
        "pt",
        "pl",
        "cs",
        "sv",
        "tr",
        "ru",
        "hu",
        "da",
        "no",
        "fi",
        "et",
        "hr",
        "is",
        "sk",
    ):
        people = mimesis(locale, "person")
        held = people.get("names" if part == "first_name" else "surnames", {})
        groups = held.values() if isinstance(held, dict) else [held]
        yield from (each for group in groups for each in group if isinstance(each, str))


def _common() -> Iterator[str]:
    yield from COMMON
    for locale in ("en_US", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "ru_RU", "pt_BR"):
        lorem = next(
            each for each in Faker(locale).providers if type(each).__module__.startswith("faker.providers.lorem")
        )
        yield from lorem.word_list
    for locale in ("en", "de", "fr", "es", "it", "nl", "pt", "sv"):
        text = mimesis(locale, "text")
        words = text.get("words", {})
        groups = words.values() if isinstance(words, dict) else [words]
        yield from (each for group in groups for each in group if isinstance(each, str))
    for phrases in (lists.PRODUCTS, lists.INDUSTRIES, lists.THINGS):
        yield from (word for each in phrases for word in each.split())


def build() -> dict[int, int]:
    """Return {fingerprint: bits}, a bit for each list of `features.LISTS`."""
    found: dict[int, int] = {}

    def add(name: str, entries: Iterable[str]) -> None:
        for entry in entries:
            for key in {word_key(entry)} | (
                {word_key(each) for each in entry.split()} if name in {"given", "surname"} else set()
            ):
                found[key] = found.get(key, 0) | 1 << LISTS.index(name)

    add("given", _names("first_name"))
    add("surname", _names("last_name"))
    add("town", (name for name, _ in cities()))
    add("region", (*regions(), *us_counties()))
    add("country", countries())
    for locale in LOCALES:
        add("country", countries_of(locale))
    add("common", _common())
    add("firm", FIRM)
    add("street", STREET)
    return found
