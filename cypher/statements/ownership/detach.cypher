// Take owners away from sources, assets and columns.
:param rows => [{subject: 'asset:sqlite://crm/main.person', holder: 'person:ana'}]
UNWIND $rows AS row
MATCH (n:Source|Asset|Column {id: row.subject})
MATCH (h:Person|Team {id: row.holder})-[r:OWNS]->(n)
DELETE r
RETURN count(r) AS count
