// Changes of the assets and columns of a source, newest first, before a place in the order of commits.
:param id => 'source:crm'
:param kinds => ['ASSET_ADDED', 'COLUMN_ADDED']
:param before => 9007199254740991
:param limit => 21
:param zones => null
MATCH (h:Change)
WHERE h.sourceId = $id AND h.seq < $before AND h.kind IN $kinds AND ($zones IS NULL OR h.zone IN $zones)
RETURN h.id AS id, h.seq AS seq, h.kind AS kind, h.subjectId AS subject, h.sourceId AS source, h.at AS at, h.by AS by,
  h.detail AS detail
ORDER BY seq DESC
LIMIT $limit
