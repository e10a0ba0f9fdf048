// How many changes there are of an asset and of its columns; no row where there is no such asset.
:param id => 'asset:sqlite://crm/main.person'
:param kinds => ['ASSET_ADDED', 'COLUMN_ADDED']
:param zones => null
MATCH (a:Asset|PastAsset {id: $id})
WHERE ($zones IS NULL OR a.zone IN $zones)
CALL (a) {
  UNWIND [a.id] + COLLECT { MATCH (a)-[:HAS_COLUMN|HAD_COLUMN]->(c:Column|PastColumn) RETURN c.id } AS subject
  MATCH (h:Change {subjectId: subject})
  WHERE h.kind IN $kinds AND ($zones IS NULL OR h.zone IN $zones)
  RETURN count(h) AS count
}
RETURN count
