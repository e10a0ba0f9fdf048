// What is no longer stated becomes its past twin; what began no earlier than it ends was never there.
:param ids => ['5:00000000-0000-0000-0000-000000000000:0']
:param until => 1767225600000000
UNWIND $ids AS id
MATCH (a)-[r]->(b)
WHERE elementId(r) = id
FOREACH (_ IN CASE WHEN r.since < $until THEN [1] ELSE [] END |
  CREATE (a)-[p:$({FLOWS_TO: 'FLOWED_TO', INFLUENCES: 'INFLUENCED', REFERENCES: 'REFERRED'}[type(r)])]->(b)
  SET p = properties(r), p.until = $until)
DELETE r
RETURN count(*) AS count
