// Lock sources, assets and columns, in the order of their ids, before they are looked at.
:param ids => ['asset:sqlite://crm/main.person']
:param zones => null
UNWIND $ids AS id
MATCH (n:Source|Asset|Column {id: id})
WHERE ($zones IS NULL OR n.zone IN $zones)
SET n.id = n.id
RETURN collect([n.id, n.zone]) AS found
