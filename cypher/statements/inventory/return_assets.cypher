// Assets that were gone are back, with what people said about them; their columns follow.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (s:Source)-[h:HAD_ASSET]->(a:PastAsset {id: id})
CREATE (s)-[:HAS_ASSET]->(a)
DELETE h
REMOVE a:PastAsset, a.until
SET a:Asset
RETURN count(a) AS count
