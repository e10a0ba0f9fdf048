"""Ids: readable, unique, one for each name whatever characters it has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher import identity

PARTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12), min_size=1, max_size=4
).map(tuple)
SPACE = "postgres://shop.demo:5432"


@given(PARTS, PARTS, st.sampled_from([".", "/"]))
def test_two_names_have_one_id_only_if_they_are_one_name(left, right, separator):
    assert (identity.asset_id(SPACE, left, separator) == identity.asset_id(SPACE, right, separator)) == (left == right)


@given(PARTS, st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=2000))
def test_ids_stay_below_what_neo4j_can_index_and_without_white_space(path, column):
    made = identity.column_id(identity.asset_id(SPACE, path), column)
    assert len(made.encode()) <= identity.MAX_ID_BYTES
    assert not any(character.isspace() or ord(character) < 32 for character in made)
    assert len(identity.sort_key(column, made).encode()) <= identity.MAX_SORT_BYTES
    assert identity.type_of(made) == "Column"


@given(st.text(min_size=1, max_size=1500), st.text(min_size=1, max_size=1500))
def test_columns_too_long_for_an_id_stay_apart(left, right):
    asset = identity.asset_id(SPACE, ("t",))
    long = "x" * 1_200
    encodable = all(character < "\ud800" or character > "\udfff" for character in left + right)
    if encodable:
        assert (identity.column_id(asset, long + left) == identity.column_id(asset, long + right)) == (left == right)


def test_ids_read_as_the_design_says():
    assert (
        identity.asset_id("postgres://host:5432", ("shop", "public", "orders"))
        == "asset:postgres://host:5432/shop.public.orders"
    )
    assert identity.asset_id("file", ("data", "lake", "x.csv"), "/") == "asset:file/data/lake/x.csv"
    assert identity.asset_id(identity.namespace("s3://b"), ("raw", "x"), "/") == "asset:s3://b/raw/x"
    assert identity.asset_id("p", ("db", "a.b", "c d#%")) == "asset:p/db.a%2Eb.c%20d%23%25"
    column = identity.column_id("asset:p/db.t", "e-mail")
    assert column == "column:p/db.t#e-mail"
    assert identity.classification_id(column, "EMAIL") == "classification:p/db.t#e-mail~EMAIL"


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("postgres://Host", "postgres://host:5432"),
        ("postgres://host:5433/", "postgres://host:5433"),
        ("S3://Bucket", "s3://Bucket"),
        ("sqlite://a/b", "sqlite://a%2Fb"),
        ("file", "file"),
    ],
)
def test_namespaces_have_one_spelling(given, normal):
    assert identity.namespace(given) == normal


@pytest.mark.parametrize(
    "wrong", ["", "asset", "asset:", "nope:x", "a" * 2000, "Asset:x", "asset:" + "x" * 1100, " asset:x"]
)
def test_what_is_no_id_is_refused_with_what_an_id_looks_like(wrong):
    with pytest.raises(identity.InvalidId, match="an id begins with one of"):
        identity.type_of(wrong)


@pytest.mark.parametrize("wrong", ["", "Shop", "a b", "ä", "x" * 101, "../x", "-x"])
def test_slugs_are_short_plain_words(wrong):
    with pytest.raises(identity.InvalidId, match="no slug"):
        identity.source_id(wrong)


def test_words_of_names_are_split_at_case_digits_and_signs():
    assert identity.terms("customerEMailAddr_2", "HTTPServer log.v1") == "customer e mail addr 2 http server log v 1"
    assert identity.terms("Straße", None) == "strasse"
