"""What an operation would cost, how deep it goes and how often it renames, known before it is validated or run.

One pass over the document: each fragment is measured once, so the work is linear in its text, whatever it expands to.
Only how large a page is may depend on variables: those sums are kept as steps, added up anew for each request.

The cost of an operation is the number of objects that it can return at most, and of what makes Neo4j work:

- a root field costs 1, of a mutation 10 more; an object costs 1, a scalar nothing;
- a list costs what one of its rows costs, times the page: `first`, `last` or `limit` of the field around it, or the
  number of `ids`, `texts` or `columns` that are given; 20 where a connection is not told, 5 where a list takes no such
  argument (tags, owners …);
- `totalCount` costs 10, and so does each hop of a walk's `depth`; each of the `facets` costs 110, up to 100
  values being counted; `__schema` and `__type` cost 500 with all that is below.

Fields count as they are written, at each place where their fragment is spread, whatever `@skip` and `@include` say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    value_from_ast_untyped,
)

from cypher.page import DEFAULT_FIRST, MOST_FIRST
from schema.inputs import MOST, Inputs, Variables

MOST_LIMIT = 1_000
MOST_TEXTS = 100
MOST_COLUMNS = 40
MOST_DEPTH = 100
_LIST, _FACETS, _MUTATION, _INTROSPECTION, _COUNT, _HOP = 5, 100, 10, 500, 10, 10
_PAGES = {
    "first": MOST_FIRST,
    "last": MOST_FIRST,
    "limit": MOST_LIMIT,
    "ids": MOST_FIRST,
    "texts": MOST_TEXTS,
    "columns": MOST_COLUMNS,
}


@dataclass(frozen=True, slots=True)
class _Size:
    """How many rows an argument asks for: the larger of what is written and what the variables hold, if they hold any."""

    names: tuple[str, ...]
    written: int
    default: int
    most: int

    def of(self, variables: Variables) -> int:
        given = [number for name in self.names if (number := _number(variables.get(name), self.most)) is not None]
        return max([*given, self.written]) if given or self.written >= 0 else self.default


@dataclass(frozen=True, slots=True)
class _Sum:
    """A number, and numbers of earlier steps, each so many times."""

    constant: int = 0
    terms: tuple[tuple[int | _Size, int], ...] = ()

    def __add__(self, other: "_Sum") -> "_Sum":
        return _Sum(min(self.constant + other.constant, MOST), self.terms + other.terms)


@dataclass(slots=True)
class _Part:
    """A selection set: what it costs once (`own`), and again for each row of the page that it is in (`each`)."""

    own: _Sum = field(default_factory=_Sum)
    each: _Sum = field(default_factory=_Sum)
    depth: int = 0
    aliases: int = 0
    fields: int = 0
    inputs: Inputs = field(default_factory=Inputs)

    def add(self, other: "_Part", levels: int = 0) -> None:
        """Put a field or a fragment into this set."""
        self.own += other.own
        self.each += other.each
        self.depth = max(self.depth, other.depth + levels)
        self.aliases = min(self.aliases + other.aliases, MOST)
        self.fields = min(self.fields + other.fields, MOST)
        self.inputs.add(other.inputs)


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of an operation: levels of fields, aliases and root fields with every fragment in its place."""

    depth: int
    aliases: int
    root_fields: int
    _cost: _Sum
    _steps: Sequence[_Sum]
    _inputs: Inputs
    _defaults: Variables

    def cost(self, variables: Variables) -> int:
        """What it costs with these variables, as they came: objects and more, at most `MOST`."""
        if not self._cost.terms:
            return self._cost.constant
        given = {**self._defaults, **variables}
        values: list[int] = []
        for step in (*self._steps, self._cost):
            below = ((size if isinstance(size, int) else size.of(given)) * values[at] for size, at in step.terms)
            values.append(min(step.constant + sum(below), MOST))
        return values[-1]

    def inputs(self, variables: Variables) -> tuple[int, int]:
        """How many lists and objects its arguments have, and levels of objects: the conditions of filters, above all."""
        return self._inputs.total({**self._defaults, **variables})


def measure(schema: GraphQLSchema, document: DocumentNode, operation_name: str | None) -> Measure | None:
    """Measure one operation of a document that need not be valid.

    None where validation will refuse the document whatever it costs: there is no such operation, or a fragment spreads itself.
    """
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if operation_name is not None:
        operations = [node for node in operations if node.name and node.name.value == operation_name]
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    spreads = {name: set(_spreads(node.selection_set)) for name, node in fragments.items()}
    try:
        order = tuple(TopologicalSorter(spreads).static_order())
    except CycleError:
        return None
    if len(operations) != 1:
        return None
    measuring = _Measuring(schema)
    for name in order:
        if name in fragments:
            measuring.fragment(fragments[name])
    return measuring.operation(operations[0])


class _Measuring:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._fragments: dict[str, _Part] = {}
        self._steps: list[_Sum] = []

    def fragment(self, node: FragmentDefinitionNode) -> None:
        """Measure a fragment, those that it spreads being measured."""
        part = self._set(node.selection_set, self._schema.type_map.get(node.type_condition.name.value))
        part.own, part.each = self._times(1, part.own), self._times(1, part.each)
        self._fragments[node.name.value] = part

    def operation(self, node: OperationDefinitionNode) -> Measure:
        """Measure an operation, its fragments being measured."""
        part = self._set(node.selection_set, self._schema.get_root_type(node.operation))
        each_root = 1 + (_MUTATION if node.operation is OperationType.MUTATION else 0)
        roots = _Sum(min(each_root * part.fields, MOST))
        return Measure(
            part.depth,
            part.aliases,
            part.fields,
            roots + part.own + self._times(_LIST, part.each),
            tuple(self._steps),
            part.inputs,
            {
                definition.variable.name.value: value_from_ast_untyped(definition.default_value)
                for definition in node.variable_definitions or ()
                if definition.default_value
            },
        )

    def _times(self, size: int | _Size, each: _Sum) -> _Sum:
        if not each.terms and isinstance(size, int):
            return _Sum(min(size * each.constant, MOST))
        if each == _Sum():
            return each
        self._steps.append(each)
        return _Sum(0, ((size, len(self._steps) - 1),))

    def _set(self, selection_set: SelectionSetNode | None, type_: Any) -> _Part:
        part = _Part()
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                part.add(self._field(node, type_), levels=1)
            elif isinstance(node, FragmentSpreadNode):
                part.add(self._fragments.get(node.name.value, _Part()))
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                within = self._schema.type_map.get(condition.name.value) if condition else type_
                part.add(self._set(node.selection_set, within))
        return part

    def _field(self, node: FieldNode, type_: Any) -> _Part:
        name = node.name.value
        declared = cast("GraphQLField | None", getattr(type_, "fields", {}).get(name))
        below = self._set(node.selection_set, _named(declared))
        part = _Part(depth=below.depth, aliases=below.aliases + (node.alias is not None), fields=1)
        part.inputs = below.inputs
        for argument in node.arguments or ():
            part.inputs.read(argument.value)
        if name in ("__schema", "__type"):
            part.own = _Sum(_INTROSPECTION)
        elif node.selection_set is None:
            part.own = _Sum(_COUNT if name == "totalCount" else 0)
        else:
            self._object(part, below, node, declared)
        return part

    def _object(self, part: _Part, below: _Part, node: FieldNode, declared: GraphQLField | None) -> None:
        """A field that returns objects: one of its own, one for each row of the page around it, or for each of its ids."""
        arguments = node.arguments or ()
        page = _page(arguments, declared)
        if declared is None or not _is_list(declared):
            part.own = _Sum(1) + below.own + self._times(_LIST if page is None else page, below.each)
            if declared and "depth" in declared.args:
                part.own += self._times(_argument(arguments, declared, ("depth",), MOST_DEPTH), _Sum(_HOP))
            return
        row = _Sum(1) + below.own + self._times(_LIST, below.each)
        if getattr(_named(declared), "name", None) == "Facet":
            part.own = _Sum(_COUNT) + self._times(_FACETS, row)
        elif page is None:
            part.each = row
        else:
            part.own = self._times(page, row)


def _named(declared: GraphQLField | None) -> object:
    """The type of what a field returns, below lists and non-null; graphql-core's wrappers are generic in what they wrap."""
    return cast("object", get_named_type(cast("Any", declared).type)) if declared else None


def _is_list(declared: GraphQLField) -> bool:
    type_ = cast("Any", declared).type
    return isinstance(cast("Any", type_).of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def _page(arguments: Sequence[ArgumentNode], declared: GraphQLField | None) -> int | _Size | None:
    """How many rows a field with arguments for it asks for."""
    names = tuple(name for name in _PAGES if declared and name in declared.args)
    return _argument(arguments, declared, names, max(map(_PAGES.__getitem__, names))) if declared and names else None


def _argument(
    arguments: Sequence[ArgumentNode], declared: GraphQLField, names: tuple[str, ...], most: int
) -> int | _Size:
    values = [node.value for node in arguments if node.name.value in names]
    variables = tuple(value.name.value for value in values if isinstance(value, VariableNode))
    written = [size for value in values if (size := _number(_written(value), most)) is not None]
    declared_default = _number(declared.args[names[0]].default_value, most)
    default = DEFAULT_FIRST if declared_default is None else declared_default
    if not variables:
        return max(written, default=default)
    return _Size(variables, max(written, default=-1), default, most)


def _written(value: ValueNode) -> Any:
    """An integer or a list, of which only the length matters."""
    if isinstance(value, ListValueNode):
        return value.values
    return int(value.value[:12]) if isinstance(value, IntValueNode) else None


def _number(value: object, most: int) -> int | None:
    """A page's size, 0 to `most`: more is refused by its field, with a reason of its own."""
    if isinstance(value, list | tuple):
        return len(cast("Sequence[object]", value))
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
        return None
    return min(max(int(value), 0), most)


def _spreads(selection_set: SelectionSetNode | None) -> Iterator[str]:
    """The names of the fragments that are spread anywhere below."""
    for node in selection_set.selections if selection_set else ():
        if isinstance(node, FragmentSpreadNode):
            yield node.name.value
        elif isinstance(node, FieldNode | InlineFragmentNode):
            yield from _spreads(node.selection_set)
