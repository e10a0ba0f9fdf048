"""Sessions and tokens: how people and programs come in."""

from datetime import UTC, datetime
from enum import Enum
from typing import Annotated

import strawberry

from schema import ports
from schema.context import Info
from schema.declaration import requires
from schema.payload import INPUT, Payload, answering
from schema.ports import TokenRow
from schema.scalars import DateTime


@strawberry.enum(description="What a token may be used for, at most: its user's rights end it sooner.")
class Scope(Enum):
    """As in `schema.ports.Scope`."""

    READ = strawberry.enum_value("READ", description="Queries and subscriptions.")
    WRITE = strawberry.enum_value("WRITE", description="Mutations.")
    ADMIN = strawberry.enum_value("ADMIN", description="Users, their teams and tokens.")


@strawberry.enum(description="How a token came to be.")
class TokenKind(Enum):
    """As in `schema.ports.TokenKind`."""

    SESSION = strawberry.enum_value("SESSION", description="By signing in with a password; it ends within half a day.")
    API = strawberry.enum_value("API", description="Made for a program by someone who was in.")


def moment(microseconds: int | None) -> DateTime | None:
    """RFC 3339 text of microseconds UTC."""
    if microseconds is None:
        return None
    return DateTime(datetime.fromtimestamp(microseconds / 1_000_000, UTC).isoformat().replace("+00:00", "Z"))


@strawberry.type(description="A token or session, without what proves it.")
class Token:
    """A row of `AccessPort.tokens`."""

    id: strawberry.ID = strawberry.field(description="What names it: the part after `pst_`.")
    kind: TokenKind = strawberry.field(description="What it is for.")
    user_id: strawberry.ID = strawberry.field(description="Whom it speaks for.")
    name: str = strawberry.field(description="What its maker calls it.")
    scopes: list[Scope] = strawberry.field(description="What it may be used for.")
    created_at: DateTime | None = strawberry.field(description="When it was made.")
    created_by: strawberry.ID = strawberry.field(description="Who made it.")
    expires_at: DateTime | None = strawberry.field(description="When it ends by itself.")
    last_used_at: DateTime | None = strawberry.field(description="When it was last used, to half a minute.")
    address: str | None = strawberry.field(description="From where it was made.")

    @classmethod
    def of(cls, row: TokenRow) -> "Token":
        """As GraphQL shows it."""
        return cls(
            id=strawberry.ID(row.id),
            kind=TokenKind[row.kind],
            user_id=strawberry.ID(row.user),
            name=row.name,
            scopes=[Scope[each] for each in row.scopes],
            created_at=moment(row.created_at),
            created_by=strawberry.ID(row.created_by),
            expires_at=moment(row.expires_at),
            last_used_at=moment(row.last_used_at),
            address=row.address,
        )


@strawberry.input(description="Who signs in.")
class SessionCreateInput:
    """The only input that a stranger may send."""

    login: str = strawberry.field(description="The login, without `person:`.")
    password: str = strawberry.field(description="The password.")


@strawberry.input(description="A token for a program.")
class TokenCreateInput:
    """At most the scopes of the token that asks."""

    name: str = strawberry.field(description="By what you will know it again.")
    scopes: list[Scope] = strawberry.field(description="What it may be used for.", default_factory=lambda: [Scope.READ])
    days: int = strawberry.field(description="How long it lasts: 1 to 365 days.", default=90)
    user_id: strawberry.ID | None = strawberry.field(
        description="Whom it speaks for, such as a service account; you by default, others for admins.", default=None
    )


@strawberry.input(description="A token or session to end.")
class TokenRevokeInput:
    """One's own; an admin may end anybody's."""

    id: strawberry.ID = strawberry.field(description="The token.")


@strawberry.type(description="A token, shown this once: it is kept nowhere.")
class TokenCreatePayload(Payload):
    """Of `sessionCreate` and `tokenCreate`."""

    secret: str | None = strawberry.field(description="What to send as `Authorization: Bearer …`.", default=None)
    token: Token | None = strawberry.field(description="What is known of it.", default=None)


@strawberry.type(description="The token that ended.")
class TokenRevokePayload(Payload):
    """Of `sessionRevoke` and `tokenRevoke`."""

    token_id: strawberry.ID | None = strawberry.field(description="The token.", default=None)


@strawberry.type
class SessionQuery:
    """Reads of tokens."""

    @strawberry.field(
        description="The live sessions and tokens of a user, newest first.",
        directives=[requires()],
    )
    async def tokens(
        self,
        info: Info,
        user_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Whose; yours by default, others' for admins.")
        ] = None,
    ) -> list[Token]:
        """`tokens`."""
        return [Token.of(row) for row in await info.context.ports.access.tokens(info.context.caller, user_id)]


@strawberry.type
class SessionMutation:
    """Coming and going."""

    @strawberry.mutation(
        description="Sign in with a password: a token for half a day. The only field that needs none.",
        directives=[requires()],
    )
    @answering
    async def session_create(self, info: Info, input: Annotated[SessionCreateInput, INPUT]) -> TokenCreatePayload:
        """`sessionCreate`."""
        access = info.context.ports.access
        secret, row = await access.session_create(input.login, input.password, info.context.caller)
        return TokenCreatePayload(secret=secret, token=Token.of(row))

    @strawberry.mutation(
        description="Sign out: the token that asks ends at once, and what streams for it.", directives=[requires()]
    )
    @answering
    async def session_revoke(self, info: Info) -> TokenRevokePayload:
        """`sessionRevoke`."""
        ended = await info.context.ports.access.token_revoke(info.context.caller, None)
        return TokenRevokePayload(token_id=strawberry.ID(ended))

    @strawberry.mutation(
        description="Make a token for a program.",
        directives=[requires()],
    )
    @answering
    async def token_create(self, info: Info, input: Annotated[TokenCreateInput, INPUT]) -> TokenCreatePayload:
        """`tokenCreate`."""
        scopes = [ports.Scope[each.name] for each in input.scopes]
        secret, row = await info.context.ports.access.token_create(
            info.context.caller, name=input.name, scopes=scopes, days=input.days, user=input.user_id
        )
        return TokenCreatePayload(secret=secret, token=Token.of(row))

    @strawberry.mutation(
        description="End a token or session at once, and what streams for it.", directives=[requires()]
    )
    @answering
    async def token_revoke(self, info: Info, input: Annotated[TokenRevokeInput, INPUT]) -> TokenRevokePayload:
        """`tokenRevoke`."""
        ended = await info.context.ports.access.token_revoke(info.context.caller, input.id)
        return TokenRevokePayload(token_id=strawberry.ID(ended))
