// How many changes there are of the assets and columns of a source; no row where there is no such source.
:param id => 'source:crm'
:param kinds => ['ASSET_ADDED', 'COLUMN_ADDED']
:param zones => null
MATCH (s:Source {id: $id})
WHERE ($zones IS NULL OR s.zone IN $zones)
CALL (s) {
  MATCH (h:Change)
  WHERE h.sourceId = s.id AND h.seq > 0 AND h.kind IN $kinds AND ($zones IS NULL OR h.zone IN $zones)
  RETURN count(h) AS count
}
RETURN count
