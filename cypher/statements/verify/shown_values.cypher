// Columns of a sensitive class whose profile shows values.
:param after => ''
:param limit => 1000
MATCH (c:Column)-[:HAS_CLASSIFICATION]->(k:Classification)-[:OF]->(d:DataClass)
WHERE c.id > $after AND k.state IN ['SUGGESTED', 'CONFIRMED'] AND coalesce(d.sensitivity, 'RESTRICTED') <> 'PUBLIC'
  AND (c.min IS NOT NULL OR c.max IS NOT NULL OR c.mean IS NOT NULL OR c.topValues IS NOT NULL OR c.patterns IS NOT NULL OR c.quantiles IS NOT NULL)
RETURN DISTINCT c.id AS id, 'is ' + d.id + ' and its profile shows values' AS detail
ORDER BY id
LIMIT $limit
