"""(type, selection) -> a batch of ids -> ONE statement."""

from collections.abc import Hashable, Mapping
from typing import Any, cast

from aiodataloader import DataLoader

from cypher.graph import Graph
from cypher.model import Model
from cypher.projection import Bound, Row, Selection, connection, nodes, walked
from cypher.visibility import Principal
from loaders.walked import Walking, walk


async def rows(graph: Graph, plan: Bound, principal: Principal, ids: list[str]) -> dict[str, Any]:
    """The nodes with these ids that are visible, by id."""
    records = await graph.query(plan.name, plan.text, {**plan.parameters_for(principal), "ids": ids})
    return {record["id"]: plan.decode(record["row"]) for record in records}


async def page(graph: Graph, plan: Bound, principal: Principal) -> dict[str, Any]:
    """The page that a plan reads."""
    (record,) = await graph.query(plan.name, plan.text, plan.parameters_for(principal))
    return cast("dict[str, Any]", plan.decode(record["page"]))


class _Loader(DataLoader[str, Row | None]):
    def __init__(self, graph: Graph, plan: Bound, principal: Principal) -> None:
        super().__init__(max_batch_size=1_000)
        self._graph = graph
        self._plan = plan
        self._principal = principal

    async def batch_load_fn(self, keys: list[str]) -> list[Row | None]:
        found = await rows(self._graph, self._plan, self._principal, keys)
        return [found.get(key) for key in keys]


class Projected:
    """Reads nodes as projections of what was asked: ids of one type and selection share a statement."""

    def __init__(self, graph: Graph, model: Model, principal: Principal) -> None:
        """For one request of one principal."""
        self.model = model
        self._graph = graph
        self._principal = principal
        self._loaders: dict[Hashable, _Loader] = {}

    async def load(self, identifier: str, type_name: str, selection: Selection, key: Hashable) -> Row | None:
        """One node, or None where it does not exist or is not visible.

        `key` stands for the selection: calls with equal `(type_name, key)` must ask for the same selection.
        """
        loader = self._loaders.get((type_name, key))
        if loader is None:
            plan = nodes(self.model, type_name, selection).bind({})
            loader = self._loaders[type_name, key] = _Loader(self._graph, plan, self._principal)
        return await loader.load(identifier)

    async def page(self, type_name: str, arguments: Mapping[str, Any], selection: Selection) -> dict[str, Any]:
        """One page of all visible nodes of a type, as a connection."""
        plan = connection(self.model, type_name, arguments, selection).bind({})
        return await page(self._graph, plan, self._principal)

    async def walk(self, walking: Walking, selection: Selection) -> dict[str, Any]:
        """A walk, with what is asked of its nodes."""
        asked = walked(self.model, selection)
        return await walk(self._graph, asked, asked.bind({}), self._principal, walking)
