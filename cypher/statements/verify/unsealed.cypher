// Entries of the audit that nobody has sealed for a day, or that say nothing of when they were left.
:param after => ''
:param limit => 1000
MATCH (e:AuditEntry)
WITH e, coalesce(toStringOrNull(e.id), elementId(e)) AS id, toIntegerOrNull(e.at) AS at
WHERE id > $after AND coalesce(at < (timestamp() - 86400000) * 1000, true)
RETURN id, 'waits for ' + coalesce(toString((timestamp() - at / 1000) / 3600000) + ' hours', 'ever') + ': no server seals it' AS detail
ORDER BY id
LIMIT $limit
