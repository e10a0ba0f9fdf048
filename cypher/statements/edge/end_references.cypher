// What is no longer stated becomes its past twin.
:param keys => ['k']
:param until => 1767225600000000
UNWIND $keys AS key
MATCH (a)-[r:REFERENCES {key: key}]->(b)
CREATE (a)-[p:REFERRED]->(b)
SET p = properties(r), p.until = $until
DELETE r
RETURN count(p) AS count
