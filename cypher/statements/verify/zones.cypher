// What is to be checked of each zone.
:param after => ''
:param limit => 1000
MATCH (n:Zone)
WHERE toString(n.number) > $after
RETURN toString(n.number) AS id, n {.number, .key} AS node, null AS place
ORDER BY id
LIMIT $limit
