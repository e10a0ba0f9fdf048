// query($first: Int) { assets(first: $first) { nodes { name columns { nodes { name } } } pageInfo { endCursor } } }
RETURN [COLLECT {
  MATCH (n1:Asset)
  WHERE ($zones IS NULL OR n1.zone IN $zones) AND n1.nameSort > ''
  WITH n1
  ORDER BY n1.nameSort LIMIT $p1
  RETURN [n1.nameSort, [n1.id, n1.name, [COLLECT {
    MATCH (n1)-[:HAS_COLUMN]->(n2:Column)
    WHERE ($zones IS NULL OR n2.zone IN $zones)
    WITH n2
    ORDER BY n2.position, n2.nameSort LIMIT $p0
    RETURN [[n2.id, n2.name]]
  }, null]]]
}, null] AS page
