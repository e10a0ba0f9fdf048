// query($class: ID!, $above: Float!) { columns(where: {classifications: {classId: {eq: $class}, confidence: {gt: $above}}})
// { totalCount nodes { name asset { name } } } }
RETURN [COLLECT {
  MATCH (n1:Column)
  MATCH (n1)-[:HAS_CLASSIFICATION]->(n3:Classification)
  WHERE ($zones IS NULL OR n1.zone IN $zones) AND ($zones IS NULL OR n3.zone IN $zones) AND n3.classId = $p1 AND n3.confidence > $p2
  WITH DISTINCT n1
  ORDER BY n1.nameSort LIMIT $p0
  RETURN [[n1.id, n1.name, head([(n1)<-[:HAS_COLUMN]-(n2:Asset)
  WHERE ($zones IS NULL OR n2.zone IN $zones) | [n2.id, n2.name]])]]
}, COUNT {
  MATCH (n4:Column)
  MATCH (n4)-[:HAS_CLASSIFICATION]->(n5:Classification)
  WHERE ($zones IS NULL OR n4.zone IN $zones) AND ($zones IS NULL OR n5.zone IN $zones) AND n5.classId = $p3 AND n5.confidence > $p4
  WITH DISTINCT n4
  RETURN n4
}] AS page
