"""Cursors and page sizes: what comes from outside is checked before it reaches the database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher import page


@given(st.text(max_size=50) | st.integers(0, 2**53) | st.floats(allow_nan=False, allow_infinity=False))
def test_a_cursor_gives_back_its_key_in_its_own_order_only(key):
    made = page.cursor("Asset.nameSort", key)
    assert page.keyset(made, "Asset.nameSort") == [key]
    with pytest.raises(page.InvalidPage, match="another list or another order"):
        page.keyset(made, "Column.nameSort")


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_refused(text):
    try:
        key = page.keyset(text, "Asset.nameSort")
    except page.InvalidPage:
        return
    assert key, text


@pytest.mark.parametrize(
    "text", ["", "x", "W10", "WyJBc3NldC5uYW1lU29ydCJd", "bnVsbA", "WyJBc3NldC5uYW1lU29ydCIseyJhIjoxfV0", "é", "=" * 9]
)
def test_damaged_cursors_are_refused(text):
    with pytest.raises(page.InvalidPage):
        page.keyset(text, "Asset.nameSort")


def test_a_page_is_forwards_by_twenty_and_never_more_than_a_hundred():
    assert page.size(None, None) == (20, False)
    assert page.size(0, None) == (0, False)
    assert page.size(None, 7) == (7, True)
    for first, last in ((-1, None), (101, None), (10**9, None), (None, -5), (1, 1)):
        with pytest.raises(page.InvalidPage):
            page.size(first, last)
