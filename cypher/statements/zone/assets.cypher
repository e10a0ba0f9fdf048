// What decides about the zones of assets.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (a:Asset|PastAsset {id: id})
RETURN a.id AS id, a.sourceId AS source, a.kind AS kind,
       COLLECT { MATCH (d:Domain)-[:HAS]->(a) RETURN d.id } AS domains,
       COLLECT { MATCH (t:Tag)-[:ON]->(a) RETURN t.id } AS tags,
       COLLECT { MATCH (o:Person|Team)-[:OWNS]->(a) RETURN o.id } AS owners
