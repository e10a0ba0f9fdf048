"""Who may do what: roles, grants, and why somebody sees a thing or does not."""

from typing import Annotated, cast

import strawberry

from cypher import identity
from cypher.grant import Effect, Explanation, Grant, Predicate, Reason, Role
from cypher.visibility import Action
from schema.asset import AssetKind
from schema.context import Info
from schema.data_class import Sensitivity
from schema.declaration import ActionWord, requires
from schema.payload import INPUT, Payload, answering

_ADMIN = [requires(Action.ACCESS_ADMIN)]


def _ids(values: tuple[str, ...]) -> list[strawberry.ID]:
    return [strawberry.ID(each) for each in values]


def _words(actions: "frozenset[Action] | tuple[Action, ...]") -> list[ActionWord]:
    """In the order of the enumeration."""
    return [ActionWord[each] for each in Action if each in actions]


@strawberry.type(description="On which data: every part that is given must hold, and one value of a list is enough.")
class GrantScope:
    """As `cypher.grant.Predicate`."""

    everything: bool = strawberry.field(description="Whether it is not limited at all.")
    source_ids: list[strawberry.ID] = strawberry.field(description="In these sources.")
    kinds: list[str] = strawberry.field(description="Of these kinds, with their columns.")
    domain_ids: list[strawberry.ID] = strawberry.field(description="In these domains.")
    tag_ids: list[strawberry.ID] = strawberry.field(description="With one of these tags.")
    owner_ids: list[strawberry.ID] = strawberry.field(description="With one of these owners.")
    class_ids: list[strawberry.ID] = strawberry.field(description="Columns that hold one of these data classes.")
    most_sensitive: Sensitivity | None = strawberry.field(description="Nothing that is more sensitive than this.")
    owned: bool = strawberry.field(description="What those who have it, or their teams, own.")

    @classmethod
    def of(cls, predicate: Predicate) -> "GrantScope":
        """As GraphQL shows it."""
        return cls(
            everything=predicate.everything,
            source_ids=_ids(predicate.sources),
            kinds=list(predicate.kinds),
            domain_ids=_ids(predicate.domains),
            tag_ids=_ids(predicate.tags),
            owner_ids=_ids(predicate.owners),
            class_ids=_ids(predicate.classes),
            most_sensitive=None if predicate.most_sensitive is None else Sensitivity[predicate.most_sensitive],
            owned=predicate.owned,
        )


@strawberry.input(description="On which data: every part that is given must hold, and one value of a list is enough.")
class GrantScopeInput:
    """Nothing given: on everything."""

    source_ids: list[strawberry.ID] = strawberry.field(
        description="In these sources.", default_factory=list[strawberry.ID]
    )
    kinds: list[AssetKind] = strawberry.field(
        description="Of these kinds, with their columns.", default_factory=list[AssetKind]
    )
    domain_ids: list[strawberry.ID] = strawberry.field(
        description="In these domains.", default_factory=list[strawberry.ID]
    )
    tag_ids: list[strawberry.ID] = strawberry.field(
        description="With one of these tags.", default_factory=list[strawberry.ID]
    )
    owner_ids: list[strawberry.ID] = strawberry.field(
        description="With one of these owners.", default_factory=list[strawberry.ID]
    )
    class_ids: list[strawberry.ID] = strawberry.field(
        description="Columns that hold one of these data classes.", default_factory=list[strawberry.ID]
    )
    most_sensitive: Sensitivity | None = strawberry.field(
        description="Nothing that is more sensitive than this.", default=None
    )
    owned: bool = strawberry.field(description="What those who have it, or their teams, own.", default=False)

    def predicate(self) -> Predicate:
        """As grants keep it; raises `InvalidId`."""

        def checked(ids: list[strawberry.ID], *types: str) -> tuple[str, ...]:
            return tuple(sorted({identity.expect(each, *types) for each in ids}))

        return Predicate(
            checked(self.source_ids, "Source"),
            tuple(sorted({cast("str", each.value) for each in self.kinds})),
            checked(self.domain_ids, "Domain"),
            checked(self.tag_ids, "Tag"),
            checked(self.owner_ids, "Person", "Team"),
            checked(self.class_ids, "DataClass"),
            None if self.most_sensitive is None else cast("str", self.most_sensitive.value),
            self.owned,
        )


@strawberry.type(name="Grant", description="Actions on some data, for somebody.")
class GrantType:
    """As `cypher.grant.Grant`."""

    id: strawberry.ID = strawberry.field(description="`grant:<uuid>`; of what a role gives, the role's id.")
    name: str = strawberry.field(description="What it is known by.")
    subject_id: strawberry.ID = strawberry.field(
        description="Who has it: a person, service account, team, role or group."
    )
    actions: list[ActionWord] = strawberry.field(description="What is allowed; what these need comes with them.")
    scope: GrantScope = strawberry.field(description="On which data.")

    @classmethod
    def of(cls, grant: Grant) -> "GrantType":
        """As GraphQL shows it."""
        return cls(
            id=strawberry.ID(grant.id),
            name=grant.name,
            subject_id=strawberry.ID(grant.subject),
            actions=_words(grant.actions),
            scope=GrantScope.of(grant.predicate),
        )


@strawberry.type(name="Role", description="What a kind of user may do, and who is one.")
class RoleType:
    """As `cypher.grant.Role`."""

    id: strawberry.ID = strawberry.field(description="`role:<slug>`.")
    name: str = strawberry.field(description="Its name.")
    description: str | None = strawberry.field(description="What it is for.")
    built_in: bool = strawberry.field(description="Whether it is always there and cannot be changed.")
    actions: list[ActionWord] = strawberry.field(description="What it allows by itself; grants to it add to that.")
    scope: GrantScope = strawberry.field(description="On which data it allows that.")
    subject_ids: list[strawberry.ID] = strawberry.field(
        description="Who has it: people, service accounts, teams, groups."
    )

    @classmethod
    def of(cls, role: Role, subjects: tuple[str, ...], *, built_in: bool) -> "RoleType":
        """As GraphQL shows it."""
        return cls(
            id=strawberry.ID(role.id),
            name=role.name,
            description=role.description,
            built_in=built_in,
            actions=_words(role.actions),
            scope=GrantScope.of(role.predicate),
            subject_ids=_ids(subjects),
        )


@strawberry.type(
    description="What a change of grants does to a user: in how many zones, and on how much that is in them."
)
class GrantEffect:
    """As `cypher.grant.Effect`."""

    user_id: strawberry.ID = strawberry.field(description="Whom it concerns.")
    gained: list[ActionWord] = strawberry.field(description="What becomes possible, or possible on more.")
    lost: list[ActionWord] = strawberry.field(description="What becomes impossible, or possible on less.")
    zones_gained: int = strawberry.field(description="Kinds of data on which something becomes possible.")
    zones_lost: int = strawberry.field(description="Kinds of data on which something becomes impossible.")
    assets_gained: int = strawberry.field(description="Assets there.")
    assets_lost: int = strawberry.field(description="Assets there.")
    columns_gained: int = strawberry.field(description="Columns there.")
    columns_lost: int = strawberry.field(description="Columns there.")

    @classmethod
    def of(cls, effect: Effect) -> "GrantEffect":
        """As GraphQL shows it."""
        return cls(
            user_id=strawberry.ID(effect.user),
            gained=_words(effect.gained),
            lost=_words(effect.lost),
            zones_gained=effect.zones_gained,
            zones_lost=effect.zones_lost,
            assets_gained=effect.assets_gained,
            assets_lost=effect.assets_lost,
            columns_gained=effect.columns_gained,
            columns_lost=effect.columns_lost,
        )


@strawberry.type(description="A grant that somebody has, and whether it counts for a thing.")
class AccessReason:
    """As `cypher.grant.Reason`."""

    reason: strawberry.Private[Reason]

    @strawberry.field(description="The grant, or what a role gives.")
    def grant(self) -> GrantType:
        """The grant."""
        return GrantType.of(self.reason.grant)

    @strawberry.field(description="Whether the thing is of the data that it is on.")
    def holds(self) -> bool:
        """Nothing is missed."""
        return not self.reason.missed

    @strawberry.field(description="The parts of its scope that do not hold: sources, kinds, tags …")
    def missed(self) -> list[str]:
        """Names of parts."""
        return list(self.reason.missed)


@strawberry.type(description="What somebody may do with a thing, and why.")
class AccessExplanation:
    """As `cypher.grant.Explanation`."""

    explanation: strawberry.Private[Explanation]

    @strawberry.field(description="Whether the thing is there for them.")
    def visible(self) -> bool:
        """By any grant."""
        return Action.EXISTENCE in self.explanation.actions

    @strawberry.field(description="What they may do with it.")
    def actions(self) -> list[ActionWord]:
        """By all grants together."""
        return _words(self.explanation.actions)

    @strawberry.field(description="Every grant that they have, by themselves, a team or a role.")
    def reasons(self) -> list[AccessReason]:
        """Those that hold and those that do not."""
        return [AccessReason(reason=each) for each in self.explanation.reasons]


@strawberry.input(description="A new grant.")
class GrantCreateInput:
    """Grants add up; none takes anything away."""

    name: str = strawberry.field(description="What it is to be known by.")
    subject_id: strawberry.ID = strawberry.field(
        description="Who gets it: `person:…`, `service:…`, `team:…`, `role:…`, or `group:…` of whoever signs people in."
    )
    actions: list[ActionWord] = strawberry.field(description="What it allows.")
    scope: GrantScopeInput = strawberry.field(description="On which data; {} is everything.")
    dry_run: bool = strawberry.field(description="Whether only to say what it would do.", default=False)


@strawberry.input(description="A grant as it shall be, as a whole.")
class GrantUpdateInput(GrantCreateInput):
    """Replaces all of it."""

    id: strawberry.ID = strawberry.field(description="The grant.")


@strawberry.input(description="A grant to take away.")
class GrantDeleteInput:
    """At once."""

    id: strawberry.ID = strawberry.field(description="The grant.")
    dry_run: bool = strawberry.field(description="Whether only to say what it would do.", default=False)


@strawberry.input(description="A role of one's own.")
class RoleCreateInput:
    """Allowed on everything; give a role without actions grants to limit it."""

    name: str = strawberry.field(description="Its name, of which its id is made.")
    description: str | None = strawberry.field(description="What it is for.", default=None)
    actions: list[ActionWord] = strawberry.field(
        description="What it allows on everything; nothing where grants shall say.", default_factory=list[ActionWord]
    )


@strawberry.input(description="A role, and who shall or shall no longer have it.")
class RoleBindInput:
    """People, service accounts, teams and groups."""

    role_id: strawberry.ID = strawberry.field(description="The role.")
    subject_id: strawberry.ID = strawberry.field(description="`person:…`, `service:…`, `team:…` or `group:…`.")


@strawberry.type(description="The grant after the change, and what that does to whom.")
class GrantPayload(Payload):
    """Of the mutations of grants."""

    grant: GrantType | None = strawberry.field(description="The grant; null where it was taken away.", default=None)
    effects: list[GrantEffect] = strawberry.field(
        description="Every user who gains or loses something, by id.", default_factory=list[GrantEffect]
    )


@strawberry.type(description="The role after the change.")
class RolePayload(Payload):
    """Of the mutations of roles."""

    role: RoleType | None = strawberry.field(description="The role.", default=None)


async def _role(info: Info, identifier: str) -> RoleType:
    (found,) = [each for each in await info.context.ports.grants.roles() if each[0].id == identifier]
    return RoleType.of(*found[:2], built_in=found[2])


async def _put(info: Info, input: GrantCreateInput, identifier: str) -> GrantPayload:
    wanted = Grant(
        identifier,
        input.name,
        input.subject_id,
        frozenset(Action(cast("str", each.value)) for each in input.actions),
        input.scope.predicate(),
    )
    made, effects = await info.context.ports.grants.put(wanted, by=info.context.principal.id, dry_run=input.dry_run)
    return GrantPayload(grant=GrantType.of(made), effects=[GrantEffect.of(each) for each in effects])


@strawberry.type
class AccessQuery:
    """Reads of who may do what."""

    @strawberry.field(description="All roles, those that are always there first.", directives=_ADMIN)
    async def roles(self, info: Info) -> list[RoleType]:
        """`roles`."""
        return [
            RoleType.of(role, subjects, built_in=built_in)
            for role, subjects, built_in in await info.context.ports.grants.roles()
        ]

    @strawberry.field(description="All grants, by id.", directives=_ADMIN)
    async def grants(self, info: Info) -> list[GrantType]:
        """`grants`."""
        return [GrantType.of(each) for each in await info.context.ports.grants.grants()]

    @strawberry.field(description="What somebody may do with a thing, and which grants say so.", directives=_ADMIN)
    async def access_explain(
        self,
        info: Info,
        user_id: Annotated[strawberry.ID, strawberry.argument(description="The person or service account.")],
        id: Annotated[
            strawberry.ID, strawberry.argument(description="A source, asset, column, classification or scan.")
        ],
    ) -> AccessExplanation:
        """`accessExplain`."""
        identity.expect(id, "Source", "Asset", "Column", "Classification", "Scan")
        return AccessExplanation(explanation=await info.context.ports.grants.explain(user_id, id))


@strawberry.type
class AccessMutation:
    """Changes of who may do what."""

    @strawberry.mutation(
        description="Grant actions on some data; `dryRun` says who would gain what.", directives=_ADMIN
    )
    @answering
    async def grant_create(self, info: Info, input: Annotated[GrantCreateInput, INPUT]) -> GrantPayload:
        """`grantCreate`."""
        return await _put(info, input, info.context.ports.grants.new_id())

    @strawberry.mutation(description="Replace a grant; `dryRun` says who would gain or lose what.", directives=_ADMIN)
    @answering
    async def grant_update(self, info: Info, input: Annotated[GrantUpdateInput, INPUT]) -> GrantPayload:
        """`grantUpdate`."""
        await info.context.ports.grants.expect(input.id)
        return await _put(info, input, input.id)

    @strawberry.mutation(description="Take a grant away; `dryRun` says who would lose what.", directives=_ADMIN)
    @answering
    async def grant_delete(self, info: Info, input: Annotated[GrantDeleteInput, INPUT]) -> GrantPayload:
        """`grantDelete`."""
        effects = await info.context.ports.grants.delete(input.id, dry_run=input.dry_run)
        return GrantPayload(effects=[GrantEffect.of(each) for each in effects])

    @strawberry.mutation(description="Make a role of one's own.", directives=_ADMIN)
    @answering
    async def role_create(self, info: Info, input: Annotated[RoleCreateInput, INPUT]) -> RolePayload:
        """`roleCreate`."""
        actions = [Action(cast("str", each.value)) for each in input.actions]
        made = await info.context.ports.grants.add_role(
            input.name, input.description, actions, by=info.context.principal.id
        )
        return RolePayload(role=RoleType.of(made, (), built_in=False))

    @strawberry.mutation(description="Give a role to somebody.", directives=_ADMIN)
    @answering
    async def role_bind(self, info: Info, input: Annotated[RoleBindInput, INPUT]) -> RolePayload:
        """`roleBind`."""
        ports, by = info.context.ports, info.context.principal.id
        await ports.grants.bind(input.role_id, input.subject_id, bound=True, by=by)
        return RolePayload(role=await _role(info, input.role_id))

    @strawberry.mutation(description="Take a role away; the last admin stays one.", directives=_ADMIN)
    @answering
    async def role_unbind(self, info: Info, input: Annotated[RoleBindInput, INPUT]) -> RolePayload:
        """`roleUnbind`."""
        ports, by = info.context.ports, info.context.principal.id
        await ports.grants.bind(input.role_id, input.subject_id, bound=False, by=by)
        return RolePayload(role=await _role(info, input.role_id))
