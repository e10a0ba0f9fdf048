// A page of people's verdicts on what columns hold.
:param after => ''
:param limit => 1000
:param zones => null
MATCH (c:Column)-[:HAS_CLASSIFICATION]->(k:Classification)
WHERE k.id > $after AND k.decidedBy STARTS WITH 'person:' AND k.state IN ['CONFIRMED', 'REJECTED']
  AND ($zones IS NULL OR k.zone IN $zones)
RETURN k.id AS id, c.id AS column, k.classId AS data_class, k.state AS state, k.decidedBy AS by, k.decidedAt AS at,
  k.reason AS reason
ORDER BY id
LIMIT $limit
