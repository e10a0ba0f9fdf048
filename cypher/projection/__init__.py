"""The projection compiler: a tree of selected fields becomes one Cypher statement and the decoder of its answer."""

from cypher.projection.compiler import connection, nodes
from cypher.projection.decoder import Row, Unrepresentable
from cypher.projection.late import bound, symbolic
from cypher.projection.lineage import Walked, walked
from cypher.projection.plan import Bound, Plan
from cypher.projection.selection import Field, Selection

__all__ = [
    "Bound",
    "Field",
    "Plan",
    "Row",
    "Selection",
    "Unrepresentable",
    "Walked",
    "bound",
    "connection",
    "nodes",
    "symbolic",
    "walked",
]
