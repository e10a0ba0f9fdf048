// A classification with where its column is, for who may see all three.
:param id => 'classification:sqlite://crm/main.person#mail~EMAIL'
:param zones => null
MATCH (a:Asset)-[:HAS_COLUMN]->(c:Column)-[:HAS_CLASSIFICATION]->(k:Classification {id: $id})-[:OF]->(d:DataClass)
WHERE ($zones IS NULL OR (a.zone IN $zones AND c.zone IN $zones AND k.zone IN $zones))
RETURN a.id AS asset, a.sourceId AS source, c.name AS column, d.name AS data_class, k.state AS state, k.decidedBy AS decided_by,
  k.confidence AS confidence, k.detector AS detector, coalesce(k.evidence, '[]') AS evidence
