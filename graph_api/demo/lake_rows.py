"""What other systems drop into the lake: the rows of its files."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from graph_api.demo import numbers, words
from graph_api.demo.people import Person
from graph_api.demo.rows import Path, Row, Table, day, moment, money, sometimes, stream

MONTHS = tuple((2026, month) for month in range(1, 5))


def tables(seed: int, customers: list[Person]) -> dict[Path, Table]:
    """Return the tables; the path is that of the file or of the folder of parts."""
    return {
        ("partners", "newsletter_signups.csv"): _signups(stream(seed, "lake.signups"), customers),
        ("partners", "loyalty_export.tsv"): _loyalty(stream(seed, "lake.loyalty"), customers),
        ("partners", "kunden_latin1.csv"): _german(customers),
        ("partners", "trail survey (final) v2 ☕.csv"): _survey(stream(seed, "lake.survey")),
        ("events", "clickstream.jsonl"): _clicks(stream(seed, "lake.clickstream"), customers),
        ("events", "devices.jsonl"): _devices(stream(seed, "lake.devices")),
        ("sales",): _sales(stream(seed, "lake.sales")),
        ("exports", "mailing_list"): _mailing(customers),
        ("stores.parquet",): _stores(stream(seed, "lake.stores")),
        ("damaged", "broken_quotes.csv"): _reviews(stream(seed, "lake.reviews"), customers),
    }


def _signups(random: Random, customers: list[Person]) -> Table:
    rows = [
        (
            person.email,
            person.first_name,
            moment(random, date(2026, 1, 1), 150),
            numbers.ipv4(random),
            random.choice(("ad", "fair", "web")),
        )
        for person in customers[:600]
    ]
    return Table.of("subscriber given_name signed_up_at from_ip utm_source", rows)


def _loyalty(random: Random, customers: list[Person]) -> Table:
    rows = [
        (
            *(f"TT{numbers.digits(random, 14)}", person.name, person.born.isoformat(), person.phone),
            *(random.randrange(0, 9000), day(random, date(2024, 1, 1), 900)),
        )
        for person in customers[100:600]
    ]
    return Table.of("loyalty_card member birthday mobile points member_since", rows)


def _german(customers: list[Person]) -> Table:
    germans = [person for person in customers if person.city.country == "DE"][:150]
    rows = [
        (person.first_name, person.last_name, person.street, person.postcode, person.city.name, person.phone)
        for person in germans
    ]
    return Table(("Vorname", "Nachname", "Straße", "PLZ", "Ort", "Telefon"), tuple(rows))


def _survey(random: Random) -> Table:
    rows = [
        (
            number,
            random.choice(("18-29", "30-44", "45-64", "65+")),
            random.randrange(1, 6),
            random.choice(("muddy", "steep", "lovely", None)),
        )
        for number in range(1, 201)
    ]
    return Table(("respondent #", "age group", "stars (1 to 5)", "one word?"), tuple(rows))


def _clicks(random: Random, customers: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for _ in range(1500):
            person = random.choice(customers)
            user = {"email": person.email, "ip": numbers.ipv4(random)} if sometimes(random, 40) else None
            page = random.choice(("/", "/tents", "/boots", "/basket"))
            yield (numbers.uuid4(random), moment(random, date(2026, 5, 1), 30), page, user, random.randrange(5, 4000))

    return Table.of("event_id ts page user dwell_ms", rows())


def _devices(random: Random) -> Table:
    rows = [
        (
            f"till-{number:03d}",
            numbers.mac(random),
            numbers.imei(random),
            numbers.ipv4(random),
            f"7.{random.randrange(9)}.1",
        )
        for number in range(1, 121)
    ]
    return Table.of("device mac serial address firmware", rows)


def _sales(random: Random) -> Table:
    rows = [
        (
            *(year, month, random.randrange(1, 13), f"TT-{random.randrange(1, 181):05d}", random.randrange(1, 5)),
            *(money(random, 900, 60_000), moment(random, date(year, month, 1), 28)),
        )
        for year, month in MONTHS
        for _ in range(400)
    ]
    return Table.of("year month store_id sku quantity amount sold_at", rows)


def _mailing(customers: list[Person]) -> Table:
    rows = [(person.number, person.email.lower(), person.first_name, person.city.country) for person in customers[:900]]
    return Table.of("customer_id email first_name country_code", rows)


def _stores(random: Random) -> Table:
    rows = [
        (
            number,
            f"Tarn & Thistle {city.name}",
            numbers.phone(random, city.country),
            city.name,
            Decimal(city.latitude),
            Decimal(city.longitude),
        )
        for number, city in enumerate(words.CITIES, 1)
    ]
    return Table.of("store_id name telephone city lat lon", rows)


def _reviews(random: Random, customers: list[Person]) -> Table:
    rows = [
        (
            number,
            person.first_name,
            random.randrange(1, 6),
            f'The "{random.choice(words.PRODUCT_FAMILIES)}" keeps its word',
        )
        for number, person in enumerate(customers[:80], 1)
    ]
    return Table.of("review_id who stars text", rows)
