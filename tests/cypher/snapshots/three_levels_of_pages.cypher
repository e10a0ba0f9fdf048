// { sources(first: 5) { nodes { name assets(first: 5, where: {kind: {eq: TABLE}}) { totalCount nodes { name
// columns(first: 5, orderBy: {by: NULL_SHARE, direction: DESC}) { nodes { name nullShare } } } } } } }
RETURN [COLLECT {
  MATCH (n1:Source)
  WHERE ($zones IS NULL OR n1.zone IN $zones) AND n1.nameSort > ''
  WITH n1
  ORDER BY n1.nameSort LIMIT $p4
  RETURN [[n1.id, n1.name, [COLLECT {
    MATCH (n1)-[:HAS_ASSET]->(n2:Asset)
    WHERE ($zones IS NULL OR n2.zone IN $zones) AND n2.kind = $p2
    WITH n2
    ORDER BY n2.nameSort LIMIT $p1
    RETURN [[n2.id, n2.name, [COLLECT {
      MATCH (n2)-[:HAS_COLUMN]->(n3:Column)
      WHERE ($zones IS NULL OR n3.zone IN $zones)
      WITH n3
      ORDER BY coalesce(CASE WHEN $zones_profile IS NULL OR n3.zone IN $zones_profile THEN n3.nullShare END, -1) DESC, n3.nameSort DESC LIMIT $p0
      RETURN [[n3.id, n3.name, CASE WHEN $zones_profile IS NULL OR n3.zone IN $zones_profile THEN n3.nullShare END]]
    }, null]]]
  }, COUNT {
    MATCH (n1)-[:HAS_ASSET]->(n4:Asset)
    WHERE ($zones IS NULL OR n4.zone IN $zones) AND n4.kind = $p3
    WITH n4
    RETURN n4
  }]]]
}, null] AS page
