// Give owners to sources, assets and columns.
:param rows => [{subject: 'asset:sqlite://crm/main.person', holder: 'person:ana'}]
UNWIND $rows AS row
MATCH (h:Person|Team {id: row.holder})
MATCH (n:Source|Asset|Column {id: row.subject})
MERGE (h)-[r:OWNS]->(n)
RETURN count(r) AS count
