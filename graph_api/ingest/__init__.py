"""Lineage that is handed in: read, given the ids of the catalog, and stated by an origin of its own."""
