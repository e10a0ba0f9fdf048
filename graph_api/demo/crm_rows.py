"""Customer care and the wellness programme: the rows of the source `crm`."""

from collections.abc import Iterator
from datetime import date
from random import Random

from graph_api.demo import numbers, words
from graph_api.demo.people import Person
from graph_api.demo.rows import Path, Row, Table, day, moment, money, sometimes, stream

_ACCOUNTS = 80
_TICKETS = (
    "{name} wrote from {email}: the zip of the {product} is broken.",
    "Call back on {phone}, the parcel to {street} never came.",
    "Customer asks for an invoice copy. No personal details given.",
    "Refund for {name}, order {order}, was promised on the phone.",
    "Please change my e-mail from {email} to the new one, regards {first}.",
    "The stove does not light. Tried twice, same result.",
    "Delivery arrived wet. Photos attached.",
    "I ordered two {product}s and got one.",
)
_CALLS = (
    "Left a message",
    "Talked to {name} about the spring catalogue",
    "Sent offer to {email}",
    "Met at the trade fair",
    "No answer",
)


def tables(seed: int, contacts: list[Person], members: list[Person]) -> dict[Path, Table]:
    """Return the tables in an order in which foreign keys find what they refer to."""
    return {
        ("accounts",): _accounts(stream(seed, "crm.accounts")),
        ("contacts",): _contacts(stream(seed, "crm.contacts"), contacts),
        ("activities",): _activities(stream(seed, "crm.activities"), contacts),
        ("opportunities",): _opportunities(stream(seed, "crm.opportunities")),
        ("tickets",): _tickets(stream(seed, "crm.tickets"), contacts),
        ("wellness_members",): _members(stream(seed, "crm.wellness_members"), members),
        ("wellness_visits",): _visits(stream(seed, "crm.wellness_visits"), members),
        ("order",): Table.of("id by desc", [(1, "web", "first"), (2, "app", "second")]),
        ("meeting notes (old)",): _meetings(stream(seed, "crm.meetings"), contacts),
        ("sondagem nº 1: açaí",): Table.of("nota válido", [(nota, nota % 2) for nota in range(1, 11)]),
        ("loose_ends",): _loose_ends(),
    }


def _accounts(random: Random) -> Table:
    def rows() -> Iterator[Row]:
        for number in range(1, _ACCOUNTS + 1):
            city = random.choice(words.CITIES)
            name = f"{random.choice(words.COMPANY_WORDS)} {random.choice(words.INDUSTRIES)}"
            form = random.choice(words.COMPANY_FORMS[city.country])
            founded = day(random, date(1950, 1, 1), 20_000)
            yield (
                number,
                f"{name} {form}",
                random.choice(words.INDUSTRIES),
                founded,
                city.name,
                city.country,
                numbers.digits(random, 9),
            )

    return Table.of("account_id name industry founded city country duns", rows())


def _contacts(random: Random, contacts: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number, person in enumerate(contacts, 1):
            yield (
                *(number, random.randrange(1, _ACCOUNTS + 1), f"{person.last_name}, {person.first_name}", person.email),
                *(person.phone, random.choice(("Buyer", "Owner", "Coach", "Office")), sometimes(random, 60)),
                *(
                    random.choice(("email", "phone", "post")),
                    sometimes(random, 5),
                    moment(random, date(2025, 1, 1), 500),
                ),
            )

    return Table.of(
        "contact_id account_id display_name mail tel role newsletter_email preferred_contact deceased modified_at",
        rows(),
    )


def _activities(random: Random, contacts: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number in range(1, 1201):
            contact = random.randrange(1, len(contacts) + 1)
            person = contacts[contact - 1]
            text = random.choice(_CALLS).format(name=person.name, email=person.email)
            kind = random.choice(("call", "mail", "visit"))
            yield (number, contact, kind, moment(random, date(2025, 1, 1), 500), text, random.randrange(1, 60))

    return Table.of("activity_id contact_id kind happened_at summary minutes", rows())


def _opportunities(random: Random) -> Table:
    rows = [
        (
            *(number, random.randrange(1, _ACCOUNTS + 1), random.choice(("open", "won", "lost"))),
            *(money(random, 100_000, 9_000_000), random.randrange(0, 101), day(random, date(2026, 1, 1), 400)),
        )
        for number in range(1, 161)
    ]
    return Table.of("opportunity_id account_id stage amount probability closes_on", rows)


def _tickets(random: Random, contacts: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number in range(1, 901):
            contact = random.randrange(1, len(contacts) + 1)
            person = contacts[contact - 1]
            body = random.choice(_TICKETS).format(
                name=person.name,
                first=person.first_name,
                email=person.email,
                phone=person.phone,
                street=person.street,
                product=f"{random.choice(words.PRODUCT_FAMILIES)} {random.choice(words.PRODUCT_WORDS)}",
                order=random.randrange(1, 2501),
            )
            priority = random.choice(("low", "normal", "high"))
            opened = moment(random, date(2025, 6, 1), 380)
            yield (
                number,
                contact,
                random.randrange(1, 2501),
                priority,
                opened,
                body,
                random.choice(("open", "closed", "closed")),
            )

    return Table.of("ticket_id contact_id shop_order_no priority opened_at body state", rows())


def _members(random: Random, members: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number, person in enumerate(members, 1):
            code, diagnosis = random.choice(words.DIAGNOSES)
            ill = sometimes(random, 40)
            yield (
                *(number, f"MRN-{number:07d}", person.name, person.born.strftime("%d/%m/%Y"), person.gender),
                *(
                    numbers.nhs_number(random) if person.city.country == "GB" else None,
                    random.choice(words.BLOOD_TYPES),
                ),
                *(random.choice(words.ALLERGIES) if sometimes(random, 25) else None, code if ill else None),
                *(diagnosis if ill else None, random.choice(words.MEDICATIONS) if ill else None),
                *(random.randrange(150, 205), random.randrange(48, 121), person.phone, sometimes(random, 75)),
            )

    return Table.of(
        "member_id mrn patient birth gender nhs_no blood_type allergies dx_code dx medication height_cm weight_kg emergency_tel "
        "consent",
        rows(),
    )


def _visits(random: Random, members: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number in range(1, 401):
            member = random.randrange(1, len(members) + 1)
            person = members[member - 1]
            _, diagnosis = random.choice(words.DIAGNOSES)
            note = random.choice(
                (
                    f"{person.first_name} sleeps better, {diagnosis.lower()} unchanged.",
                    "Routine check, nothing to report.",
                    f"Advised {person.name} to see a doctor about {diagnosis.lower()}.",
                )
            )
            heart = f"{random.randrange(100, 160)}/{random.randrange(60, 100)}"
            yield (number, member, day(random, date(2025, 1, 1), 540), note, heart, random.randrange(50, 110))

    return Table.of("visit_id member_id visited_on note blood_pressure pulse", rows())


def _meetings(random: Random, contacts: list[Person]) -> Table:
    rows = [
        (number, person.name, f"{random.randrange(9, 18)}:30", f"Agenda point {number}")
        for number, person in enumerate(contacts[:30], 1)
    ]
    return Table(("No.", "who / where", "when?", "what was said"), tuple(rows))


def _loose_ends() -> Table:
    """Return a column that holds whatever came: SQLite lets it."""
    return Table.of("id anything", [(1, "text"), (2, 42), (3, None), (4, "2026-01-31"), (5, True)])
