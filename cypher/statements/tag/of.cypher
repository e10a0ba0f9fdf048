// The tags that sources, assets and columns have.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (n:Source|Asset|Column {id: id})
RETURN collect([n.id, COLLECT { MATCH (h:Tag)-[:ON]->(n) RETURN h.id }]) AS held
