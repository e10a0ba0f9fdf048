// The scan of a source that ended well last.
:param source => 'source:crm'
MATCH (s:Source {id: $source})
CALL (s) {
  MATCH (r:Scan)-[:OF]->(s)
  WHERE r.state = 'SUCCEEDED' AND r.mode <> 'CLASSIFY_ONLY'
  RETURN r ORDER BY r.finishedAt DESC LIMIT 1
}
RETURN r.id AS id
