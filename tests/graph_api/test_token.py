"""The token: made once, kept private, compared in constant time, never printed."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_api.token import PREFIX, Token, TokenError, load_or_create, path


def test_it_is_made_once_private_and_long(tmp_path):
    state = tmp_path / "a" / "state"
    first = load_or_create(state)
    assert first.reveal() == load_or_create(state).reveal()
    assert first.reveal().startswith(PREFIX)
    assert len(first.reveal()) == len(PREFIX) + 43
    assert stat.S_IMODE(path(state).stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert [file.name for file in state.iterdir()] == ["token"]


def test_many_at_once_agree_on_one(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        tokens = list(pool.map(lambda _: load_or_create(tmp_path).reveal(), range(64)))
    assert len(set(tokens)) == 1


def test_two_installations_have_two(tmp_path):
    assert load_or_create(tmp_path / "a").reveal() != load_or_create(tmp_path / "b").reveal()


def test_only_the_very_token_as_bearer_authorizes(tmp_path):
    token = load_or_create(tmp_path)
    value = token.reveal()
    assert token.authorizes(f"Bearer {value}")
    assert token.authorizes(f"bearer  {value} ")
    for wrong in (None, "", "Bearer", "Bearer ", value, f"Basic {value}", f"Bearer {value}x", f"Bearer {value[:-1]}",
                  f"Bearer {value.swapcase()}", "Bearer \ud800", f"Token {value}", f"Bearer {value} {value}"):  # fmt: skip
        assert not token.authorizes(wrong), wrong


def test_canary_it_prints_as_stars():
    token = Token("pst_canary")
    shown = f"{token} {token!r} {[token]} {{'authorization': token}}"
    assert "canary" not in shown
    assert "***" in shown


def test_a_file_that_others_can_read_is_refused(tmp_path):
    load_or_create(tmp_path)
    path(tmp_path).chmod(0o644)
    with pytest.raises(TokenError, match="Others can read"):
        load_or_create(tmp_path)


@pytest.mark.parametrize("content", [b"", b"pst_short", b"\xff" * 47, b"x" * 47, b"pst_" + b"a" * 44])
def test_a_damaged_file_is_refused_with_a_way_out(tmp_path, content):
    path(tmp_path).write_bytes(content)
    path(tmp_path).chmod(0o600)
    with pytest.raises(TokenError, match="delete it"):
        load_or_create(tmp_path)


def test_a_state_directory_that_is_a_file_is_a_clear_error(tmp_path):
    (tmp_path / "state").write_text("")
    with pytest.raises(TokenError, match="cannot be read or made"):
        load_or_create(tmp_path / "state")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_state_directory_that_cannot_be_written_is_a_clear_error(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(TokenError, match="Permission denied"):
        load_or_create(tmp_path)
