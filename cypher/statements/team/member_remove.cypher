// Take people out of a team; those who were in it.
:param team => 'team:crm'
:param people => ['person:ana']
:param by => 'person:owner'
MATCH (t:Team {id: $team})
SET t.changedBy = $by
WITH t
UNWIND $people AS person
MATCH (p:Person {id: person})-[m:MEMBER_OF]->(t)
DELETE m
RETURN collect(p.id) AS ids
