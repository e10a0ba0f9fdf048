// Scans in no known state, of another source than they name, or running beside another one of their source.
:param after => ''
:param limit => 1000
MATCH (r:Scan)
WHERE r.id > $after
WITH r, COLLECT { MATCH (r)-[:OF]->(s:Source) RETURN s.id } AS sources,
  COUNT { MATCH (r)-[:OF]->(:Source)<-[:OF]-(o:Scan) WHERE r.state = 'RUNNING' AND o.state = 'RUNNING' AND o.id <> r.id } AS others
WHERE sources <> [r.sourceId] OR others > 0 OR coalesce(NOT r.state IN ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'], true)
RETURN r.id AS id, 'is ' + coalesce(r.state, 'in no state') + ', of ' + toString(size(sources)) + ' sources, beside ' + toString(others) + ' running' AS detail
ORDER BY id
LIMIT $limit
