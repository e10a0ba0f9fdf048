// Assets are gone, with their columns; what people said about them is kept.
:param ids => ['asset:sqlite://crm/main.person']
:param until => 1767225600000000
UNWIND $ids AS id
MATCH (s:Source)-[h:HAS_ASSET]->(a:Asset {id: id})
CREATE (s)-[:HAD_ASSET]->(a)
DELETE h
REMOVE a:Asset, a.missingSince, a.missingScan, a.removalHeld
SET a:PastAsset, a.until = $until
WITH a
CALL (a) {
  MATCH (a)-[h:HAS_COLUMN]->(c:Column)
  CREATE (a)-[:HAD_COLUMN]->(c)
  DELETE h
  REMOVE c:Column
  SET c:PastColumn, c.until = a.until
}
RETURN a.id AS id
