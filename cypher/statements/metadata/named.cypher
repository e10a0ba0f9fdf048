// A page of people, teams with their members, domains and tags.
:param after => ''
:param limit => 1000
MATCH (n:Person|Team|Domain|Tag)
WHERE n.id > $after
RETURN n.id AS id, n.name AS name, n.email AS email, n.description AS description,
  COLLECT { MATCH (p:Person)-[:MEMBER_OF]->(n) RETURN p.id AS member ORDER BY member } AS members
ORDER BY id
LIMIT $limit
