"""The vault's keys: 32 random bytes each, in a file of mode 600 or in the environment, the current one first.

A key's id is made of the key, so a wrong key can never pass for another one.
"""

import base64
import binascii
import hashlib
import os
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from graph_api.settings import Settings

_BYTES = 32
_DIFFERENT = 16
"""Of 32 random bytes at least so many differ, but for once in 10^13 keys."""
_PUBLISHED = {
    "jJ/9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA=",
    "46BKJoQYlPPOexq0OhDZnIlNepKFf87WFwLbfzqDDho=",
}
"""Sample keys that other products' documentation has and that were copied from there."""


class VaultError(Exception):
    """The vault cannot be used; the text says what to do and never what is in it."""


@dataclass(frozen=True, slots=True)
class Key:
    """`id` may be shown."""

    id: str
    value: bytes = field(repr=False)

    @classmethod
    def make(cls) -> "Key":
        """A new one."""
        return cls.of(secrets.token_bytes(_BYTES))

    @classmethod
    def of(cls, value: bytes) -> "Key":
        """The key of these bytes."""
        return cls(hashlib.sha256(b"pursight vault key" + value).hexdigest()[:12], value)

    @property
    def text(self) -> str:
        """As it stands in the file."""
        return base64.b64encode(self.value).decode()


@dataclass(frozen=True, slots=True)
class Keys:
    """Where keys come from; `file` None: from the environment."""

    settings: Settings = field(repr=False)

    @property
    def file(self) -> Path | None:
        """The file that a rotation writes."""
        if self.settings.vault_keys is not None:
            return None
        return self.settings.vault_key_file or self.settings.state_directory / "vault.key"

    def read(self) -> list[Key]:
        """All keys, the current one first; none where there is no file yet. Raises `VaultError`."""
        if self.settings.vault_keys is not None:
            return _parsed(self.settings.vault_keys.get_secret_value().replace(",", "\n"), "PURSIGHT_VAULT_KEYS")
        file = self.file
        assert file is not None
        try:
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                raise VaultError(
                    f"Others can read the vault's keys in {file}: `chmod 600` it, then `pursight vault rotate`."
                )
            text = file.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise VaultError(f"The vault's keys in {file} cannot be read: {error.strerror}.") from error
        return _parsed(text, str(file))

    def add(self) -> Key:
        """Make a key the current one, before those there are; raises `VaultError`."""
        file = self.file
        if file is None:
            raise VaultError(
                "The keys are in PURSIGHT_VAULT_KEYS: put a new one before the others, restart the servers, and rotate again. "
                "`openssl rand -base64 32` makes one."
            )
        made = Key.make()
        self._write(file, [made, *self.read()])
        return made

    def _write(self, file: Path, keys: Sequence[Key]) -> None:
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile("w", encoding="ascii", dir=file.parent, prefix=".vault-", delete=False) as fresh:
                fresh.write("".join(f"{key.text}\n" for key in keys))  # made with mode 0600
                fresh.flush()
                os.fsync(fresh.fileno())
            Path(fresh.name).replace(file)
            directory = os.open(file.parent, os.O_RDONLY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
        except OSError as error:
            raise VaultError(f"The vault's keys cannot be written to {file}: {error.strerror}.") from error


def _parsed(text: str, place: str) -> list[Key]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    keys = [Key.of(_checked(line, number, place)) for number, line in enumerate(lines, 1)]
    if not keys:
        raise VaultError(f"There is no key in {place}: put the vault's keys back, one a line, 32 bytes in base64.")
    return keys


def _checked(line: str, number: int, place: str) -> bytes:
    """The bytes of a key that nobody can guess."""
    try:
        value = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        value = b""
    if len(value) != _BYTES:
        raise VaultError(f"Key {number} in {place} is not 32 bytes in base64: `openssl rand -base64 32` makes one.")
    if line in _PUBLISHED or len(set(value)) < _DIFFERENT or all(0x20 <= byte < 0x7F for byte in value):  # noqa: PLR2004
        raise VaultError(
            f"Key {number} in {place} is no secret: it is a published sample, a text, or a few bytes over and over. "
            "`openssl rand -base64 32` makes one."
        )
    return value
