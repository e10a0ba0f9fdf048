// Take a queued scan: locked first, looked at after. Its writes are let through by the fence, a node of its own.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
:param lease => 30
MATCH (r:Scan {id: $id})
SET r.id = r.id
WITH r, datetime.realtime().epochMillis * 1000 AS now
WHERE r.state = 'QUEUED' AND r.leaseUntil >= now
SET r.state = 'RUNNING', r.fence = r.fence + 1, r.startedAt = now, r.heartbeatAt = now, r.leaseUntil = now + $lease * 1000000
MERGE (:Fence {id: $id})
RETURN r.fence AS fence, r.startedAt AS started_at, r.assetIds AS assets, coalesce(r.onlyStale, false) AS only_stale
