"""The statements that selections become: readable, one seek at the root, ordered by an index and not by a sort."""

from typing import Any

import pytest

from cypher import projection
from cypher.page import cursor
from cypher.projection import Field, Selection
from schema.root import MODEL


def fields(*names: Any) -> tuple[Field, ...]:
    return tuple(name if isinstance(name, Field) else Field(name, name, {}) for name in names)


def page(name: str, target: str, *names: Any, **arguments: Any) -> Field:
    nodes = Field("nodes", "nodes", {}, Selection({target: fields(*names)}))
    return Field(name, name, arguments, Selection({f"{target}Connection": (nodes,)}))


def operators(plan: dict[str, Any]) -> list[str]:
    return [
        plan["operatorType"].partition("@")[0],
        *(name for child in plan.get("children", []) for name in operators(child)),
    ]


async def explain(graph, plan: projection.Plan) -> list[str]:
    async with graph.driver.session() as session:
        result = await session.run("EXPLAIN " + plan.text, {**plan.parameters, "ids": ["x"], "zones": None})
        return operators((await result.consume()).plan)


def test_a_node_with_a_nested_page_reads_like_what_a_person_would_write():
    columns = page(
        "columns", "Column", "name", first=20, where={"name": {"prefix": "e"}, "tags": {"id": {"eq": "tag:gold"}}}
    )
    plan = projection.nodes(MODEL, "Asset", Selection({"Asset": fields("name", columns)}))
    assert plan.name == "Asset{name,columns}"
    assert plan.parameters == {"p0": 21, "p1": "tag:gold", "p2": "e"}
    assert plan.text == (
        "UNWIND $ids AS id\n"
        "MATCH (n:Asset {id: id})\n"
        "WHERE ($zones IS NULL OR n.zone IN $zones)\n"
        "RETURN id, [n.id, n.name, [COLLECT { MATCH (n)-[:HAS_COLUMN]->(n1:Column) MATCH (n1)<-[:ON]-(n2:Tag)"
        " WHERE ($zones IS NULL OR n1.zone IN $zones) AND n2.id = $p1 AND n1.name STARTS WITH $p2"
        " WITH DISTINCT n1 ORDER BY n1.position, n1.nameSort LIMIT $p0"
        " RETURN [[n1.id, n1.name]] }, null]] AS row"
    )


async def test_nodes_are_found_by_their_unique_index(graph):
    plan = projection.nodes(MODEL, "Asset", Selection({"Asset": fields("name", page("columns", "Column", "name"))}))
    found = await explain(graph, plan)
    assert "NodeUniqueIndexSeek" in found
    assert not {"NodeByLabelScan", "AllNodesScan", "CartesianProduct", "Eager"} & set(found)


@pytest.mark.parametrize("after", [None, cursor("Asset.nameSort", "m")])
async def test_a_page_is_read_in_the_order_of_its_index(graph, after):
    arguments = {"first": 20, "after": after}
    selection = page("assets", "Asset", "name").selection
    assert selection is not None
    found = await explain(graph, projection.connection(MODEL, "Asset", arguments, selection))
    assert any(name.startswith("NodeIndexSeek") for name in found), found
    assert not {"Sort", "Top", "PartialSort", "NodeByLabelScan", "AllNodesScan", "Eager"} & set(found), found
