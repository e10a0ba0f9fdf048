// What decides about the zones of sources.
:param ids => ['source:crm']
UNWIND $ids AS id
MATCH (s:Source {id: id})
RETURN s.id AS id,
       COLLECT { MATCH (d:Domain)-[:HAS]->(s) RETURN d.id } AS domains,
       COLLECT { MATCH (t:Tag)-[:ON]->(s) RETURN t.id } AS tags,
       COLLECT { MATCH (o:Person|Team)-[:OWNS]->(s) RETURN o.id } AS owners
