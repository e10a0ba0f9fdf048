"""Checkpoints: how far the audit's chain went and with which hash, signed (Ed25519), in a file outside of the database.

Whoever can write the database can make a chain anew whose every hash is right; what was signed before they cannot.
"""

import base64
import binascii
import hashlib
import json
import os
import secrets
import stat
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cypher.act import canonical
from cypher.errors import Coded, StorageFull, StoreUnavailable
from graph_api.settings import Settings

_BYTES = 32
_NO_ROOM = {28, 122}  # ENOSPC, EDQUOT


class AuditError(Exception):
    """The audit's key or checkpoints cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """That the chain of `store` had `hash` at `seq`; with `pruned`, that everything up to there was taken away on purpose."""

    store: str
    seq: int
    hash: str
    at: int
    pruned: bool = False

    @property
    def said(self) -> bytes:
        """What is signed."""
        return canonical(asdict(self)).encode()


@dataclass(frozen=True, slots=True)
class Signer:
    """The key; `id` is made of its public half."""

    key: Ed25519PrivateKey

    @classmethod
    def open(cls, settings: Settings) -> "Signer":
        """The key of the settings, made where nothing was signed yet. Raises `AuditError`."""
        file = settings.audit_key_file or settings.state_directory / "audit.key"
        try:
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                raise AuditError(f"Others can read the audit's key in {file}: `chmod 600` it.")
            return cls(_parsed(file.read_text(encoding="ascii", errors="replace"), file))
        except FileNotFoundError:
            if checkpoints_file(settings).exists():
                raise AuditError(
                    f"The audit's key {file} is missing, but there are checkpoints that it signed: put it back."
                ) from None
        except OSError as error:
            raise AuditError(f"The audit's key in {file} cannot be read: {error.strerror}.") from error
        return cls(_made(file))

    @property
    def public(self) -> str:
        """The public key, in base64."""
        return base64.b64encode(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    @property
    def id(self) -> str:
        """What a checkpoint names its key by."""
        return hashlib.sha256(self.public.encode()).hexdigest()[:12]

    def signed(self, checkpoint: Checkpoint) -> dict[str, Any]:
        """The checkpoint with its signature, for a file or an entry."""
        signature = base64.b64encode(self.key.sign(checkpoint.said)).decode()
        return {**asdict(checkpoint), "key": self.id, "signature": signature}

    def proved(self, signed: Mapping[str, Any]) -> Checkpoint:
        """What was signed; raises `AuditError` where it was not, or not with this key."""
        try:
            fields = {name: signed[name] for name in ("store", "seq", "hash", "at", "pruned")}
            checkpoint = Checkpoint(**fields)
            if signed["key"] != self.id:
                raise AuditError(f"it is signed with the key {str(signed['key'])[:40]}, not with {self.id}")
            self.key.public_key().verify(base64.b64decode(signed["signature"], validate=True), checkpoint.said)
        except (InvalidSignature, KeyError, TypeError, ValueError) as error:
            raise AuditError("its signature is wrong") from error
        return checkpoint


def checkpoints_file(settings: Settings) -> Path:
    """Where checkpoints are kept."""
    return settings.audit_checkpoints or settings.state_directory / "audit-checkpoints.jsonl"


def keep(file: Path, signed: Mapping[str, Any]) -> None:
    """Add a signed checkpoint to the file and see it on the disk. Raises `StorageFull`, `StoreUnavailable`."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, canonical(signed).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise _told(error, file) from error


def kept(file: Path) -> list[dict[str, Any]]:
    """Every line of the file, as it was signed. Raises `AuditError` for what is no checkpoint."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AuditError(f"The checkpoints in {file} cannot be read: {error.strerror}.") from error
    found: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        try:
            said = json.loads(line)
        except ValueError:
            said = None
        if isinstance(said, dict):
            found.append(cast("dict[str, Any]", said))
        elif number < len(lines):  # the last line may have been cut by a crash
            raise AuditError(f"Line {number} of {file} is no checkpoint: the file was changed.")
    return found


def now() -> int:
    """Microseconds UTC."""
    return time.time_ns() // 1_000


def _told(error: OSError, file: Path) -> Coded:
    if error.errno in _NO_ROOM:
        return StorageFull(f"There is no room left for the audit's checkpoints in {file}: make room.")
    return StoreUnavailable(f"The audit's checkpoints cannot be written to {file}: {error.strerror}.")


def _parsed(text: str, file: Path) -> Ed25519PrivateKey:
    try:
        value = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        value = b""
    if len(value) != _BYTES or len(set(value)) < _BYTES // 2:
        raise AuditError(f"The audit's key in {file} is not 32 random bytes in base64: put the right one back.")
    return Ed25519PrivateKey.from_private_bytes(value)


def _made(file: Path) -> Ed25519PrivateKey:
    value = secrets.token_bytes(_BYTES)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, base64.b64encode(value) + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
    except FileExistsError:  # another process was quicker
        return _parsed(file.read_text(encoding="ascii", errors="replace"), file)
    except OSError as error:
        raise AuditError(f"The audit's key cannot be written to {file}: {error.strerror}.") from error
    return Ed25519PrivateKey.from_private_bytes(value)
