// Flows between columns of two assets, of an origin that states none between the assets.
:param after => ''
:param limit => 1000
MATCH (a:Asset)-[:HAS_COLUMN]->(:Column)-[r:FLOWS_TO]->(:Column)<-[:HAS_COLUMN]-(b:Asset)
WHERE r.key > $after AND a <> b AND NOT EXISTS { MATCH (a)-[f:FLOWS_TO]->(b) WHERE f.origin = r.origin }
RETURN r.key AS id, 'no flow from ' + a.id + ' to ' + b.id + ' of the same origin' AS detail
ORDER BY id
LIMIT $limit
