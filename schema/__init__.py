"""Floor 3: GraphQL, one module per noun."""
