"""The classifier's data classes in the graph: kept whenever a process opens it, for a newer version may know others."""

from cypher import data_class
from cypher.data_class import DataClassRow
from cypher.graph import Graph
from graph_api.classifier.classes import TAXONOMY


def rows() -> list[DataClassRow]:
    """Every class and group as the graph is to have it."""
    return [
        DataClassRow(
            name=each.name,
            description=each.description,
            sensitivity=each.sensitivity.value,
            categories=[one.value for one in each.categories],
            regulations=[one.value for one in each.regulations],
            parents=each.parents,
            group=each.group,
        )
        for each in TAXONOMY.values()
    ]


async def keep(graph: Graph) -> None:
    """One read where nothing differs."""
    await data_class.keep(graph, rows())
