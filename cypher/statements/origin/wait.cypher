// Remember which of these ends, named by an origin, never were in the graph; none, and it waits for nothing.
:param id => 'sql:nightly.sql'
:param ends => ['asset:sqlite://crm/main.none']
MATCH (o:Origin {id: $id})
WITH o, [end IN $ends WHERE NOT EXISTS { MATCH (n:Asset|Column|PastAsset|PastColumn {id: end}) }] AS missing
SET o.missing = CASE WHEN size(missing) > 0 THEN missing END, o.waits = CASE WHEN size(missing) > 0 THEN true END
RETURN count(o) AS count
