// Data classes that do not name all that they are within, are within themselves, or are groups that something is classified as.
:param after => ''
:param limit => 1000
MATCH (d:DataClass)
WHERE d.id > $after
WITH d, COLLECT { MATCH (d)-[:PART_OF*1..20]->(u:DataClass) RETURN DISTINCT u.id } AS above
WITH d, above,
  CASE
    WHEN d.id IN above THEN 'is in a circle'
    WHEN d.id IN coalesce(d.within, []) AND size(d.within) = size(above) + 1 AND all(id IN above WHERE id IN d.within) THEN null
    ELSE 'is within other classes than it names'
  END AS misplaced
WITH d, coalesce(misplaced, CASE WHEN d.group AND EXISTS { (:Classification)-[:OF]->(d) } THEN 'is a group, and something is classified as it' END) AS detail
WHERE detail IS NOT NULL
RETURN d.id AS id, detail
ORDER BY id
LIMIT $limit
