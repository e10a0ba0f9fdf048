// How a scan stands.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
MATCH (r:Scan {id: $id})
RETURN r.id AS id, r.sourceId AS source, r.state AS state, r.mode AS mode, r.by AS by, r.cancelRequested AS cancel_requested,
       r.error AS error
