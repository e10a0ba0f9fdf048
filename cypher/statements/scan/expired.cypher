// The scans whose process gave no sign of life for the time of their lease.
MATCH (r:Scan)
WHERE r.state IN ['QUEUED', 'RUNNING'] AND r.leaseUntil < datetime.realtime().epochMillis * 1000
RETURN r.id AS id
ORDER BY id
