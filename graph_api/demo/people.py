"""The people of the demo's company: made once, met again in every source, so that the same e-mail stands in several places."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from graph_api.demo import numbers, words
from graph_api.demo.words import City


@dataclass(frozen=True, slots=True)
class Person:
    """One natural person who does not exist."""

    number: int
    first_name: str
    last_name: str
    gender: str
    born: date
    email: str
    phone: str
    street: str
    postcode: str
    city: City

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


def people(random: Random, count: int) -> list[Person]:
    """Return `count` people with e-mail addresses that differ."""
    return [_person(random, number) for number in range(1, count + 1)]


def _person(random: Random, number: int) -> Person:
    gender = random.choice("FM")
    first, last = random.choice(words.FIRST_NAMES[gender]), random.choice(words.LAST_NAMES)
    city = random.choice(words.CITIES)
    return Person(
        number=number,
        first_name=first,
        last_name=last,
        gender=gender,
        born=date(1940, 1, 1) + timedelta(days=random.randrange(24_000)),
        email=f"{_ascii(first)}.{_ascii(last)}{number}@{random.choice(words.MAIL_HOSTS)}",
        phone=numbers.phone(random, city.country),
        street=_street(random, city),
        postcode=_postcode(random, city),
        city=city,
    )


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _street(random: Random, city: City) -> str:
    name, house = random.choice(words.STREETS[city.country]), random.randrange(1, 200)
    return f"{name} {house}" if city.country == "DE" else f"{house} {name}"


def _postcode(random: Random, city: City) -> str:
    return "".join(numbers.digits(random, 1) if sign == "#" else sign for sign in city.postcode)
