// The zones of these sources, assets, columns, classifications and scans, as far as they are visible.
:param ids => ['source:shop']
:param zones => null
UNWIND $ids AS id
MATCH (n:Source|Asset|Column|Classification|Scan {id: id})
WHERE ($zones IS NULL OR n.zone IN $zones)
RETURN collect([n.id, n.zone]) AS found
