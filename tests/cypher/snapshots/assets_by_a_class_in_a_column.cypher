// query($class: [ID!]) { assets(where: {columns: {classifications: {dataClass: {id: {in: $class}}}}}) { nodes { name } } }
RETURN [COLLECT {
  MATCH (n1:Asset)
  MATCH (n1)-[:HAS_COLUMN]->(n2:Column)
  MATCH (n2)-[:HAS_CLASSIFICATION]->(n3:Classification)
  MATCH (n3)-[:OF]->(n4:DataClass)
  WHERE ($zones IS NULL OR n1.zone IN $zones) AND ($zones IS NULL OR n2.zone IN $zones) AND ($zones IS NULL OR n3.zone IN $zones) AND n4.id IN $p1
  WITH DISTINCT n1
  ORDER BY n1.nameSort LIMIT $p0
  RETURN [[n1.id, n1.name]]
}, null] AS page
