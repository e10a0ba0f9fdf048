// Make sure that columns have classifications for people to decide about.
:param rows => [{id: 'classification:sqlite://crm/main.person#mail~EMAIL', column: 'column:sqlite://crm/main.person#mail', class: 'class:EMAIL'}]
:param at => 1767225600000000
UNWIND $rows AS row
MATCH (c:Column {id: row.column})
MATCH (d:DataClass {id: row.class})
MERGE (k:Classification {id: row.id})
ON CREATE SET k.classId = d.id, k.columnId = c.id, k.confidence = 1.0, k.state = 'WITHDRAWN', k.tier = 'MANUAL',
  k.detector = 'person', k.since = $at, k.evidence = '[]', k.zone = c.zone
MERGE (c)-[:HAS_CLASSIFICATION]->(k)
MERGE (k)-[:OF]->(d)
RETURN count(k) AS count
