"""A file of SQLite 3."""

from graph_api.scanner.sqlite.scanner import SqliteConfig, SqliteScanner

__all__ = ["SqliteConfig", "SqliteScanner"]
