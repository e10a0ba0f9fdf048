// Ask for a scan of a source; its lease is the time in which a process has to take it.
:param id => 'scan:00000000-0000-4000-8000-000000000000'
:param source => 'source:crm'
:param mode => 'FULL'
:param assets => null
:param only_stale => null
:param trigger => 'CLI'
:param by => 'person:owner'
:param at => 1767225600000000
:param start_sort => '098232774400000000scan:00000000-0000-4000-8000-000000000000'
:param lease => 30
MATCH (s:Source {id: $source})
MERGE (r:Scan {id: $id})
ON CREATE SET r.sourceId = $source, r.state = 'QUEUED', r.mode = $mode, r.trigger = $trigger, r.by = $by, r.queuedAt = $at,
              r.assetIds = $assets, r.onlyStale = $only_stale,
              r.startSort = $start_sort, r.zone = s.zone, r.fence = 0, r.cancelRequested = false,
              r.leaseUntil = (datetime.realtime().epochMillis + $lease * 1000) * 1000
MERGE (r)-[:OF]->(s)
RETURN count(r) AS count
