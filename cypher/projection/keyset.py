"""The order of a page: what its rows are sorted by, which rows stand after a cursor, and which cursors are of this order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cypher import page
from cypher.model import Edge, Node, Order, Property, Towards


@dataclass(frozen=True, slots=True)
class Keyset:
    """Rows by the value of `order`, and where several have it, by what is unique; `descending` as a whole."""

    order: Order
    tie: Order | None
    of_relationship: bool
    descending: bool
    name: str

    @classmethod
    def of(cls, edge: Edge, node: Node, asked: Any) -> "Keyset":
        """The order of a connection of `node`s; `asked` is its argument `orderBy`, whose enum values are `Order`s."""
        order: Order | None = asked["by"].value if asked else edge.order
        assert order is not None, "a list is in some order"
        told = (field for field in node.fields.values() if isinstance(field, Property))
        rule = next((field.requires for field in told if field.property == order.property), None)
        order = replace(order, requires=rule)
        descending = bool(asked) and asked["direction"].value == Towards.DESC
        of_relationship = bool(edge.properties)
        tie = Order("key") if of_relationship else None if order.property == node.order.property else node.order
        name = f"{edge.wrapper}.{order.property}{' descending' if descending else ''}"
        return cls(order, tie, of_relationship, descending, name)

    def keys(self, variable: str, relationship: str) -> tuple[str, ...]:
        """The values that a row is sorted by."""
        first = self.order.of(variable)
        return (
            (first,) if self.tie is None else (first, self.tie.of(relationship if self.of_relationship else variable))
        )

    def read(self, cursor: str, index: int) -> Any:
        """The value at `index` of a cursor's; raises `InvalidPage`."""
        kinds = (self.order.kind,) if self.tie is None else (self.order.kind, self.tie.kind)
        return page.keyset(cursor, self.name, *kinds)[index]


def sorted_by(keys: Sequence[str], *, descending: bool) -> str:
    """`ORDER BY` one way as a whole, so that pages can be read from either end."""
    return "ORDER BY " + ", ".join(f"{key} DESC" if descending else key for key in keys)


def beyond(keys: Sequence[str], values: Sequence[str], sign: str) -> str:
    """The test that a row's `keys` are beyond `values`, `sign` being `>` or `<`."""
    if len(keys) == 1:
        return f"{keys[0]} {sign} {values[0]}"
    (key, tie), (value, last) = keys, values
    return f"{key} {sign}= {value} AND ({key} {sign} {value} OR {tie} {sign} {last})"
