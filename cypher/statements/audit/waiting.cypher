// The oldest entries that wait to be sealed.
:param limit => 500
MATCH (e:AuditEntry)
RETURN elementId(e) AS node, e.id AS id, e.entry AS entry
ORDER BY e.at, e.id
LIMIT $limit
