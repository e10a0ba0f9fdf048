// Take tags away from sources, assets and columns.
:param rows => [{subject: 'asset:sqlite://crm/main.person', holder: 'tag:gold'}]
UNWIND $rows AS row
MATCH (n:Source|Asset|Column {id: row.subject})
MATCH (h:Tag {id: row.holder})-[r:ON]->(n)
DELETE r
RETURN count(r) AS count
