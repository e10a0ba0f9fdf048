// Remove entries that are sealed.
:param ids => ['00000000-0000-4000-8000-000000000000']
UNWIND $ids AS id
MATCH (e:AuditEntry {id: id})
DELETE e
RETURN count(e) AS count
