// Delete some scans of a source.
:param id => 'source:none'
:param most => 2000
MATCH (r:Scan)-[:OF]->(:Source {id: $id})
WITH r LIMIT $most
DETACH DELETE r
RETURN count(*) AS count
