"""Who may see what, as a list of zones, and do what there (docs/graph-model.md, "Visibility is a number")."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cypher.errors import Forbidden

_MOST_NAMED = 20


class Action(StrEnum):
    """What can be granted. The first four are levels of disclosure, each with all before it."""

    EXISTENCE = "EXISTENCE"
    PROFILE = "PROFILE"
    MASKED_SAMPLE = "MASKED_SAMPLE"
    RAW_SAMPLE = "RAW_SAMPLE"
    SQL_READ = "SQL_READ"
    RAW_SQL = "RAW_SQL"
    SOURCE_READ = "SOURCE_READ"
    EXPORT = "EXPORT"
    METADATA_EDIT = "METADATA_EDIT"
    OWNERSHIP_EDIT = "OWNERSHIP_EDIT"
    CLASSIFY = "CLASSIFY"
    LINEAGE_EDIT = "LINEAGE_EDIT"
    SOURCE_EDIT = "SOURCE_EDIT"
    SCAN_RUN = "SCAN_RUN"
    VOCABULARY_EDIT = "VOCABULARY_EDIT"
    LINEAGE_GAPS = "LINEAGE_GAPS"
    AUDIT_READ = "AUDIT_READ"
    ACCESS_ADMIN = "ACCESS_ADMIN"


Zones = tuple[int, ...] | None
"""Numbers of zones; None: everywhere, in zones that come to be too."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. `zones` None: everything is visible; else only nodes whose `zone` is in the list.

    `allowed` says where each action is granted; without it, whoever sees everything may do everything, and others only see.
    """

    id: str
    zones: Zones = None
    allowed: Mapping[Action, Zones] | None = None

    @property
    def visible(self) -> list[int] | None:
        """The value of `$zones` in every statement."""
        return None if self.zones is None else list(self.zones)

    @property
    def unrestricted(self) -> bool:
        """Whether everything is allowed everywhere."""
        return self.zones is None and self.allowed is None

    def may(self, action: Action) -> bool:
        """Whether the action is granted anywhere."""
        if self.allowed is not None:
            return action in self.allowed
        return self.zones is None or action is Action.EXISTENCE

    def where(self, action: Action) -> Zones:
        """The zones in which the action is granted."""
        if action is Action.EXISTENCE or (self.allowed is None and self.zones is None):
            return self.zones
        return () if self.allowed is None else self.allowed.get(action, ())

    def without(self, action: Action) -> "Principal":
        """The same one, but for this action."""
        allowed = dict.fromkeys(Action) if self.unrestricted else dict(self.allowed or {Action.EXISTENCE: self.zones})
        allowed.pop(action, None)
        return Principal(self.id, self.zones, allowed)

    def narrowed(self, actions: frozenset[Action]) -> dict[str, list[int] | None]:
        """The values of `zones_parameter` of each action."""
        found = {action: self.where(action) for action in actions}
        return {zones_parameter(each): None if zones is None else list(zones) for each, zones in found.items()}

    def demand(self, action: Action, zones: Mapping[str, int | None]) -> None:
        """Raise `Forbidden` with each of these ids, whose zones are given, where the action is not granted."""
        where = self.where(action)
        if where is None:
            return
        refused = sorted(each for each, zone in zones.items() if zone not in where)
        if refused:
            more = len(refused) - _MOST_NAMED
            named = ", ".join(each[:200] for each in refused[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
            raise Forbidden(f"You may see this, but for what you ask you need {action}: {named}.")

    def demand_everywhere(self, action: Action) -> None:
        """Raise `Forbidden` unless the action is granted without any limit."""
        if self.where(action) is not None:
            raise Forbidden(f"You need {action} on everything for this.")


OWNER = Principal("person:owner")
"""Whoever holds the machine: commands on it see and do everything."""


def zone_test(variable: str) -> str:
    """The one constant predicate of every statement."""
    return f"($zones IS NULL OR {variable}.zone IN $zones)"


def zones_parameter(action: Action) -> str:
    """The parameter with the zones of an action, of statements that read what only it discloses."""
    return f"zones_{action.lower()}"


def disclosed(variable: str, value: str, action: Action | None) -> str:
    """A value of a visible node, null where the action that discloses it (None: none is needed) is not granted."""
    if action is None:
        return value
    name = zones_parameter(action)
    return f"CASE WHEN ${name} IS NULL OR {variable}.zone IN ${name} THEN {value} END"
