// What deleting a source takes with it.
:param id => 'source:shop'
:param zones => null
MATCH (s:Source {id: $id})
WHERE ($zones IS NULL OR s.zone IN $zones)
WITH s,
  COUNT { MATCH (s)-[:HAS_ASSET|HAD_ASSET]->() } AS assets,
  COUNT { MATCH (s)-[:HAS_ASSET|HAD_ASSET]->()-[:HAS_COLUMN|HAD_COLUMN]->() } AS columns,
  COUNT { MATCH (s)-[:HAS_ASSET|HAD_ASSET]->()-[:HAS_COLUMN|HAD_COLUMN]->()-[:HAS_CLASSIFICATION]->() } AS classifications,
  COUNT { MATCH (r:Scan)-[:OF]->(s) } AS scans,
  COUNT { MATCH (h:Change) WHERE h.sourceId = s.id AND h.seq > 0 } AS changes
CALL (s) {
  MATCH (s)-[:HAS_ASSET|HAD_ASSET]->(a)
  CALL (a) {
    MATCH (a)-[r:FLOWS_TO|INFLUENCES]-()
    RETURN r
    UNION ALL
    MATCH (a)-[:HAS_COLUMN|HAD_COLUMN]->()-[r:FLOWS_TO|INFLUENCES|REFERENCES]-()
    RETURN r
  }
  RETURN count(DISTINCT r) AS lineage_edges
}
RETURN assets, columns, classifications, lineage_edges, scans, changes
