// Keep what is known of an origin; what it stated earlier than what is known says nothing of it.
:param id => 'sql:crm/nightly.sql'
:param at => 1767225600000000
:param properties => {sql: 'SELECT ?', dialect: 'ansi'}
MATCH (o:Origin {id: $id})
WHERE coalesce(o.statedAt, 0) <= $at
SET o += $properties, o.statedAt = $at
RETURN count(o) AS count
