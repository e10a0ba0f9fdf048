"""Grants and roles: which actions on which data. They are evaluated over zones, here, and never over nodes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from cypher.errors import Invalid
from cypher.visibility import Action, Principal, Zones
from cypher.zone import SENSITIVITIES, Attributes

GLOBAL = frozenset({Action.VOCABULARY_EDIT, Action.LINEAGE_GAPS, Action.AUDIT_READ, Action.ACCESS_ADMIN})
"""Actions that are about no data in particular: granted everywhere or not at all."""
_LEVELS = (Action.EXISTENCE, Action.PROFILE, Action.MASKED_SAMPLE, Action.RAW_SAMPLE)


def implied(actions: Iterable[Action]) -> frozenset[Action]:
    """These actions and those that they need: the lower levels of disclosure, and the existence of what is acted on."""
    given = frozenset(actions)
    if Action.RAW_SQL in given:
        given |= {Action.SQL_READ}
    level = max((_LEVELS.index(each) for each in given if each in _LEVELS), default=-1)
    if given - GLOBAL:
        level = max(level, 0)
    return given | frozenset(_LEVELS[: level + 1])


@dataclass(frozen=True, slots=True)
class Predicate:
    """On which data: every part that is given must hold, and of a list of values one is enough. None given: on everything.

    `most_sensitive` holds for what has no class or a less sensitive one; `owned` for what the principal or a team of theirs
    owns.
    """

    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    most_sensitive: str | None = None
    owned: bool = False

    @property
    def everything(self) -> bool:
        """Whether it holds for any data."""
        return self == _EVERYTHING

    def holds(self, of: Attributes, mine: frozenset[str]) -> bool:
        """Whether data with these attributes are meant, for someone who is all of `mine`: a person and teams."""
        return next(self.missed(of, mine), None) is None

    def missed(self, of: Attributes, mine: frozenset[str]) -> Iterator[str]:
        """The names of the parts that do not hold."""
        wanted = (
            ("sources", self.sources, (of.source,)),
            ("kinds", self.kinds, (of.kind,)),
            ("domains", self.domains, of.domains),
            ("tags", self.tags, of.tags),
            ("owners", self.owners, of.owners),
            ("classes", self.classes, of.classes),
        )
        yield from (name for name, some, had in wanted if some and set(some).isdisjoint(had))
        levels = ("", *SENSITIVITIES)
        if self.most_sensitive and levels.index(of.sensitivity or "") > levels.index(self.most_sensitive):
            yield "most_sensitive"
        if self.owned and mine.isdisjoint(of.owners):
            yield "owned"

    def given(self) -> dict[str, object]:
        """The parts that are given, by name."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}


_EVERYTHING = Predicate()


@dataclass(frozen=True, slots=True)
class Grant:
    """`actions` on what `predicate` holds for, for the `subject`: the id of a person, service account, team or role."""

    id: str
    name: str
    subject: str
    actions: frozenset[Action]
    predicate: Predicate = _EVERYTHING

    def checked(self) -> "Grant":
        """Itself; raises `Invalid` where it grants nothing, or limits what cannot be limited."""
        if not self.actions:
            raise Invalid("grant at least one action")
        if not self.predicate.everything and (wide := sorted(self.actions & GLOBAL)):
            raise Invalid(f"{', '.join(wide)} cannot be limited to some data: grant it on everything, or not at all")
        return self


@dataclass(frozen=True, slots=True)
class Role:
    """What a group of people may do: `actions` on what `predicate` holds for, and what is granted to the role besides."""

    id: str
    name: str
    description: str | None
    actions: frozenset[Action]
    predicate: Predicate = _EVERYTHING

    @property
    def grant(self) -> Grant:
        """What the role itself gives."""
        return Grant(self.id, self.name, self.id, self.actions, self.predicate)


def _role(slug: str, description: str, *actions: Action, predicate: Predicate = _EVERYTHING) -> Role:
    return Role(f"role:{slug}", slug.capitalize(), description, implied(actions), predicate)


_READS = (Action.PROFILE, Action.SQL_READ)
_STEWARDSHIP = (Action.METADATA_EDIT, Action.OWNERSHIP_EDIT, Action.CLASSIFY)
ROLES: Mapping[str, Role] = {
    role.id: role
    for role in (
        _role("viewer", "Sees what there is, without values.", Action.EXISTENCE),
        _role("analyst", "Reads profiles and queries.", *_READS),
        _role(
            "steward",
            "Describes, tags, classifies and names owners.",
            *_READS,
            *_STEWARDSHIP,
            Action.VOCABULARY_EDIT,
            Action.MASKED_SAMPLE,
        ),
        _role(
            "owner",
            "Does all that a steward does, with what they or their teams own.",
            *_READS,
            *_STEWARDSHIP,
            Action.SOURCE_READ,
            Action.RAW_SAMPLE,
            Action.RAW_SQL,
            predicate=Predicate(owned=True),
        ),
        _role(
            "engineer",
            "Sets up sources, scans them and states lineage.",
            *_READS,
            Action.SOURCE_READ,
            Action.SOURCE_EDIT,
            Action.SCAN_RUN,
            Action.LINEAGE_EDIT,
            Action.LINEAGE_GAPS,
        ),
        _role(
            "compliance",
            "Reads, classifies and exports everything, and reads the audit.",
            *_READS,
            Action.CLASSIFY,
            Action.EXPORT,
            Action.LINEAGE_GAPS,
            Action.AUDIT_READ,
        ),
        _role("admin", "Does everything.", *Action),
    )
}
"""The roles there always are, by id."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of grants does to a user: what becomes possible or impossible, in how many zones, on how much."""

    user: str
    gained: tuple[Action, ...]
    lost: tuple[Action, ...]
    zones_gained: int
    zones_lost: int
    assets_gained: int
    assets_lost: int
    columns_gained: int
    columns_lost: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A grant, or what a role gives, and whether it holds for a thing; `missed` are the parts of its predicate that do not."""

    grant: Grant
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What someone may do with a thing, and every grant of theirs with why it counts or does not."""

    actions: tuple[Action, ...]
    reasons: tuple[Reason, ...]


def principal(
    identifier: str, grants: Iterable[Grant], known: Mapping[int, Attributes], mine: frozenset[str]
) -> Principal:
    """Who has these grants, all given to `mine` or their roles: where each action is allowed, among the `known` zones."""
    everywhere: set[Action] = set()
    some: dict[Action, set[int]] = {}
    for grant in grants:
        actions = implied(grant.actions)
        if grant.predicate.everything:
            everywhere |= actions
            continue
        held = [number for number, of in known.items() if grant.predicate.holds(of, mine)]
        for action in actions - GLOBAL:
            some.setdefault(action, set()).update(held)
    if everywhere >= set(Action):
        return Principal(identifier)
    allowed: dict[Action, Zones] = {
        action: None if action in everywhere else tuple(sorted(some[action])) for action in everywhere | some.keys()
    }
    return Principal(identifier, allowed.get(Action.EXISTENCE, ()), allowed)
