"""Where a name in a query can come from: the sources of its FROM, those of the queries around it, and common tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_api.lineage.sql.relation import Flow, Name, Path, Relation, add


class LineageError(Exception):
    """A statement that cannot be followed as a whole; the text shows nothing of it but positions."""


class AmbiguousError(Exception):
    """A column that several sources could have; the text names the column and the sources."""


@dataclass(slots=True)
class Source:
    """One item of FROM. `path` is the table's own name where it is a table."""

    alias: str
    relation: Relation
    path: Path = ()
    in_star: bool = True  # the right side of a semi-join is not

    def answers(self, qualifier: tuple[Name, ...]) -> bool:
        """Whether `qualifier.column` may mean this source."""
        if len(qualifier) == 1 and qualifier[0].matches(self.alias):
            return True
        return (
            len(qualifier) > 1
            and len(qualifier) <= len(self.path)
            and all(name.matches(part) for name, part in zip(reversed(qualifier), reversed(self.path), strict=False))
        )


@dataclass(slots=True)
class Scope:
    """The names that one SELECT sees. `parent` is the query around it, for correlated ones."""

    parent: "Scope | None" = None
    tables: Mapping[str, Relation] = field(default_factory=dict[str, Relation])  # common table expressions
    sources: list[Source] = field(default_factory=list[Source])
    merged: dict[str, Flow] = field(default_factory=dict[str, Flow])  # columns that USING made one
    aliases: dict[str, Flow] = field(default_factory=dict[str, Flow])  # of the select list, so far
    aliases_first: bool = False
    windows: dict[str, Flow] = field(default_factory=dict[str, Flow])

    def table(self, name: Name) -> Relation | None:
        """Return the common table that `name` means."""
        for known, relation in self.tables.items():
            if name.matches(known):
                return relation
        return None if self.parent is None else self.parent.table(name)

    def source(self, qualifier: tuple[Name, ...]) -> Source | None:
        """Return the source that a qualifier means, the innermost first."""
        for source in self.sources:
            if source.answers(qualifier):
                return source
        if len(qualifier) == 1:
            for source in self.sources:
                if source.path and qualifier[0].matches(source.path[-1]):
                    return source
        return None if self.parent is None else self.parent.source(qualifier)

    @property
    def staged(self) -> bool:
        """Whether the rows are those of a file, whose fields go by position."""
        return len(self.sources) == 1 and self.sources[0].path[:1] != () and self.sources[0].path[0].startswith("@")

    def has(self, name: Name) -> bool:
        """Whether a source here or around is known to have a column."""
        if any(source.relation.find(name) is not None for source in self.sources):
            return True
        return self.parent is not None and self.parent.has(name)

    def column(self, name: Name) -> Flow | None:
        """Return the flow of an unqualified column; None if nothing here or around can have it.

        Known columns come before those that only an unknown table could have. Raises `AmbiguousError`.
        """
        steps = [self._known, self._function, self._guess, self._alias, self._outer, self._anything]
        if self.aliases_first:
            steps.insert(2, self._alias)
        return next((found for step in steps if (found := step(name)) is not None), None)

    def _known(self, name: Name) -> Flow | None:
        for merged, flow in self.merged.items():
            if name.matches(merged):
                return flow
        having = [source for source in self.sources if source.relation.find(name) is not None]
        having = [source for source in having if source.in_star] or having
        found = [(source.alias, source.relation.find(name) or {}) for source in having]
        if len(found) > 1 and any(flow != found[0][1] for _, flow in found):
            raise AmbiguousError(f"{name.text!r} is of {', '.join(sorted(alias for alias, _ in found))}")
        return found[0][1] if found else None

    def _function(self, name: Name) -> Flow | None:
        """Return the value of a table function that is used by the function's own name."""
        functions = (source for source in self.sources if source.relation.anything and name.matches(source.alias))
        return next((source.relation.anything for source in functions), None)

    def _guess(self, name: Name) -> Flow | None:
        """Return the flow from the one source whose columns are not known."""
        unknown = [source for source in self.sources if source.relation.rest]
        if len(unknown) > 1 or any(len(source.relation.rest) > 1 for source in unknown):
            raise AmbiguousError(f"{name.text!r} may be of {', '.join(sorted(source.alias for source in unknown))}")
        return unknown[0].relation.guess(name) if unknown else None

    def _outer(self, name: Name) -> Flow | None:
        return None if self.parent is None else self.parent.column(name)

    def _alias(self, name: Name) -> Flow | None:
        return next((flow for alias, flow in self.aliases.items() if name.matches(alias)), None)

    def _anything(self, name: Name) -> Flow | None:
        """Return the whole of a table or of an unnested value, where its own name is used as a value."""
        for source in self.sources:
            if name.matches(source.alias):
                flow: Flow = dict(source.relation.anything or {})
                for output in source.relation.outputs:
                    add(flow, output.flow)
                return flow
        return next((source.relation.anything for source in self.sources if source.relation.anything is not None), None)
