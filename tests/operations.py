"""Generated operations over a schema: what a front end could ask, and what one should not.

Documents are valid but for chance; values are now and then out of range, of another list, or null.
"""

from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from hypothesis import strategies as st

TEXTS = ["email", "e", "Straße ♥", "STRASSE", 'a"b\\c', "", "shop", "customers", "RDER"]
MOMENTS = ["2023-11-14T22:13:20Z", "2023-11-14T22:13:20.123456+00:00", "1999-01-01T00:00:00"]
LIKELY = {"last": 6, "before": 8, "after": 15}
"""In per cent: how often an argument is given."""
NUMBERS = [0, 1, 2, 3, 5_000_000_000, -7]
FRACTIONS = [0, 0.4, 0.5, 0.95, 1, -1.5]


@dataclass
class Pools:
    """What identifies things in the graph that is asked."""

    ids: dict[str, list[str]]
    """By type."""
    cursors: dict[str, list[str]]
    """By the connection: `Asset.columns`, and for all nodes of a type its name."""
    odd: list[str]
    """Ids of nothing."""


@dataclass
class Operation:
    text: str
    variables: dict[str, Any] = field(default_factory=dict)
    other: dict[str, Any] = field(default_factory=dict)
    """Other values of the same variables."""
    name: str | None = None


@st.composite
def operations(draw: st.DrawFn, schema: GraphQLSchema, roots: list[str], pools: Pools) -> Operation:
    return _Writer(draw, schema, pools).operation(roots)


class _Writer:
    def __init__(self, draw: st.DrawFn, schema: GraphQLSchema, pools: Pools) -> None:
        self.draw, self.schema, self.pools = draw, schema, pools
        self.definitions: list[str] = []
        self.variables: list[dict[str, Any]] = [{}, {}]
        self.fragments: list[tuple[str, str, str]] = []
        self.count = 0

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(0, 99)) < percent

    def one_of(self, values: Any) -> Any:
        return self.draw(st.sampled_from(list(values)))

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def operation(self, roots: list[str]) -> Operation:
        query = self.schema.query_type
        fields = [
            self.field(query, name, depth=3)
            for name in self.draw(st.lists(st.sampled_from(roots), min_size=1, max_size=3))
        ]
        if self.chance(10):
            fields.append(self.one_of(["__typename", "t: __typename", "sourceKinds { kind }"]))
        body = " ".join(fields)
        if self.chance(10):
            body = f"... on Query {self.directive()} {{ {body} }}"
        name = self.one_of([None, "Q", "Ask"])
        head = f"({', '.join(self.definitions)})" if self.definitions else ""
        text = f"query {name or ''}{head} {{ {body} }}" + "".join(
            f"\nfragment {fragment} on {type_} {selection}" for fragment, type_, selection in self.fragments
        )
        return Operation(text, *self.variables, name if self.chance(50) else None)

    def field(self, parent: Any, name: str, depth: int) -> str:
        declared = parent.fields[name]
        type_ = get_named_type(declared.type)
        node = type_.name.removesuffix("Connection")
        if node == "Lineage":  # a walk begins at a node of the type that the field's name begins with
            node = f"{name.removesuffix('Impact').removesuffix('Lineage')}Impact"
        at = {"ids": self.ids(node), "list": node if parent is self.schema.query_type else f"{parent.name}.{name}"}
        arguments = [
            f"{argument}: {self.value(of.type, 2, argument=argument, **at)}"
            for argument, of in declared.args.items()
            if is_required_argument(of) or self.chance(LIKELY.get(argument, 30))
        ]
        listed = f"({', '.join(arguments)})" if arguments else ""
        alias = f"{self.fresh('k')}: " if declared.args or self.chance(15) else ""
        head = f"{alias}{name}{listed} {self.directive()}"
        if is_leaf_type(type_):
            return head
        written = f"{head} {self.selection(type_, depth)}"
        if self.chance(12):  # the same field again: the selections are merged
            written += f" {alias}{name}{listed} {self.selection(type_, depth)}"
        return written

    def ids(self, node: str) -> list[str]:
        """Ids of nodes of a type or of an interface, now and then of another or of none."""
        known = self.pools.ids
        if self.chance(4):
            return [*self.pools.odd, *(each for ids in known.values() for each in ids)]
        return known.get(node) or [each for ids in known.values() for each in ids]

    def directive(self) -> str:
        if not self.chance(8):
            return ""
        value = self.one_of(["true", "false"]) if self.chance(50) else self.variable("Boolean!", st.booleans())
        return f"@{self.one_of(['skip', 'include'])}(if: {value})"

    def selection(self, type_: Any, depth: int) -> str:
        below = {name: of for name, of in type_.fields.items() if depth > 0 or is_leaf_type(get_named_type(of.type))}
        parts = ["__typename"] if not below or self.chance(15) else []
        if below:
            names = self.draw(st.lists(st.sampled_from(sorted(below)), min_size=1, max_size=3))
            if "nodes" in below and self.chance(60):
                names.append("nodes")
            for name in names:
                levels = depth if name in ("nodes", "edges", "node", "pageInfo") else depth - 1
                parts.append(self.field(type_, name, levels))
        if isinstance(type_, GraphQLInterfaceType):
            some = st.lists(st.sampled_from(self.schema.get_possible_types(type_)), max_size=3, unique_by=str)
            parts += [
                f"... on {possible.name} {self.directive()} {self.selection(possible, depth - 1)}"
                for possible in self.draw(some)
            ]
        elif isinstance(type_, GraphQLObjectType) and self.chance(12):
            on = self.one_of(["", f"on {type_.name} ", *(f"on {of.name} " for of in type_.interfaces)])
            inner = self.schema.type_map[on.split()[1]] if on else type_
            parts.append(f"... {on}{self.directive()} {self.selection(inner, depth - 1)}")
        if self.chance(12):
            fragment = self.fresh("F")
            self.fragments.append((fragment, type_.name, self.selection(type_, depth - 1)))
            parts.append(f"...{fragment} {self.directive()}")
            if self.chance(30):
                parts.append(f"...{fragment}")
        return "{ " + " ".join(self.draw(st.permutations(parts))) + " }"

    def variable(self, type_: str, values: st.SearchStrategy[Any], default: str = "") -> str:
        name = self.fresh("v")
        self.definitions.append(f"${name}: {type_}{default}")
        for given in self.variables:
            value = self.draw(values)
            if type_.endswith("!") or not self.chance(4):
                given[name] = value if type_.endswith("!") or not self.chance(3) else None
        return f"${name}"

    def value(self, type_: Any, depth: int, **at: Any) -> str:
        """A literal, or a variable of this type."""
        if self.chance(45):
            return self.variable(str(type_), st.builds(lambda: self.plain(type_, depth, **at)))
        inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(inner, GraphQLList) and self.chance(90):
            return f"[{', '.join(self.value(inner.of_type, depth, **at) for _ in range(self.draw(st.integers(0, 2))))}]"
        if isinstance(inner, GraphQLList):
            return self.value(inner.of_type, depth, **at)
        if isinstance(inner, GraphQLInputObjectType):
            parts = [
                f"{name}: {self.value(inner.fields[name].type, depth - 1, **at | {'argument': name})}"
                for name in self.keys(inner, depth)
            ]
            return f"{{{', '.join(parts)}}}"
        plain = self.plain(type_, depth, **at)
        return plain if isinstance(inner, GraphQLEnumType) and plain else orjson.dumps(plain).decode()

    def keys(self, type_: GraphQLInputObjectType, depth: int) -> list[str]:
        flat = [
            name
            for name, of in type_.fields.items()
            if depth > 1 or not isinstance(get_named_type(of.type), GraphQLInputObjectType)
        ]
        return self.draw(st.lists(st.sampled_from(flat), max_size=2, unique=True)) if flat else []

    def plain(self, type_: Any, depth: int, **at: Any) -> Any:
        """A value as JSON has it."""
        if not isinstance(type_, GraphQLNonNull) and self.chance(2):
            return None
        match type_.of_type if isinstance(type_, GraphQLNonNull) else type_:
            case GraphQLList() as listed:
                return [self.plain(listed.of_type, depth, **at) for _ in range(self.draw(st.integers(0, 3)))]
            case GraphQLInputObjectType() as given:
                fields = given.fields
                return {
                    name: self.plain(fields[name].type, depth - 1, **at | {"argument": name})
                    for name in self.keys(given, depth)
                }
            case GraphQLEnumType() as enum:
                return self.one_of(enum.values)
            case scalar:
                return self.one_of(self.scalars(scalar.name, **at))

    def scalars(self, scalar: str, *, argument: str, ids: list[str], **at: Any) -> list[Any]:
        if argument in ("after", "before"):
            cursors = self.pools.cursors.get(at["list"])
            return cursors if cursors and not self.chance(3) else ["x", "WyJhIiwxXQ"]
        if argument in ("depth", "limit"):
            return [0, 1_001] if self.chance(2) else [1, 1, 2, 3, 9, 100]
        if argument in ("first", "last"):
            return [101, -1] if self.chance(2) else [0, 1, 2, 2, 3, 3, 5, 100]
        values = {"String": TEXTS, "Boolean": [True, False], "Float": FRACTIONS, "DateTime": MOMENTS}
        return ids if scalar == "ID" else values.get(scalar, NUMBERS)
