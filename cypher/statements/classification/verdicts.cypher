// Lock classifications and the assets of their columns, and say how they stand.
:param ids => ['classification:sqlite://crm/main.person#mail~EMAIL']
:param zones => null
UNWIND $ids AS id
MATCH (k:Classification {id: id})
WHERE ($zones IS NULL OR k.zone IN $zones)
MATCH (a:Asset)-[:HAS_COLUMN]->(c:Column)-[:HAS_CLASSIFICATION]->(k)
SET k.id = k.id, a.id = a.id
RETURN collect([k.id, c.id, k.classId, k.state, k.decidedBy, k.zone]) AS found
