// End a running scan; its fence falls.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
:param fence => 1
:param state => 'SUCCEEDED'
:param error => null
:param progress => {assetsDone: 1}
MATCH (r:Scan {id: $id})
SET r.id = r.id
WITH r, datetime.realtime().epochMillis * 1000 AS now
WHERE r.state = 'RUNNING' AND r.fence = $fence
SET r += $progress
SET r.state = $state, r.error = $error, r.finishedAt = now, r.phase = null
WITH r
OPTIONAL MATCH (f:Fence {id: r.id})
DELETE f
RETURN count(r) AS count
