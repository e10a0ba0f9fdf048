// Assets that were missing are found.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (a:Asset {id: id})
REMOVE a.missingSince, a.missingScan, a.removalHeld
RETURN count(a) AS count
