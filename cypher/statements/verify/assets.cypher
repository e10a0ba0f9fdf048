// What is to be checked of each asset; its place is its source's namespace.
:param after => ''
:param limit => 1000
MATCH (n:Asset)
WHERE n.id > $after
OPTIONAL MATCH (s:Source {id: n.sourceId})
RETURN n.id AS id, n {.name, .nameSort, .terms, .zone, .qualifiedName, .kind, .sourceId, .since} AS node, s.namespace AS place
ORDER BY id
LIMIT $limit
