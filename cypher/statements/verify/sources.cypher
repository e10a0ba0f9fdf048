// What is to be checked of each source.
:param after => ''
:param limit => 1000
MATCH (n:Source)
WHERE n.id > $after
RETURN n.id AS id, properties(n) AS node, null AS place
ORDER BY id
LIMIT $limit
