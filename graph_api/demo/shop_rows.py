"""What the shop sells and to whom: the rows of the schemas `public`, `analytics` and `audit`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from graph_api.demo import numbers, words
from graph_api.demo.people import Person
from graph_api.demo.rows import Path, Row, Table, day, moment, money, sometimes, stream

_OPENED = date(2024, 1, 1)
_DAYS = 900
_MEASURES = (
    "orders spend items discount refunds visits searches carts coupons shipments delays reviews stars "
    "emails_opened emails_clicked phone_calls tickets chats tents boots jackets ropes weekend_share"
)
_WINDOWS = "7d 14d 30d 60d 90d 180d 365d q1 q2 q3 q4 lifetime trend"
FEATURES = tuple(f"{measure}_{window}" for measure in _MEASURES.split() for window in _WINDOWS.split())


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders and what hangs on them: they are made together, because they must agree."""

    orders: Table
    items: Table
    shipments: Table
    returns: Table


def tables(seed: int, customers: list[Person], logins: list[str]) -> dict[Path, Table]:
    """Return the tables in an order in which foreign keys find what they refer to."""
    made = _orders(stream(seed, "orders"), customers)
    sessions = _sessions(stream(seed, "app_sessions"), customers)
    return {
        ("public", "categories"): _categories(),
        ("public", "products"): _products(stream(seed, "products")),
        ("public", "customers"): _customers(stream(seed, "customers"), customers),
        ("public", "orders"): made.orders,
        ("public", "order_items"): made.items,
        ("public", "shipments"): made.shipments,
        ("public", "returns"): made.returns,
        ("public", "app_sessions"): sessions,
        ("public", "page_views"): _page_views(stream(seed, "page_views"), sessions),
        ("analytics", "customer_features"): _features(stream(seed, "customer_features"), customers[:250]),
        ("audit", "change_log"): _changes(stream(seed, "change_log"), customers, logins),
        ("audit", "sign_ins"): _sign_ins(stream(seed, "sign_ins"), logins),
    }


def _categories() -> Table:
    parents = sorted({parent for _, parent in words.CATEGORIES})
    rows: list[Row] = [(number, parent, None) for number, parent in enumerate(parents, 1)]
    rows += [
        (number, name, 1 + parents.index(parent))
        for number, (name, parent) in enumerate(words.CATEGORIES, 1 + len(parents))
    ]
    return Table.of("category_id name parent_id", rows)


def _products(random: Random) -> Table:
    first_leaf = 1 + len({parent for _, parent in words.CATEGORIES})

    def rows() -> Iterator[Row]:
        for number in range(1, 181):
            leaf = random.randrange(len(words.CATEGORIES))
            name = f"{random.choice(words.PRODUCT_FAMILIES)} {random.choice(words.PRODUCT_WORDS)} {random.randrange(1, 9) * 10}"
            price = money(random, 900, 60_000)
            yield (
                *(number, f"TT-{number:05d}", name, first_leaf + leaf, price, numbers.ean13(random)),
                random.sample(words.COLOURS, random.randrange(1, 4)),
                {
                    "weight_g": random.randrange(40, 4000),
                    "waterproof": sometimes(random, 40),
                    "season": random.choice("SWA"),
                },
                f"The {name}, for people who go out in any weather.",
            )

    return Table.of("product_id sku name category_id price gtin colours attributes description", rows())


def _customers(random: Random, customers: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for person in customers:
            joined = moment(random, _OPENED, _DAYS - 200)
            yield (
                *(person.number, f"C-{person.number:06d}", person.first_name, person.last_name, person.email),
                sometimes(random, 80),
                person.phone if sometimes(random, 92) else None,
                _contact(random, person),
                *(person.born if sometimes(random, 90) else None, person.gender, person.street, person.postcode),
                *(person.city.name, person.city.country, Decimal(person.city.latitude), Decimal(person.city.longitude)),
                {
                    "newsletter": sometimes(random, 50),
                    "language": random.choice(("en", "de")),
                    "size": random.choice("SML"),
                },
                random.sample([name for name, _ in words.CATEGORIES], random.randrange(4)),
                numbers.ipv6(random) if sometimes(random, 15) else numbers.ipv4(random),
                *(joined, joined + timedelta(days=random.randrange(200))),
            )

    return Table.of(
        "customer_id cid first_name last_name email email_verified phone contact dob gender street postcode city country_code "
        "latitude longitude preferences interests signup_ip created_at last_seen_at",
        rows(),
    )


def _contact(random: Random, person: Person) -> str | None:
    return random.choice((person.email, person.phone, person.name, None))


def _orders(random: Random, customers: list[Person]) -> Orders:
    orders: list[Row] = []
    items: list[Row] = []
    shipments: list[Row] = []
    returns: list[Row] = []
    shipment_ids, return_ids = count(1), count(1)
    for order in range(1, 2501):
        person = random.choice(customers)
        placed = moment(random, _OPENED, _DAYS)
        status = random.choice(
            ("new", "paid", "shipped", "shipped", "delivered", "delivered", "delivered", "cancelled")
        )
        orders.append(
            (
                *(
                    order,
                    person.number,
                    status,
                    numbers.not_a_card(random),
                    random.choice(("web", "app", "store")),
                    placed,
                ),
                placed.date() + timedelta(days=3),
                random.choice(words.ORDER_NOTES) if sometimes(random, 30) else None,
                random.choice(customers).email if sometimes(random, 25) else None,
                _gift(random, customers) if sometimes(random, 12) else None,
            )
        )
        for line in range(1, random.randrange(2, 5)):
            price = money(random, 900, 60_000)
            discount = money(random, 0, 500) if sometimes(random, 20) else Decimal(0)
            items.append((order, line, random.randrange(1, 181), random.randrange(1, 4), price, discount))
        if status in {"shipped", "delivered"}:
            arrives = placed.date() + timedelta(days=random.randrange(1, 9))
            shipments.append(
                (
                    *(next(shipment_ids), order, random.choice(words.CARRIERS), _tracking(random), person.name),
                    f"{person.street}, {person.postcode} {person.city.name}",
                    *(person.phone, arrives if status == "delivered" else None, money(random, 20, 2500)),
                    _instructions(random, person),
                )
            )
        if status == "delivered" and sometimes(random, 18):
            scheme = random.choice(("VISA", "MASTERCARD"))
            returned = placed.date() + timedelta(days=random.randrange(10, 40))
            reason = random.choice(words.RETURN_REASONS)
            returns.append(
                (next(return_ids), order, 1, reason, numbers.card(random, scheme), money(random, 900, 30_000), returned)
            )
    return Orders(
        Table.of(
            "order_id customer_id status scenario_code channel placed_at promised_on notes notes2 gift_message", orders
        ),
        Table.of("order_id line_no product_id quantity unit_price discount", items),
        Table.of(
            "shipment_id order_id carrier tracking_no recipient address_line phone delivered_on weight_kg instructions",
            shipments,
        ),
        Table.of("return_id order_id line_no reason ref_no refunded returned_on", returns),
    )


def _gift(random: Random, customers: list[Person]) -> str:
    giver, friend = random.choice(customers), random.choice(customers)
    return f"Happy birthday {friend.first_name}! See you on the hills, {giver.name}"


def _tracking(random: Random) -> str:
    return numbers.digits(random, 16) if sometimes(random, 30) else f"TT{numbers.digits(random, 9)}GB"


def _instructions(random: Random, person: Person) -> str:
    asked = random.choice(words.ORDER_NOTES)
    return f"{asked}, call {person.phone}" if sometimes(random, 2) else asked


def _sessions(random: Random, customers: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for _ in range(1500):
            person = random.choice(customers) if sometimes(random, 70) else None
            yield (
                *(
                    numbers.uuid4(random),
                    person.number if person else None,
                    numbers.ipv4(random),
                    random.randrange(1, 6),
                ),
                f"Mozilla/5.0 ({random.choice(('X11; Linux', 'Windows NT 10.0', 'Macintosh'))}) {random.choice(words.BROWSERS)}",
                *(random.choice(words.PHONE_MODELS) if sometimes(random, 60) else None, numbers.imei(random)),
                *(numbers.mac(random), moment(random, date(2026, 1, 1), 180), f"00:{random.randrange(60):02d}:00"),
            )

    return Table.of(
        "session_id customer_id ip ip_count user_agent phone_model device_serial wifi started_at duration", rows()
    )


def _page_views(random: Random, sessions: Table) -> Table:
    def rows() -> Iterator[Row]:
        for view in range(1, 4001):
            session = random.choice(sessions.rows)
            path = random.choice(("/", "/tents", "/boots", "/basket", "/checkout", f"/p/{random.randrange(1, 181)}"))
            referrer = random.choice((None, "https://www.example.org/trails", "https://search.example.com/?q=boots"))
            yield (view, moment(random, date(2026, 1, 1), 270), session[0], path, referrer, random.randrange(20, 900))

    return Table.of("view_id viewed_at session_id path referrer milliseconds", rows())


def _features(random: Random, customers: list[Person]) -> Table:
    rows = [(person.number, *(random.randrange(1000) for _ in FEATURES)) for person in customers]
    return Table(("customer_id", *FEATURES), tuple(rows))


def _changes(random: Random, customers: list[Person], logins: list[str]) -> Table:
    def rows() -> Iterator[Row]:
        for number in range(1, 601):
            person = random.choice(customers)
            field, before, after = random.choice(
                (
                    ("email", f"old.{person.email}", person.email),
                    ("phone", None, person.phone),
                    ("city", random.choice(words.CITIES).name, person.city.name),
                )
            )
            at = moment(random, _OPENED, _DAYS)
            yield (
                number,
                at,
                random.choice(logins),
                "public.customers",
                str(person.number),
                {field: before},
                {field: after},
            )

    return Table.of("change_id at actor table_name row_key before after", rows())


def _sign_ins(random: Random, logins: list[str]) -> Table:
    rows = [
        (number, random.choice(logins), numbers.ipv4(random), sometimes(random, 93), day(random, _OPENED, _DAYS))
        for number in range(1, 801)
    ]
    return Table.of("sign_in_id username client_ip succeeded signed_in_on", rows)
