// Delete some changes about a source and what it had.
:param id => 'source:none'
:param most => 2000
MATCH (h:Change)
WHERE h.sourceId = $id AND h.seq > 0
WITH h LIMIT $most
DETACH DELETE h
RETURN count(*) AS count
