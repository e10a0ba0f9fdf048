// The data classes that this version knows.
:param rows => [{id: 'class:EMAIL', properties: {name: 'EMAIL', sensitivity: 'CONFIDENTIAL', categories: ['PII']}}]
UNWIND $rows AS row
MERGE (d:DataClass {id: row.id})
SET d += row.properties
RETURN count(d) AS count
