// Make a team, or give an existing one what is given.
:param id => 'team:example'
:param new => {name: 'example', nameSort: 'example', createdAt: 1767225600000000, createdBy: 'person:owner'}
:param given => {name: 'Example', nameSort: 'example'}
MERGE (n:Team {id: $id})
ON CREATE SET n += $new
SET n += $given
RETURN n.id AS id
