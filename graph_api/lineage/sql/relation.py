"""What a query yields: named outputs, and for each where its values come from."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph_api.lineage.base import Transformation

Path = tuple[str, ...]
Origin = tuple[Path, str]
How = tuple[Transformation, bool]  # the strongest transformation on the way, and whether every way masks
Flow = dict[Origin, How]

IDENTITY: How = (Transformation.IDENTITY, False)
_RANK = {Transformation.IDENTITY: 0, Transformation.TRANSFORMATION: 1, Transformation.AGGREGATION: 2}


def stronger(one: Transformation, other: Transformation) -> Transformation:
    """Return what both steps together are."""
    return one if _RANK[one] >= _RANK[other] else other


def add(flow: Flow, more: Flow, how: How = IDENTITY) -> None:
    """Let `more`, taken through one further step `how`, flow into `flow` too."""
    for origin, (transformation, masked) in more.items():
        through = (stronger(transformation, how[0]), masked or how[1])
        known = flow.get(origin)
        flow[origin] = through if known is None else (stronger(known[0], through[0]), known[1] and through[1])


def transformed(flow: Flow) -> Flow:
    """Return the flow of something made of what another flow is of."""
    result: Flow = {}
    add(result, flow, (Transformation.TRANSFORMATION, False))
    return result


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier as its dialect folds it; `loose` ones also match names that differ in case only."""

    text: str
    loose: bool = True

    def matches(self, other: str) -> bool:
        """Whether this names `other`."""
        return self.text == other or (self.loose and self.text.casefold() == other.casefold())


@dataclass(slots=True)
class Output:
    """One column of a relation; an expression without alias has the name '', and is `called` as its engine does.

    `fields` are the names of the parts of a row that the query itself makes.
    """

    name: str
    flow: Flow
    called: str = ""
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class Relation:
    """The columns of a table, query or table function, in order.

    `rest` are the sources of `*` whose columns nobody knows: a name not among `outputs` may be of one of them (of every
    table of one entry, where a union put them together). `hidden` names are not. `anything` is the flow of a name that is not
    known at all: the fields of what UNNEST yields. One that is `is_open` has columns that only the data can name.
    """

    outputs: list[Output] = field(default_factory=list[Output])
    rest: tuple[frozenset[Path], ...] = ()
    hidden: frozenset[str] = frozenset()
    anything: Flow | None = None
    is_open: bool = False
    _exact: dict[str, Output] = field(default_factory=dict[str, Output])
    _folded: dict[str, Output] = field(default_factory=dict[str, Output])

    def find(self, name: Name) -> Flow | None:
        """Return the flow of a column that is known to be here."""
        found = self.output(name)
        return None if found is None else found.flow

    def output(self, name: Name) -> Output | None:
        """Return a column that is known to be here."""
        if len(self._exact) == 0 and self.outputs:
            for output in self.outputs:
                known = output.name or output.called
                self._exact.setdefault(known, output)
                self._folded.setdefault(known.casefold(), output)
        found = self._exact.get(name.text)
        if found is None and name.loose:
            found = self._folded.get(name.text.casefold())
        return found

    def pour(self, outputs: Iterable[Output]) -> None:
        """Let more flow into the columns of these names."""
        for output in outputs:
            known = self.find(Name(output.name, loose=False))
            if known is None:
                self.outputs.append(Output(output.name, known := {}))
                self._exact.clear()
                self._folded.clear()
            add(known, output.flow)

    def guess(self, name: Name) -> Flow | None:
        """Return the flow of a column that can only be of the one source with unknown columns."""
        if len(self.rest) != 1 or any(name.matches(each) for each in self.hidden):
            return None
        return {(path, name.text): IDENTITY for path in self.rest[0]}

    def renamed(self, names: Iterable[str]) -> "Relation":
        """Return the relation with its first columns renamed, as `AS t(a, b)` does."""
        new = list(names)
        if self.rest:
            return self if not new else Relation([Output(name, {}) for name in new], self.rest)
        kept = self.outputs[len(new) :]
        first = [Output(name, old.flow, fields=old.fields) for name, old in zip(new, self.outputs, strict=False)]
        if len(new) > len(self.outputs):
            first += [Output(name, dict(self.anything or {})) for name in new[len(self.outputs) :]]
        return Relation([*first, *kept], anything=self.anything, is_open=self.is_open)


def union(left: Relation, right: Relation, *, by_name: bool = False, owned: bool = False) -> Relation:
    """Return the relation of a set operation: the left one's names, both ones' flows; an `owned` left one is used up."""
    outputs: list[Output] = []
    named = by_name or bool(left.rest or right.rest)
    for index, output in enumerate(left.outputs):
        flow = output.flow if owned else dict(output.flow)
        if named:
            more = right.find(Name(output.name))
            if more is None:
                more = right.guess(Name(output.name))
            add(flow, more or {})
        elif index < len(right.outputs):
            add(flow, right.outputs[index].flow)
        outputs.append(Output(output.name, flow, output.called))
    if named:
        outputs += [each for each in right.outputs if left.find(Name(each.name)) is None]
    else:
        outputs += right.outputs[len(outputs) :]
    if len(left.rest) == len(right.rest) == 1:
        rest: tuple[frozenset[Path], ...] = (left.rest[0] | right.rest[0],)
    else:
        rest = left.rest + right.rest
    return Relation(outputs, rest, left.hidden & right.hidden)
