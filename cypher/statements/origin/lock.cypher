// Lock an origin, made where it is new, before what it stated is read; keep what is known of it.
:param id => 'sql:nightly.sql'
:param properties => {sourceId: 'source:shop', zone: 1}
MERGE (o:Origin {id: $id})
SET o += $properties
RETURN count(o) AS count
