// The edges from one asset or column to another, those between their assets, and whose columns' edges imply these.
:param from => 'column:postgres://shop.demo:5432/shop.public.orders#total'
:param to => 'column:postgres://shop.demo:5432/shop.public.spend#total'
MATCH (a:Asset|Column {id: $from})
MATCH (b:Asset|Column {id: $to})
WITH a, b, coalesce(a.assetId, a.id) AS source, coalesce(b.assetId, b.id) AS target
RETURN source, target,
  COLLECT { MATCH (a)-[r:FLOWS_TO]->(b) RETURN [elementId(r), r.origin, r.reason] ORDER BY r.origin } AS edges,
  COLLECT {
    MATCH (s:Asset {id: source})-[r:FLOWS_TO]->(t:Asset {id: target})
    WHERE r.origin STARTS WITH 'manual:'
    RETURN [elementId(r), r.origin, r.reason]
  } AS implied,
  COLLECT {
    MATCH (s:Asset {id: source})-[:HAS_COLUMN]->()-[r:FLOWS_TO]->()<-[:HAS_COLUMN]-(t:Asset {id: target})
    WHERE r.origin STARTS WITH 'manual:'
    RETURN [elementId(r), r.origin]
  } AS implying
