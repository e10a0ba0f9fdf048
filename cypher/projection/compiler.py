"""Selection -> one Cypher statement and its decoder: of nodes by their ids, and of a page of all nodes of a type."""

from collections.abc import Mapping
from typing import Any

from cypher.model import Direction, Edge, Model, Shape
from cypher.projection.builder import Builder
from cypher.projection.plan import Plan
from cypher.projection.selection import Selection, named
from cypher.projection.where import visible


def nodes(model: Model, type_name: str, selection: Selection, *, straight: bool = False) -> Plan:
    """Read the nodes `$ids` of one type: columns `id` and `row`; `decode` takes a `row`.

    `straight`: decode to exactly what the response says, plain dicts; else to `Row`s that resolvers read.
    """
    build = Builder(model, straight=straight)
    node = model.node(type_name)
    projected, expression, _ = build.node("n", node, selection.of(type_name), "v")
    text = (
        f"UNWIND $ids AS id\nMATCH (n:{node.label} {{id: id}})\nWHERE {visible('n', node)}\n"
        f"RETURN id, {projected} AS row"
    )
    return build.plan(named(type_name, selection), text, expression)


def connection(
    model: Model, type_name: str, arguments: Mapping[str, Any], selection: Selection, *, straight: bool = False
) -> Plan:
    """Read one page of all visible nodes of a type: one record, column `page`, which `decode` takes."""
    build = Builder(model, straight=straight)
    node = model.node(type_name)
    target = Edge("", "", Direction.OUT, (type_name,), Shape.CONNECTION, node.order, wrapper=type_name)
    projected, decoder = build.page(None, target, arguments, selection)
    return build.plan(named(type_name, selection), f"RETURN {projected} AS page", f"{decoder}(v, n)")
