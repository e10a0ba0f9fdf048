// query($id: ID!) { columns(first: 0, where: {owners: {id: {eq: $id}}}) { totalCount
// facets { dataType { value count } dataClasses { value name count } } } }
RETURN [null, COUNT {
  MATCH (n2:Column)
  MATCH (n2)<-[:OWNS]-(n3:Person|Team)
  WHERE ($zones IS NULL OR n2.zone IN $zones) AND n3.id = $p0
  WITH DISTINCT n2
  RETURN n2
}, COLLECT {
  MATCH (n4:Column)
  MATCH (n4)<-[:OWNS]-(n5:Person|Team)
  WHERE ($zones IS NULL OR n4.zone IN $zones) AND n5.id = $p1
  WITH DISTINCT n4
  WITH n4.dataType AS value
  WHERE value IS NOT NULL
  WITH value, count(*) AS number
  ORDER BY number DESC, value LIMIT 100
  RETURN [toString(value), null, number]
}, COLLECT {
  MATCH (n6:Column)
  MATCH (n6)<-[:OWNS]-(n7:Person|Team)
  WHERE ($zones IS NULL OR n6.zone IN $zones) AND n7.id = $p2
  WITH DISTINCT n6
  MATCH (n6)-[:HAS_CLASSIFICATION]->(n8:Classification)
  WHERE ($zones IS NULL OR n8.zone IN $zones) AND n8.state IN $p3
  MATCH (n8)-[:OF]->(n9:DataClass)
  WHERE true
  WITH n9, count(DISTINCT n6) AS number
  ORDER BY number DESC, n9.id LIMIT 100
  RETURN [n9.id, n9.name, number]
}] AS page
