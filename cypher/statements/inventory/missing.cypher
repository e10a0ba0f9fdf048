// Assets were not found; whose absence is new is returned.
:param ids => ['asset:sqlite://crm/main.person']
:param since => 1767225600000000
:param scan => 'scan:00000000-0000-4000-8000-000000000000'
UNWIND $ids AS id
MATCH (a:Asset {id: id})
SET a.id = a.id
WITH a, a.missingSince IS NULL AS new
SET a.missingSince = coalesce(a.missingSince, $since), a.missingScan = $scan
WITH a, new
WHERE new
RETURN a.id AS id
