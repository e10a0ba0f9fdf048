"""A statement that is ready but for its values, and with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from cypher.projection.decoder import Decoder
from cypher.projection.late import Variables, bound
from cypher.visibility import Action, Principal


@dataclass(frozen=True, slots=True)
class Bound:
    """A statement ready to run (but for the zones and, for `nodes`, `$ids`), its name in metrics, and its decoder.

    `actions`: those whose zones are parameters of it, besides `$zones`.
    """

    name: str
    text: LiteralString
    parameters: dict[str, Any]
    sizes: tuple[int, ...]
    decoder: Decoder
    actions: frozenset[Action] = frozenset()

    def parameters_for(self, principal: Principal) -> dict[str, Any]:
        """All values but `$ids`."""
        return {**self.parameters, "zones": principal.visible, **principal.narrowed(self.actions)}

    def decode(self, value: Any) -> Any:
        """What the response says of the column's value."""
        return self.decoder(value, self.sizes)


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement for any values of the variables in it.

    `whole`: every selected field is a projection, nothing of it needs a resolver.
    """

    name: str
    text: LiteralString
    parameters: Mapping[str, Any]
    sizes: tuple[Any, ...]
    decoder: Decoder
    whole: bool
    actions: frozenset[Action] = frozenset()

    def bind(self, variables: Variables) -> Bound:
        """Put the values in; raises `InvalidPage` for cursors and page sizes that cannot be used."""
        parameters = {name: bound(value, variables) for name, value in self.parameters.items()}
        sizes = tuple(bound(size, variables) for size in self.sizes)
        return Bound(self.name, self.text, parameters, sizes, self.decoder, self.actions)
