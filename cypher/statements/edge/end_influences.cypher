// What is no longer stated becomes its past twin.
:param keys => ['k']
:param until => 1767225600000000
UNWIND $keys AS key
MATCH (a)-[r:INFLUENCES {key: key}]->(b)
CREATE (a)-[p:INFLUENCED]->(b)
SET p = properties(r), p.until = $until
DELETE r
RETURN count(p) AS count
