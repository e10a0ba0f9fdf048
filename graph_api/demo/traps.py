"""Columns of the demo that mislead: what each looks like by its name or its form, what it holds, and how to tell.

`looks_like` and `holds` are names of data classes; `holds` is None where the values are of no class. A classifier that confirms
`looks_like` where it is not what the column holds is fooled; one that does not find `holds` has missed it.
"""

from typing import NamedTuple


class Trap(NamedTuple):
    """One misleading column. `asset` is the path below the source's own scope: (schema, table), (table,), parts of a path."""

    source: str
    asset: tuple[str, ...]
    column: str
    looks_like: str | None
    holds: str | None
    because: str


TRAPS = (
    Trap(
        "shop",
        ("public", "orders"),
        "scenario_code",
        "CREDIT_CARD",
        None,
        "16 digits that begin with 4, and every one fails Luhn",
    ),
    Trap("shop", ("public", "returns"), "ref_no", None, "CREDIT_CARD", "a dull name over card numbers that pass Luhn"),
    Trap("shop", ("public", "orders"), "notes2", None, "EMAIL", "a second notes field, used for e-mail addresses"),
    Trap("shop", ("public", "customers"), "email_verified", "EMAIL", None, "a flag: true or false"),
    Trap("shop", ("public", "customers"), "cid", "CARD_SECURITY_CODE", None, "a customer number of our own, C-000123"),
    Trap("shop", ("public", "customers"), "contact", None, "EMAIL", "e-mails, phones and names in one column"),
    Trap("shop", ("billing", "payments"), "card_type", "CREDIT_CARD", None, "the scheme's name, not the number"),
    Trap(
        "shop", ("billing", "payments"), "auth_code", "CARD_SECURITY_CODE", None, "six hexadecimal digits from the bank"
    ),
    Trap(
        "shop",
        ("billing", "bank_accounts"),
        "acct",
        "BANK_ACCOUNT",
        "IBAN",
        "the form and the check digits are those of an IBAN",
    ),
    Trap(
        "shop",
        ("billing", "bank_accounts"),
        "bank_code",
        "BANK_ACCOUNT",
        "SWIFT_BIC",
        "eight or eleven letters with a country inside",
    ),
    Trap(
        "shop",
        ("billing", "invoices"),
        "payment_reference",
        "IBAN",
        None,
        "an ISO 11649 reference: mod 97 holds, RF is no country",
    ),
    Trap("shop", ("billing", "invoices"), "sent_to", "STREET_ADDRESS", "EMAIL", "invoices go out by e-mail"),
    Trap("shop", ("billing", "suppliers"), "inbox", None, "EMAIL", "no word of e-mail in the name"),
    Trap("shop", ("billing", "suppliers"), "name", "PERSON_NAME", None, "names of companies"),
    Trap("shop", ("billing", "suppliers"), "founded_on", "DATE_OF_BIRTH", None, "dates as old as people, of companies"),
    Trap("shop", ("public", "app_sessions"), "ip_count", "IP_ADDRESS", None, "a number from 1 to 5"),
    Trap("shop", ("public", "app_sessions"), "phone_model", "PHONE", None, "the make of a telephone"),
    Trap("shop", ("public", "app_sessions"), "wifi", None, "MAC_ADDRESS", "hardware addresses under a short name"),
    Trap(
        "shop",
        ("public", "app_sessions"),
        "device_serial",
        None,
        "DEVICE_ID",
        "15 digits that pass Luhn: IMEI, and no card",
    ),
    Trap("shop", ("public", "products"), "gtin", "PHONE", None, "bar codes with a check digit of their own"),
    Trap("shop", ("public", "products"), "name", "PERSON_NAME", None, "names of products"),
    Trap(
        "shop",
        ("public", "shipments"),
        "tracking_no",
        "CREDIT_CARD",
        None,
        "carriers' numbers; a few are 16 digits that pass Luhn by chance",
    ),
    Trap("shop", ("public", "shipments"), "instructions", None, "PHONE", "free text; one in fifty has a phone number"),
    Trap("shop", ("hr", "employees"), "ssn_on_file", "US_SSN", None, "a flag: true or false"),
    Trap(
        "shop", ("hr", "trainings"), "academic_year_code", "CARD_SECURITY_CODE", None, "three digits that say 2022/23"
    ),
    Trap("shop", ("hr", "absences"), "icd", None, "MEDICAL", "codes of diagnoses"),
    Trap("shop", ("audit", "change_log"), "after", None, "EMAIL", "inside JSON, one row in three"),
    Trap("crm", ("contacts",), "newsletter_email", "EMAIL", None, "a flag: 0 or 1"),
    Trap("crm", ("contacts",), "preferred_contact", "PHONE", None, "the way of contact: email, phone or post"),
    Trap("crm", ("accounts",), "duns", "US_SSN", None, "nine digits of a company"),
    Trap("crm", ("accounts",), "founded", "DATE_OF_BIRTH", None, "dates as old as people, of companies"),
    Trap("crm", ("wellness_members",), "birth", None, "DATE_OF_BIRTH", "dates kept as text, day first"),
    Trap("crm", ("wellness_members",), "nhs_no", "PHONE", "MEDICAL_ID", "ten digits with a check digit of their own"),
    Trap("crm", ("tickets",), "body", None, "EMAIL", "free text with names, phones and e-mails in it"),
    Trap(
        "lake",
        ("partners", "loyalty_export.tsv"),
        "loyalty_card",
        "CREDIT_CARD",
        None,
        "the shop's own card: TT and 14 digits",
    ),
    Trap(
        "lake",
        ("partners", "newsletter_signups.csv"),
        "subscriber",
        "PERSON_NAME",
        "EMAIL",
        "subscribers by their addresses",
    ),
    Trap(
        "lake", ("events", "devices.jsonl"), "address", "STREET_ADDRESS", "IP_ADDRESS", "where a till is on the network"
    ),
    Trap("lake", ("events", "devices.jsonl"), "serial", "PHONE", "DEVICE_ID", "IMEI numbers of the tills"),
    Trap(
        "lake",
        ("stores.parquet",),
        "telephone",
        None,
        "PHONE",
        "numbers of shops, not of people: still telephone numbers",
    ),
)
