"""What every test of floor 1 may ask for."""

from tests.stock import cypher, link, stock

__all__ = ["cypher", "link", "stock"]
