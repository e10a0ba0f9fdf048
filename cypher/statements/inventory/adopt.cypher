// Take assets over from a source that was known from lineage only.
:param source => 'source:crm'
:param ids => ['asset:sqlite://crm/main.person']
MATCH (s:Source {id: $source})
UNWIND $ids AS id
MATCH (a:Asset|PastAsset {id: id})
SET a.sourceId = $source
WITH s, a
CALL (a) {
  MATCH (:Source)-[h:HAS_ASSET|HAD_ASSET]->(a)
  DELETE h
}
CALL (s, a) {
  WITH s, a WHERE a:Asset
  CREATE (s)-[:HAS_ASSET]->(a)
}
CALL (s, a) {
  WITH s, a WHERE a:PastAsset
  CREATE (s)-[:HAD_ASSET]->(a)
}
RETURN count(a) AS count
