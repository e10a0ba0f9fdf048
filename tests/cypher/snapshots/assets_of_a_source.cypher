// query($id: ID!) { assets(where: {source: {id: {eq: $id}}}) { totalCount nodes { name } } }
RETURN [COLLECT {
  MATCH (n1:Asset)
  MATCH (n1)<-[:HAS_ASSET]-(n2:Source)
  WHERE ($zones IS NULL OR n1.zone IN $zones) AND ($zones IS NULL OR n2.zone IN $zones) AND n2.id = $p1
  WITH DISTINCT n1
  ORDER BY n1.nameSort LIMIT $p0
  RETURN [[n1.id, n1.name]]
}, COUNT {
  MATCH (n3:Asset)
  MATCH (n3)<-[:HAS_ASSET]-(n4:Source)
  WHERE ($zones IS NULL OR n3.zone IN $zones) AND ($zones IS NULL OR n4.zone IN $zones) AND n4.id = $p2
  WITH DISTINCT n3
  RETURN n3
}] AS page
