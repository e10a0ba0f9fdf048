// An asset with its columns, past ones too, and what changed in its schema, oldest first.
:param id => 'asset:sqlite://crm/main.person'
:param kinds => ['ASSET_ADDED', 'COLUMN_ADDED']
:param zones => null
MATCH (a:Asset|PastAsset {id: $id})
WHERE ($zones IS NULL OR a.zone IN $zones)
CALL (a) {
  MATCH (a)-[:HAS_COLUMN|HAD_COLUMN]->(c:Column|PastColumn)
  WHERE ($zones IS NULL OR c.zone IN $zones)
  RETURN collect(c {.id, .name, .position, .type, .dataType, .nullable, .primaryKey, .comment, .until, past: c:PastColumn}) AS columns
}
CALL (a, columns) {
  UNWIND [a.id] + [c IN columns | c.id] AS subject
  MATCH (h:Change {subjectId: subject})
  WHERE h.kind IN $kinds AND ($zones IS NULL OR h.zone IN $zones)
  WITH h ORDER BY h.seq
  RETURN collect([h.seq, h.at, h.kind, h.subjectId, h.detail]) AS changes
}
RETURN a:PastAsset AS past, a.since AS since, a.until AS until, columns, changes
