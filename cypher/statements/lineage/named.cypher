// What the nodes of a walk are called and what they are: in one row, in any order.
:param ids => ['column:postgres://shop.demo:5432/shop.public.orders#total']
:param zones => null
UNWIND $ids AS id
MATCH (n:Asset|Column {id: id})
WHERE ($zones IS NULL OR n.zone IN $zones)
RETURN collect([n.id, n.name, CASE WHEN n:Column THEN 'COLUMN' ELSE n.kind END, coalesce(n.assetId, n.id)]) AS named
