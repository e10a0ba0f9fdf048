// Assets of any source, by their ids, with their columns.
:param ids => ['asset:sqlite://crm/main.person']
:param zones => null
UNWIND $ids AS id
MATCH (a:Asset {id: id})
WHERE ($zones IS NULL OR a.zone IN $zones)
RETURN a.id AS id, a.qualifiedName AS name,
  COLLECT { MATCH (a)-[:HAS_COLUMN]->(c:Column) WHERE ($zones IS NULL OR c.zone IN $zones) RETURN [c.name, c.type, c.id] ORDER BY c.position } AS columns
ORDER BY id
