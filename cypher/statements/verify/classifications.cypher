// What is to be checked of each classification; its place is the id of its column.
:param after => ''
:param limit => 1000
MATCH (n:Classification)
WHERE n.id > $after
WITH n, COLLECT { MATCH (c:Column|PastColumn)-[:HAS_CLASSIFICATION]->(n) RETURN c.id } AS columns,
  COLLECT { MATCH (n)-[:OF]->(d:DataClass) RETURN d.id } AS classes
RETURN n.id AS id, n {.classId, .columnId, .state, .decidedBy, .confidence, .evidence, columns: columns, classes: classes} AS node, n.columnId AS place
ORDER BY id
LIMIT $limit
