// Stop a scan: one that waits is over at once, one that runs is asked to stop; one that is over stays as it is.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
MATCH (r:Scan {id: $id})
SET r.id = r.id
WITH r, datetime.realtime().epochMillis * 1000 AS now, r.state AS before
SET r.cancelRequested = CASE WHEN before IN ['QUEUED', 'RUNNING'] THEN true ELSE r.cancelRequested END,
    r.finishedAt = CASE before WHEN 'QUEUED' THEN now ELSE r.finishedAt END,
    r.state = CASE before WHEN 'QUEUED' THEN 'CANCELLED' ELSE before END
RETURN r.state AS state
