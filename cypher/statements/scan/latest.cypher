// When sources were last scanned to the end.
:param sources => ['source:crm']
UNWIND $sources AS id
MATCH (s:Source {id: id})
CALL (s) {
  MATCH (r:Scan)-[:OF]->(s)
  WHERE r.state = 'SUCCEEDED' AND r.mode <> 'CLASSIFY_ONLY'
  RETURN max(r.finishedAt) AS finished_at
}
RETURN s.id AS source, finished_at
