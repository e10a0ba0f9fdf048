"""People and teams: who owns and answers for data."""

from typing import Annotated, Any

import strawberry

from cypher import ownership, person, team
from cypher.model import Direction, Read
from cypher.visibility import Action
from schema.context import Info
from schema.declaration import prop, requires
from schema.filters import IdFilter, TextFilter, condition
from schema.graph_type import connection, edge, lazy, node_type
from schema.node import Node
from schema.payload import INPUT, Payload, answering, changed, changed_all
from schema.read import listing

ASSETS: tuple[Any, ...] = (lazy("AssetConnection", "asset"), lazy("AssetWhere", "asset"), lazy("AssetOrder", "asset"))


@strawberry.interface(description="Who can own data: a person or a team.")
class Owner(Node):
    """The interface of `Person` and `Team`."""

    name: str | None = prop("The name as people say it.")


@node_type("Team", read=Read.SIGNED_IN, few=True, description="A group of people.")
class Team(Owner):
    """`team:<slug>`."""

    members: "list[Person]" = edge("Who belongs to it.", "MEMBER_OF", Direction.IN)
    owned_assets = connection("The assets this team owns.", "OWNS", Direction.OUT, *ASSETS)


@node_type("Person", read=Read.SIGNED_IN, few=True, description="Someone who works with the data.")
class Person(Owner):
    """`person:<login>`."""

    email: str | None = prop("The e-mail address of work.")
    teams: list[Team] = edge("The teams this person belongs to.", "MEMBER_OF", Direction.OUT)
    owned_assets = connection("The assets this person owns.", "OWNS", Direction.OUT, *ASSETS)


@strawberry.input(description="Which owner.")
class OwnerWhere:
    """A filter over people and teams."""

    id: IdFilter | None = condition("By id.")
    name: TextFilter | None = condition("By name.")


@strawberry.input(description="Owners for sources, assets or columns.")
class OwnerAssignInput:
    """At most 1,000 things at once, all or none."""

    ids: list[strawberry.ID] = strawberry.field(description="Sources, assets or columns.")
    owner_ids: list[strawberry.ID] = strawberry.field(description="People or teams.")


@strawberry.input(description="A new person.")
class PersonCreateInput:
    """`login` becomes part of the id."""

    login: str = strawberry.field(description="A short name, unique: ana.petrova.")
    name: str | None = strawberry.field(description="The name as people say it.", default=None)
    email: str | None = strawberry.field(description="The e-mail address of work.", default=None)


@strawberry.input(description="A new team.")
class TeamCreateInput:
    """`slug` becomes part of the id."""

    slug: str = strawberry.field(description="A short name, unique: billing.")
    name: str | None = strawberry.field(description="The name as people say it.", default=None)
    member_ids: list[strawberry.ID] = strawberry.field(
        description="Who belongs to it.", default_factory=list[strawberry.ID]
    )


@strawberry.type(description="The things after the change.")
class OwnerPayload(Payload):
    """Of `ownerAssign` and `ownerUnassign`."""

    nodes = changed_all(Node, "The things that the mutation was about.")


@strawberry.type(description="The person.")
class PersonPayload(Payload):
    """Of `personCreate`."""

    person = changed(Person, "The person.")


@strawberry.type(description="The team.")
class TeamPayload(Payload):
    """Of `teamCreate`."""

    team = changed(Team, "The team.")


@strawberry.type
class OwnerQuery:
    """Reads of people and teams."""

    people = listing(Person, OwnerWhere, "People, by name.")
    teams = listing(Team, OwnerWhere, "Teams, by name.")


@strawberry.type
class OwnerMutation:
    """Changes of people, teams and what they own."""

    @strawberry.mutation(
        description="Make people or teams owners, beside those there are.", directives=[requires(Action.OWNERSHIP_EDIT)]
    )
    @answering
    async def owner_assign(self, info: Info, input: Annotated[OwnerAssignInput, INPUT]) -> OwnerPayload:
        """`ownerAssign`."""
        await ownership.assign(info.context.graph, info.context.principal, input.ids, input.owner_ids)
        return OwnerPayload(ids=tuple(input.ids))

    @strawberry.mutation(
        description="Take owners away.",
        directives=[requires(Action.OWNERSHIP_EDIT)],
    )
    @answering
    async def owner_unassign(self, info: Info, input: Annotated[OwnerAssignInput, INPUT]) -> OwnerPayload:
        """`ownerUnassign`."""
        await ownership.unassign(info.context.graph, info.context.principal, input.ids, input.owner_ids)
        return OwnerPayload(ids=tuple(input.ids))

    @strawberry.mutation(
        description="Make a person known.",
        directives=[requires(Action.VOCABULARY_EDIT)],
    )
    @answering
    async def person_create(self, info: Info, input: Annotated[PersonCreateInput, INPUT]) -> PersonPayload:
        """`personCreate`."""
        made = await person.create(
            info.context.graph, info.context.principal, input.login, name=input.name, email=input.email
        )
        return PersonPayload(id=made)

    @strawberry.mutation(
        description="Make a team, with its first members.", directives=[requires(Action.VOCABULARY_EDIT)]
    )
    @answering
    async def team_create(self, info: Info, input: Annotated[TeamCreateInput, INPUT]) -> TeamPayload:
        """`teamCreate`."""
        graph, principal = info.context.graph, info.context.principal
        made = await team.create(graph, principal, input.slug, name=input.name)
        if input.member_ids:
            await team.member_add(graph, principal, made, input.member_ids)
        return TeamPayload(id=made)
