"""Cursors and page sizes: what comes from outside is checked before it reaches the database."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher import page


@given(st.text(max_size=50) | st.integers(0, 2**53) | st.floats(allow_nan=False, allow_infinity=False))
def test_a_cursor_gives_back_its_key_in_its_own_order_only(key):
    made = page.cursor("Asset.nameSort", key)
    assert page.keyset(made, "Asset.nameSort", type(key)) == [key]
    with pytest.raises(page.InvalidPage, match="another list or another order"):
        page.keyset(made, "Column.nameSort", type(key))


@given(st.lists(st.text(max_size=9) | st.integers() | st.booleans() | st.none() | st.just([1]), max_size=3))
def test_a_cursor_holds_what_its_order_is_of_or_is_damaged(parts):
    """Numbers past 64 bits too: the driver cannot send them."""
    made = page.cursor("Asset.rows", *parts) if all(map(sendable, parts)) else forged("Asset.rows", parts)
    fits = [type(part) for part in parts] == [int, str] and sendable(parts[0])
    if fits:
        assert page.keyset(made, "Asset.rows", int, str) == parts
    else:
        with pytest.raises(page.InvalidPage):
            page.keyset(made, "Asset.rows", int, str)


def sendable(part):
    return not isinstance(part, int) or -(2**63) <= part < 2**63


def forged(order, parts):
    return base64.urlsafe_b64encode(json.dumps([order, *parts]).encode()).decode()


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_refused(text):
    try:
        key = page.keyset(text, "Asset.nameSort", str)
    except page.InvalidPage:
        return
    assert key, text


@pytest.mark.parametrize(
    "text", ["", "x", "W10", "WyJBc3NldC5uYW1lU29ydCJd", "bnVsbA", "WyJBc3NldC5uYW1lU29ydCIseyJhIjoxfV0", "é", "=" * 9]
)
def test_damaged_cursors_are_refused(text):
    with pytest.raises(page.InvalidPage):
        page.keyset(text, "Asset.nameSort", str)


def test_a_page_is_forwards_by_twenty_and_never_more_than_a_hundred():
    assert page.size(None, None) == (20, False)
    assert page.size(0, None) == (0, False)
    assert page.size(None, 7) == (7, True)
    for first, last in ((-1, None), (101, None), (10**9, None), (None, -5), (1, 1)):
        with pytest.raises(page.InvalidPage):
            page.size(first, last)
