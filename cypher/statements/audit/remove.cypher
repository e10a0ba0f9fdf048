// Remove entries that are sealed.
:param nodes => ['4:00000000-0000-4000-8000-000000000000:0']
UNWIND $nodes AS node
MATCH (e:AuditEntry)
WHERE elementId(e) = node
DELETE e
RETURN count(e) AS count
