// Hops downstream of columns, and of the assets that columns influence: of each given node and of the nearest nodes ahead of it.
:param ids => ['column:postgres://shop.demo:5432/shop.public.orders#total']
:param ahead => 1
:param inside => false
:param influences => true
:param zones => null
UNWIND $ids AS id
MATCH (seed:Asset|Column {id: id})
WHERE $inside OR ($zones IS NULL OR seed.zone IN $zones)
CALL (seed) {
  MATCH (seed)-[:FLOWS_TO|INFLUENCES*0..]->(near)
  RETURN DISTINCT near
  LIMIT $ahead
}
WITH DISTINCT near
OPTIONAL MATCH (near)-[r:FLOWS_TO|INFLUENCES]->(far:Asset|Column)
WHERE $influences OR type(r) = 'FLOWS_TO'
RETURN collect([near.id, far.id, CASE WHEN far:Column THEN 'Column' ELSE 'Asset' END, coalesce(far.assetId, far.id),
  ($zones IS NULL OR far.zone IN $zones), true, CASE type(r) WHEN 'FLOWS_TO' THEN 'FLOW' ELSE 'INFLUENCE' END,
  coalesce(r.transformation, r.kind), coalesce(r.masking, false), r.origin]) AS hops
