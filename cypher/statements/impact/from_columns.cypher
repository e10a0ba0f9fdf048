// One hop downstream of columns, and of the assets that columns influence.
:param frontier => [{id: 'column:postgres://shop.demo:5432/shop.public.orders#total', influences: true}]
:param zones => null
UNWIND $frontier AS node
MATCH (near:Asset|Column {id: node.id})-[r:FLOWS_TO|INFLUENCES]->(far:Asset|Column)
WHERE node.influences OR type(r) = 'FLOWS_TO'
RETURN near.id AS near, far.id AS far, CASE WHEN far:Column THEN 'Column' ELSE 'Asset' END AS type,
  coalesce(far.assetId, far.id) AS asset, ($zones IS NULL OR far.zone IN $zones) AS visible, true AS shown,
  CASE type(r) WHEN 'FLOWS_TO' THEN 'FLOW' ELSE 'INFLUENCE' END AS via, coalesce(r.transformation, r.kind) AS kind,
  coalesce(r.masking, false) AS masking, r.origin AS origin
