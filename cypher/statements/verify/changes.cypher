// Changes without what a change has, with another's place in the order, or past the counter.
:param after => ''
:param limit => 1000
OPTIONAL MATCH (c:Counter {name: 'change'})
WITH coalesce(c.value, 0) AS last
MATCH (h:Change)
WHERE h.id > $after
  AND (h.seq IS NULL OR h.id <> 'change:' + toString(h.seq) OR h.seq > last OR h.kind IS NULL OR h.subjectId IS NULL OR h.at IS NULL OR h.by IS NULL)
RETURN h.id AS id, 'has seq ' + coalesce(toString(h.seq), 'none') + ', the counter stands at ' + toString(last) AS detail
ORDER BY id
LIMIT $limit
