// What is no longer stated becomes its past twin.
:param keys => ['k']
:param until => 1767225600000000
UNWIND $keys AS key
MATCH (a)-[r:FLOWS_TO {key: key}]->(b)
CREATE (a)-[p:FLOWED_TO]->(b)
SET p = properties(r), p.until = $until
DELETE r
RETURN count(p) AS count
