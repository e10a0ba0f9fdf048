"""A real Neo4j Community server, embedded: no Docker, no system Java, no Maven.

`ensure(directory, cache)` downloads it once, starts it hardened or adopts the one that runs, and returns when it answers;
`Running.release()` gives it back, and whoever leaves last stops it. Neo4j Community is GPLv3: its user downloads it, and it runs
as a process of its own. Linux and macOS.
"""

from graph_api.embedded.canaries import canaries
from graph_api.embedded.configuration import Memory, size_memory
from graph_api.embedded.errors import EmbeddedError
from graph_api.embedded.jars import graphiql
from graph_api.embedded.server import Running, Status, ensure, status, stop

__all__ = [
    "EmbeddedError",
    "Memory",
    "Running",
    "Status",
    "canaries",
    "ensure",
    "graphiql",
    "size_memory",
    "status",
    "stop",
]
