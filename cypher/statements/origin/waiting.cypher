// Origins that name ends which were not in the graph and are now.
MATCH (o:Origin)
WHERE o.waits = true AND any(id IN o.missing WHERE EXISTS { MATCH (n:Asset|Column {id: id}) })
WITH o ORDER BY o.id
RETURN collect(o.id) AS ids
