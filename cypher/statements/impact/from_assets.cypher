// One hop downstream of assets: where their data flow, and what their columns influence.
:param frontier => [{id: 'asset:postgres://shop.demo:5432/shop.public.orders', influences: true}]
:param zones => null
UNWIND $frontier AS node
MATCH (near:Asset {id: node.id})
CALL (node, near) {
  MATCH (near)-[r:FLOWS_TO]->(far:Asset)
  RETURN far, 'FLOW' AS via, r.transformation AS kind, coalesce(r.masking, false) AS masking, r.origin AS origin, true AS shown
  UNION ALL
  WITH node, near WHERE node.influences
  MATCH (near)-[:HAS_COLUMN]->(c:Column)-[r:INFLUENCES]->(far:Asset)
  RETURN far, 'INFLUENCE' AS via, r.kind AS kind, false AS masking, r.origin AS origin,
    max($zones IS NULL OR c.zone IN $zones) AS shown
}
RETURN near.id AS near, far.id AS far, 'Asset' AS type, far.id AS asset, ($zones IS NULL OR far.zone IN $zones) AS visible,
  shown, via, kind, masking, origin
