"""How much an operation's arguments hold, written in the document and in its variables."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import ListValueNode, ObjectValueNode, ValueNode, VariableNode

MOST = 2**31 - 1
"""Where counting ends: whatever is more is refused all the same, and GraphQL's `Int` ends here."""

Variables = Mapping[str, Any]
"""As they came: not coerced, perhaps wrong."""


@dataclass(slots=True)
class Inputs:
    """What is written in arguments: how many lists and objects, levels of objects, and where variables stand in them."""

    count: int = 0
    levels: int = 0
    uses: Counter[str] = field(default_factory=Counter[str])
    within: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, other: "Inputs") -> None:
        """Put those of a field or a fragment to these."""
        self.count = min(self.count + other.count, MOST)
        self.levels = max(self.levels, other.levels)
        self.uses.update(other.uses)
        for name, level in other.within.items():
            self.within[name] = max(level, self.within.get(name, 0))

    def read(self, value: ValueNode) -> None:
        """Put an argument's value to these."""
        open_ = [(value, 0)]
        while open_:
            node, level = open_.pop()
            self.levels = max(self.levels, level)
            if isinstance(node, VariableNode):
                self.uses[node.name.value] += 1
                self.within[node.name.value] = max(level, self.within.get(node.name.value, 0))
            elif isinstance(node, ListValueNode):
                self.count += 1
                open_ += [(each, level) for each in node.values]
            elif isinstance(node, ObjectValueNode):
                self.count += 1
                open_ += [(each.value, level + 1) for each in node.fields]

    def total(self, variables: Variables) -> tuple[int, int]:
        """Lists and objects, and levels of objects, with what is in the variables."""
        count, levels = self.count, self.levels
        for name, times in self.uses.items():
            containers, deep = _containers(variables.get(name))
            count += times * containers
            levels = max(levels, self.within[name] + deep)
        return min(count, MOST), levels


def _containers(value: object) -> tuple[int, int]:
    """How many lists and objects a JSON value has, and levels of objects."""
    count, levels, open_ = 0, 0, [(value, 0)]
    while open_:
        node, level = open_.pop()
        levels = max(levels, level)
        if isinstance(node, dict):
            count += 1
            open_ += [(each, level + 1) for each in cast("dict[str, object]", node).values()]
        elif isinstance(node, list):
            count += 1
            open_ += [(each, level) for each in cast("list[object]", node)]
    return count, levels
