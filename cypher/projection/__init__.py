"""The projection compiler: a tree of selected fields becomes one Cypher statement and the decoder of its answer."""

from cypher.projection.compiler import Plan, Row, connection, nodes
from cypher.projection.selection import Field, Selection

__all__ = ["Field", "Plan", "Row", "Selection", "connection", "nodes"]
