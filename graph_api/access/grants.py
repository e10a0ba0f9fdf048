"""`Grants`: what everybody may do, as of less than a second ago: grants and roles of the state store over the graph's zones.

A principal is worked out from zones once, and again when grants or zones changed; a request only looks it up. A zone that is
not known here yet shows nothing to whoever does not see everything.
"""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from cypher import zone
from cypher.act import note
from cypher.errors import Coded, Invalid, NotFound, legible
from cypher.grant import GLOBAL, ROLES, Effect, Explanation, Grant, Predicate, Reason, Role, principal
from cypher.graph import Conflict, Graph, GraphError
from cypher.identity import slug
from cypher.visibility import Action, Principal
from cypher.zone import Attributes
from graph_api.state import Store
from graph_api.state.store import now
from graph_api.state.tables import grant, membership, role, role_binding, team, user

_LOOK_SECONDS = 0.4
_MOST_NAME, _MOST_DESCRIPTION = 200, 2_000
_SUBJECTS = ("person:", "service:", "team:", "role:", "group:")
"""What may be given something; `group:` is a group of whoever signs people in, by its name there."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A user with what it belongs to: the ids of teams, roles (those of its teams too) and groups."""

    user: str
    teams: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rights:
    """What the state store says: all grants by id, roles of one's own by id, and who has which role: (role, subject)."""

    grants: dict[str, Grant] = field(default_factory=dict[str, Grant])
    roles: dict[str, Role] = field(default_factory=dict[str, Role])
    bindings: frozenset[tuple[str, str]] = frozenset()

    def of(self, who: Someone) -> list[Grant]:
        """The grants that someone has: their own, those of their teams, groups and roles, and what the roles give."""
        bound = {held for held, subject in self.bindings if subject in who.groups}
        every = who.roles | bound
        known = (ROLES.get(each) or self.roles.get(each) for each in sorted(every))
        subjects = {who.user, *who.teams, *who.groups, *every}
        return [
            *(each.grant for each in known if each is not None),
            *(each for each in self.grants.values() if each.subject in subjects),
        ]


class Grants:
    """The grants of one server."""

    def __init__(self, store: Store, graph: Graph, on_binding: Callable[[], Awaitable[None]]) -> None:
        """Know nothing yet: who has no role that gives everything sees nothing. `on_binding`: when who has a role changed."""
        self._store, self._graph, self._on_binding = store, graph, on_binding
        self._rights = Rights()
        self._zones: dict[int, Attributes] = {}
        self._principals: dict[Someone, Principal] = {}

    def principal(self, who: Someone) -> Principal:
        """What someone may do; the same object until something changes."""
        known = self._principals.get(who)
        if known is None:
            mine = frozenset({who.user, *who.teams})
            known = self._principals[who] = principal(who.user, self._rights.of(who), self._zones, mine)
        return known

    async def refresh(self) -> None:
        """Look again; what was changed before counts when this returns. Raises `Coded` and `GraphError`."""
        rights = await self._store.read(read)
        if rights != self._rights:
            self._rights, self._principals = rights, {}
        await self.refresh_zones()

    async def refresh_zones(self) -> None:
        """Learn zones that came to be; for whoever changes what decides about zones, before the answer is read."""
        if await zone.count(self._graph) != len(self._zones):
            self._zones = await zone.known(self._graph)
            self._principals = {}

    async def watch(self) -> None:
        """Refresh until cancelled; while the store or the graph is away, what was known last stands."""
        while True:
            with suppress(Coded, GraphError):
                await self.refresh()
            await asyncio.sleep(_LOOK_SECONDS)

    def new_id(self) -> str:
        """The id of a grant to be."""
        return f"grant:{uuid.uuid4()}"

    async def grants(self) -> Sequence[Grant]:
        """All grants, by id."""
        return list((await self._store.read(read)).grants.values())

    async def roles(self) -> Sequence[tuple[Role, tuple[str, ...], bool]]:
        """Each role with who has it and whether it is built in: those first, then the others by id."""
        rights = await self._store.read(read)
        return [
            (each, tuple(sorted(subject for held, subject in rights.bindings if held == each.id)), each.id in ROLES)
            for each in (*ROLES.values(), *(rights.roles[name] for name in sorted(rights.roles)))
        ]

    async def expect(self, identifier: str) -> None:
        """Raise `NotFound` unless there is this grant."""
        if identifier not in (await self._store.read(read)).grants:
            raise NotFound([identifier])

    async def put(self, wanted: Grant, *, by: str, dry_run: bool = False) -> tuple[Grant, Sequence[Effect]]:
        """Make or replace a grant: as it is kept, and what that does, or (`dry_run`) would do, to whom.

        Raises `Invalid`, `NotFound`.
        """
        named = replace(wanted.checked(), name=legible(wanted.name, "a name", _MOST_NAME))
        if not named.name:
            raise Invalid("give the grant a name by which you will know it again")
        rights = await self._store.read(read)
        _subject(named.subject, rights)
        effects = await self._effects(rights, replace(rights, grants=rights.grants | {named.id: named}))
        if not dry_run:
            before = rights.grants.get(named.id)
            note(named.id, before and _told(before), _told(named))
            await self._store.write(partial(_put, granted=named, by=by))
            await self.refresh()
        return named, effects

    async def delete(self, identifier: str, *, dry_run: bool = False) -> Sequence[Effect]:
        """Take a grant away; as `put`."""
        await self.expect(identifier)
        rights = await self._store.read(read)
        left = {each: granted for each, granted in rights.grants.items() if each != identifier}
        effects = await self._effects(rights, replace(rights, grants=left))
        if not dry_run:
            note(identifier, _told(rights.grants[identifier]), None)
            await self._store.write(
                lambda connection: connection.execute(grant.delete().where(grant.c.id == identifier))
            )
            await self.refresh()
        return effects

    async def add_role(self, name: str, description: str | None, actions: Iterable[Action], *, by: str) -> Role:
        """A role of one's own; its id is made of the name. Raises `Invalid`, `InvalidId`, `Conflict`."""
        made = Role(
            f"role:{slug(name.strip().lower().replace(' ', '-'))}",
            legible(name, "a name", _MOST_NAME),
            legible(description or "", "a description", _MOST_DESCRIPTION) or None,
            frozenset(actions),
        )

        def work(connection: Connection) -> None:
            if made.id in ROLES or connection.execute(select(role.c.id).where(role.c.id == made.id)).first():
                raise Conflict(f"{made.id} exists already")
            connection.execute(
                role.insert().values(
                    id=made.id,
                    name=made.name,
                    description=made.description,
                    actions=json.dumps(sorted(made.actions)),
                    created_at=now(),
                    created_by=by,
                )
            )

        note(made.id, None, {"name": made.name, "actions": made.actions})
        await self._store.write(work)
        await self.refresh()
        return made

    async def bind(self, role_id: str, subject: str, *, bound: bool, by: str) -> None:
        """Give a role to a person, service account, team or group, or take it away. Raises `Invalid`, `NotFound`, `Conflict`.

        The last admin stays one.
        """
        rights = await self._store.read(read)
        if role_id not in ROLES and role_id not in rights.roles:
            raise NotFound([role_id])
        if subject.startswith("role:"):
            raise Invalid("a role is given to people, teams and groups, not to another role")
        _subject(subject, rights)

        def work(connection: Connection) -> None:
            chosen = role_binding.c.role == role_id
            held = set(connection.execute(select(role_binding.c.subject).where(chosen)).scalars())
            if bound and subject not in held:
                connection.execute(
                    role_binding.insert().values(role=role_id, subject=subject, created_at=now(), created_by=by)
                )
            if not bound and subject in held:
                if role_id == "role:admin" and held == {subject}:
                    raise Conflict("somebody has to be an admin: give the role to another first")
                connection.execute(role_binding.delete().where(chosen, role_binding.c.subject == subject))

        note(role_id, *((None, {"subject": subject}) if bound else ({"subject": subject}, None)))
        await self._store.write(work)
        await self.refresh()
        await self._on_binding()

    async def explain(self, who: str, identifier: str) -> Explanation:
        """What the user `who` may do with a source, asset, column, classification or scan. Raises `NotFound`."""
        someone = {each.user: each for each in await self._store.read(everybody)}.get(who)
        if someone is None:
            raise NotFound([who])
        number = await zone.zone_of(self._graph, identifier)
        await self.refresh()
        of, mine = self._zones.get(number or 0), frozenset({who, *someone.teams})
        reasons = [
            Reason(
                each,
                ()
                if each.predicate.everything
                else ("zone",)
                if of is None
                else tuple(each.predicate.missed(of, mine)),
            )
            for each in self._rights.of(someone)
        ]
        known = self.principal(someone)
        allowed = [each for each in Action if _allowed(known, each, number)]
        return Explanation(tuple(allowed), tuple(reasons))

    async def _effects(self, before: Rights, after: Rights) -> list[Effect]:
        await self.refresh_zones()
        every = frozenset(self._zones)
        changed: list[tuple[str, dict[Action, frozenset[int]], dict[Action, frozenset[int]]]] = []
        for who in await self._store.read(everybody):
            mine = frozenset({who.user, *who.teams})
            was, will = (principal(who.user, rights.of(who), self._zones, mine) for rights in (before, after))
            gained, lost = _more(was, will, every), _more(will, was, every)
            if gained or lost:
                changed.append((who.user, gained, lost))
        held = await zone.holdings(self._graph) if changed else {}
        return [
            Effect(user, tuple(gained), tuple(lost), *_sums(held, gained.values(), lost.values()))
            for user, gained, lost in changed
        ]


def _allowed(known: Principal, action: Action, number: int | None) -> bool:
    where = known.where(action)
    return action not in GLOBAL and known.may(action) and (where is None or number in where)


def _more(one: Principal, other: Principal, every: frozenset[int]) -> dict[Action, frozenset[int]]:
    """What the other may and the one may not: by action the zones, of which there may be none."""
    found: dict[Action, frozenset[int]] = {}
    for action in Action:
        had, has = (
            every if each.where(action) is None else frozenset(each.where(action) or ()) for each in (one, other)
        )
        if has - had or (other.may(action) and not one.may(action)):
            found[action] = has - had
    return found


def _sums(
    held: dict[int, tuple[int, int]], gained: Iterable[frozenset[int]], lost: Iterable[frozenset[int]]
) -> Sequence[int]:
    more, less = frozenset[int]().union(*gained), frozenset[int]().union(*lost)
    sums = [[sum(held.get(each, (0, 0))[part] for each in zones) for zones in (more, less)] for part in (0, 1)]
    return [len(more), len(less), *sums[0], *sums[1]]


def read(connection: Connection) -> Rights:
    """All that is granted."""
    return Rights(
        {row["id"]: _grant(row) for row in connection.execute(select(grant).order_by(grant.c.id)).mappings()},
        {
            row["id"]: Role(row["id"], row["name"], row["description"], _actions(row["actions"]))
            for row in connection.execute(select(role)).mappings()
        },
        frozenset((row[0], row[1]) for row in connection.execute(select(role_binding.c.role, role_binding.c.subject))),
    )


def everybody(connection: Connection) -> list[Someone]:
    """Every user that is let in, with the teams and roles that count, by id."""
    bindings: dict[str, set[str]] = {}
    for held, subject in connection.execute(select(role_binding.c.role, role_binding.c.subject)):
        bindings.setdefault(subject, set()).add(held)
    teams: dict[str, set[str]] = {}
    enabled = select(membership.c.user, membership.c.team).join(team, team.c.id == membership.c.team)
    for member, of_team in connection.execute(enabled.where(team.c.disabled_at.is_(None))):
        teams.setdefault(member, set()).add(of_team)
    found: list[Someone] = []
    for each in connection.execute(select(user.c.id).where(user.c.disabled_at.is_(None)).order_by(user.c.id)).scalars():
        mine = frozenset(teams.get(each, ()))
        roles = frozenset(held for subject in (each, *mine) for held in bindings.get(subject, ()))
        found.append(Someone(each, mine, roles))
    return found


def _told(granted: Grant) -> dict[str, Any]:
    """What the audit is told of a grant."""
    return {
        "name": granted.name,
        "subject": granted.subject,
        "actions": granted.actions,
        "scope": granted.predicate.given(),
    }


def _grant(row: Any) -> Grant:
    return Grant(
        row["id"], row["name"], row["subject"], _actions(row["actions"]), Predicate(**zone.frozen(row["predicate"]))
    )


def _actions(text: str) -> frozenset[Action]:
    return frozenset(map(Action, json.loads(text)))


def _subject(subject: str, rights: Rights) -> None:
    """Raise `Invalid` for what nobody can be, and `NotFound` for a role that there is not."""
    if not subject.startswith(_SUBJECTS) or subject in _SUBJECTS:
        raise Invalid(f"give to a person, service account, team, role or group, by id: one of {', '.join(_SUBJECTS)}…")
    if subject.startswith("role:") and subject not in ROLES and subject not in rights.roles:
        raise NotFound([subject])


def _put(connection: Connection, granted: Grant, by: str) -> None:
    values = {
        "name": granted.name,
        "subject": granted.subject,
        "actions": json.dumps(sorted(granted.actions)),
        "predicate": json.dumps({name: part for name, part in asdict(granted.predicate).items() if part}),
        "changed_at": now(),
        "changed_by": by,
    }
    if not connection.execute(grant.update().where(grant.c.id == granted.id).values(**values)).rowcount:
        connection.execute(grant.insert().values(id=granted.id, created_at=now(), created_by=by, **values))
