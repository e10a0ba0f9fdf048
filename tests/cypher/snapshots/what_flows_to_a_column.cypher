// query($id: ID!) { column(id: $id) { flowsFrom(first: 5) { totalCount
// edges { transformation origin since node { name asset { name } } } } } }
UNWIND $ids AS id
MATCH (n:Column {id: id})
WHERE ($zones IS NULL OR n.zone IN $zones)
RETURN id, [n.id, [COLLECT {
  MATCH (n)<-[n2:FLOWS_TO]-(n1:Column)
  WHERE ($zones IS NULL OR n1.zone IN $zones)
  WITH n1, n2
  ORDER BY n1.nameSort, n2.key LIMIT $p0
  RETURN [[n1.id, n1.name, head([(n1)<-[:HAS_COLUMN]-(n3:Asset)
  WHERE ($zones IS NULL OR n3.zone IN $zones) | [n3.id, n3.name]])], n2.transformation, n2.origin, CASE WHEN n2.since IS NULL THEN null ELSE toString(datetime({epochSeconds: 0}) + duration({microseconds: n2.since})) END]
}, COUNT {
  MATCH (n)<-[n5:FLOWS_TO]-(n4:Column)
  WHERE ($zones IS NULL OR n4.zone IN $zones)
  WITH n4, n5
  RETURN n4
}]] AS row
