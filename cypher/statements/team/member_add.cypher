// Put people into a team; those who were not in it. The team is locked first.
:param team => 'team:crm'
:param people => ['person:ana']
:param by => 'person:owner'
MATCH (t:Team {id: $team})
SET t.changedBy = $by
WITH t
UNWIND $people AS person
MATCH (p:Person {id: person})
WHERE NOT (p)-[:MEMBER_OF]->(t)
MERGE (p)-[:MEMBER_OF]->(t)
RETURN collect(p.id) AS ids
