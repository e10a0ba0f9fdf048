// Hops upstream of assets, what flows into them and whose columns influence them, as they were stated at a time.
:param ids => ['asset:postgres://shop.demo:5432/shop.public.orders']
:param ahead => 1
:param inside => false
:param influences => true
:param zones => null
:param at => 1767225600000000
UNWIND $ids AS id
MATCH (seed:Asset|PastAsset {id: id})
WHERE $inside OR ($zones IS NULL OR seed.zone IN $zones) AND (seed.until IS NULL OR $at < seed.until)
CALL (seed) {
  MATCH (seed)<-[:FLOWS_TO|FLOWED_TO*0..]-(near)
  RETURN DISTINCT near
  LIMIT $ahead
}
WITH DISTINCT near
OPTIONAL CALL (near) {
  MATCH (near)<-[r:FLOWS_TO|FLOWED_TO]-(far:Asset|PastAsset)
  WHERE r.since <= $at AND (r.until IS NULL OR $at < r.until) AND (far.until IS NULL OR $at < far.until)
  RETURN far, 'FLOW' AS via, r.transformation AS kind, coalesce(r.masking, false) AS masking, r.origin AS origin, true AS shown
  UNION ALL
  WITH near WHERE $influences
  MATCH (near)<-[r:INFLUENCES|INFLUENCED]-(c:Column|PastColumn)<-[:HAS_COLUMN|HAD_COLUMN]-(far:Asset|PastAsset)
  WHERE r.since <= $at AND (r.until IS NULL OR $at < r.until) AND (far.until IS NULL OR $at < far.until)
    AND (c.until IS NULL OR $at < c.until)
  RETURN far, 'INFLUENCE' AS via, r.kind AS kind, false AS masking, r.origin AS origin,
    max($zones IS NULL OR c.zone IN $zones) AS shown
}
RETURN collect([near.id, far.id, 'Asset', far.id, ($zones IS NULL OR far.zone IN $zones), shown, via, kind, masking, origin]) AS hops
