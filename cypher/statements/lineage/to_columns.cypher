// Hops upstream of columns, what flows into them and what influences their asset: of each given column and of the nearest before it.
:param ids => ['column:postgres://shop.demo:5432/shop.public.orders#total']
:param ahead => 1
:param inside => false
:param influences => true
:param zones => null
UNWIND $ids AS id
MATCH (seed:Column {id: id})
WHERE $inside OR ($zones IS NULL OR seed.zone IN $zones)
CALL (seed) {
  MATCH (seed)<-[:FLOWS_TO*0..]-(near)
  RETURN DISTINCT near
  LIMIT $ahead
}
WITH DISTINCT near
OPTIONAL CALL (near) {
  MATCH (near)<-[r:FLOWS_TO]-(far:Column)
  RETURN far, 'FLOW' AS via, r.transformation AS kind, coalesce(r.masking, false) AS masking, r.origin AS origin, true AS shown
  UNION ALL
  WITH near WHERE $influences
  MATCH (near)<-[:HAS_COLUMN]-(a:Asset)<-[r:INFLUENCES]-(far:Column)
  RETURN far, 'INFLUENCE' AS via, r.kind AS kind, false AS masking, r.origin AS origin,
    ($zones IS NULL OR a.zone IN $zones) AS shown
}
RETURN collect([near.id, far.id, 'Column', far.assetId, ($zones IS NULL OR far.zone IN $zones), shown, via, kind, masking,
  origin]) AS hops
