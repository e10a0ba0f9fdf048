// One hop upstream of columns: what flows into them, and the columns that influence their asset.
:param frontier => [{id: 'column:postgres://shop.demo:5432/shop.public.orders#total', influences: true}]
:param zones => null
UNWIND $frontier AS node
MATCH (near:Column {id: node.id})
CALL (node, near) {
  MATCH (near)<-[r:FLOWS_TO]-(far:Column)
  RETURN far, 'FLOW' AS via, r.transformation AS kind, coalesce(r.masking, false) AS masking, r.origin AS origin, true AS shown
  UNION ALL
  WITH node, near WHERE node.influences
  MATCH (near)<-[:HAS_COLUMN]-(a:Asset)<-[r:INFLUENCES]-(far:Column)
  RETURN far, 'INFLUENCE' AS via, r.kind AS kind, false AS masking, r.origin AS origin,
    ($zones IS NULL OR a.zone IN $zones) AS shown
}
RETURN near.id AS near, far.id AS far, 'Column' AS type, far.assetId AS asset, ($zones IS NULL OR far.zone IN $zones) AS visible,
  shown, via, kind, masking, origin
