// A sign of life, with how far the scan is; nothing if the scan is no longer this process's.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
:param fence => 1
:param lease => 30
:param progress => {phase: 'SAMPLING', assetsDone: 1}
MATCH (r:Scan {id: $id})
SET r.id = r.id
WITH r, datetime.realtime().epochMillis * 1000 AS now
WHERE r.state = 'RUNNING' AND r.fence = $fence
SET r += $progress
SET r.heartbeatAt = now, r.leaseUntil = now + $lease * 1000000
RETURN r.cancelRequested AS cancel_requested
