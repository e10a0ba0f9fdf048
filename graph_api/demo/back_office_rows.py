"""What the shop keeps behind the counter: the rows of the schemas `billing`, `hr` and `legacy`."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from graph_api.demo import numbers, words
from graph_api.demo.people import Person
from graph_api.demo.rows import Path, Row, Table, day, moment, money, sometimes, stream

HOSTILE_TABLE = "north\nstore'}) MATCH (n) DETACH DELETE n //"
HOSTILE_COLUMN = "`x`) DETACH DELETE n //"
_BCRYPT = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_SUPPLIERS = 60


def login(person: Person) -> str:
    """Return how an employee signs in."""
    return person.email.split("@")[0].replace(".", "_")


def tables(seed: int, employees: list[Person], customers: list[Person]) -> dict[Path, Table]:
    """Return the tables in an order in which foreign keys find what they refer to."""
    return {
        ("hr", "departments"): Table.of("department_id name cost_centre", _departments()),
        ("hr", "employees"): _employees(stream(seed, "employees"), employees),
        ("hr", "absences"): _absences(stream(seed, "absences"), employees),
        ("hr", "trainings"): _trainings(stream(seed, "trainings"), employees),
        ("hr", "system_accounts"): _accounts(stream(seed, "system_accounts"), employees),
        ("billing", "suppliers"): _suppliers(stream(seed, "suppliers"), customers),
        ("billing", "bank_accounts"): _bank_accounts(stream(seed, "bank_accounts"), employees),
        ("billing", "payments"): _payments(stream(seed, "payments")),
        ("billing", "invoices"): _invoices(stream(seed, "invoices"), customers),
        **_legacy(stream(seed, "legacy"), customers),
    }


def _departments() -> Iterator[Row]:
    for number, name in enumerate(words.DEPARTMENTS, 1):
        yield (number, name, f"CC{number:03d}")


def _employees(random: Random, employees: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number, person in enumerate(employees, 1):
            relative = f"{random.choice(words.FIRST_NAMES['F'])} {person.last_name}"
            yield (
                *(
                    number,
                    random.randrange(1, len(words.DEPARTMENTS) + 1),
                    random.randrange(1, number) if number > 1 else None,
                ),
                *(person.first_name, person.last_name, f"{login(person)}@example.com", login(person)),
                *(numbers.us_ssn(random) if person.city.country == "US" else None, person.city.country == "US"),
                *(person.born, person.gender, random.choice(words.NATIONALITIES), random.choice(words.JOB_TITLES)),
                *(day(random, date(2009, 1, 1), 6000), money(random, 2_400_000, 11_000_000)),
                f"{relative} {numbers.phone(random, person.city.country)}",
            )

    return Table.of(
        "employee_id department_id manager_id first_name last_name work_email login ssn ssn_on_file dob gender nationality "
        "job_title hired_on salary emergency_contact",
        rows(),
    )


def _absences(random: Random, employees: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number in range(1, 301):
            code, diagnosis = random.choice(words.DIAGNOSES)
            first = day(random, date(2025, 1, 1), 500)
            employee = random.randrange(1, len(employees) + 1)
            yield (
                *(number, employee, first, first + timedelta(days=random.randrange(14)), code, diagnosis),
                f"{employees[employee - 1].name} reports {diagnosis.lower()}, takes {random.choice(words.MEDICATIONS)}.",
            )

    return Table.of("absence_id employee_id first_day last_day icd diagnosis remarks", rows())


def _trainings(random: Random, employees: list[Person]) -> Table:
    titles = ("First aid", "Fork lift", "Data protection", "Avalanche basics", "Cash handling")
    rows = [
        (
            *(number, random.randrange(1, len(employees) + 1), random.choice(titles)),
            *(str(random.choice((223, 234, 245, 256))), f"{random.randrange(1, 9)}/10", sometimes(random, 90)),
        )
        for number in range(1, 241)
    ]
    return Table.of("training_id employee_id title academic_year_code score passed", rows)


def _accounts(random: Random, employees: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number, person in enumerate(employees, 1):
            digest = "".join(random.choice(_BCRYPT) for _ in range(53))
            yield (
                login(person),
                number,
                f"$2b$12${digest}",
                f"demo_{random.getrandbits(160):040x}",
                sometimes(random, 90),
            )

    return Table.of("login employee_id password_hash api_key active", rows())


def _suppliers(random: Random, customers: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number in range(1, _SUPPLIERS + 1):
            country = random.choice(("GB", "DE", "US"))
            word = random.choice(words.COMPANY_WORDS)
            contact = random.choice(customers)
            yield (
                *(
                    number,
                    f"{word} {random.choice(words.INDUSTRIES)} {random.choice(words.COMPANY_FORMS[country])}",
                    country,
                ),
                *(contact.name, f"sales{number}@{word.lower()}.example.com", f"https://{word.lower()}.example.com"),
                *(day(random, date(1946, 1, 1), 20_000), f"{country}{numbers.digits(random, 9)}"),
            )

    return Table.of("supplier_id name country_code contact_name inbox website founded_on vat_number", rows())


def _bank_accounts(random: Random, employees: list[Person]) -> Table:
    def rows() -> Iterator[Row]:
        for number in range(1, _SUPPLIERS + len(employees) + 1):
            country = random.choice(tuple(numbers.IBAN_BANKS))
            supplier = number if number <= _SUPPLIERS else None
            employee = None if supplier else number - _SUPPLIERS
            holder = employees[employee - 1].name if employee else f"Supplier {supplier}"
            yield (number, supplier, employee, holder, numbers.iban(random, country), numbers.bic(country))

    return Table.of("account_id supplier_id employee_id holder acct bank_code", rows())


def _payments(random: Random) -> Table:
    def rows() -> Iterator[Row]:
        for order in range(1, 2401):
            method = random.choice(("card", "card", "card", "transfer", "voucher"))
            scheme = random.choice(tuple(numbers.CARD_PREFIXES)) if method == "card" else None
            yield (
                *(order, order, method, scheme, numbers.card(random, scheme) if scheme else None),
                f"{random.randrange(1, 13):02d}/{random.randrange(26, 31)}" if scheme else None,
                (numbers.digits(random, 4 if scheme == "AMEX" else 3)) if scheme else None,
                *(
                    money(random, 900, 90_000),
                    random.choice(("GBP", "EUR", "USD")),
                    moment(random, date(2024, 1, 1), 900),
                ),
                f"{random.getrandbits(24):06X}",
            )

    return Table.of(
        "payment_id order_id method card_type card_number expires cvc amount currency paid_at auth_code", rows()
    )


def _invoices(random: Random, customers: list[Person]) -> Table:
    rows = [
        (
            *(f"INV-{order:06d}", order, day(random, date(2024, 1, 1), 900), money(random, 900, 90_000)),
            *(numbers.creditor_reference(random), random.choice(customers).email, Decimal("0.20")),
        )
        for order in range(1, 1601)
    ]
    return Table.of("invoice_no order_id issued_on total payment_reference sent_to tax_rate", rows)


def _legacy(random: Random, customers: list[Person]) -> dict[Path, Table]:
    some = customers[:40]
    prices = [
        ("Rope 60 m", money(random, 900, 9000), "x", 'say "when"'),
        ("Compass", money(random, 900, 9000), None, "it's"),
    ]
    return {
        ("legacy", "order"): Table(
            ("id", "from", "to", "group"),
            tuple((person.number, person.email, person.name, random.choice("AB")) for person in some),
        ),
        ("legacy", "select"): Table(("where", "limit"), tuple((person.city.name, person.number) for person in some)),
        ("legacy", "Kunden Stammdaten"): Table(
            ("Kunden Nr.", "Straße & Hausnummer", "Geb.-Datum", "E-Mail"),
            tuple((person.number, person.street, person.born, person.email) for person in some),
        ),
        ("legacy", 'price "list" 1998'): Table(("item", "price (€)", "a.b", 'the "rest"'), tuple(prices)),
        ("legacy", "顧客名簿"): Table(
            ("氏名", "電話番号", "☃"), tuple((person.name, person.phone, random.randrange(9)) for person in some)
        ),
        ("legacy", HOSTILE_TABLE): Table(
            ("id", "line\nbreak", HOSTILE_COLUMN), ((1, "one\ntwo", "'); DROP TABLE x; --"),)
        ),
    }
