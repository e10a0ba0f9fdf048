// What stands as classified, the surest first.
:param zones => null
:param limit => 1000
MATCH (a:Asset)-[:HAS_COLUMN]->(c:Column)-[:HAS_CLASSIFICATION]->(k:Classification)
WHERE k.state IN ['SUGGESTED', 'CONFIRMED'] AND ($zones IS NULL OR (a.zone IN $zones AND c.zone IN $zones AND k.zone IN $zones))
WITH a, c, k
ORDER BY k.confidence DESC, k.id
LIMIT $limit
RETURN a.id AS asset_id, a.qualifiedName AS asset, c.name AS column, k.classId AS class_id, k.confidence AS confidence,
  k.state AS state, k.evidence AS evidence
