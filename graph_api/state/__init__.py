"""The state store: what is not metadata and must not be in the graph, in SQLite or PostgreSQL (docs/operations/state.md)."""

from graph_api.state.store import StateError, Store, open_store

__all__ = ["StateError", "Store", "open_store"]
