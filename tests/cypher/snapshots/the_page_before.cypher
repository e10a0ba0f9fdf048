// query($c: String) { columns(last: 5, before: $c) { edges { cursor node { name } } pageInfo { hasPreviousPage } } }
RETURN [COLLECT {
  MATCH (n1:Column)
  WHERE ($zones IS NULL OR n1.zone IN $zones) AND n1.nameSort < $p0
  WITH n1
  ORDER BY n1.nameSort DESC LIMIT $p1
  RETURN [n1.nameSort, [n1.id, n1.name]]
}, null] AS page
