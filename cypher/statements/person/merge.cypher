// Make a person, or give an existing one what is given.
:param id => 'person:example'
:param new => {name: 'example', nameSort: 'example', createdAt: 1767225600000000, createdBy: 'person:owner'}
:param given => {name: 'Example', nameSort: 'example'}
MERGE (n:Person {id: $id})
ON CREATE SET n += $new, n.login = $new.name
SET n += $given
RETURN n.id AS id
