// The zone and the source of what changes are about.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (n:Asset|PastAsset|Column|PastColumn|Source {id: id})
OPTIONAL MATCH (a:Asset|PastAsset {id: n.assetId})
RETURN n.id AS id, n.zone AS zone, coalesce(n.sourceId, a.sourceId, CASE WHEN n:Source THEN n.id END) AS source
