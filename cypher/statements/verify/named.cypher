// What is to be checked of each person, team, domain, tag and data class.
:param after => ''
:param limit => 1000
MATCH (n:Person|Team|Domain|Tag|DataClass)
WHERE n.id > $after
RETURN n.id AS id, n {.name, .nameSort} AS node, head([label IN labels(n) WHERE label IN ['Person', 'Team', 'Domain', 'Tag', 'DataClass']]) AS place
ORDER BY id
LIMIT $limit
