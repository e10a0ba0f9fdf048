// Owners, tags, domains and members that hang on the same thing twice.
:param after => ''
:param limit => 1000
MATCH (h:Person|Team|Tag|Domain)-[r:OWNS|ON|HAS|MEMBER_OF]->(n)
WITH h.id + '>' + n.id + '>' + type(r) AS id, count(*) AS times
WHERE times > 1 AND id > $after
RETURN id, 'hangs there ' + toString(times) + ' times' AS detail
ORDER BY id
LIMIT $limit
