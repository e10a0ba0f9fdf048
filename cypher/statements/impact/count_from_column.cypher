// How many visible nodes are downstream of a column, at any distance, and how many past ones, past which this count is wrong.
:param id => 'column:postgres://shop.demo:5432/shop.public.orders#total'
:param zones => null
MATCH (start:Column {id: $id})
MATCH (start)-[:FLOWS_TO|INFLUENCES*1..]->(node)
WHERE node <> start
WITH DISTINCT node
RETURN count(CASE WHEN (node:Asset OR node:Column) AND ($zones IS NULL OR node.zone IN $zones) THEN 1 END) AS visible,
  count(CASE WHEN NOT (node:Asset OR node:Column) THEN 1 END) AS past
