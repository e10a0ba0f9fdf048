// The columns of assets as they are, those that are gone included.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (a:Asset|PastAsset {id: id})-[:HAS_COLUMN|HAD_COLUMN]->(c)
RETURN a.id AS asset, c.id AS id, c:PastColumn AS past, c.until AS until,
       c {.name, .position, .type, .dataType, .nullable, .primaryKey, .comment} AS properties
