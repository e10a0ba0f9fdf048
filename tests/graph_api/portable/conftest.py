"""Graphs with something in them."""

from tests.stock import cypher, stock

__all__ = ["cypher", "stock"]
