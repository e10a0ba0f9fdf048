// The sources, and the assets in them, that ids of sources, assets and columns lead to; of a source no asset.
:param ids => ['column:sqlite://crm/main.person#mail']
:param zones => null
UNWIND $ids AS id
MATCH (n:Source|Asset|Column {id: id})
WHERE ($zones IS NULL OR n.zone IN $zones)
OPTIONAL MATCH (a:Asset)-[:HAS_COLUMN]->(n)
RETURN id, CASE WHEN n:Source THEN n.id ELSE coalesce(n.sourceId, a.sourceId) END AS source,
  CASE WHEN n:Asset THEN n.id ELSE a.id END AS asset
