"""Floor 1, the graph: statements, the projection compiler, visibility and ids."""
