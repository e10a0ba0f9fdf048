"""The tables, as the migrations leave them (tested). Times are microseconds UTC; lists and objects are JSON."""

from sqlalchemy import BigInteger, Column, ForeignKey, MetaData, Named, Table, Text, TypedColumns

METADATA = MetaData()


def _key() -> Column[str]:
    return Column(Text, primary_key=True)


def _of(table: str) -> Column[str]:
    return Column(Text, ForeignKey(f"{table}.id", ondelete="CASCADE"))


class UserColumns(TypedColumns):
    """`person:<login>` or `service:<name>`. `password` is argon2's own text; None: cannot sign in with one."""

    id: Named[str] = _key()
    kind: Named[str] = Column(Text)
    name: Named[str] = Column(Text)
    password: Named[str | None] = Column(Text)
    password_at: Named[int | None] = Column(BigInteger)
    created_at: Named[int] = Column(BigInteger)
    created_by: Named[str] = Column(Text)
    disabled_at: Named[int | None] = Column(BigInteger)


class TeamColumns(TypedColumns):
    """`team:<slug>`. What a disabled team has been given, its members have not."""

    id: Named[str] = _key()
    name: Named[str] = Column(Text)
    created_at: Named[int] = Column(BigInteger)
    created_by: Named[str] = Column(Text)
    disabled_at: Named[int | None] = Column(BigInteger)


class MembershipColumns(TypedColumns):
    """Who is in which team."""

    team: Named[str] = Column(Text, ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)
    user: Named[str] = Column(Text, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)


class TokenColumns(TypedColumns):
    """A bearer token, of a session or for programs. `hash` is the SHA-256 of its text, which is kept nowhere."""

    id: Named[str] = _key()
    kind: Named[str] = Column(Text)
    user: Named[str] = _of("user")
    name: Named[str] = Column(Text)
    hash: Named[str] = Column(Text)
    scopes: Named[str] = Column(Text)
    created_at: Named[int] = Column(BigInteger)
    created_by: Named[str] = Column(Text)
    expires_at: Named[int] = Column(BigInteger)
    last_used_at: Named[int | None] = Column(BigInteger)
    revoked_at: Named[int | None] = Column(BigInteger)
    address: Named[str | None] = Column(Text)


class RoleColumns(TypedColumns):
    """`role:<slug>`, a role of one's own; `actions` is a JSON list."""

    id: Named[str] = _key()
    name: Named[str] = Column(Text)
    description: Named[str | None] = Column(Text)
    actions: Named[str] = Column(Text)
    created_at: Named[int] = Column(BigInteger)
    created_by: Named[str] = Column(Text)


class RoleBindingColumns(TypedColumns):
    """Who has which role: `role` is built in or one of `role`; `subject` a person, a service account or a team."""

    role: Named[str] = _key()
    subject: Named[str] = _key()
    created_at: Named[int] = Column(BigInteger)
    created_by: Named[str] = Column(Text)


class GrantColumns(TypedColumns):
    """`actions` (a JSON list) on what `predicate` (a JSON object) says, for a person, a service account, a team or a role."""

    id: Named[str] = _key()
    name: Named[str] = Column(Text)
    subject: Named[str] = Column(Text)
    actions: Named[str] = Column(Text)
    predicate: Named[str] = Column(Text)
    created_at: Named[int] = Column(BigInteger)
    created_by: Named[str] = Column(Text)
    changed_at: Named[int] = Column(BigInteger)
    changed_by: Named[str] = Column(Text)


class SettingColumns(TypedColumns):
    """What is set at run time; `value` is JSON. `store` is the store's own id, made with it."""

    name: Named[str] = _key()
    value: Named[str] = Column(Text)
    changed_at: Named[int] = Column(BigInteger)
    changed_by: Named[str] = Column(Text)


class SecretColumns(TypedColumns):
    """A secret of the vault, sealed under the key `kid`, for one `field` of its `owner`, a source."""

    owner: Named[str] = _key()
    field: Named[str] = _key()
    version: Named[int] = Column(BigInteger)
    sealed: Named[str] = Column(Text)
    kid: Named[str] = Column(Text)
    changed_at: Named[int] = Column(BigInteger)
    changed_by: Named[str] = Column(Text)


class AuditColumns(TypedColumns):
    """The audit's chain: `entry` is canonical JSON, `hash` of it, the number and the hash before. The rest is for filters."""

    seq: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    id: Named[str] = Column(Text)
    at: Named[int] = Column(BigInteger)
    actor: Named[str] = Column(Text)
    action: Named[str] = Column(Text)
    outcome: Named[str] = Column(Text)
    entry: Named[str] = Column(Text)
    previous: Named[str] = Column(Text)
    hash: Named[str] = Column(Text)


class AuditObjectColumns(TypedColumns):
    """What entries are about."""

    object: Named[str] = _key()
    seq: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)


class AuditHoldColumns(TypedColumns):
    """A legal hold: while there is one, nothing of the audit is pruned."""

    name: Named[str] = _key()
    reason: Named[str] = Column(Text)
    created_at: Named[int] = Column(BigInteger)
    created_by: Named[str] = Column(Text)


user = Table("user", METADATA, UserColumns)
team = Table("team", METADATA, TeamColumns)
membership = Table("membership", METADATA, MembershipColumns)
token = Table("token", METADATA, TokenColumns)
role = Table("role", METADATA, RoleColumns)
role_binding = Table("role_binding", METADATA, RoleBindingColumns)
grant = Table("grant", METADATA, GrantColumns)
setting = Table("setting", METADATA, SettingColumns)
secret = Table("secret", METADATA, SecretColumns)
audit = Table("audit", METADATA, AuditColumns)
audit_object = Table("audit_object", METADATA, AuditObjectColumns)
audit_hold = Table("audit_hold", METADATA, AuditHoldColumns)
