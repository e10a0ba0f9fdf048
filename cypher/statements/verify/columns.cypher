// What is to be checked of each column; its place is its asset's id.
:param after => ''
:param limit => 1000
MATCH (n:Column)
WHERE n.id > $after
RETURN n.id AS id, n {.name, .nameSort, .terms, .zone, .position, .assetId, .since} AS node, n.assetId AS place
ORDER BY id
LIMIT $limit
