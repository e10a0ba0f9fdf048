// What of their own decides about the zones of columns: the given ones, and all of the given assets.
:param ids => ['column:sqlite://crm/main.person#mail']
:param assets => ['asset:sqlite://crm/main.person']
CALL () {
  UNWIND $ids AS id
  MATCH (c:Column|PastColumn {id: id})
  RETURN c
  UNION
  UNWIND $assets AS id
  MATCH (:Asset|PastAsset {id: id})-[:HAS_COLUMN|HAD_COLUMN]->(c)
  RETURN c
}
RETURN c.id AS id, c.assetId AS asset,
       COLLECT { MATCH (d:Domain)-[:HAS]->(c) RETURN d.id } AS domains,
       COLLECT { MATCH (t:Tag)-[:ON]->(c) RETURN t.id } AS tags,
       COLLECT { MATCH (o:Person|Team)-[:OWNS]->(c) RETURN o.id } AS owners,
       COLLECT { MATCH (c)-[:HAS_CLASSIFICATION]->(k:Classification)-[:OF]->(d:DataClass)
                 WHERE k.state IN ['SUGGESTED', 'CONFIRMED']
                 RETURN [d.id, d.sensitivity] } AS classes
