// Edges whose key is not from>to>origin, whose origin is missing, or whose ends are of the wrong type.
:param after => ''
:param limit => 1000
CALL () {
  MATCH (a)-[r:FLOWS_TO]->(b)
  RETURN a, r, b, ((a:Column OR a:PastColumn) AND (b:Column OR b:PastColumn)) OR ((a:Asset OR a:PastAsset) AND (b:Asset OR b:PastAsset)) AS fits
  UNION ALL
  MATCH (a)-[r:INFLUENCES]->(b)
  RETURN a, r, b, (a:Column OR a:PastColumn) AND (b:Asset OR b:PastAsset) AND r.kind IS NOT NULL AS fits
  UNION ALL
  MATCH (a)-[r:REFERENCES]->(b)
  RETURN a, r, b, (a:Column OR a:PastColumn) AND (b:Column OR b:PastColumn) AS fits
}
WITH r, fits, coalesce(r.key, a.id + '>' + b.id) AS id, a.id + '>' + b.id + '>' + r.origin + CASE type(r) WHEN 'INFLUENCES' THEN '>' + r.kind ELSE '' END AS key
WHERE id > $after AND (NOT fits OR key IS NULL OR r.key IS NULL OR id <> key)
RETURN id, CASE WHEN fits THEN type(r) + ' should have the key ' + coalesce(key, 'of an origin, and has none') ELSE type(r) + ' joins the wrong types' END AS detail
ORDER BY id
LIMIT $limit
