// Give tags to sources, assets and columns.
:param rows => [{subject: 'asset:sqlite://crm/main.person', holder: 'tag:gold'}]
UNWIND $rows AS row
MATCH (h:Tag {id: row.holder})
MATCH (n:Source|Asset|Column {id: row.subject})
MERGE (h)-[r:ON]->(n)
RETURN count(r) AS count
