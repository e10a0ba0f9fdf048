// Classifications that the machine found.
:param rows => [{id: 'classification:sqlite://crm/main.person#mail~EMAIL', column: 'column:sqlite://crm/main.person#mail', data_class: 'class:EMAIL', properties: {classId: 'class:EMAIL', state: 'SUGGESTED'}}]
UNWIND $rows AS row
MATCH (c:Column {id: row.column})
MATCH (d:DataClass {id: row.data_class})
MERGE (k:Classification {id: row.id})
ON CREATE SET k += row.properties
MERGE (c)-[:HAS_CLASSIFICATION]->(k)
MERGE (k)-[:OF]->(d)
RETURN count(k) AS count
