// A page of the sources, assets and columns about which people said something.
:param after => ''
:param limit => 1000
:param zones => null
MATCH (n:Source|Asset|Column)
WHERE n.id > $after AND ($zones IS NULL OR n.zone IN $zones)
  AND (n.description IS NOT NULL OR EXISTS { (:Person|Team)-[:OWNS]->(n) } OR EXISTS { (:Tag)-[:ON]->(n) }
    OR EXISTS { (:Domain)-[:HAS]->(n) })
WITH n ORDER BY n.id LIMIT $limit
RETURN n.id AS id, n.description AS description,
  COLLECT { MATCH (o:Person|Team)-[:OWNS]->(n) RETURN o.id AS owner ORDER BY owner } AS owners,
  COLLECT { MATCH (t:Tag)-[:ON]->(n) RETURN t.id AS tag ORDER BY tag } AS tags,
  head(COLLECT { MATCH (d:Domain)-[:HAS]->(n) RETURN d.id AS domain ORDER BY domain }) AS domain
ORDER BY id
