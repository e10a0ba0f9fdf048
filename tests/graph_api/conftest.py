"""What every test of floor 4 may ask for."""

from tests.postgresql import database, postgresql

__all__ = ["database", "postgresql"]
