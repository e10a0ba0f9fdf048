// The domains that sources, assets and columns have.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (n:Source|Asset|Column {id: id})
RETURN collect([n.id, COLLECT { MATCH (h:Domain)-[:HAS]->(n) RETURN h.id }]) AS held
