// query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Asset { owners { name ... on Team { members { name } } } } } }
UNWIND $ids AS id
MATCH (n:Asset {id: id})
WHERE ($zones IS NULL OR n.zone IN $zones)
RETURN id, [n.id, n.id, COLLECT {
  MATCH (n)<-[:OWNS]-(n1:Person|Team)
  WHERE true
  WITH n1
  ORDER BY n1.nameSort
  RETURN CASE WHEN n1:Person THEN [0, [n1.id, n1.name]] WHEN n1:Team THEN [1, [n1.id, n1.name, COLLECT {
    MATCH (n1)<-[:MEMBER_OF]-(n2:Person)
    WHERE true
    WITH n2
    ORDER BY n2.nameSort
    RETURN [n2.id, n2.name]
  }]] END
}] AS row
