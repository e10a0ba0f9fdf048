// The removals that a scan held are done, or some of them.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
:param removed => 1
:param held => 0
MATCH (r:Scan {id: $id})
SET r.id = r.id
WITH r, coalesce(r.assetsRemoved, 0) AS before
SET r.assetsRemoved = before + $removed, r.removalsHeld = $held
RETURN count(r) AS count
