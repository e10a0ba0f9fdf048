// Put sources, and what is about them, into their zones.
:param rows => [{id: 'source:crm', zone: 1}]
UNWIND $rows AS row
MATCH (s:Source {id: row.id})
SET s.zone = row.zone
WITH s
CALL (s) {
  MATCH (r:Scan)-[:OF]->(s)
  SET r.zone = s.zone
}
CALL (s) {
  MATCH (h:Change {subjectId: s.id})
  SET h.zone = s.zone
}
RETURN count(s) AS count
