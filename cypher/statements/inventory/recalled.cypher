// Assets of a source as they are known, with columns and foreign keys: some, or all, or those that another detector classified.
:param source => 'source:crm'
:param assets => null
:param detector => null
:param after => ''
:param limit => 200
MATCH (:Source {id: $source})-[:HAS_ASSET]->(a:Asset)
WHERE a.id > $after AND ($assets IS NULL OR a.id IN $assets) AND ($detector IS NULL OR coalesce(a.detector, '') <> $detector)
WITH a ORDER BY a.id LIMIT $limit
RETURN a.id AS id, a.qualifiedName AS qualified_name, a.kind AS kind, a.comment AS comment, a.schemaHash AS schema_hash,
  a.rows AS rows, a.rowsExact AS rows_exact, coalesce(a.warnings, []) AS warnings,
  COLLECT {
    MATCH (a)-[:HAS_COLUMN]->(c:Column)
    WITH c ORDER BY c.position
    RETURN [c.name, c.position, c.type, c.dataType, c.nullable, c.primaryKey, c.comment]
  } AS columns,
  COLLECT {
    MATCH (a)-[:HAS_COLUMN]->(c:Column)-[:REFERENCES]->(t:Column)<-[:HAS_COLUMN]-(b:Asset)
    WHERE b.sourceId = $source
    WITH c, t, b ORDER BY c.position, t.id
    RETURN [c.name, b.qualifiedName, t.name, COLLECT {
      MATCH (t)-[:HAS_CLASSIFICATION]->(k:Classification)-[:OF]->(d:DataClass)
      WHERE k.state IN ['SUGGESTED', 'CONFIRMED']
      RETURN d.name ORDER BY d.name
    }]
  } AS references
ORDER BY id
