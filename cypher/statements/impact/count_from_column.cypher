// How many visible nodes are downstream of a column, at any distance. No path is enumerated: pruning breadth-first search.
:param id => 'column:postgres://shop.demo:5432/shop.public.orders#total'
:param zones => null
MATCH (start:Column {id: $id})
MATCH (start)-[:FLOWS_TO|INFLUENCES*1..]->(node)
WHERE node <> start AND (node:Asset OR node:Column) AND ($zones IS NULL OR node.zone IN $zones)
RETURN count(DISTINCT node) AS count
