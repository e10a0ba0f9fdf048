"""PostgreSQL 14 and newer, and what speaks its protocol and keeps its catalogue."""

from graph_api.scanner.postgresql.config import PostgresqlConfig
from graph_api.scanner.postgresql.scanner import PostgresqlScanner

__all__ = ["PostgresqlConfig", "PostgresqlScanner"]
