// Put columns, their classifications and the changes about them into their zones.
:param rows => [{id: 'column:sqlite://crm/main.person#mail', zone: 1}]
UNWIND $rows AS row
MATCH (c:Column|PastColumn {id: row.id})
SET c.zone = row.zone
WITH c
CALL (c) {
  MATCH (c)-[:HAS_CLASSIFICATION]->(k:Classification)
  SET k.zone = c.zone
}
CALL (c) {
  MATCH (h:Change {subjectId: c.id})
  SET h.zone = c.zone
}
RETURN count(c) AS count
