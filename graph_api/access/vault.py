"""The vault: secrets of sources in the state store, each sealed under a key of its own and bound to where it belongs.

`v1.<kid>.<nonce>.<wrapped key>.<ciphertext>`, the last three in base64url. AES-256-GCM twice: the secret under a fresh key,
that key under the vault's key `kid`. Both are bound to store, owner, field and version, so that a row moved to another
source, or an old row put back over a new version number, cannot be opened. Nothing here gives a secret but `open`.
"""

import base64
import json
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, func, select

from cypher.act import note
from cypher.errors import Invalid, NotFound
from cypher.identity import slug
from graph_api.access.keys import Key, Keys, VaultError
from graph_api.state import Store
from graph_api.state import tables as t
from graph_api.state.store import now

_NONCE = 12
_LONGEST = 65_536
_BATCH = 100


@dataclass(frozen=True, slots=True)
class SecretRow:
    """What may be shown of a secret: that it is set."""

    owner: str
    field: str
    version: int
    kid: str
    changed_at: int
    changed_by: str

    @property
    def reference(self) -> str:
        """By which a source's configuration names it."""
        return f"vault:{self.owner}/{self.field}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a rotation leaves behind: `secrets` in all, each opened under the key `kid`; `retired` are needed no more."""

    secrets: int
    kid: str
    retired: tuple[str, ...]


@dataclass(slots=True)
class Vault:
    """The vault of one store. `ready` first: it makes the first key, and refuses keys that do not fit."""

    store: Store
    keys: Keys
    _known: dict[str, Key] = field(default_factory=dict[str, Key], repr=False)
    _current: Key | None = field(default=None, repr=False)

    def ready(self) -> None:
        """Read the keys, made where there is no secret yet. Blocks; raises `VaultError` where a key is missing or bad."""
        self._read()
        with self.store.reading() as connection:
            counts = connection.execute(select(t.secret.c.kid, func.count()).group_by(t.secret.c.kid))
            used = {kid: count for kid, count in counts}  # noqa: C416 - of rows, which are not quite tuples
        missing = used.keys() - self._known.keys()
        if missing:
            count = sum(used[kid] for kid in missing)
            raise VaultError(
                f"The vault's key {', '.join(sorted(missing))} is missing, {count} secrets are sealed under it: put it back into "
                f"{self.keys.file or 'PURSIGHT_VAULT_KEYS'}. Nothing was changed."
            )
        if self._current is None:
            self.keys.add()
            self._read()

    def _read(self) -> None:
        found = self.keys.read()
        self._known = {key.id: key for key in found}
        self._current = found[0] if found else None

    def put(self, owner: str, name: str, value: str, *, by: str) -> SecretRow:
        """Seal a secret in the place of the one that is there. Blocks; raises `Invalid`, `InvalidId`, `VaultError`."""
        slug(owner)
        slug(name)
        text = value.encode("utf-8", "surrogatepass")
        if not 1 <= len(text) <= _LONGEST:
            raise Invalid(f"a secret has 1 to {_LONGEST:,} bytes")
        self._read()  # another process may have rotated
        with self.store.writing() as connection:
            row = _row(connection, owner, name, lock=True)
            version = 1 if row is None else row.version + 1
            note(f"vault:{owner}/{name}", row and {"version": row.version}, {"version": version})
            current, at = self._key(None), now()
            sealed = _seal(current, text, self._bound(owner, name, version))
            values = {"version": version, "sealed": sealed, "kid": current.id, "changed_at": at, "changed_by": by}
            if row is None:
                connection.execute(t.secret.insert().values(owner=owner, field=name, **values))
            else:
                where = (t.secret.c.owner == owner, t.secret.c.field == name)
                connection.execute(t.secret.update().where(*where).values(**values))
        return SecretRow(owner, name, version, current.id, at, by)

    def open(self, owner: str, name: str) -> str:
        """The secret itself, for a driver. Blocks; raises `NotFound`, `VaultError`."""
        with self.store.reading() as connection:
            row = _row(connection, owner, name)
        if row is None:
            raise NotFound([f"vault:{owner}/{name}"])
        return self._opened(row.owner, row.field, row.version, row.sealed).decode("utf-8", "surrogatepass")

    def listed(self) -> list[SecretRow]:
        """What is set, by owner and field, without any value. Blocks."""
        columns = (t.secret.c.owner, t.secret.c.field, t.secret.c.version, t.secret.c.kid, t.secret.c.changed_at)
        with self.store.reading() as connection:
            rows = connection.execute(
                select(*columns, t.secret.c.changed_by).order_by(t.secret.c.owner, t.secret.c.field)
            ).all()
        return [SecretRow(*row) for row in rows]

    def remove(self, owner: str, name: str) -> None:
        """Forget a secret. Blocks; raises `NotFound`."""
        note(f"vault:{owner}/{name}", {"set": True}, None)
        with self.store.writing() as connection:
            gone = connection.execute(t.secret.delete().where(t.secret.c.owner == owner, t.secret.c.field == name))
        if gone.rowcount == 0:
            raise NotFound([f"vault:{owner}/{name}"])

    def rotate(self) -> Proof:
        """Seal every secret under a new key while everything goes on; begun anew after an end, it goes on where it was.

        A new key is made only when no secret is left under an older one. Blocks; raises `VaultError`; nothing is lost.
        """
        self.ready()
        if not self._waiting():
            self.keys.add()
            self._read()
        current = self._key(None)
        while batch := self._waiting():
            for owner, name in batch:
                with self.store.writing() as connection:
                    self._reseal(connection, current, owner, name)
        return self._proved(current)

    def _waiting(self) -> list[tuple[str, str]]:
        """Some of the secrets that are not under the current key."""
        asked = select(t.secret.c.owner, t.secret.c.field).where(t.secret.c.kid != self._key(None).id).limit(_BATCH)
        with self.store.reading() as connection:
            return [(owner, name) for owner, name in connection.execute(asked)]

    def _reseal(self, connection: Connection, current: Key, owner: str, name: str) -> None:
        row = _row(connection, owner, name, lock=True)
        if row is None or row.kid == current.id:  # somebody set or removed it meanwhile
            return
        bound = self._bound(owner, name, row.version)
        sealed = _seal(current, self._opened(owner, name, row.version, row.sealed), bound)
        where = (t.secret.c.owner == owner, t.secret.c.field == name)
        connection.execute(t.secret.update().where(*where).values(sealed=sealed, kid=current.id))

    def _proved(self, current: Key) -> Proof:
        """Open every secret once more."""
        with self.store.reading() as connection:
            rows = connection.execute(select(t.secret)).all()
        for row in rows:
            self._opened(row.owner, row.field, row.version, row.sealed)
            if row.kid != current.id:
                raise VaultError("Another rotation goes on at the same time: run it again when that has ended.")
        return Proof(len(rows), current.id, tuple(sorted(self._known.keys() - {current.id})))

    def _key(self, kid: str | None) -> Key:
        key = self._current if kid is None else self._known.get(kid)
        if key is None and kid is not None:  # rotated by another process
            self._read()
            key = self._known.get(kid)
        if key is None:
            raise VaultError(f"The vault's key {kid or ''} is missing: put it back. Nothing was changed.")
        return key

    def _bound(self, owner: str, name: str, version: int) -> bytes:
        return json.dumps([self.store.id, owner, name, version]).encode()

    def _opened(self, owner: str, name: str, version: int, sealed: str) -> bytes:
        try:
            form, kid, nonce, wrapped, text = sealed.split(".")
            if form != "v1":
                raise VaultError(f"The secret vault:{owner}/{name} was sealed by a later version of PurSight.")
            bound = self._bound(owner, name, version)
            data_key = _opened(self._key(kid).value, _bytes(wrapped), kid.encode() + bound)
            return AESGCM(data_key).decrypt(_bytes(nonce), _bytes(text), bound)
        except (InvalidTag, ValueError) as error:
            raise VaultError(
                f"The secret vault:{owner}/{name} cannot be opened: it was changed, or moved here from elsewhere. Set it again."
            ) from error


def _seal(key: Key, value: bytes, bound: bytes) -> str:
    data_key, nonce, wrapping = AESGCM.generate_key(256), secrets.token_bytes(_NONCE), secrets.token_bytes(_NONCE)
    wrapped = wrapping + AESGCM(key.value).encrypt(wrapping, data_key, key.id.encode() + bound)
    text = AESGCM(data_key).encrypt(nonce, value, bound)
    return ".".join(["v1", key.id, *(base64.urlsafe_b64encode(each).decode() for each in (nonce, wrapped, text))])


def _opened(key: bytes, wrapped: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, altchars=b"-_", validate=True)


def _row(connection: Connection, owner: str, name: str, *, lock: bool = False):  # noqa: ANN202 - a row of the table
    asked = select(t.secret).where(t.secret.c.owner == owner, t.secret.c.field == name)
    return connection.execute(asked.with_for_update() if lock else asked).first()
