// Put data classes under their parents, and under no others. Locked first.
:param rows => [{id: 'class:EMAIL', parents: ['class:CONTACT']}]
UNWIND $rows AS row
MATCH (d:DataClass {id: row.id})
SET d.id = d.id
WITH d, row.parents AS parents
CALL (d, parents) {
  MATCH (d)-[old:PART_OF]->(u:DataClass)
  WHERE NOT u.id IN parents
  DELETE old
}
CALL (d, parents) {
  UNWIND parents AS parent
  MATCH (u:DataClass {id: parent})
  MERGE (d)-[:PART_OF]->(u)
}
RETURN count(d) AS count
