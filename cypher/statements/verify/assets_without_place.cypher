// Assets that do not have exactly one source, the one they name.
:param after => ''
:param limit => 1000
MATCH (a:Asset|PastAsset)
WHERE a.id > $after
WITH a, COLLECT { MATCH (s:Source)-[:HAS_ASSET]->(a) RETURN s.id } AS now, COLLECT { MATCH (s:Source)-[:HAD_ASSET]->(a) RETURN s.id } AS past
WHERE now + past <> [a.sourceId] OR (a:Asset AND size(now) <> 1)
RETURN a.id AS id, 'in ' + toString(size(now)) + ' sources, formerly in ' + toString(size(past)) + ', names ' + coalesce(a.sourceId, 'none') AS detail
ORDER BY id
LIMIT $limit
