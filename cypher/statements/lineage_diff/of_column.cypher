// Edges of a column that were stated at one of two times and not at the other.
:param id => 'column:postgres://shop.demo:5432/shop.public.orders#total'
:param before => 1767225600000000
:param after => 1767312000000000
:param limit => 1000
:param zones => null
MATCH (n:Column|PastColumn {id: $id})
WHERE ($zones IS NULL OR n.zone IN $zones)
OPTIONAL CALL (n) {
  MATCH (n)-[r:FLOWS_TO|FLOWED_TO|INFLUENCES|INFLUENCED]-()
  WITH DISTINCT r
  WITH startNode(r) AS a, endNode(r) AS b, r
  WHERE ($zones IS NULL OR a.zone IN $zones) AND ($zones IS NULL OR b.zone IN $zones)
  WITH a.id AS source, b.id AS target, CASE WHEN type(r) IN ['FLOWS_TO', 'FLOWED_TO'] THEN 'FLOW' ELSE 'INFLUENCE' END AS via,
    coalesce(r.transformation, r.kind) AS kind, coalesce(r.masking, false) AS masking, r.origin AS origin, r.since AS since, r.until AS until
  WITH source, target, via, kind, masking, origin,
    max(CASE WHEN since <= $before AND (until IS NULL OR $before < until) THEN [since, until] END) AS was,
    max(CASE WHEN since <= $after AND (until IS NULL OR $after < until) THEN [since, until] END) AS now
  WHERE (was IS NULL) <> (now IS NULL)
  WITH was IS NULL AS came, [source, target, via, kind, masking, origin, coalesce(was, now)[0], coalesce(was, now)[1]] AS edge
  ORDER BY edge
  RETURN came, edge
}
WITH n, collect(CASE WHEN came THEN edge END) AS came, collect(CASE WHEN NOT came THEN edge END) AS went
RETURN size(came) AS came_total, size(went) AS went_total, came[..$limit] AS came, went[..$limit] AS went
