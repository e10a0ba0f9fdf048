"""Floor 2: batching, ids in and projections out."""
