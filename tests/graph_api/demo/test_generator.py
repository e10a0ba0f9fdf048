import os
import subprocess
import sys

from graph_api.demo import back_office_rows
from graph_api.demo.generator import SEED, Company, generate
from graph_api.demo.rows import Table

FINGERPRINT = "03a8e9a65584d9ea94862fe705f2718ed54fda1f2adf6c673c0c78f21d1bc6ee"


def tables(company: Company) -> dict[tuple[str, ...], Table]:
    return {**company.shop, **company.crm, **company.lake}


def test_the_default_seed_gives_these_bytes_on_every_python():
    """The figure is committed: a Python that draws otherwise, or a change of the rows, shows here."""
    assert generate(SEED).fingerprint() == FINGERPRINT


def test_the_order_of_sets_and_dicts_plays_no_part():
    code = "from graph_api.demo.generator import generate; print(generate().fingerprint())"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == FINGERPRINT


def test_another_seed_is_another_company():
    other = generate(SEED + 1)
    assert other.fingerprint() != FINGERPRINT
    assert {path: table.columns for path, table in tables(other).items()} == {
        path: table.columns for path, table in tables(generate()).items()
    }


def test_every_row_fits_its_columns_and_tables_stay_small():
    for path, table in tables(generate()).items():
        assert all(len(row) == len(table.columns) for row in table.rows), path
        assert len(set(table.columns)) == len(table.columns), path
        assert 0 < len(table.rows) < 6000, path


def test_people_are_met_again_in_other_sources():
    company = generate()
    customers = set(company.shop["public", "customers"].column("email"))
    assert customers >= set(company.crm["contacts",].column("mail"))
    assert customers >= set(company.lake["exports", "mailing_list"].column("email"))
    assert customers >= set(company.lake["partners", "newsletter_signups.csv"].column("subscriber"))


def test_every_mail_address_is_at_a_reserved_domain():
    company = generate()
    addresses = [
        str(value)
        for table in tables(company).values()
        for row in table.rows
        for value in row
        if isinstance(value, str) and value.count("@") == 1 and " " not in value
    ]
    assert len(addresses) > 4000
    reserved = ("example.com", "example.org", "example.net")
    assert all(address.rsplit("@", 1)[1].endswith(reserved) for address in addresses)


def test_hostile_names_are_among_the_tables():
    hostile = generate().shop["legacy", back_office_rows.HOSTILE_TABLE]
    assert "\n" in back_office_rows.HOSTILE_TABLE
    assert "DETACH DELETE" in back_office_rows.HOSTILE_TABLE
    assert back_office_rows.HOSTILE_COLUMN in hostile.columns


def test_one_table_is_wide():
    assert len(generate().shop["analytics", "customer_features"].columns) == 300
