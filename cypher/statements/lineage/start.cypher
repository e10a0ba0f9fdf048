// Whether an asset or a column is there to walk from.
:param id => 'asset:postgres://shop.demo:5432/shop.public.orders'
:param zones => null
MATCH (n:Asset|Column {id: $id})
WHERE ($zones IS NULL OR n.zone IN $zones)
RETURN n.id AS id
