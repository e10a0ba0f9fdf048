// The scans of a source that are not over.
:param source => 'source:crm'
MATCH (s:Source {id: $source})
MATCH (r:Scan)-[:OF]->(s)
WHERE r.state IN ['QUEUED', 'RUNNING']
RETURN r.id AS id, r.state AS state
ORDER BY id
