"""What a request carries: one `Context`, with fresh loaders."""

from collections.abc import Callable
from dataclasses import dataclass

import strawberry

from cypher.graph import Graph
from cypher.visibility import Principal
from loaders.registry import Loaders
from schema.ports import NOBODY, Caller, Ports


@dataclass(slots=True)
class Context:
    """Who asks, of what, and through which ports; made anew for every request."""

    principal: Principal
    graph: Graph
    loaders: Loaders
    ports: Ports
    request_id: str = ""
    caller: Caller = NOBODY
    cost: int | None = None
    """What the operation may cost, once it was measured and found within the limits."""
    renewed: Callable[[], Principal] | None = None
    """Gives `principal` as of now, to what lasts longer than an answer."""

    def principal_now(self) -> Principal:
        """Who asks, with what is granted now."""
        return self.principal if self.renewed is None else self.renewed()


Info = strawberry.Info[Context, None]
"""The resolver's `info`, with our context."""
