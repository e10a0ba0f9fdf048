// The assets of a source whose names begin so (a name in lower case and NUL, as names are sorted), with their columns.
:param source => 'source:crm'
:param beginnings => ['person\u0000']
:param zones => null
UNWIND $beginnings AS beginning
MATCH (a:Asset)
WHERE a.nameSort STARTS WITH beginning AND a.sourceId = $source AND ($zones IS NULL OR a.zone IN $zones)
RETURN a.id AS id, a.qualifiedName AS name,
  COLLECT { MATCH (a)-[:HAS_COLUMN]->(c:Column) WHERE ($zones IS NULL OR c.zone IN $zones) RETURN [c.name, c.type, c.id] ORDER BY c.position } AS columns
ORDER BY id
