"""The decoding of what stands around nodes: connections with their edges, page information, counts and facets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cypher.model import Edge, Node
from cypher.projection.decoder import mapping
from cypher.projection.selection import Field, Selection


@dataclass(frozen=True, slots=True)
class Parts:
    """The Python expressions that a connection is made of.

    `each` runs through the rows and binds what `cursor`, the `nodes` of each selection asked of them in turn, and the
    `properties` of the relationship read; `info` is by field, `total` and `facets`, by name in turn, are of the whole.
    """

    each: str
    cursor: str
    nodes: Sequence[str]
    properties: Mapping[str, str]
    info: Mapping[str, str]
    total: str
    facets: Sequence[str]


class Objects:
    """Writes the expressions that make objects which are no nodes; `whole` becomes False where a field needs a resolver."""

    whole = True

    def object(self, type_name: str, selection: Selection | None, value: Callable[[Field], str | None]) -> str:
        """An object: its fields by response key, `value` giving the expression of each."""
        assert selection is not None
        entries: dict[str, str] = {}
        for field in selection.fields:
            made = repr(type_name) if field.name == "__typename" else value(field)
            if made is None:
                self.whole = False
            else:
                entries[field.key] = made
        return mapping(entries)


class Wrapper(Objects):
    """Writes the expression that makes a connection."""

    def __init__(self, edge: Edge, node: Node, parts: Parts) -> None:
        """For a connection of `node`s."""
        self._name, self._node, self._parts = edge.wrapper, node, parts
        self._nodes, self._facets = iter(parts.nodes), iter(parts.facets)

    def connection(self, selection: Selection) -> str:
        """The connection as an object."""
        return self.object(f"{self._name}Connection", selection, self._of_connection)

    def _of_connection(self, field: Field) -> str | None:
        match field.name:
            case "edges":
                return f"[{self.object(f'{self._name}Edge', field.selection, self._of_edge)} {self._parts.each}]"
            case "nodes":
                return f"[{next(self._nodes)} {self._parts.each}]"
            case "pageInfo":
                return self.object("PageInfo", field.selection, lambda field: self._parts.info.get(field.name))
            case "totalCount":
                return self._parts.total
            case "facets":
                return self.object(f"{self._node.name}Facets", field.selection, self._of_facets)
            case _:
                return None

    def _of_edge(self, field: Field) -> str | None:
        match field.name:
            case "cursor":
                return self._parts.cursor
            case "node":
                return next(self._nodes)
            case name:
                return self._parts.properties.get(name)

    def _of_facets(self, field: Field) -> str | None:
        if field.name not in self._node.facets:
            return None
        columns = {"value": "f[0]", "name": "f[1]", "count": "f[2]"}
        counted = self.object("Facet", field.selection, lambda field: columns.get(field.name))
        return f"[{counted} for f in {next(self._facets)}]"


def asked_nodes(selection: Selection) -> list[Selection]:
    """What is asked of the nodes, once for each `nodes` and each `edges { node }`: they may differ below."""
    found: list[Selection] = []
    for field in selection.fields:
        if field.name == "nodes" and field.selection:
            found.append(field.selection)
        found += [inner.selection for inner in _inside(field, "edges") if inner.name == "node" and inner.selection]
    return found


def asks_cursors(selection: Selection) -> bool:
    """Whether any cursor is asked for: only then the rows need their sort keys."""
    within = {"edges": {"cursor"}, "pageInfo": {"startCursor", "endCursor"}}
    return any(
        inner.name in within[field.name]
        for field in selection.fields
        if field.name in within and field.selection
        for inner in field.selection.fields
    )


def asked_properties(selection: Selection, edge: Edge) -> list[str]:
    """Which properties of the relationship are asked, each once."""
    names = (inner.name for field in selection.fields for inner in _inside(field, "edges"))
    return [name for name in dict.fromkeys(names) if name in edge.properties]


def asked_facets(selection: Selection, node: Node) -> list[str]:
    """Which facets are asked, as often as they are."""
    return [each.name for field in selection.fields for each in _inside(field, "facets") if each.name in node.facets]


def _inside(field: Field, name: str) -> tuple[Field, ...]:
    return field.selection.fields if field.name == name and field.selection else ()
