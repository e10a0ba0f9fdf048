// End scans whose lease is over: locked first, looked at after. The fence falls, so their late writes fail.
:param ids => ['scan:00000000-0000-4000-8000-000000000000']
UNWIND $ids AS id
MATCH (r:Scan {id: id})
SET r.id = r.id
WITH r, datetime.realtime().epochMillis * 1000 AS now
WHERE r.state IN ['QUEUED', 'RUNNING'] AND r.leaseUntil < now
SET r.error = CASE r.state
                WHEN 'QUEUED' THEN 'LEASE_EXPIRED: the process that should run this scan never began; start it again'
                ELSE 'LEASE_EXPIRED: the process that ran this scan gave no sign of life any more; start it again'
              END,
    r.state = 'FAILED', r.finishedAt = now
WITH r
OPTIONAL MATCH (f:Fence {id: r.id})
DELETE f
RETURN r.id AS id
