// query($id: ID!) { asset(id: $id) { name columns(first: 20) { nodes { name dataType
// classifications { confidence dataClass { name } } } } } }
UNWIND $ids AS id
MATCH (n:Asset {id: id})
WHERE ($zones IS NULL OR n.zone IN $zones)
RETURN id, [n.id, n.name, [COLLECT {
  MATCH (n)-[:HAS_COLUMN]->(n1:Column)
  WHERE ($zones IS NULL OR n1.zone IN $zones)
  WITH n1
  ORDER BY n1.position, n1.nameSort LIMIT $p0
  RETURN [[n1.id, n1.name, n1.dataType, COLLECT {
    MATCH (n1)-[:HAS_CLASSIFICATION]->(n2:Classification)
    WHERE ($zones IS NULL OR n2.zone IN $zones)
    WITH n2
    ORDER BY n2.id
    RETURN [n2.id, n2.confidence, head([(n2)-[:OF]->(n3:DataClass)
    WHERE true | [n3.id, n3.name]])]
  }]]
}, null]] AS row
