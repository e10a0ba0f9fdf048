"""Who may see what, as a list of zones (docs/graph-model.md, "Visibility is a number")."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. `zones` None: everything is visible; else only nodes whose `zone` is in the list."""

    id: str
    zones: tuple[int, ...] | None = None

    @property
    def visible(self) -> list[int] | None:
        """The value of `$zones` in every statement."""
        return None if self.zones is None else list(self.zones)


OWNER = Principal("person:owner")
"""Until access control lands, whoever holds the token of the installation."""


def zone_test(variable: str) -> str:
    """The one constant predicate of every statement."""
    return f"($zones IS NULL OR {variable}.zone IN $zones)"
