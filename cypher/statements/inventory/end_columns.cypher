// Columns are gone; what people said about them is kept.
:param ids => ['column:sqlite://crm/main.person#mail']
:param until => 1767225600000000
UNWIND $ids AS id
MATCH (a:Asset)-[h:HAS_COLUMN]->(c:Column {id: id})
CREATE (a)-[:HAD_COLUMN]->(c)
DELETE h
REMOVE c:Column
SET c:PastColumn, c.until = $until
RETURN count(c) AS count
