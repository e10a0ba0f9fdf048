// Changes of an asset and of its columns, newest first, before a place in the order of commits.
:param id => 'asset:sqlite://crm/main.person'
:param kinds => ['ASSET_ADDED', 'COLUMN_ADDED']
:param before => 9007199254740991
:param limit => 21
:param zones => null
MATCH (a:Asset|PastAsset {id: $id})
WHERE ($zones IS NULL OR a.zone IN $zones)
CALL (a) {
  RETURN a.id AS subject
  UNION ALL
  MATCH (a)-[:HAS_COLUMN|HAD_COLUMN]->(c:Column|PastColumn)
  RETURN c.id AS subject
}
MATCH (h:Change {subjectId: subject})
WHERE h.kind IN $kinds AND h.seq < $before AND ($zones IS NULL OR h.zone IN $zones)
RETURN h.id AS id, h.seq AS seq, h.kind AS kind, h.subjectId AS subject, h.sourceId AS source, h.at AS at, h.by AS by,
  h.detail AS detail
ORDER BY seq DESC
LIMIT $limit
