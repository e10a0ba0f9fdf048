"""Grants over zones: what each part of a predicate means, and that more is never allowed than was granted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher.errors import Invalid
from cypher.grant import GLOBAL, ROLES, Grant, Predicate, implied, principal
from cypher.visibility import Action
from cypher.zone import SENSITIVITIES, Attributes

ME = frozenset({"person:ana", "team:crm"})
SOURCE = Attributes("source:shop")
ASSET = Attributes("source:shop", "TABLE", ("domain:sales",), ("tag:gold",), ("person:ana",))
COLUMN = Attributes(
    "source:shop", "TABLE", ("domain:sales",), ("tag:gold",), ("team:crm",), ("class:EMAIL",), "CONFIDENTIAL"
)
OTHER = Attributes("source:hr", "VIEW", (), (), ("person:bo",), ("class:SALARY", "class:EMAIL"), "RESTRICTED")
KNOWN = {each.number: each for each in (SOURCE, ASSET, COLUMN, OTHER)}


@pytest.mark.parametrize(
    ("predicate", "held"),
    [
        (Predicate(), (SOURCE, ASSET, COLUMN, OTHER)),
        (Predicate(sources=("source:shop",)), (SOURCE, ASSET, COLUMN)),
        (Predicate(kinds=("VIEW", "FILE")), (OTHER,)),
        (Predicate(domains=("domain:sales", "domain:hr")), (ASSET, COLUMN)),
        (Predicate(tags=("tag:gold",)), (ASSET, COLUMN)),
        (Predicate(owners=("person:bo",)), (OTHER,)),
        (Predicate(classes=("class:EMAIL",)), (COLUMN, OTHER)),
        (Predicate(most_sensitive="INTERNAL"), (SOURCE, ASSET)),
        (Predicate(most_sensitive="CONFIDENTIAL"), (SOURCE, ASSET, COLUMN)),
        (Predicate(owned=True), (ASSET, COLUMN)),
        (Predicate(sources=("source:shop",), classes=("class:EMAIL",)), (COLUMN,)),
        (Predicate(sources=("source:hr",), tags=("tag:gold",)), ()),
    ],
)
def test_visibility_follows_from_every_part_of_a_predicate(predicate, held):
    who = principal("person:ana", [Grant("g", "g", "person:ana", frozenset({Action.PROFILE}), predicate)], KNOWN, ME)
    wanted = None if predicate.everything else tuple(sorted(each.number for each in held))
    assert who.zones == who.where(Action.PROFILE) == wanted
    assert who.where(Action.CLASSIFY) == ()
    assert not who.may(Action.CLASSIFY)


def test_a_zone_that_is_not_known_yet_shows_nothing_but_to_whoever_sees_everything():
    part = Grant("g", "g", "person:ana", frozenset({Action.EXISTENCE}), Predicate(sources=("source:shop",)))
    assert principal("person:ana", [part], {}, ME).zones == ()
    assert principal("person:ana", [ROLES["role:viewer"].grant], {}, ME).zones is None


def test_the_admin_is_unrestricted_and_nobody_else():
    assert [role for role in ROLES if principal("p", [ROLES[role].grant], KNOWN, ME).unrestricted] == ["role:admin"]
    assert not principal("p", [], KNOWN, ME).unrestricted


def test_grants_add_up_and_each_action_keeps_to_its_own_data():
    grants = [
        Grant("a", "a", "team:crm", frozenset({Action.CLASSIFY}), Predicate(classes=("class:SALARY",))),
        Grant("b", "b", "person:ana", frozenset({Action.EXISTENCE}), Predicate(sources=("source:shop",))),
    ]
    who = principal("person:ana", grants, KNOWN, ME)
    assert set(who.zones or ()) == set(KNOWN)
    assert who.where(Action.CLASSIFY) == (OTHER.number,)
    assert who.where(Action.PROFILE) == ()


def test_what_an_action_needs_comes_with_it():
    assert implied([Action.RAW_SAMPLE]) == {Action.EXISTENCE, Action.PROFILE, Action.MASKED_SAMPLE, Action.RAW_SAMPLE}
    assert implied([Action.RAW_SQL]) == {Action.EXISTENCE, Action.SQL_READ, Action.RAW_SQL}
    assert implied([Action.CLASSIFY]) == {Action.EXISTENCE, Action.CLASSIFY}
    assert implied([Action.AUDIT_READ]) == {Action.AUDIT_READ}


def test_what_is_about_no_data_cannot_be_granted_on_some():
    for action in GLOBAL:
        with pytest.raises(Invalid, match=action):
            Grant("g", "g", "p", frozenset({action}), Predicate(kinds=("TABLE",))).checked()
    with pytest.raises(Invalid, match="at least one"):
        Grant("g", "g", "p", frozenset()).checked()


words = st.sampled_from(["a", "b", "c"])
some = st.lists(words, max_size=2, unique=True).map(tuple)
attributes = st.builds(
    Attributes, st.none() | words, st.none() | words, some, some, some, some, st.none() | st.sampled_from(SENSITIVITIES)
)
predicates = st.builds(
    Predicate, some, some, some, some, some, some, st.none() | st.sampled_from(SENSITIVITIES), st.booleans()
)


@given(predicates, attributes)
def test_a_predicate_holds_exactly_where_no_part_is_missed(predicate, of):
    """Against the meaning, said in another way."""
    pairs = [
        (predicate.sources, [of.source]), (predicate.kinds, [of.kind]), (predicate.domains, of.domains),
        (predicate.tags, of.tags), (predicate.owners, of.owners), (predicate.classes, of.classes),
    ]  # fmt: skip
    right = all(any(each in had for each in wanted) or not wanted for wanted, had in pairs)
    order = [None, *SENSITIVITIES]
    right = right and (
        predicate.most_sensitive is None or order.index(of.sensitivity) <= order.index(predicate.most_sensitive)
    )
    right = right and (not predicate.owned or "a" in of.owners)
    assert predicate.holds(of, frozenset({"a"})) == right
