"""What a request carries: one `Context`, with fresh loaders."""

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


Info = strawberry.Info[Context, None]
"""The resolver's `info`, with our context."""
