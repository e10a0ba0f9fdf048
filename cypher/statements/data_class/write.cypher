// Data classes as this version knows them.
:param rows => [{id: 'class:EMAIL', properties: {name: 'EMAIL', sensitivity: 'CONFIDENTIAL', categories: ['PII'], within: ['class:EMAIL', 'class:CONTACT']}}]
UNWIND $rows AS row
MERGE (d:DataClass {id: row.id})
SET d += row.properties
RETURN count(d) AS count
