// query($id: ID!, $c: String) { assets(first: 5, after: $c, where: {domains: {id: {eq: $id}}},
// orderBy: {by: ROWS, direction: DESC}) { edges { cursor node { name rows } } } }
RETURN [COLLECT {
  MATCH (n1:Asset)
  MATCH (n1)<-[:HAS]-(n2:Domain)
  WHERE ($zones IS NULL OR n1.zone IN $zones) AND n2.id = $p3 AND coalesce(n1.rows, -1) <= $p0 AND (coalesce(n1.rows, -1) < $p0 OR n1.nameSort < $p1)
  WITH DISTINCT n1
  ORDER BY coalesce(n1.rows, -1) DESC, n1.nameSort DESC LIMIT $p2
  RETURN [coalesce(n1.rows, -1), n1.nameSort, [n1.id, n1.name, n1.rows]]
}, null] AS page
