// query($tag: ID!, $part: String!) { assets(where: {tags: {id: {eq: $tag}}, not: {owners: {}},
// or: [{name: {contains: $part}}, {description: {isNull: true}}]}) { nodes { name } } }
RETURN [COLLECT {
  MATCH (n1:Asset)
  MATCH (n1)<-[:ON]-(n2:Tag)
  WHERE ($zones IS NULL OR n1.zone IN $zones) AND n2.id = $p1 AND ((toLower(n1.name) CONTAINS toLower($p2)) OR (n1.description IS NULL)) AND NOT coalesce((EXISTS {
    MATCH (n1)<-[:OWNS]-(n3:Person|Team)
    WHERE true
  }), false)
  WITH DISTINCT n1
  ORDER BY n1.nameSort LIMIT $p0
  RETURN [[n1.id, n1.name]]
}, null] AS page
