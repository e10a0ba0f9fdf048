// Hops downstream of assets, where their data flow and what their columns influence: of each given asset and of the nearest ahead of it.
:param ids => ['asset:postgres://shop.demo:5432/shop.public.orders']
:param ahead => 1
:param inside => false
:param influences => true
:param zones => null
UNWIND $ids AS id
MATCH (seed:Asset {id: id})
WHERE $inside OR ($zones IS NULL OR seed.zone IN $zones)
CALL (seed) {
  MATCH (seed)-[:FLOWS_TO*0..]->(near)
  RETURN DISTINCT near
  LIMIT $ahead
}
WITH DISTINCT near
OPTIONAL CALL (near) {
  MATCH (near)-[r:FLOWS_TO]->(far:Asset)
  RETURN far, 'FLOW' AS via, r.transformation AS kind, coalesce(r.masking, false) AS masking, r.origin AS origin, true AS shown
  UNION ALL
  WITH near WHERE $influences
  MATCH (near)-[:HAS_COLUMN]->(c:Column)-[r:INFLUENCES]->(far:Asset)
  RETURN far, 'INFLUENCE' AS via, r.kind AS kind, false AS masking, r.origin AS origin,
    max($zones IS NULL OR c.zone IN $zones) AS shown
}
RETURN collect([near.id, far.id, 'Asset', far.id, ($zones IS NULL OR far.zone IN $zones), shown, via, kind, masking, origin]) AS hops
