// Hops downstream of columns, and of the assets that columns influence, as they were stated at a time.
:param ids => ['column:postgres://shop.demo:5432/shop.public.orders#total']
:param ahead => 1
:param inside => false
:param influences => true
:param zones => null
:param at => 1767225600000000
UNWIND $ids AS id
MATCH (seed:Asset|Column|PastAsset|PastColumn {id: id})
WHERE $inside OR ($zones IS NULL OR seed.zone IN $zones) AND (seed.until IS NULL OR $at < seed.until)
CALL (seed) {
  MATCH (seed)-[:FLOWS_TO|INFLUENCES|FLOWED_TO|INFLUENCED*0..]->(near)
  RETURN DISTINCT near
  LIMIT $ahead
}
WITH DISTINCT near
OPTIONAL MATCH (near)-[r:FLOWS_TO|INFLUENCES|FLOWED_TO|INFLUENCED]->(far:Asset|Column|PastAsset|PastColumn)
WHERE ($influences OR type(r) IN ['FLOWS_TO', 'FLOWED_TO'])
  AND r.since <= $at AND (r.until IS NULL OR $at < r.until) AND (far.until IS NULL OR $at < far.until)
RETURN collect([near.id, far.id, CASE WHEN far:Column OR far:PastColumn THEN 'Column' ELSE 'Asset' END, coalesce(far.assetId, far.id),
  ($zones IS NULL OR far.zone IN $zones), true, CASE WHEN type(r) IN ['FLOWS_TO', 'FLOWED_TO'] THEN 'FLOW' ELSE 'INFLUENCE' END,
  coalesce(r.transformation, r.kind), coalesce(r.masking, false), r.origin]) AS hops
