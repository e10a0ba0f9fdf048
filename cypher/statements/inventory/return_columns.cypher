// Columns that were gone are back, with what people said about them.
:param ids => ['column:sqlite://crm/main.person#mail']
UNWIND $ids AS id
MATCH (a:Asset)-[h:HAD_COLUMN]->(c:PastColumn {id: id})
CREATE (a)-[:HAS_COLUMN]->(c)
DELETE h
REMOVE c:PastColumn, c.until
SET c:Column
RETURN count(c) AS count
