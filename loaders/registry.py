"""One of each loader per request."""

from cypher.graph import Graph
from cypher.model import Model
from cypher.visibility import Principal
from loaders.projected import Projected


class Loaders:
    """The loaders of one request; nothing is shared between requests."""

    def __init__(self, graph: Graph, model: Model, principal: Principal) -> None:
        """Begin with empty caches."""
        self.projected = Projected(graph, model, principal)
