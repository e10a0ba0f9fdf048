// Make a domain, or give an existing one what is given.
:param id => 'domain:example'
:param new => {name: 'example', nameSort: 'example', createdAt: 1767225600000000, createdBy: 'person:owner'}
:param given => {name: 'Example', nameSort: 'example'}
MERGE (n:Domain {id: $id})
WITH n, properties(n) AS was
SET n += CASE WHEN was.name IS NULL THEN $new ELSE {} END
SET n += $given
RETURN n.id AS id, CASE WHEN was.name IS NULL THEN null ELSE was END AS before
