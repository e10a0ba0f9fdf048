"""The token: made once, kept private, compared in constant time, never printed."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_api.access.token import PREFIX, Token, TokenError, bearer, load_or_create, path


def test_it_is_made_once_private_and_long(tmp_path):
    state = tmp_path / "a" / "state"
    first = load_or_create(state)
    assert first.reveal() == load_or_create(state).reveal()
    assert first.reveal().startswith(f"{PREFIX}{first.id}_")
    assert len(first.reveal()) == len(PREFIX) + 12 + 1 + 43 + 1 + 8
    assert stat.S_IMODE(path(state).stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert [file.name for file in state.iterdir()] == ["token"]


def test_many_at_once_agree_on_one(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        tokens = list(pool.map(lambda _: load_or_create(tmp_path).reveal(), range(64)))
    assert len(set(tokens)) == 1


def test_two_installations_have_two(tmp_path):
    assert load_or_create(tmp_path / "a").reveal() != load_or_create(tmp_path / "b").reveal()


def test_a_token_that_was_mistyped_is_known_to_be_none_without_asking_anybody():
    value = Token.make().reveal()
    assert Token(value).reveal() == value
    for place in range(len(value)):
        with pytest.raises(ValueError, match="not a token"):
            Token(value[:place] + ("x" if value[place] != "x" else "y") + value[place + 1 :])
    assert len({Token.make().reveal() for _ in range(1_000)}) == 1_000


def test_only_a_bearer_bears():
    assert bearer("Bearer x") == bearer("bearer  x ") == "x"
    for nothing in (None, "", "Bearer", "Bearer ", "x", "Basic x", "Token x"):
        assert bearer(nothing) is None


def test_canary_it_prints_as_stars():
    token = Token.make()
    shown = f"{token} {token!r} {[token]} {{'authorization': token}}"
    assert token.reveal()[17:] not in shown
    assert token.id not in shown
    assert "***" in shown


def test_a_file_that_others_can_read_is_refused(tmp_path):
    load_or_create(tmp_path)
    path(tmp_path).chmod(0o644)
    with pytest.raises(TokenError, match="Others can read"):
        load_or_create(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"pst_short", b"\xff" * 47, b"x" * 47, b"pst_" + b"a" * 44, None], ids=lambda each: repr(each)[:20]
)
def test_a_damaged_file_is_refused_with_a_way_out(tmp_path, content):
    content = Token.make().reveal()[:-1].encode() if content is None else content
    path(tmp_path).write_bytes(content)
    path(tmp_path).chmod(0o600)
    with pytest.raises(TokenError, match="delete it"):
        load_or_create(tmp_path)


def test_a_token_of_the_old_form_is_replaced(tmp_path):
    path(tmp_path).write_text("pst_" + "a" * 43 + "\n")
    path(tmp_path).chmod(0o600)
    assert load_or_create(tmp_path).reveal() == load_or_create(tmp_path).reveal() == path(tmp_path).read_text().strip()


def test_a_state_directory_that_is_a_file_is_a_clear_error(tmp_path):
    (tmp_path / "state").write_text("")
    with pytest.raises(TokenError, match="cannot be read or made"):
        load_or_create(tmp_path / "state")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_state_directory_that_cannot_be_written_is_a_clear_error(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(TokenError, match="Permission denied"):
        load_or_create(tmp_path)
