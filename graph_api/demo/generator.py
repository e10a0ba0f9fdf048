"""Tarn & Thistle, an outdoor shop that does not exist: everything its sources hold, made from one seed.

The same seed gives the same rows, byte for byte, on every Python: each table has a stream of chance of its own (so a new table
changes no other), and nothing depends on today's date or on the order of a set. No value is anyone's: `numbers` says which
ranges it takes, e-mail addresses end in example.com, example.org or example.net (RFC 2606), names are drawn from `words`.
"""

from dataclasses import dataclass

from graph_api.demo import back_office_rows, crm_rows, lake_rows, shop_rows
from graph_api.demo.people import people
from graph_api.demo.rows import Path, Table, fingerprint, stream

VERSION = 1
SEED = 2026
_CUSTOMERS, _EMPLOYEES = 1500, 120


@dataclass(frozen=True, slots=True)
class Company:
    """The rows of each source: `shop` by (schema, table), `crm` by (table,), `lake` by the parts of a path."""

    seed: int
    shop: dict[Path, Table]
    crm: dict[Path, Table]
    lake: dict[Path, Table]

    def fingerprint(self) -> str:
        """Return one SHA-256 of it all."""
        tables = {**self.shop, **self.crm, **self.lake}
        return fingerprint(tables)


def generate(seed: int = SEED) -> Company:
    """Return the company that `seed` stands for."""
    everyone = people(stream(seed, "people"), _CUSTOMERS + _EMPLOYEES)
    customers, employees = everyone[:_CUSTOMERS], everyone[_CUSTOMERS:]
    logins = [back_office_rows.login(person) for person in employees]
    shop = shop_rows.tables(seed, customers, logins)
    back_office = back_office_rows.tables(seed, employees, customers)
    return Company(
        seed=seed,
        shop={**shop, **back_office},
        crm=crm_rows.tables(seed, customers[200:800], employees),
        lake=lake_rows.tables(seed, customers),
    )
