"""The projection compiler: a tree of selected fields becomes one Cypher statement and the decoder of its answer."""

from cypher.projection.compiler import Bound, Plan, connection, nodes
from cypher.projection.decoder import Row, Unrepresentable
from cypher.projection.late import bound, symbolic
from cypher.projection.selection import Field, Selection

__all__ = ["Bound", "Field", "Plan", "Row", "Selection", "Unrepresentable", "bound", "connection", "nodes", "symbolic"]
