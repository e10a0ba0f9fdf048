// Each source in figures.
:param zones => null
MATCH (s:Source)
WHERE ($zones IS NULL OR s.zone IN $zones)
CALL (s) {
  OPTIONAL MATCH (s)-[:HAS_ASSET]->(a:Asset)
  WHERE ($zones IS NULL OR a.zone IN $zones)
  RETURN count(a) AS assets, coalesce(sum(a.rows), 0) AS rows
}
CALL (s) {
  OPTIONAL MATCH (s)-[:HAS_ASSET]->(:Asset)-[:HAS_COLUMN]->(c:Column)
  WHERE ($zones IS NULL OR c.zone IN $zones)
  RETURN count(c) AS columns,
    count(CASE WHEN EXISTS {
      MATCH (c)-[:HAS_CLASSIFICATION]->(k:Classification)
      WHERE k.state IN ['SUGGESTED', 'CONFIRMED'] AND ($zones IS NULL OR k.zone IN $zones)
    } THEN 1 END) AS classified,
    coalesce(sum(COUNT { (c)-[:FLOWS_TO]->(:Column) }), 0) AS flows,
    coalesce(sum(COUNT { (c)-[:INFLUENCES]->() }), 0) AS influences,
    coalesce(sum(COUNT { (c)-[:REFERENCES]->() }), 0) AS references
}
RETURN s.id AS id, assets, rows, columns, classified, flows, influences, references
ORDER BY id
