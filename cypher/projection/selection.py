"""What the compiler reads: selected fields, merged and with their arguments, by concrete type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a selection: `key` is its name in the response, `name` in the schema."""

    key: str
    name: str
    arguments: Mapping[str, Any]
    selection: "Selection | None" = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields asked of each concrete type; of an object type there is one entry."""

    by_type: Mapping[str, tuple[Field, ...]]

    def of(self, name: str) -> tuple[Field, ...]:
        """The fields asked of the type `name`."""
        return self.by_type.get(name, ())

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the one type that this is of."""
        (fields,) = self.by_type.values()
        return fields


def named(type_name: str, selection: Selection) -> str:
    """What a statement is called in metrics: `Asset{id,name}`."""
    names = (field.name for fields in selection.by_type.values() for field in fields)
    return f"{type_name}{{{','.join(dict.fromkeys(names))}}}"
