"""Users and their teams: who may come in. What a person owns and answers for is the graph's: `schema.owner`."""

from enum import Enum
from typing import Annotated

import strawberry

from cypher.visibility import Action
from schema import ports
from schema.context import Info
from schema.declaration import requires
from schema.payload import INPUT, Payload, answering
from schema.ports import TeamRow, UserRow
from schema.scalars import DateTime
from schema.session import moment


@strawberry.enum(description="Who a user is.")
class UserKind(Enum):
    """As in `schema.ports.UserKind`."""

    PERSON = strawberry.enum_value("PERSON", description="Someone who signs in with a password.")
    SERVICE = strawberry.enum_value("SERVICE", description="A program, with tokens only.")


@strawberry.type(description="Someone, or some program, that may come in.")
class User:
    """A row of `AccessPort.users`."""

    id: strawberry.ID = strawberry.field(description="`person:<login>` or `service:<name>`.")
    kind: UserKind = strawberry.field(description="A person or a program.")
    name: str = strawberry.field(description="The name as people say it.")
    has_password: bool = strawberry.field(description="Whether there is a password to sign in with.")
    created_at: DateTime | None = strawberry.field(description="Since when it is known.")
    created_by: strawberry.ID = strawberry.field(description="Who made it known.")
    disabled_at: DateTime | None = strawberry.field(description="Since when it is kept out; null: it is not.")
    team_ids: list[strawberry.ID] = strawberry.field(description="The teams whose rights it has.")
    role_ids: list[strawberry.ID] = strawberry.field(description="Its own roles, without those of its teams.")

    @classmethod
    def of(cls, row: UserRow) -> "User":
        """As GraphQL shows it."""
        return cls(
            id=strawberry.ID(row.id),
            kind=UserKind[row.kind],
            name=row.name,
            has_password=row.has_password,
            created_at=moment(row.created_at),
            created_by=strawberry.ID(row.created_by),
            disabled_at=moment(row.disabled_at),
            team_ids=[strawberry.ID(each) for each in row.teams],
            role_ids=[strawberry.ID(each) for each in row.roles],
        )


@strawberry.type(description="A team as far as rights go.")
class UserTeam:
    """A row of `AccessPort.teams`."""

    id: strawberry.ID = strawberry.field(description="`team:<slug>`, as in the graph.")
    name: str = strawberry.field(description="Its name.")
    disabled_at: DateTime | None = strawberry.field(
        description="Since when its rights are nobody's; null: they are not."
    )
    user_ids: list[strawberry.ID] = strawberry.field(description="The users in it.")

    @classmethod
    def of(cls, row: TeamRow) -> "UserTeam":
        """As GraphQL shows it."""
        members = [strawberry.ID(each) for each in row.members]
        return cls(id=strawberry.ID(row.id), name=row.name, disabled_at=moment(row.disabled_at), user_ids=members)


@strawberry.input(description="A new user, without any right.")
class UserCreateInput:
    """`login` becomes part of the id."""

    login: str = strawberry.field(description="A short name, unique: ana.petrova.")
    kind: UserKind = strawberry.field(description="A person or a program.", default=UserKind.PERSON)
    name: str | None = strawberry.field(description="The name as people say it.", default=None)
    password: str | None = strawberry.field(
        description="A first password, of at least 12 characters; only for people.", default=None
    )


@strawberry.input(description="A user.")
class UserInput:
    """Whom to let in or keep out."""

    id: strawberry.ID = strawberry.field(description="The user.")


@strawberry.input(description="Another password.")
class UserPasswordSetInput:
    """One's own, or anybody's for an admin."""

    id: strawberry.ID | None = strawberry.field(description="Whose; yours by default.", default=None)
    password: str = strawberry.field(description="The new password, of at least 12 characters.")
    current: str | None = strawberry.field(description="Your present password, to change your own.", default=None)


@strawberry.input(description="A user and a team.")
class UserTeamInput:
    """Who belongs to what."""

    user_id: strawberry.ID = strawberry.field(description="The user.")
    team_id: strawberry.ID = strawberry.field(description="The team.")


@strawberry.input(description="A team.")
class UserTeamEnableInput:
    """Whose rights to switch."""

    id: strawberry.ID = strawberry.field(description="The team.")


@strawberry.type(description="The user after the change.")
class UserPayload(Payload):
    """Of the mutations of users."""

    user: User | None = strawberry.field(description="The user.", default=None)


@strawberry.type(description="The team after the change.")
class UserTeamPayload(Payload):
    """Of the mutations of teams of users."""

    team: UserTeam | None = strawberry.field(description="The team.", default=None)


@strawberry.type
class UserQuery:
    """Reads of users."""

    @strawberry.field(
        description="Who asks.",
        directives=[requires()],
    )
    async def me(self, info: Info) -> User:
        """`me`."""
        return User.of(await info.context.ports.access.user(info.context.caller))

    @strawberry.field(
        description="Everybody that may come in or once might, by id. For admins.",
        directives=[requires(Action.ACCESS_ADMIN)],
    )
    async def users(self, info: Info) -> list[User]:
        """`users`."""
        return [User.of(row) for row in await info.context.ports.access.users(info.context.caller)]

    @strawberry.field(
        description="The teams that users are in, by id. For admins.", directives=[requires(Action.ACCESS_ADMIN)]
    )
    async def user_teams(self, info: Info) -> list[UserTeam]:
        """`userTeams`."""
        return [UserTeam.of(row) for row in await info.context.ports.access.teams(info.context.caller)]


@strawberry.type
class UserMutation:
    """Changes of users and their teams."""

    @strawberry.mutation(
        description="Make a person or a service account known. For admins.", directives=[requires(Action.ACCESS_ADMIN)]
    )
    @answering
    async def user_create(self, info: Info, input: Annotated[UserCreateInput, INPUT]) -> UserPayload:
        """`userCreate`."""
        kind = ports.UserKind[input.kind.name]
        row = await info.context.ports.access.user_create(
            info.context.caller, login=input.login, kind=kind, name=input.name, password=input.password
        )
        return UserPayload(user=User.of(row))

    @strawberry.mutation(
        description="Let a user in again. For admins.",
        directives=[requires(Action.ACCESS_ADMIN)],
    )
    @answering
    async def user_enable(self, info: Info, input: Annotated[UserInput, INPUT]) -> UserPayload:
        """`userEnable`."""
        row = await info.context.ports.access.user_enable(info.context.caller, input.id, enabled=True)
        return UserPayload(user=User.of(row))

    @strawberry.mutation(
        description="Keep a user out: its tokens and streams end at once. For admins.",
        directives=[requires(Action.ACCESS_ADMIN)],
    )
    @answering
    async def user_disable(self, info: Info, input: Annotated[UserInput, INPUT]) -> UserPayload:
        """`userDisable`."""
        row = await info.context.ports.access.user_enable(info.context.caller, input.id, enabled=False)
        return UserPayload(user=User.of(row))

    @strawberry.mutation(
        description="Set a password; the sessions of the user end.",
        directives=[requires()],
    )
    @answering
    async def user_password_set(self, info: Info, input: Annotated[UserPasswordSetInput, INPUT]) -> UserPayload:
        """`userPasswordSet`."""
        row = await info.context.ports.access.password_set(
            info.context.caller, input.id, password=input.password, current=input.current
        )
        return UserPayload(user=User.of(row))

    @strawberry.mutation(
        description="Put a user into a team: it has the team's rights. For admins.",
        directives=[requires(Action.ACCESS_ADMIN)],
    )
    @answering
    async def user_team_add(self, info: Info, input: Annotated[UserTeamInput, INPUT]) -> UserPayload:
        """`userTeamAdd`."""
        access = info.context.ports.access
        return UserPayload(
            user=User.of(await access.member_set(info.context.caller, input.team_id, input.user_id, member=True))
        )

    @strawberry.mutation(
        description="Take a user out of a team. For admins.", directives=[requires(Action.ACCESS_ADMIN)]
    )
    @answering
    async def user_team_remove(self, info: Info, input: Annotated[UserTeamInput, INPUT]) -> UserPayload:
        """`userTeamRemove`."""
        access = info.context.ports.access
        return UserPayload(
            user=User.of(await access.member_set(info.context.caller, input.team_id, input.user_id, member=False))
        )

    @strawberry.mutation(
        description="Give a team's rights to its users again. For admins.", directives=[requires(Action.ACCESS_ADMIN)]
    )
    @answering
    async def user_team_enable(self, info: Info, input: Annotated[UserTeamEnableInput, INPUT]) -> UserTeamPayload:
        """`userTeamEnable`."""
        row = await info.context.ports.access.team_enable(info.context.caller, input.id, enabled=True)
        return UserTeamPayload(team=UserTeam.of(row))

    @strawberry.mutation(
        description="Take a team's rights away from its users, at once. For admins.",
        directives=[requires(Action.ACCESS_ADMIN)],
    )
    @answering
    async def user_team_disable(self, info: Info, input: Annotated[UserTeamEnableInput, INPUT]) -> UserTeamPayload:
        """`userTeamDisable`."""
        row = await info.context.ports.access.team_enable(info.context.caller, input.id, enabled=False)
        return UserTeamPayload(team=UserTeam.of(row))
