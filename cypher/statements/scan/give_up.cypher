// End a scan whose process is known to be dead; its fence falls.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
:param error => 'PROCESS_DIED: its process ended with exit code -9'
MATCH (r:Scan {id: $id})
SET r.id = r.id
WITH r, datetime.realtime().epochMillis * 1000 AS now
WHERE r.state IN ['QUEUED', 'RUNNING']
SET r.state = 'FAILED', r.error = $error, r.finishedAt = now
WITH r
OPTIONAL MATCH (f:Fence {id: r.id})
DELETE f
RETURN count(r) AS count
