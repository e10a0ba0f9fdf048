// Removals that wait for approval.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (a:Asset {id: id})
SET a.removalHeld = true
RETURN count(a) AS count
