"""The form of bearer tokens, `pst_<id>_<secret>_<checksum>`, and the one that an installation makes for its owner.

Kept is the SHA-256 of the whole text: 256 random bits need no slow hash. `pst_` and the checksum let scanners of leaked
secrets find ours, and let nonsense be refused without asking the store.
"""

import base64
import hashlib
import os
import re
import secrets
import stat
import zlib
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

PREFIX = "pst_"
_FORM = re.compile(r"(pst_([a-z2-7]{12})_[A-Za-z0-9_-]{43})_([0-9a-f]{8})")
_OLD_FORM = re.compile(r"pst_[A-Za-z0-9_-]{43}")
"""Of the first days: nothing knows it any more, so it is replaced."""


class TokenError(Exception):
    """The token's file cannot be used; the text says what to do."""


class Token:
    """A secret that prints as `***`. `id` names it, and may be shown."""

    __slots__ = ("_text", "id")

    def __init__(self, text: str) -> None:
        """Take a token's text; raises `ValueError` for what is none, without repeating it."""
        match = _FORM.fullmatch(text)
        if match is None or _checksum(match[1]) != match[3]:
            raise ValueError("not a token")
        self._text, self.id = text, match[2]

    @classmethod
    def make(cls) -> "Token":
        """A new one."""
        identity = base64.b32encode(secrets.token_bytes(8)).decode().lower()[:12]
        text = f"{PREFIX}{identity}_{secrets.token_urlsafe(32)}"
        return cls(f"{text}_{_checksum(text)}")

    def __repr__(self) -> str:
        """Never the secret."""
        return "Token(***)"

    __str__ = __repr__

    def reveal(self) -> str:
        """The text itself: for its owner's eyes, and to keep it out of logs."""
        return self._text

    @property
    def hash(self) -> str:
        """What is kept of it."""
        return hashlib.sha256(self._text.encode()).hexdigest()


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"


def bearer(header: str | None) -> str | None:
    """What `Authorization: <header>` bears; None for another scheme, or nothing."""
    scheme, _, given = (header or "").partition(" ")
    return given.strip() or None if scheme.lower() == "bearer" else None


def path(state_directory: Path) -> Path:
    """Where the installation's token is."""
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
        if _OLD_FORM.fullmatch(value):
            return renew(state_directory)
    except OSError as error:
        raise TokenError(f"The token in {file} cannot be read or made: {error.strerror}.") from error
    try:
        return Token(value)
    except ValueError:
        text = f"What is in {file} is not a token: delete it, a new one is made at the next start."
        raise TokenError(text) from None


def renew(state_directory: Path) -> Token:
    """Another token in the place of the one that is there."""
    file = path(state_directory)
    with suppress(FileNotFoundError):
        file.unlink()
    _create(file)
    return Token(file.read_text(encoding="ascii").strip())


def _create(file: Path) -> None:
    """Write beside, then link: the name appears with its whole content, and only once."""
    with NamedTemporaryFile("w", encoding="ascii", dir=file.parent, prefix=".token-") as fresh:  # made with mode 0600
        fresh.write(Token.make().reveal() + "\n")
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            os.link(fresh.name, file)
