"""The one bearer token, made at first start: `<state>/token`, mode 0600. It guards the API until there are people with rights."""

import os
import secrets
import stat
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from tempfile import NamedTemporaryFile

PREFIX = "pst_"
_BYTES = 32
_LENGTH = len(PREFIX) + 43  # 32 bytes in URL-safe base64 without padding


class TokenError(Exception):
    """The token's file cannot be used; the text says what to do."""


class Token:
    """A secret that compares in constant time and prints as `***`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep the token's text."""
        self._value = value

    def __repr__(self) -> str:
        """Never the secret."""
        return "Token(***)"

    __str__ = __repr__

    def reveal(self) -> str:
        """The text itself: for its owner's eyes, and to keep it out of logs."""
        return self._value

    def authorizes(self, header: str | None) -> bool:
        """Whether `Authorization: <header>` carries this token; takes the same time however much of it is right."""
        scheme, _, given = (header or "").partition(" ")
        right = compare_digest(given.strip().encode("utf-8", "replace"), self._value.encode())
        return scheme.lower() == "bearer" and right


def path(state_directory: Path) -> Path:
    """Where the token is."""
    return state_directory / "token"


def load_or_create(state_directory: Path) -> Token:
    """The token of this state directory, made if there is none yet.

    Of several processes that start at once, one makes it and all read the same. Raises `TokenError` when the file can be
    read by others, is damaged, or cannot be written.
    """
    file = path(state_directory)
    try:
        state_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            _create(file)
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise TokenError(f"Others can read the token in {file}: delete it, a new one is made at the next start.")
        value = file.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise TokenError(f"The token in {file} cannot be read or made: {error.strerror}.") from error
    if not value.startswith(PREFIX) or len(value) != _LENGTH:
        raise TokenError(f"What is in {file} is not a token: delete it, a new one is made at the next start.")
    return Token(value)


def _create(file: Path) -> None:
    """Write beside, then link: the name appears with its whole content, and only once."""
    with NamedTemporaryFile("w", encoding="ascii", dir=file.parent, prefix=".token-") as fresh:  # made with mode 0600
        fresh.write(PREFIX + secrets.token_urlsafe(_BYTES) + "\n")
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            os.link(fresh.name, file)
