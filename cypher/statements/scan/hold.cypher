// Test the fence and keep it from moving until the commit.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
:param fence => 1
MATCH (r:Scan {id: $id})
SET r.id = r.id
WITH r
WHERE r.state = 'RUNNING' AND r.fence = $fence
RETURN count(r) AS count
