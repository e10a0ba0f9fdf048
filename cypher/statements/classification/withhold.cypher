// Withhold the values in the profiles of columns that hold a sensitive class for certain; counts stay.
:param ids => ['classification:sqlite://crm/main.person#mail~EMAIL']
UNWIND $ids AS id
MATCH (c:Column)-[:HAS_CLASSIFICATION]->(k:Classification {id: id})-[:OF]->(d:DataClass)
WHERE k.state IN ['SUGGESTED', 'CONFIRMED'] AND coalesce(d.sensitivity, 'RESTRICTED') <> 'PUBLIC' AND c.profileSuppressed IS NOT NULL
SET c.profileSuppressed = true, c.min = null, c.max = null, c.mean = null, c.quantiles = null, c.topValues = null,
  c.patterns = null
RETURN count(c) AS count
