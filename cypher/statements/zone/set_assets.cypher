// Put assets, and the changes about them, into their zones.
:param rows => [{id: 'asset:sqlite://crm/main.person', zone: 1}]
UNWIND $rows AS row
MATCH (a:Asset|PastAsset {id: row.id})
SET a.zone = row.zone
WITH a
CALL (a) {
  MATCH (h:Change {subjectId: a.id})
  SET h.zone = a.zone
}
RETURN count(a) AS count
