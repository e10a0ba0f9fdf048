"""Names: whole tokens, in context, and what takes a meaning back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.classifier.base import ColumnSample
from graph_api.classifier.names import detect, meaning, tokens


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("customerEmail", ("customer", "email")),
        ("HTTPServerURL", ("http", "server", "url")),
        ("addr_ln1", ("addr", "ln", "1")),
        ("Date of Birth", ("date", "of", "birth")),
        ("Straße-Nr.", ("strasse", "nr")),
        ("prénom", ("prenom",)),
        ("", ()),
        ("__--__", ()),
    ],
)
def test_names_split_at_separators_case_and_digits(name, expected):
    assert tokens(name) == expected


@given(st.text())
@settings(deadline=None)
def test_splitting_tokens_again_changes_nothing(name):
    once = tokens(name)
    assert tokens(" ".join(once)) == once or len(" ".join(once)) > 200


@pytest.mark.parametrize(
    ("name", "data_class"),
    [
        ("email", "EMAIL"),
        ("CustomerEmailAddress", "EMAIL"),
        ("EMAILADDRESS", "EMAIL"),
        ("e-mail", "EMAIL"),
        ("cust_fnm", "PERSON_NAME"),
        ("lastname", "PERSON_NAME"),
        ("mothers_maiden_name", "PERSON_NAME"),
        ("addr_ln1", "STREET_ADDRESS"),
        ("shipping_city", "LOCATION"),
        ("address_city", "LOCATION"),
        ("phone_country", "LOCATION"),
        ("place_of_birth", "LOCATION"),
        ("dob", "DATE_OF_BIRTH"),
        ("Geburtsdatum", "DATE_OF_BIRTH"),
        ("date_de_naissance", "DATE_OF_BIRTH"),
        ("ip_address", "IP_ADDRESS"),
        ("srcip", "IP_ADDRESS"),
        ("mac_addr", "MAC_ADDRESS"),
        ("wallet_address", "CRYPTO_WALLET"),
        ("pwd_hash", "PASSWORD"),
        ("cc_num", "CREDIT_CARD"),
        ("CVV2", "CARD_SECURITY_CODE"),
        ("telefono", "PHONE"),
        ("code_postal", "LOCATION"),
        ("customerage", "AGE"),
        ("Date of birth (age)", "DATE_OF_BIRTH"),
        ("country_of_birth", "LOCATION"),
        ("emailAdresse", "EMAIL"),
        ("imię", "PERSON_NAME"),
        ("Efternamn", "PERSON_NAME"),
        ("Фамилия", "PERSON_NAME"),
        ("이름", "PERSON_NAME"),
        ("电话号码", "PHONE"),
        ("День рождения / дата рождения", "DATE_OF_BIRTH"),
        ("hw_addr", "MAC_ADDRESS"),
    ],
)
def test_a_name_states_its_class(name, data_class):
    found = meaning(name)
    assert found is not None
    assert found[0] == data_class


@pytest.mark.parametrize(
    "name",
    [
        "acid",
        "percentage",
        "passage",
        "lineage",
        "coverage",
        "postage_paid",
        "created_by",
        "zip_file",
        "username_taken",
        "postcard",
        "scenario_code",
        "ACADEMIC_YEAR_CODE",
        "email_verified",
        "emailVerified",
        "is_email",
        "email_template_id",
        "date_sent",
        "phone_type",
        "num_phones",
        "address_id",
        "user_id",
        "product_name",
        "CompanyName",
        "card_type",
        "password_changed_at",
        "passport_expiry",
        "city_count",
        "machine",
        "stage",
        "page",
        "average",
        "session_id",
        "machinery",
        "species",
        "last_login",
        "",
        "123",
    ],
)
def test_a_name_that_is_about_something_else_states_nothing(name):
    assert meaning(name) is None


def test_words_that_follow_weaken_what_a_name_states():
    plain, followed = meaning("email"), meaning("email_campaigner")
    assert plain is not None
    assert followed is None or followed[1] < plain[1]


@pytest.mark.parametrize(
    ("table", "expected"), [("customers", True), ("dim_employee", True), ("products", False), ("organizations", False)]
)
def test_a_bare_name_is_of_a_person_in_a_table_of_persons(table, expected):
    found = {each.data_class: each.strength for each in detect(ColumnSample(table, "name"))}
    assert (found.get("PERSON_NAME", 0) >= 0.5) is expected


def test_a_bare_last_is_of_a_person_beside_a_first():
    beside = ColumnSample("t", "last", neighbours=("id", "first"))
    alone = ColumnSample("t", "last", neighbours=("id", "price"))
    assert [each.data_class for each in detect(beside)] == ["PERSON_NAME"]
    assert detect(alone) == []


def test_a_foreign_key_carries_the_class_of_its_target():
    found = detect(ColumnSample("orders", "placed_by", foreign_key_classes=("EMAIL",)))
    assert [(each.data_class, each.method) for each in found] == [("EMAIL", "name.foreign_key")]


def test_a_comment_speaks_and_can_take_back():
    says = ColumnSample("t", "c7", comment="The customer's e-mail address")
    denies = ColumnSample("t", "c7", comment="Whether the e-mail address was verified")
    assert [each.data_class for each in detect(says)] == ["EMAIL"]
    assert detect(denies) == []


@given(st.text(max_size=300), st.text(max_size=50), st.text(max_size=200))
@settings(deadline=None)
def test_no_name_breaks_detection(column, table, comment):
    for each in detect(ColumnSample(table, column, comment=comment)):
        assert 0 < each.strength <= 1
