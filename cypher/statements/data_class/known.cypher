// The data classes that there are, with their parents.
MATCH (d:DataClass)
RETURN d.id AS id, properties(d) AS properties, COLLECT { MATCH (d)-[:PART_OF]->(u:DataClass) RETURN u.id ORDER BY u.id } AS parents
ORDER BY id
