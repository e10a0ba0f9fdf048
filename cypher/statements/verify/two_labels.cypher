// Nodes that are present and past at once.
:param after => ''
:param limit => 1000
CALL () {
  MATCH (n:Asset&PastAsset)
  RETURN n
  UNION
  MATCH (n:Column&PastColumn)
  RETURN n
}
WITH n WHERE n.id > $after
RETURN n.id AS id, 'is present and past' AS detail
ORDER BY id
LIMIT $limit
