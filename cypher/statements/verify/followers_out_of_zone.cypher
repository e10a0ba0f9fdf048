// Classifications, scans and changes that are in another zone than what they are about.
:param after => ''
:param limit => 1000
CALL () {
  MATCH (n:Column|PastColumn)-[:HAS_CLASSIFICATION]->(k:Classification)
  WHERE k.id > $after AND (k.zone IS NULL OR k.zone <> n.zone)
  RETURN k AS follower, n
  UNION ALL
  MATCH (k:Scan)-[:OF]->(n:Source)
  WHERE k.id > $after AND (k.zone IS NULL OR k.zone <> n.zone)
  RETURN k AS follower, n
  UNION ALL
  MATCH (k:Change)
  WHERE k.id > $after
  MATCH (n:Source|Asset|PastAsset|Column|PastColumn {id: k.subjectId})
  WHERE k.zone IS NULL OR k.zone <> n.zone
  RETURN k AS follower, n
}
RETURN follower.id AS id, 'is in zone ' + coalesce(toString(follower.zone), 'none') + ', ' + n.id + ' in ' + toString(n.zone) AS detail
ORDER BY id
LIMIT $limit
