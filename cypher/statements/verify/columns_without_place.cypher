// Columns that do not have exactly one asset, the one they name; past ones may also belong to one that is not past.
:param after => ''
:param limit => 1000
MATCH (c:Column|PastColumn)
WHERE c.id > $after
WITH c, COLLECT { MATCH (a:Asset)-[:HAS_COLUMN]->(c) RETURN a.id } AS now, COLLECT { MATCH (a:Asset|PastAsset)-[:HAD_COLUMN]->(c) RETURN a.id } AS past
WHERE now + past <> [c.assetId] OR (c:Column AND size(now) <> 1)
RETURN c.id AS id, 'in ' + toString(size(now)) + ' assets, formerly in ' + toString(size(past)) + ', names ' + coalesce(c.assetId, 'none') AS detail
ORDER BY id
LIMIT $limit
